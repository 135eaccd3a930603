package script_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"paysheet/script"
)

func TestExplain(t *testing.T) {
	t.Parallel()
	rules := compile(t, `rules(version = 1)

def small(row):
    return True if row.amount < LKR(1000) else False

def decide(row):
    if row["Status"] in ("Void", "Settled"):
        return cancel("settled outside")
    if not small(row) and (row.currency == "LKR" or row.phone.startswith("+91")):
        return hold("look")
    return skip("x")
`)
	trace, d, err := rules.Explain(t.Context(), sampleRow())
	if err != nil {
		t.Fatal(err)
	}
	if d.Verdict != script.VerdictHold || d.Line != "rules.star:10" {
		t.Errorf("decision %+v", d)
	}
	var got []string
	for _, s := range trace {
		got = append(got, fmt.Sprintf("%*s%d %s -> %s %t %v", 2*s.Depth, "", s.Line, s.Text, s.Value, s.Taken, s.Saw))
	}
	want := []string{
		`7 row["Status"] in ("Void", "Settled") -> False false [{row["Status"] "Open"}]`,
		`  4 row.amount < LKR(1000) -> False false [{row.amount 150,000.00 LKR}]`,
		`9 small(row) -> False false []`,
		`9 row.currency == "LKR" -> True true [{row.currency "LKR"}]`,
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	trace, _, err = rules.Explain(t.Context(), sampleRow().with("amount", "12,5O0"))
	if e := asError(t, err); len(trace) != 1 || e.Line != 4 {
		t.Errorf("a failing row gives %v, %v", trace, err)
	}
}
