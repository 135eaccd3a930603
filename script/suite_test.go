package script_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"paysheet/script"
)

func newFakeRow(number int, fields, columns map[string]string) (script.Row, error) {
	return fakeRow{number: number, cells: fields, extra: columns}, nil
}

const testedRules = `rules(version = 1)

def small(amount):
    return amount < LKR(1000)

def decide(row):
    """Small ones are skipped."""
    if row["Status"] == "Void":
        return cancel("settled outside")
    if small(row.amount):
        return skip("small")
    if row.region_is_never_asked if False else row.amount > LKR(1000000):
        return hold("large")
    print("amount", row.amount)
    return link(
        account = because("in rupees", accounts.colombo) if row.currency == "LKR" else accounts.delhi,
        expires = today() + days(14),
        min_partial = row.amount.percent(30),
    )
`

func suite(t *testing.T, tests string, more ...string) *script.TestReport {
	t.Helper()
	fsys := fstest.MapFS{"rules.star": {Data: []byte(testedRules)}, "rules_test.star": {Data: []byte(tests)}}
	cfg := script.TestConfig{Tests: []string{"rules_test.star"}, NewRow: newFakeRow, Cover: true}
	for i := 0; i < len(more); i += 2 {
		fsys[more[i]] = &fstest.MapFile{Data: []byte(more[i+1])}
		cfg.Cases = append(cfg.Cases, more[i])
	}
	report, err := script.Test(t.Context(), fsys, "rules.star", environment(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func TestSuitePasses(t *testing.T) {
	t.Parallel()
	report := suite(t, `
def test_link(t):
    t.on("2026-02-01")
    d = decide(t.row(amount = "150000.00"))
    t.linked(d)
    t.eq(d.account, accounts.colombo)
    t.eq(d.account, "colombo")
    t.eq(d.expires, date(2026, 2, 15))
    t.eq(d.min_partial, LKR(45000))
    t.eq(d.because, ("in rupees",))
    t.eq(d.description, None)
    t.ne(d.verdict, "skip")
    t.true(small(LKR(5)))

def test_today_is_back(t):
    t.eq(decide(t.row()).expires, date(2026, 3, 15))

def test_others(t):
    t.skipped(decide(t.row(amount = LKR(999))), reason = "small")
    t.cancelled(decide(t.row(Status = "Void")), "settled outside")
    t.held(decide(t.row(amount = 2000000)))
    t.fails(lambda: decide(t.row(amount = "12,5")), "Invoices!B7 (amount)")
`, "good_cases.csv", "case,amount,currency,Status,today,want_verdict,want_account,want_expires,want_min_partial,want_reason,want_because,want_error\n"+
		"a link,5000,,,2026-01-01,link,colombo,2026-01-15,\"1,500\",-,in rupees,\n"+
		"small,999,,,,skip,-,-,-,small,,\n"+
		"mixed,5000,INR,,,,,,,,,different currencies\n")
	for _, result := range report.Results {
		for _, f := range result.Failures {
			t.Errorf("%s:%d %s: %s", f.File, f.Line, result.Name, f.Message)
		}
	}
	if len(report.Results) != 6 || report.Failed() != 0 {
		t.Errorf("%d results, %d failed", len(report.Results), report.Failed())
	}
}

func TestSuiteFails(t *testing.T) {
	t.Parallel()
	report := suite(t, `
def test_wrong(t):
    d = decide(t.row(amount = "5000"))
    t.eq(d.min_partial, LKR(1))
    t.eq(d.min_partial, 1500)
    t.skipped(d)
    t.true(False, why = "never")
    t.fails(lambda: d, "x")
    t.fails(lambda: fail("no"), "yes")

def test_stops(t):
    decide(t.row(amount = "12,5"))
    t.true(False)

def test_typo(t):
    t.row(amuont = "5")
`, "bad_cases.csv", "amount,want_verdict,want_min_partial\n5000,skip,\"1,501\"\n\"12,5\",link,\n")
	var got []string
	for _, result := range report.Results {
		for _, f := range result.Failures {
			got = append(got, fmt.Sprintf("%s %s:%d %s", result.Name, f.File, f.Line, f.Message))
		}
	}
	want := []string{
		`test_wrong rules_test.star:4 got 1,500.00 LKR, want 1.00 LKR`,
		`test_wrong rules_test.star:5 got 1,500.00 LKR, want 1500: cannot compare money with int: the answer would always be False; 1500 has no currency: write LKR(1500)`,
		`test_wrong rules_test.star:6 got link(account = "colombo") at rules.star:15, want skip`,
		`test_wrong rules_test.star:7 got False, want something true: never`,
		`test_wrong rules_test.star:8 gave link(account = "colombo"), want an error`,
		`test_wrong rules_test.star:9 the error is "no", which does not hold "yes"`,
		`test_stops rules.star:10 Invoices!B3 (amount): "12,5"`,
		`test_typo rules_test.star:16 "amuont" is no field and no column that the rules know (did you mean "amount"?)`,
		`bad_cases.csv:2 bad_cases.csv:2 want_verdict is skip, got link`,
		`bad_cases.csv:2 bad_cases.csv:2 want_min_partial is 1,501, got 1,500.00 LKR`,
		`bad_cases.csv:3 rules.star:10 Invoices!B5 (amount): "12,5"`,
	}
	if len(got) != len(want) {
		t.Fatalf("got\n%s", strings.Join(got, "\n"))
	}
	for i := range want {
		if !strings.HasPrefix(got[i], want[i]) {
			t.Errorf("got  %s\nwant %s", got[i], want[i])
		}
	}
}

func TestCoverage(t *testing.T) {
	t.Parallel()
	c := suite(t, "def test_one(t):\n    decide(t.row(amount = \"5000\"))\n    decide(t.row(amount = \"6000\"))\n").Coverage
	if c.Statements != 9 || c.StatementsRun != 6 || c.Branches != 10 || c.BranchesTaken != 5 {
		t.Errorf("coverage %d/%d statements, %d/%d branches", c.StatementsRun, c.Statements, c.BranchesTaken, c.Branches)
	}
	var got []string
	for _, m := range c.Missing {
		got = append(got, fmt.Sprintf("%d %s", m.Line, m.Text))
	}
	want := `8 row["Status"] == "Void" was never True
9 never run
10 small(row.amount) was never True
11 never run
12 row.region_is_never_asked if False else row.amount > LKR(1000000) was never True
12 False was never True
13 never run
16 row.currency == "LKR" was never False`
	if strings.Join(got, "\n") != want {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
	var page strings.Builder
	if err := c.HTML(&page); err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"6 of 9 statements", `class="missed"`, `class="partly"`, "&lt; LKR(1000)", "2×"} {
		if !strings.Contains(page.String(), part) {
			t.Errorf("the page lacks %q", part)
		}
	}
}

// What is wrong at the top of a test file stops the run with its place.
func TestSuiteErrors(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, tests, cases, want string }{
		{"syntax", "def test_a(t)\n    pass\n", "", "rules_test.star:1:14: a : is missing here"},
		{"name", "def test_a(t):\n    t.eq(dcide, 1)\n", "", "rules_test.star:2:10: undefined: dcide (did you mean decide?)"},
		{"no t", "def test_a():\n    pass\n", "", "rules_test.star:1:1: a test takes one thing, t: write def test_a(t):"},
		{"no want", "", "amount\n5\n", "x_cases.csv has no column that says what is wanted"},
		{"unknown want", "", "amount,want_acount\n5,x\n", `there is nothing to want called "want_acount" (did you mean want_account?)`},
		{"unknown column", "", "amuont,want_verdict\n5,x\n", `"amuont" is no field and no column that the rules know (did you mean "amount"?)`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			fsys := fstest.MapFS{"rules.star": {Data: []byte(testedRules)}, "rules_test.star": {Data: []byte(tt.tests)}, "x_cases.csv": {Data: []byte(tt.cases)}}
			cfg := script.TestConfig{Tests: []string{"rules_test.star"}, NewRow: newFakeRow}
			if tt.cases != "" {
				cfg.Cases = []string{"x_cases.csv"}
			}
			_, err := script.Test(t.Context(), fsys, "rules.star", environment(), cfg)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %s", err, tt.want)
			}
		})
	}
}

// A test file's own table call runs the table once, with the function given.
func TestCasesCall(t *testing.T) {
	t.Parallel()
	report := suite(t, "cases(\"x_cases.csv\", decide)\n", "x_cases.csv", "amount,want_verdict\n5000,link\n5,skip\n")
	if len(report.Results) != 2 || report.Failed() != 0 {
		t.Errorf("results %+v", report.Results)
	}
}

// BenchmarkCovered is BenchmarkDecide's rule as a table of cases, with and
// without coverage; the difference is what coverage costs.
func BenchmarkCovered(b *testing.B) {
	for _, cover := range []bool{false, true} {
		b.Run(fmt.Sprintf("cover=%t", cover), func(b *testing.B) {
			fsys := folder(sampleRules)
			fsys["rules_test.star"] = &fstest.MapFile{Data: []byte("def test_all(t):\n    r = t.row(amount = \"150000.00\")\n    for i in range(10000):\n        decide(r)\n")}
			defer reportCPU(b)() // of 10,000 rows each
			for b.Loop() {
				report, err := script.Test(context.Background(), fsys, "rules.star", environment(),
					script.TestConfig{Tests: []string{"rules_test.star"}, NewRow: newFakeRow, Cover: cover})
				if err != nil || report.Failed() > 0 {
					b.Fatal(report, err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/10000, "ns/row")
		})
	}
}
