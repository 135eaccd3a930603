package xlsx

import (
	"bytes"
	"errors"
)

// attributes walks over the attributes of a start tag.
type attributes struct {
	rest  []byte
	name  []byte // with its prefix
	value []byte // entities still in it
	bad   bool
}

var errAttribute = errors.New("the XML is damaged: an attribute that is none")

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

// trimRight drops white space; there is hardly ever any.
func trimRight(b []byte) []byte {
	for len(b) > 0 && isSpace(b[len(b)-1]) {
		b = b[:len(b)-1]
	}
	return b
}

// next moves to the next attribute; after the last one err tells whether the
// tag was well-formed.
func (a *attributes) next() bool {
	i := 0
	for i < len(a.rest) && isSpace(a.rest[i]) {
		i++
	}
	if i == len(a.rest) {
		a.rest = nil
		return false
	}
	rest := a.rest[i:]
	equals := bytes.IndexByte(rest, '=')
	if equals <= 0 {
		return a.fail()
	}
	name := trimRight(rest[:equals])
	rest = rest[equals+1:]
	for len(rest) > 0 && isSpace(rest[0]) {
		rest = rest[1:]
	}
	if len(rest) < 2 || (rest[0] != '"' && rest[0] != '\'') {
		return a.fail()
	}
	end := bytes.IndexByte(rest[1:], rest[0])
	if end < 0 {
		return a.fail()
	}
	a.name, a.value, a.rest = name, rest[1:1+end], rest[2+end:]
	return true
}

func (a *attributes) fail() bool {
	a.bad, a.rest = true, nil
	return false
}

func (a *attributes) err() error {
	if a.bad {
		return errAttribute
	}
	return nil
}

// attr returns the value of an attribute of the current tag with its entities
// resolved, empty where there is none. A name with a leading colon matches any
// prefix: ":id" finds r:id.
func (s *scanner) attr(name string) (string, error) {
	list := attributes{rest: s.attrs}
	for list.next() {
		found := string(list.name) == name
		if name[0] == ':' {
			found = bytes.HasSuffix(list.name, []byte(name))
		}
		if found {
			text, err := appendText(nil, list.value)
			return string(text), err
		}
	}
	return "", list.err()
}

// isTrue reads an xsd:boolean.
func isTrue(value string) bool { return value == "1" || value == "true" || value == "on" }
