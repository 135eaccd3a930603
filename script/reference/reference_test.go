package reference_test

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"paysheet/providers"
	"paysheet/script"
	"paysheet/script/reference"
)

var update = flag.Bool("update", false, "write samples/reference anew")

// sampleRow is the row that the reference's examples are about.
type sampleRow struct {
	number          int
	fields, columns map[string]string
}

func (r sampleRow) Number() int                       { return r.number }
func (r sampleRow) Text(field string) (string, error) { return r.fields[field], nil }

func (r sampleRow) Money(field string) (providers.Money, error) {
	if r.fields[field] == "" {
		return providers.Money{}, nil
	}
	m, err := providers.ParseMoney(strings.ReplaceAll(r.fields[field], ",", ""), r.fields["currency"])
	if err != nil {
		return m, fmt.Errorf("%s: %q: %w", field, r.fields[field], err)
	}
	return m, nil
}

func (r sampleRow) Date(field string) (providers.Date, error) {
	if r.fields[field] == "" {
		return providers.Date{}, nil
	}
	return providers.ParseDate(r.fields[field])
}

func (r sampleRow) Cell(header string) (string, bool) {
	text, ok := r.columns[header]
	return text, ok
}
func (r sampleRow) Raw(field string) string { return r.fields[field] }
func (r sampleRow) Ref(field string) string { return field }

func sample() sampleRow {
	return sampleRow{17, map[string]string{
		"reference": "INV-1001", "amount": "150000.00", "currency": "LKR", "customer_name": "Nimal Perera",
		"email": "nimal@example.com", "phone": "+94771234567", "due_date": "2026-03-31", "account": "colombo",
	}, map[string]string{"Status": "Open", "Region": "north", "Segment": "retail"}}
}

func environment() script.Environment {
	return script.Environment{
		Accounts: []script.Account{
			{Name: "colombo", Provider: "onepay", Capabilities: providers.Capabilities{
				Currencies: []providers.Currency{"LKR", "USD"}, Partial: providers.PartialRule{Allowed: true, MinPercent: 30}, MaxDescription: 500,
			}},
			{Name: "delhi", Provider: "payu", Capabilities: providers.Capabilities{Currencies: []providers.Currency{"INR"}}},
		},
		Today: providers.Date{Year: 2026, Month: 3, Day: 1}, Columns: []string{"Status", "Region", "Segment"},
	}
}

func folder(rules string) fstest.MapFS {
	return fstest.MapFS{
		"rules.star":   {Data: []byte(rules)},
		"limits.csv":   {Data: []byte("segment,limit\nretail,\"50,000\"\nwholesale,\"500,000\"\n")},
		"wallets.star": {Data: []byte("def is_wallet(phone):\n    return phone.startswith((\"+9477\", \"+9476\"))\n")},
		"holidays.csv": {Data: []byte("date,name\n2026-03-02,Medin Full Moon Poya Day\n")},
	}
}

// TestExamples runs every example of the table.
func TestExamples(t *testing.T) {
	t.Parallel()
	for _, e := range reference.Entries() {
		for _, x := range e.Examples {
			t.Run(x.Expr, func(t *testing.T) {
				t.Parallel()
				if e.Group == "Tests" {
					inTest(t, x)
					return
				}
				rules, err := script.Compile(folder("rules(version = 1)\n"+x.Top+"\ndef decide(row):\n    return skip(repr("+x.Expr+"))\n"), "rules.star", environment())
				if err != nil {
					t.Fatal(err)
				}
				d, err := rules.Decide(t.Context(), sample())
				if err != nil {
					t.Fatal(err)
				}
				if d.Reason != x.Gives {
					t.Errorf("%s gives %s, and the reference says %s", x.Expr, d.Reason, x.Gives)
				}
			})
		}
		if len(e.Examples) == 0 {
			t.Errorf("%s has no example", e.Name)
		}
	}
}

// inTest runs an example inside a test of rules.
func inTest(t *testing.T, x reference.Example) {
	t.Helper()
	rules := "rules(version = 1)\n\ndef decide(row):\n    print(row.amount)\n" +
		"    return link(account = because(\"in rupees\", accounts.colombo), expires = days(14), min_partial = row.amount.percent(30))\n"
	fsys := folder(rules)
	fsys["rules_test.star"] = &fstest.MapFile{Data: []byte("def test_example(t):\n    t.eq(repr(" + x.Expr + "), " + fmt.Sprintf("%q", x.Gives) + ")\n")}
	report, err := script.Test(t.Context(), fsys, "rules.star", environment(), script.TestConfig{
		Tests: []string{"rules_test.star"},
		NewRow: func(number int, fields, columns map[string]string) (script.Row, error) {
			return sampleRow{number, fields, columns}, nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range report.Results[0].Failures {
		t.Errorf("%s: %s", x.Expr, f.Message)
	}
}

// TestComplete holds the table to the language: every name and every part.
func TestComplete(t *testing.T) {
	t.Parallel()
	names := reference.Names()
	for _, name := range script.Names() {
		if _, err := providers.ParseCurrency(name); err == nil {
			name = "LKR" // one entry stands for all currencies
		}
		if !slices.Contains(names, name) {
			t.Errorf("%s is a name of the language and not in the reference", name)
		}
	}
	for kind, parts := range script.Attributes() {
		for _, part := range parts {
			if !slices.Contains(names, kind+"."+part) {
				t.Errorf("%s.%s is not in the reference", kind, part)
			}
		}
		for _, name := range names {
			before, part, ok := strings.Cut(name, ".")
			if ok && before == kind && !slices.Contains(parts, part) {
				t.Errorf("%s is in the reference and not in the language", name)
			}
		}
	}
	e := reference.Find("link")[0]
	for i, word := range script.LinkKeywords() {
		if i >= len(e.Params) || e.Params[i].Name != word {
			t.Errorf("link's keyword %d is %s in the language", i, word)
		}
	}
	for i, name := range names {
		if slices.Contains(names[:i], name) {
			t.Errorf("%s stands twice", name)
		}
	}
}

// TestMarkdown compares the reference in samples with the table.
func TestMarkdown(t *testing.T) {
	t.Parallel()
	path := filepath.Join("..", "..", "samples", "reference", "rules.md")
	got := reference.Markdown()
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Error("samples/reference/rules.md is not what the table gives: run go test ./script/reference -update")
	}
}

// TestStub parses the stub as Python where there is one, and looks for what an
// editor needs.
func TestStub(t *testing.T) {
	t.Parallel()
	stub := reference.Stub([]string{"colombo", "not-a-name"}, []string{"Region", `Odd "header"`})
	for _, part := range []string{
		"    colombo: Account\n", "def INR(amount: int | str | Decimal) -> Money:", "    def percent(self, n: int | str | Decimal, rounding: str = ...) -> Money:",
		`header: Literal["Region", "Odd \"header\""]) -> str`, "def link(*, account: Account | str | None = ...",
	} {
		if !strings.Contains(stub, part) {
			t.Errorf("the stub lacks %q", part)
		}
	}
	if strings.Contains(stub, "not-a-name") {
		t.Error("the stub has an account that is no name")
	}
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("no python3 to parse the stub with")
	}
	cmd := exec.CommandContext(t.Context(), python, "-c", "import ast, sys; ast.parse(sys.stdin.read())")
	cmd.Stdin = strings.NewReader(stub)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
}

func TestFind(t *testing.T) {
	t.Parallel()
	for word, least := range map[string]int{"percent": 1, "money": 10, "money.round": 1, "dates": 15, "nothing": 0} {
		if got := len(reference.Find(word)); got < least || least == 0 && got > 0 {
			t.Errorf("%q finds %d entries", word, got)
		}
	}
	if text := reference.Text(reference.Find("money.percent")); !strings.Contains(text, `money.percent(n, rounding = "half_even") -> money`) {
		t.Errorf("text %s", text)
	}
}
