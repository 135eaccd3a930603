package script_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"paysheet/script"
)

// How an editor saves a file does not change what it means, where a mistake is
// shown, or what Untabbed makes of it.
func TestEditors(t *testing.T) {
	t.Parallel()
	const source = "rules(version = 1)\n\nTEXT = \"\"\"a\n\tb\"\"\"\n\ndef decide(row):\n\t# a comment\n\tif row.number == 17:\n\t\treturn skip(TEXT)\n    \treturn row.amuont\n"
	for name, text := range map[string]string{
		"plain": source, "byte order mark": "\ufeff" + source, "CRLF": strings.ReplaceAll(source, "\n", "\r\n"),
		"untabbed": string(script.Untabbed([]byte("\ufeff" + strings.ReplaceAll(source, "\n", "\r\n")))),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rules, err := script.Compile(fstest.MapFS{"rules.star": {Data: []byte(text)}}, "rules.star", environment())
			if err != nil {
				t.Fatal(err)
			}
			if d, err := rules.Decide(t.Context(), sampleRow()); err != nil || d.Reason != "a  b" || d.Line != "rules.star:9" {
				t.Errorf("%+v, %v", d, err)
			}
			row := sampleRow()
			row.number = 18
			if _, err := rules.Decide(t.Context(), row); err == nil || asError(t, err).Line != 10 {
				t.Errorf("got %v", err)
			}
			if err := script.Parses("rules.star", []byte(text)); err != nil {
				t.Error(err)
			}
		})
	}
	broken := asError(t, decideErrorOf(t, "\ufeffrules(version = 1\n"))
	if broken.Col != 6 || broken.Source != "rules(version = 1" {
		t.Errorf("got %v", broken)
	}
}

func decideErrorOf(t *testing.T, source string) error {
	t.Helper()
	_, err := script.Compile(fstest.MapFS{"rules.star": {Data: []byte(source)}}, "rules.star", environment())
	if err == nil {
		t.Fatal("no error")
	}
	return err
}
