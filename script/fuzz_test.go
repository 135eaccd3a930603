package script_test

import (
	"errors"
	"strings"
	"testing"
	"unicode"

	"paysheet/script"
)

// FuzzRules compiles anything and decides a row with what compiles: there is
// either a decision or an error that a terminal can show.
func FuzzRules(f *testing.F) {
	f.Add(sampleRules)
	f.Add(everything)
	f.Add("rules(version = 1)\ndef decide(row):\n    return skip(str([row.amount.split(3), row.due_date - today()]))\n")
	f.Add("rules(version = 1)\ndef decide(row):\n    x = {}\n    x[\"a\"] += 1\n    return [y for y in x if y == 1 and not y]\n")
	f.Add("rules(version = 1)\nload('./x.star', 'y')\ndecide = lambda row: hold('%s' % (row,))\n")
	f.Fuzz(func(t *testing.T, source string) {
		rules, err := script.Compile(folder(source), "rules.star", environment())
		if err == nil {
			var d script.Decision
			if d, err = rules.Decide(t.Context(), sampleRow()); err == nil {
				if d.Verdict == 0 || d.Line == "" {
					t.Errorf("a decision without a verdict or a line: %+v", d)
				}
				return
			}
		}
		var e *script.Error
		if errors.As(err, &e) && strings.ContainsFunc(strings.ReplaceAll(err.Error(), "\n", ""), unicode.IsControl) {
			t.Errorf("the error holds control characters: %q", err)
		}
	})
}
