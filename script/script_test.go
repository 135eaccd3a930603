package script_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"paysheet/providers"
	"paysheet/script"
)

// fakeRow is a row of a sheet "Invoices" whose fields stand in columns A, B, ….
type fakeRow struct {
	number int
	cells  map[string]string // by field
	extra  map[string]string // by header
}

func (r fakeRow) Number() int                       { return r.number }
func (r fakeRow) Text(field string) (string, error) { return r.cells[field], nil }

func (r fakeRow) Money(field string) (providers.Money, error) {
	text := r.cells[field]
	if text == "" {
		return providers.Money{}, nil
	}
	m, err := providers.ParseMoney(text, r.cells["currency"])
	if err != nil {
		return m, fmt.Errorf("%s: %w", r.Ref(field), err)
	}
	return m, nil
}

func (r fakeRow) Date(field string) (providers.Date, error) {
	text := r.cells[field]
	if text == "" {
		return providers.Date{}, nil
	}
	d, err := providers.ParseDate(text)
	if err != nil {
		return d, fmt.Errorf("%s: %w", r.Ref(field), err)
	}
	return d, nil
}

func (r fakeRow) Cell(header string) (string, bool) {
	text, ok := r.extra[header]
	return text, ok
}

func (r fakeRow) Raw(field string) string { text, _ := r.Text(field); return text }

func (r fakeRow) Ref(field string) string {
	for i, f := range script.Fields() {
		if f == field {
			return fmt.Sprintf("Invoices!%c%d (%s)", 'A'+i, r.number, strings.ReplaceAll(field, "_", " "))
		}
	}
	return fmt.Sprintf("Invoices!row %d", r.number)
}

func sampleRow() fakeRow {
	return fakeRow{
		number: 17,
		cells: map[string]string{
			"reference": "INV-1001", "amount": "150000.00", "currency": "LKR", "customer_name": "Nimal Perera",
			"email": "nimal@example.com", "phone": "+94771234567", "due_date": "2026-03-31", "account": "colombo",
		},
		extra: map[string]string{"Status": "Open", "Region": "north", "Segment": "retail"},
	}
}

func (r fakeRow) with(field, text string) fakeRow {
	cells := map[string]string{}
	for k, v := range r.cells {
		cells[k] = v
	}
	cells[field] = text
	r.cells = cells
	return r
}

func environment() script.Environment {
	return script.Environment{
		Accounts: []script.Account{
			{Name: "colombo", Provider: "onepay", Capabilities: providers.Capabilities{
				Currencies: []providers.Currency{"LKR", "USD"}, Partial: providers.PartialRule{Allowed: true, MinPercent: 30}, MaxDescription: 500,
			}},
			{Name: "delhi", Provider: "payu", Capabilities: providers.Capabilities{Currencies: []providers.Currency{"INR"}}},
		},
		Today:   providers.Date{Year: 2026, Month: 3, Day: 1},
		Columns: []string{"Status", "Region", "Segment"},
	}
}

// compile compiles one file, with the version line before it unless it has one.
func compile(tb testing.TB, source string) *script.Rules {
	tb.Helper()
	rules, err := script.Compile(folder(source), "rules.star", environment())
	if err != nil {
		tb.Fatalf("Compile: %v", err)
	}
	return rules
}

func folder(source string) fstest.MapFS {
	if !strings.Contains(source, "rules(version") {
		source = "rules(version = 1)\n" + source
	}
	return fstest.MapFS{"rules.star": {Data: []byte(source)}}
}

// eval gives what an expression over row is, as text, through a skip's reason.
func eval(tb testing.TB, expr string, row script.Row) (string, error) {
	tb.Helper()
	rules, err := script.Compile(folder("def decide(row):\n    return skip(repr("+expr+"))\n"), "rules.star", environment())
	if err != nil {
		return "", err
	}
	d, err := rules.Decide(tb.Context(), row)
	return d.Reason, err
}

const sampleRules = `rules(version = 1)

def decide(row):
    if row["Status"] in ("Void", "Settled"):
        return cancel("settled outside")         # takes back a live, unpaid link; else the same as skip
    if row.currency == "LKR" and row.amount > LKR(5000000):
        return hold("over five million: ask the controller")
    partial = row.currency == "LKR" and row.amount > LKR(100000)
    return link(
        account     = accounts.colombo if row.currency == "LKR" else accounts.delhi,
        expires     = max(row.due_date, today()) + days(14),
        min_partial = row.amount.percent(30).round(to = 100, mode = "up") if partial else None,
        description = "Invoice %s for %s" % (row.reference, row.customer_name),
    )
`

func TestSampleRules(t *testing.T) {
	t.Parallel()
	rules := compile(t, sampleRules)
	d, err := rules.Decide(t.Context(), sampleRow())
	if err != nil {
		t.Fatal(err)
	}
	if d.Verdict != script.VerdictLink || d.Line != "rules.star:9" || d.Link.Account != "colombo" {
		t.Errorf("decision %+v", d)
	}
	if got := d.Link.MinPartial.String(); got != "45,000.00 LKR" {
		t.Errorf("min_partial %s", got)
	}
	if got := d.Link.Expires.String(); got != "2026-04-14" {
		t.Errorf("expires %s", got)
	}
	if got := *d.Link.Description; got != "Invoice INV-1001 for Nimal Perera" {
		t.Errorf("description %q", got)
	}
	small, err := rules.Decide(t.Context(), sampleRow().with("amount", "100000"))
	if err != nil {
		t.Fatal(err)
	}
	if small.Link.MinPartial == nil || !small.Link.MinPartial.IsNone() {
		t.Errorf("min_partial = None should be said on purpose: %v", small.Link.MinPartial)
	}
	held, err := rules.Decide(t.Context(), sampleRow().with("amount", "5000000.01"))
	if err != nil {
		t.Fatal(err)
	}
	if held.Verdict != script.VerdictHold || held.Reason != "over five million: ask the controller" || held.Line != "rules.star:7" {
		t.Errorf("decision %+v", held)
	}
}

func asError(t *testing.T, err error) *script.Error {
	t.Helper()
	var e *script.Error
	if !errors.As(err, &e) {
		t.Fatalf("error %v is no *script.Error", err)
	}
	return e
}
