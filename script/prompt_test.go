package script_test

import (
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"paysheet/script"
)

// typed gives a prompt's answers to some lines.
func typed(t *testing.T, row script.Row, lines ...string) string {
	t.Helper()
	var out strings.Builder
	p, err := compile(t, sampleRules).Prompt(t.Context(), row, &out)
	if err != nil {
		t.Fatal(err)
	}
	next := func() (string, error) {
		if len(lines) == 0 {
			return "", io.EOF
		}
		line := lines[0]
		lines = lines[1:]
		return line, nil
	}
	for {
		text, err := p.Eval(next)
		switch {
		case errors.Is(err, io.EOF):
			return out.String()
		case err != nil:
			out.WriteString(err.Error() + "\n")
		case text != "":
			out.WriteString(text + "\n")
		}
	}
}

func TestPrompt(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		lines []string
		want  string
	}{
		{"an expression", []string{"row.amount.percent(30)"}, "45,000.00 LKR\n"},
		{"a name is kept", []string{"x = LKR(5)", "x + x", "_ + x"}, "10.00 LKR\n15.00 LKR\n"},
		{"a block", []string{"def twice(m):", "    return m * 2", "", "twice(LKR(4))"}, "8.00 LKR\n"},
		{"print", []string{"print(1, 2)"}, "1 2\n"},
		{"the rules' own decision", []string{"decide(row)"}, "verdict      link\naccount      colombo\ndescription  Invoice INV-1001 for Nimal Perera\nexpires      2026-04-14\nmin_partial  45,000.00 LKR\n"},
		{"strict as in rules", []string{"row.amount == 10000"}, "typed:1:12: cannot compare money with int: the answer would always be False; 10000 has no currency: write LKR(10000)\n    row.amount == 10000\n               ^\n"},
		{"a slip", []string{"row.amuont.x", "rwo", "1 +"}, "did you mean row.amount?"},
		{"goes on after a mistake", []string{"fail(\"no\")", "1 + 1"}, "no\n    fail(\"no\")\n        ^\n2\n"},
		{"a loop is ended", []string{"[x for y in range(100000) for x in range(1000)]", "1 + 1"}, "2\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := typed(t, sampleRow(), tt.lines...); !strings.Contains(got, tt.want) {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
	if got := typed(t, nil, "row"); !strings.Contains(got, "undefined: row") {
		t.Errorf("without a row: %s", got)
	}
}

func TestProfile(t *testing.T) {
	t.Parallel()
	rules := compile(t, `rules(version = 1)

def slow(row):
    n = 0
    for i in range(row.number):
        n += i
    return n

def decide(row):
    if slow(row) < 0:
        return skip("never")
    return skip("x")
`)
	clock := time.Unix(0, 0)
	tick := func() time.Time {
		clock = clock.Add(time.Microsecond)
		return clock
	}
	p, err := rules.NewProfile(tick, 2)
	if err != nil {
		t.Fatal(err)
	}
	for n := 1; n <= 20; n++ {
		row := sampleRow()
		row.number = n
		if err := p.Row(t.Context(), row); err != nil {
			t.Fatal(err)
		}
	}
	lines := p.Lines()
	if lines[0].Line != 6 || lines[0].Runs != 210 || lines[0].Took == 0 || lines[0].Source != "        n += i" {
		t.Errorf("the dearest line is %+v", lines[0])
	}
	for _, line := range lines {
		if line.Line == 11 {
			t.Errorf("line 11 never ran: %+v", line)
		}
	}
	heavy := p.Heaviest()
	if len(heavy) != 2 || heavy[0].Row != 20 || heavy[1].Row != 19 || heavy[0].Steps <= heavy[1].Steps {
		t.Errorf("the heaviest rows are %+v", heavy)
	}
}
