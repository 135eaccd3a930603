package sandbox

import (
	"encoding/json"
	"testing"
)

// TestAnswersAreWrittenAsEncodingJSONDoes: whoever reads an answer must not see who
// wrote it.
func TestAnswersAreWrittenAsEncodingJSONDoes(t *testing.T) {
	t.Parallel()
	for _, value := range []any{
		nil, true, false, 7, -7, int64(1) << 60, json.Number("-1500.50"), "", "plain ~ text", `"quoted\"`, "<a href=\"x&y\">", "tab\tnew\n\x00\x7f",
		"Nimāl රුපියල්", "\xff\xfe", "\u2028", 1.5,
		[]string{"a", "<"},
		[]any{},
		[]any{nil, "b", []any{1}},
		[]map[string]any{},
		[]map[string]any{{"b": 1, "a": nil}, nil},
		map[string]any{},
		map[string]any(nil), []any(nil),
		map[string]any{"z": map[string]any{"<": "&"}, "a": []any{json.Number("0")}, "": "", "ā": true, "n": map[string]int{"total": 3}},
	} {
		want, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		got, err := appendJSON([]byte("before "), value)
		if err != nil || string(got) != "before "+string(want) {
			t.Errorf("%#v: got %s (%v), want %s", value, got, err, want)
		}
	}
	for _, value := range []any{make(chan int), map[string]any{"a": []any{make(chan int)}}, []map[string]any{{"a": make(chan int)}}} {
		if got, err := appendJSON(nil, value); err == nil {
			t.Errorf("%#v became %s", value, got)
		}
	}
}
