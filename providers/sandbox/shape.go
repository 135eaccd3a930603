package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

type kind string

const (
	kindText    kind = "a string"
	kindNumber  kind = "a number"
	kindInteger kind = "an integer"
	kindFlag    kind = "a boolean"
	kindObject  kind = "an object"
	kindList    kind = "an array"
	kindAny     kind = "a value"
)

// field says what one member of a request body must be.
type field struct {
	kind  kind
	need  bool     // must be there; a text must not be blank
	null  bool     // null counts as absent
	oneOf []string // a text's allowed values
	max   int      // a text's most characters
	shape shape    // an object's members
	item  *field   // a list's items; nil takes any
	least int      // a list's least number of items
}

// shape is the members a body may have; any other is refused.
type shape map[string]field

type problemKind int

const (
	problemUnknown problemKind = iota
	problemMissing
	problemInvalid
)

// problem is the first rule that a body breaks.
type problem struct {
	kind problemKind
	path string
	rule string
}

func (p *problem) text() string { return p.path + " " + p.rule }

// decodeObject reads one JSON object, numbers as they were written.
func decodeObject(body []byte) (map[string]any, error) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var value map[string]any
	if err := decoder.Decode(&value); err != nil {
		return nil, err
	}
	if value == nil {
		return nil, errors.New("null is no object")
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("text after the object")
	}
	return value, nil
}

// check returns the first broken rule in the order of the names, nil for none. Members that are null
// where null counts as absent are removed.
func (s shape) check(path string, value map[string]any) *problem {
	missing, lacks := "", false
	for name, rule := range s {
		given, found := value[name]
		if found && given == nil && rule.null {
			delete(value, name)
			found = false
		}
		if !found && rule.need && (!lacks || name < missing) {
			missing, lacks = name, true
		}
	}
	if lacks {
		return &problem{problemMissing, path + missing, "is required"}
	}
	return s.checkValues(path, value)
}

func (s shape) checkValues(path string, value map[string]any) *problem {
	var first *problem
	at := ""
	for name, given := range value {
		if first != nil && name > at {
			continue
		}
		rule, known := s[name]
		if !known {
			first, at = &problem{problemUnknown, path + name, "is not a documented field"}, name
		} else if broken := rule.check(path+name, given); broken != nil {
			first, at = broken, name
		}
	}
	return first
}

func (f field) check(path string, value any) *problem {
	if f.kind == kindAny {
		return nil
	}
	switch given := value.(type) {
	case bool:
		if f.kind == kindFlag {
			return nil
		}
	case string:
		if f.kind == kindText {
			return f.checkText(path, given)
		}
	case json.Number:
		if f.isNumber() {
			return f.checkNumber(path, given)
		}
	case map[string]any:
		if f.kind == kindObject {
			return f.shape.check(path+".", given)
		}
	case []any:
		if f.kind == kindList {
			return f.checkList(path, given)
		}
	}
	return &problem{problemInvalid, path, "must be " + string(f.kind)}
}

func (f field) isNumber() bool { return f.kind == kindNumber || f.kind == kindInteger }

func (f field) checkText(path, given string) *problem {
	switch {
	case f.need && strings.TrimSpace(given) == "":
		return &problem{problemMissing, path, "is required"}
	case f.max > 0 && utf8.RuneCountInString(given) > f.max:
		return &problem{problemInvalid, path, "must have at most " + strconv.Itoa(f.max) + " characters"}
	case len(f.oneOf) > 0 && !slices.Contains(f.oneOf, given):
		return &problem{problemInvalid, path, "must be one of " + strings.Join(f.oneOf, ", ")}
	}
	return nil
}

func (f field) checkNumber(path string, given json.Number) *problem {
	if f.kind == kindInteger {
		if _, err := strconv.ParseInt(given.String(), 10, 32); err != nil {
			return &problem{problemInvalid, path, "must be an integer"}
		}
	}
	return nil
}

func (f field) checkList(path string, given []any) *problem {
	if len(given) < f.least {
		return &problem{problemMissing, path, "must have at least " + strconv.Itoa(f.least) + " item"}
	}
	if f.item == nil {
		return nil
	}
	for i, value := range given {
		if broken := f.item.check(path+"["+strconv.Itoa(i)+"]", value); broken != nil {
			return broken
		}
	}
	return nil
}

// Short forms for the tables of fields.

func optional(names ...string) shape {
	s := shape{}
	for _, name := range names {
		s[name] = field{kind: kindText, null: true}
	}
	return s
}

func required(names ...string) shape {
	s := shape{}
	for _, name := range names {
		s[name] = field{kind: kindText, need: true}
	}
	return s
}

func (s shape) with(more shape) shape {
	maps.Copy(s, more)
	return s
}

func text(value map[string]any, name string) string {
	given, _ := value[name].(string)
	return given
}

func flag(value map[string]any, name string) bool {
	given, _ := value[name].(bool)
	return given
}

func integer(value map[string]any, name string) (int, bool) {
	given, ok := value[name].(json.Number)
	if !ok {
		return 0, false
	}
	number, err := strconv.Atoi(given.String())
	return number, err == nil
}
