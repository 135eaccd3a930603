package main

import (
	"bytes"
	"testing"
)

// TestComplain breaks what is too long for a terminal between words, and leaves
// alone what a program may read, and lines that are set in.
func TestComplain(t *testing.T) {
	t.Parallel()
	const sentence = "paysheet: invoices.csv, row 12: the amount 12.345 has more decimals than LKR has: set rounding in the config"
	const broken = "paysheet: invoices.csv, row 12: the amount 12.345 has more decimals than LKR\nhas: set rounding in the config"
	const set = "    return link(account = accounts.colombo, expires = today() + days(14), description = row.reference)"
	for name, each := range map[string]struct {
		terminal   bool
		text, want string
	}{
		"a terminal":          {true, sentence, broken + "\n"},
		"a pipe":              {false, sentence, sentence + "\n"},
		"a line of the rules": {true, "rules.star:3:5: no such account\n" + set, "rules.star:3:5: no such account\n" + set + "\n"},
		"control characters":  {true, "no \x1b[31mred", "no  [31mred\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var said bytes.Buffer
			env{err: &said, errTerminal: each.terminal}.complain(each.text)
			if said.String() != each.want {
				t.Errorf("it says %q, not %q", said.String(), each.want)
			}
		})
	}
}
