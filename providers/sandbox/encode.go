package sandbox

import (
	"encoding/json"
	"slices"
	"strconv"
)

// appendJSON writes what answers are made of as json.Marshal does, in a third of
// its time, most of which is reflection. Anything else is left to json.Marshal.
func appendJSON(to []byte, value any) ([]byte, error) {
	switch v := value.(type) {
	case map[string]any:
		return appendObject(to, v)
	case []any:
		return appendList(to, v)
	case []map[string]any:
		return appendList(to, v)
	case string:
		return appendText(to, v)
	case json.Number:
		return append(to, v...), nil // as it was decoded, or from shortest
	case bool:
		return strconv.AppendBool(to, v), nil
	case int:
		return strconv.AppendInt(to, int64(v), 10), nil
	case int64:
		return strconv.AppendInt(to, v, 10), nil
	case nil:
		return append(to, "null"...), nil
	}
	return appendOther(to, value)
}

func appendOther(to []byte, value any) ([]byte, error) {
	text, err := json.Marshal(value)
	return append(to, text...), err
}

// appendObject writes the members in the order of their names.
func appendObject(to []byte, members map[string]any) ([]byte, error) {
	if members == nil {
		return append(to, "null"...), nil
	}
	names := make([]string, 0, 32)
	for name := range members {
		names = append(names, name)
	}
	slices.Sort(names)
	to = append(to, '{')
	for i, name := range names {
		if i > 0 {
			to = append(to, ',')
		}
		var err error
		if to, err = appendText(to, name); err != nil {
			return nil, err
		}
		to = append(to, ':')
		if to, err = appendJSON(to, members[name]); err != nil {
			return nil, err
		}
	}
	return append(to, '}'), nil
}

func appendList[T any](to []byte, items []T) ([]byte, error) {
	if items == nil {
		return append(to, "null"...), nil
	}
	to = append(to, '[')
	for i, item := range items {
		if i > 0 {
			to = append(to, ',')
		}
		var err error
		if to, err = appendJSON(to, item); err != nil {
			return nil, err
		}
	}
	return append(to, ']'), nil
}

// appendText quotes a text; json.Marshal knows what to escape in one that is not plain.
func appendText(to []byte, text string) ([]byte, error) {
	for i := range len(text) {
		switch c := text[i]; {
		case c < ' ', c > '~', c == '"', c == '\\', c == '<', c == '>', c == '&':
			return appendOther(to, text)
		}
	}
	to = append(to, '"')
	to = append(to, text...)
	return append(to, '"'), nil
}
