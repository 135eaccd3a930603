package script_test

import (
	"strings"
	"testing"
)

// TestQuickOdd decides by rules that once came to something else in the quick way:
// parts that change one another, and what the interpreter refuses.
func TestQuickOdd(t *testing.T) {
	t.Parallel()
	for name, source := range map[string]string{
		"metadata": `
def add(m):
    m["late"] = "yes"
    return "x"

def decide(row):
    m = {"early": "yes"}
    return link(account = accounts.colombo, metadata = m, description = add(m))`,
		"notify": `
def add(m):
    m.append("sms")
    return "x"

def decide(row):
    m = ["email"]
    return link(account = accounts.colombo, notify = m, description = add(m))`,
		"unpack": `
def decide(row):
    m, d = ["x", "y"], {}
    d[m.insert(0, "q")], a = m
    return hold(a)`,
		"slice": `
def add(m, end):
    m.append("q")
    return end

def decide(row):
    m = ["x", "y"]
    return hold(str([m[:add(m, 3)], m[add(m, -1):], m[-2:9], m[3:1]]))`,
		"bytes": `
def decide(row):
    a, b = bytes("xy")
    return hold(str(a))`,
		"fill": `
LONG = "%s" + "x" * 262000

def decide(row):
    return hold(str(len(LONG % row.phone)))`,
		"charge": `
LONG = "x" * 250000

def decide(row):
    return hold(row.phone.strip(LONG))`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rules := compile(t, source)
			if !rules.HasQuickWay() {
				t.Error("no quick way")
			}
			for _, phone := range []string{"077", strings.Repeat("y", 4096)} {
				sameBothWays(t, rules, sampleRow().with("phone", phone))
			}
		})
	}
}

// TestMethodFrozen keeps a row from leaving something for the next in the value of a
// method that was taken at the top.
func TestMethodFrozen(t *testing.T) {
	t.Parallel()
	rules := compile(t, "FIRST = {}.setdefault\n\ndef decide(row):\n    return hold(str(FIRST(\"row\", row.number)))\n")
	for range 2 {
		sameBothWays(t, rules, sampleRow())
		if d, err := rules.Decide(t.Context(), sampleRow()); err == nil || !strings.Contains(err.Error(), "frozen") {
			t.Errorf("%+v, %v", d, err)
		}
	}
}
