package bulk

import (
	"slices"
	"strings"

	"paysheet/bulk/ledger"
	"paysheet/providers"
)

// Change is one field of a link that an Update or a Replace changes. From is
// empty where the ledger keeps no more than a digest of what was asked, and
// both are where there are several such fields.
type Change struct {
	Field string `json:"field" doc:"which field of the link changes"`
	From  string `json:"from,omitempty" doc:"what it was asked to be before, where the ledger knows"`
	To    string `json:"to,omitempty" doc:"what it is asked to be now"`
}

// String gives the change for people: "amount: 25,000.00 LKR → 26,000.00 LKR".
func (c Change) String() string {
	switch {
	case c.From != "":
		return c.Field + ": " + c.From + " → " + c.To
	case c.To != "":
		return c.Field + " → " + c.To
	default:
		return c.Field + " changed"
	}
}

// ChangeWords joins changes into one clause.
func ChangeWords(changes []Change) string {
	texts := make([]string, len(changes))
	for i, c := range changes {
		texts[i] = c.String()
	}
	return strings.Join(texts, ", ")
}

// withExpiry adds the last day to pay where it moves with a change that is made
// for another reason. By itself a date is never one.
func withExpiry(changes []Change, e *ledger.Entry, now providers.Date) []Change {
	was := e.Link.Expires
	if was.IsZero() {
		was = e.Asked.Expires
	}
	if now == was || now.IsZero() {
		return changes
	}
	return append(slices.Clone(changes), Change{string(providers.FieldExpires), orNone(was.String()), now.String()})
}

func orNone(text string) string {
	if text == "" {
		return "none"
	}
	return text
}
