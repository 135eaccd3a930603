package script

import (
	"slices"

	"go.starlark.net/starlark"
)

// Source is one file that the rules were compiled from.
type Source struct {
	Name    string // within the rules folder
	Content []byte // only to be read
}

// Sources lists every file that Compile read, in the order of their first use:
// the rules, the modules that they load, and their tables.
func (r *Rules) Sources() []Source {
	list := make([]Source, len(r.files.order))
	for i, name := range r.files.order {
		list[i] = Source{name, r.files.content[name]}
	}
	return list
}

// Names lists every name that rules can use without defining it: what the host
// gives them, currency codes, and Starlark's own.
func Names() []string {
	l := &loader{env: newEnvironment(Environment{})}
	var names []string
	for name, v := range predeclared(l) {
		if firstWord(name) == name && !isOperator(v) {
			names = append(names, name)
		}
	}
	names = append(names, starlark.Universe.Keys()...)
	return sortedCopy(names)
}

// RowNames lists what stands behind row. in rules: the fields, and what else a
// row has.
func RowNames() []string { return (&rowValue{}).AttrNames() }

// Nearest gives the candidate that somebody who wrote word may have meant, and
// whether one is near enough to be suggested.
func Nearest(word string, candidates []string) (string, bool) {
	best, ok := nearest(word, sortedCopy(candidates))
	return best, ok && best != word
}

// Shape is a message without the numbers and the quoted texts in it, so that
// the same mistake in two rows has one shape.
func Shape(message string) string { return shape(message) }

// LinkKeywords lists what link(…) takes, in the order of the documentation.
func LinkKeywords() []string { return slices.Clone(linkKeywords()) }
