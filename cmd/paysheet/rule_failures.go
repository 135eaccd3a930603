package main

import (
	"fmt"
	"strings"

	"paysheet/bulk"
	"paysheet/script"
)

const (
	exampleRows   = 3   // of one mistake in the rules
	mostFailures  = 50  // mistakes that are told apart
	mostOfMessage = 400 // bytes; a message can carry what fail() was given
)

// failures are rows that the rules failed on, put together by the mistake: one
// slip in a rule is one sentence, however many rows meet it.
type failures struct {
	rows   int
	others int // rows beyond mostFailures
	order  []script.Key
	byKey  map[script.Key]*mistake
}

// mistake is one group of them.
type mistake struct {
	rows     int
	examples []bulk.Item
}

// add takes a row that is rejected because the rules failed; it tells whether
// the row is one.
func (f *failures) add(item bulk.Item) bool {
	if len(item.Problems) == 0 || item.Problems[0].Field != "rules" {
		return false
	}
	f.rows++
	problem := item.Problems[0]
	key := script.Key{File: problem.Value, Message: script.Shape(problem.Message)}
	one := f.byKey[key]
	switch {
	case one != nil:
	case len(f.order) == mostFailures:
		f.others++
		return true
	default:
		if f.byKey == nil {
			f.byKey = map[script.Key]*mistake{}
		}
		one = &mistake{}
		f.byKey[key], f.order = one, append(f.order, key)
	}
	one.rows++
	if len(one.examples) < exampleRows {
		one.examples = append(one.examples, item)
	}
	return true
}

// show writes each mistake once, with its count and the first rows that met it.
func (f *failures) show(b *strings.Builder) {
	for _, key := range f.order {
		one := f.byKey[key]
		if one.rows == 1 {
			b.WriteString(itemLines(one.examples[0]))
			continue
		}
		message := cut(bulk.Clean(one.examples[0].Problems[0].Message), mostOfMessage)
		b.WriteString(wrapped("    ", fmt.Sprintf("%s: %s", rowsOf(one.rows), message)))
		for _, item := range one.examples {
			b.WriteString("  " + rowLine(item, ""))
		}
		if more := one.rows - len(one.examples); more > 0 {
			fmt.Fprintf(b, "      … and %s\n", plural(more, "row like them", "rows like them"))
		}
	}
	if f.others > 0 {
		fmt.Fprintf(b, "    … and %s with other mistakes of the rules\n", rowsOf(f.others))
	}
}
