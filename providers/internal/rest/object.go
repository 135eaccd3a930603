package rest

import "github.com/go-json-experiment/json/jsontext"

// Object is a body whose names are settings: each of them once, in the order in
// which they were first put. The zero value has none.
type Object struct{ members []member }

type member struct {
	name, value string
	bare        bool // value is no text
}

// Text puts a text; under a name that was put before, it takes its place.
func (o *Object) Text(name, text string) { o.put(member{name: name, value: text}) }

// Bare puts a number or a boolean as JSON writes it, in the same way.
func (o *Object) Bare(name, value string) { o.put(member{name, value, true}) }

func (o *Object) put(m member) {
	for i := range o.members {
		if o.members[i].name == m.name {
			o.members[i] = m
			return
		}
	}
	if o.members == nil {
		o.members = make([]member, 0, 12)
	}
	o.members = append(o.members, m)
}

func (o *Object) encode() []byte {
	b := make([]byte, 1, 512)
	b[0] = '{'
	for i := range o.members {
		m := &o.members[i]
		if i > 0 {
			b = append(b, ',')
		}
		// The error is of text that is no UTF-8, which is sent with the mark for that.
		b, _ = jsontext.AppendQuote(b, m.name)
		b = append(b, ':')
		if m.bare {
			b = append(b, m.value...)
			continue
		}
		b, _ = jsontext.AppendQuote(b, m.value)
	}
	return append(b, '}')
}
