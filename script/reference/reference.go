// Package reference describes every name that rules can use: what it is, what
// it takes, what it gives, and an example that a test runs.
//
// One table yields the answers of `rules doc`, the Markdown reference and the
// stub that editors read, so that the three cannot differ. The package knows
// nothing of the language but its names; tests hold it to the language itself.
package reference

import (
	"slices"
	"strings"
)

// Entry describes one name.
type Entry struct {
	// Name is what rules write: "link", "money.percent" for a method or part of
	// every amount, "row.get".
	Name     string    `json:"name"`
	Group    string    `json:"group"`           // the heading that it stands under
	Value    bool      `json:"value,omitempty"` // a value or a part, which is not called
	Params   []Param   `json:"params,omitempty"`
	Keywords bool      `json:"keywords_only,omitempty"` // parameters can only be given by name
	Returns  string    `json:"returns"`                 // a type: "money", "date", "str", "decision", …
	Doc      string    `json:"doc"`                     // one or two sentences
	Examples []Example `json:"examples,omitempty"`
}

// Param is one thing that a function takes.
type Param struct {
	Name    string `json:"name"`
	Type    string `json:"type"`
	Default string `json:"default,omitempty"` // empty: it must be given
	Doc     string `json:"doc,omitempty"`
}

// Example is an expression and what it gives for the sample row, as repr shows it.
type Example struct {
	Top   string `json:"top,omitempty"` // what stands at the top of the file for it, often nothing
	Expr  string `json:"expr"`
	Gives string `json:"gives"`
}

// Groups lists the headings in the order of the reference.
func Groups() []string {
	return []string{"Decisions", "The row", "Money", "Numbers", "Dates", "Accounts", "Files", "Built in", "Tests"}
}

// Entries lists everything, by group and within it in the order of reading.
func Entries() []Entry {
	var all []Entry
	for group, list := range map[string][]Entry{
		"Decisions": decisions(), "The row": row(), "Money": moneyEntries(), "Numbers": numbers(), "Dates": dates(),
		"Accounts": accounts(), "Files": files(), "Built in": builtIn(), "Tests": tests(),
	} {
		for _, e := range list {
			e.Group = group
			all = append(all, e)
		}
	}
	order := Groups()
	slices.SortStableFunc(all, func(a, b Entry) int { return slices.Index(order, a.Group) - slices.Index(order, b.Group) })
	return all
}

// Find gives the entries that a word names: exactly, or as the part behind a
// dot ("percent"), or as everything of a kind ("money").
func Find(word string) []Entry {
	var found []Entry
	for _, e := range Entries() {
		before, part, _ := strings.Cut(e.Name, ".")
		if e.Name == word || part == word || before == word || strings.EqualFold(e.Group, word) {
			found = append(found, e)
		}
	}
	return found
}

// Names lists every name, for did-you-mean.
func Names() []string {
	var names []string
	for _, e := range Entries() {
		names = append(names, e.Name)
	}
	return names
}

// Signature gives the name as it is called: money.percent(n, rounding = "half_even").
func (e Entry) Signature() string {
	if e.Value {
		return e.Name
	}
	words := make([]string, len(e.Params))
	for i, p := range e.Params {
		words[i] = p.Name
		if p.Default != "" {
			words[i] += " = " + p.Default
		}
	}
	return e.Name + "(" + strings.Join(words, ", ") + ")"
}
