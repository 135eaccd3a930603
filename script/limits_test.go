package script_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"paysheet/script"
)

// What would take for ever to compile is refused with its place.
func TestCompileLimits(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, source, want string }{
		{"a long sum", "x = 0" + strings.Repeat("+1", 20_000), "rules.star:2:5: this is nested more than 200 deep"},
		{"a long row of calls", "x = \"a\"" + strings.Repeat(".lower()", 5_000), "rules.star:2:5: this is nested more than 200 deep"},
		{"a long row of elif", "def f(x):\n    if x == 0:\n        return 0\n" + strings.Repeat("    elif x == 1:\n        return 1\n", 5_000), "this is nested more than 200 deep"},
		{"brackets", "x = " + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000), "nest"},
		{"blocks", strings.Repeat("if True:\n", 1), "rules.star:"},
		{"a long line", "x = \"" + strings.Repeat("a", 300<<10) + "\"", "rules.star is larger than 256 KiB"},
		{"a loop at the top", "def f():\n    for i in range(100000):\n        for j in range(100000):\n            pass\nf()", "the top of the rules took 5,000,000 steps"},
		{"memory at the top", "def f():\n    return [[None] * 60000 + [i] for i in range(90000)]\nX = f()", "the top of the rules needed more than 256 MiB"},
		{"a tuple of tuples", "def f():\n    x = (1,)\n    for i in range(40):\n        x = (x, x)\n    return x\nX = f()", "X holds tuples within tuples"},
		{"a tuple of tuples as a default", "def f():\n    x = (1,)\n    for i in range(40):\n        x = (x, x)\n    return lambda a = x: a\nX = f()", "X holds tuples within tuples"},
		{"a circle of files", "load(\"./rules.star\", \"X\")", "loads itself"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := script.Compile(folder(tt.source+"\ndef decide(row):\n    return skip(\"x\")\n"), "rules.star", environment())
			if err == nil || !strings.Contains(err.Error(), tt.want) || len(err.Error()) > 4000 {
				t.Errorf("got %.500v, want %s", err, tt.want)
			}
		})
	}
	if _, err := script.CompileWhere("0"+strings.Repeat("+1", 20_000), environment()); err == nil || !strings.Contains(err.Error(), "nested") {
		t.Errorf("--where: %.200v", err)
	}
}

// A table can be as wide and as long as a sheet, and no more.
func TestTableLimits(t *testing.T) {
	t.Parallel()
	for content, want := range map[string]string{
		strings.Repeat("a,", 2000) + "a\n":            "columns, more than 1024",
		"a\n" + strings.Repeat("x", 300<<10) + "\n":   "line 2 has a cell of more than 256 KiB",
		"a\n" + strings.Repeat("x\n", 250_000):        "more than 200000 rows",
		"a\n" + strings.Repeat("xxxxxxxx\n", 1000000): "larger than 8192 KiB",
	} {
		fsys := fstest.MapFS{"rules.star": {Data: []byte("rules(version = 1)\nT = table(\"t.csv\")\ndef decide(row):\n    return skip(\"x\")\n")}, "t.csv": {Data: []byte(content)}}
		if _, err := script.Compile(fsys, "rules.star", environment()); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// A CSV cell of any length is refused where rules look at it, and nowhere else.
func TestLongCells(t *testing.T) {
	t.Parallel()
	row := sampleRow().with("description", strings.Repeat("x", 300<<10))
	row.extra["Notes"] = strings.Repeat("x", 300<<10)
	for _, expr := range []string{"row.description", `row["Notes"]`, `row.get("Notes")`, `row.raw("description")`} {
		if _, err := eval(t, expr, row); err == nil || !strings.Contains(err.Error(), "the cell holds 307200 bytes") {
			t.Errorf("%s: %v", expr, err)
		}
	}
	if _, err := eval(t, "row.reference", row); err != nil {
		t.Error(err)
	}
}

// Rules that meet their limits on row after row end the run; a few rows do not.
func TestRunaways(t *testing.T) {
	t.Parallel()
	rules := compile(t, "def decide(row):\n    for i in range(10000):\n        for j in range(row.number):\n            pass\n    return skip(\"x\")\n")
	row := sampleRow()
	for n := 100; n < 124; n++ {
		row.number = n
		for range 2 { // to show and to act
			_, err := rules.Decide(t.Context(), row)
			if away := (*script.RunawayError)(nil); errors.As(err, &away) {
				t.Fatalf("row %d ended the run: %v", n, err)
			}
		}
	}
	row.number = 200
	_, err := rules.Decide(t.Context(), row)
	want := "the rules met their limits on 25 rows (100, 101, 102, 103, 104, …), so the run stops here; one is row 200 at rules.star:4: the rules took"
	var e *script.Error
	if err == nil || !strings.HasPrefix(err.Error(), want) || !errors.As(err, &e) || e.Row != "row 200" {
		t.Errorf("got %v", err)
	}
	row.number = 1
	if d, err := rules.Decide(t.Context(), row); err != nil || d.Reason != "x" {
		t.Errorf("a row within the limits: %+v, %v", d, err)
	}
}

// Several mistakes of grammar are told at once, and none that is not there.
func TestEveryMistake(t *testing.T) {
	t.Parallel()
	source := `rules(version = 1)
import re
def decide(row):
    if row.status = "PAID":
        return skip("x")
    elif row.amount is None:
        return skip("y")
    for x y in row.columns:
        pass
    note = f"Invoice {row.reference}"
    return link(
        account = accounts.colombo
        description = "a",
    )
def other(row):
    text = """it's (
    """
    return skip('(') if x = 1 else text
`
	_, err := script.Compile(folder(source), "rules.star", environment())
	var list script.Errors
	if !errors.As(err, &list) {
		t.Fatal(err)
	}
	var lines []int
	for _, e := range list {
		lines = append(lines, e.Line)
	}
	if got := fmt.Sprint(lines); got != "[2 4 6 8 10 12 18]" {
		t.Errorf("mistakes in lines %s:\n%v", got, err)
	}
}

// A bracket that stays open is named where it was opened, and a missing colon
// hides nothing that follows.
func TestUnclosed(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		"def decide(row):\n    return link(\n        account = accounts.colombo,\n": "rules.star:3:16: this ( is never closed\n        return link(\n                   ^",
		"def f(x):\n    return skip(\"a\"\n\ndef decide(row):\n    return f(row)\n": "rules.star:3:16: this ( is never closed\n        return skip(\"a\"\n                   ^",
		"def f(x):\n    y = [1,\n    return y\n":                                    "rules.star:3:9: this [ is never closed\n        y = [1,\n            ^",
		"X = [\n    1\n\n    2,\n]\n":                                               "rules.star:3:6: a comma is missing here\n        1\n         ^",
		"X = {\n    \"a\": 1\n    \"b\": 2,\n}\n":                                   "rules.star:3:11: a comma is missing here\n        \"a\": 1\n              ^",
		"X = [1, (2, 3)\n":     "rules.star:2:5: this [ is never closed\n    X = [1, (2, 3)\n        ^",
		"X = \"(\"\nY = 1 +\n": "rules.star:3:8: the line ends where a value should follow\n    Y = 1 +\n           ^",
		"def f(x):\n    if x > 5\n        return 1\n    return 2 = 3\n": "rules.star:3:13: a : is missing here\n        if x > 5\n                ^\nrules.star:5:14: one = gives a name to a value: use == to compare\n        return 2 = 3\n                 ^",
	} {
		if _, err := script.Compile(folder(source), "rules.star", environment()); err == nil || err.Error() != want {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
}
