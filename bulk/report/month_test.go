package report_test

import (
	"bytes"
	"flag"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"paysheet/bulk"
	"paysheet/bulk/invoice"
	"paysheet/bulk/ledger"
	"paysheet/bulk/report"
	"paysheet/providers"
)

var update = flag.Bool("update", false, "rewrite golden files")

func head(tb testing.TB) report.Head {
	tb.Helper()
	return report.Head{
		Sheet: "2026/invoices.xlsx", Name: "invoices.xlsx", Worksheet: "Invoices",
		Digest: strings.Repeat("0123456789abcdef", 4), Config: "paysheet.toml",
		Today: day(tb, "2026-11-30"), Zone: "Asia/Colombo", Made: time.Date(2026, 11, 30, 9, 30, 0, 0, time.UTC),
		Who: "anna", Version: "v1.0.0",
	}
}

// month is a sheet with something under every heading.
func month(tb testing.TB) []report.Line {
	tb.Helper()
	var lines []report.Line
	number := 1
	add := func(amount, due string, change func(*report.Row)) {
		number++
		row := report.Row{
			Number: number, Cell: fmt.Sprintf("Invoices!A%d", number), Reference: fmt.Sprintf("INV-2026-%04d", number),
			Amount: money(tb, amount), Customer: providers.Customer{Name: "Perera & Sons (Private) Limited", Email: "accounts@perera.example", Phone: "+94 77 123 4567"},
		}
		if due != "" {
			row.Due = day(tb, due)
		}
		change(&row)
		lines = append(lines, report.Judge(row, head(tb).Today))
	}
	link := func(account string, status providers.Status, asked, paid string) func(*report.Row) {
		return func(row *report.Row) {
			e := known(tb, status, asked, paid)
			e.Account, e.Link.ID = account, fmt.Sprintf("%s-%d", account, row.Number)
			e.Link.URL = "https://pay.example/" + e.Link.ID
			row.Known, row.Seen, row.Checked = e, day(tb, "2026-11-28"), day(tb, "2026-11-29")
		}
	}
	cells := func(outcome bulk.Outcome, note string) func(*report.Row) {
		return func(row *report.Row) { row.Sheet.Outcome, row.Sheet.Note = outcome, note }
	}
	both := func(changes ...func(*report.Row)) func(*report.Row) {
		return func(row *report.Row) {
			for _, change := range changes {
				change(row)
			}
		}
	}
	add("1250000.00 LKR", "2026-11-15", link("colombo", providers.Paid, "1250000.00 LKR", "1250000.00 LKR"))
	add("430500.50 LKR", "2026-11-20", link("colombo", providers.Paid, "430500.50 LKR", ""))
	add("500000.00 LKR", "2026-10-25", link("colombo", providers.PartiallyPaid, "500000.00 LKR", "150000.00 LKR"))
	add("75000.00 LKR", "2026-12-15", link("colombo", providers.Active, "75000.00 LKR", ""))
	add("310000.00 LKR", "2026-11-10", link("colombo", providers.Active, "310000.00 LKR", ""))
	add("92000.00 LKR", "2026-09-20", link("colombo", providers.Expired, "92000.00 LKR", ""))
	add("18000.00 LKR", "2026-07-01", link("colombo", providers.Expired, "18000.00 LKR", ""))
	add("60000.00 LKR", "2026-11-20", link("colombo", providers.Cancelled, "60000.00 LKR", ""))
	add("45000.00 LKR", "", link("colombo", providers.Active, "45000.00 LKR", ""))
	add("88000.00 LKR", "2026-12-01", both(link("colombo", providers.Active, "88000.00 LKR", ""), func(row *report.Row) {
		row.Known.Previous = "https://pay.example/colombo-old-address-of-the-first-generation"
	}))
	add("64000.00 LKR", "2026-11-01", both(link("colombo", providers.Active, "60000.00 LKR", ""), cells(bulk.Held, "the sheet says 64,000.00 LKR, the link at colombo asks for 60,000.00 LKR: correct the sheet, or change the link with --update or --replace")))
	add("6500000.00 LKR", "2026-12-10", cells(bulk.Held, "over five million: ask the controller"))
	add("12000.00 LKR", "2026-12-10", cells(bulk.Skipped, "settled outside"))
	add("27500.00 LKR", "2026-12-10", func(row *report.Row) {
		e := known(tb, "", "27500.00 LKR", "")
		e.State, e.Link, e.Reason = ledger.Uncertain, providers.Link{}, "OnePay did not answer within 30 s"
		row.Known = e
	})
	add("9900.00 LKR", "2026-12-10", cells(bulk.Failed, "OnePay refused it: phone number is not valid"))
	add("-5000.00 LKR", "", func(row *report.Row) {
		row.Class, row.Why = invoice.CreditNote, "credit note of -5,000.00 LKR, not netted"
	})
	add("", "", both(cells(bulk.Rejected, `Invoices!F18 "ten thousand": no amount: write digits`)))
	add("18250.50 INR", "2026-11-25", both(link("delhi", providers.Paid, "18250.50 INR", "18250.50 INR"), told(tb,
		"403993715532491867 10000.00 2026-11-26 UPI", "403993715532491999 8250.50 2026-11-28 CC")))
	add("21400.00 INR", "2026-11-25", link("delhi", providers.PartiallyPaid, "21400.00 INR", ""))
	add("7300.00 INR", "2026-12-25", link("mumbai", providers.Active, "7300.00 INR", ""))
	add("1500.00 INR", "2026-08-05", both(link("mumbai", providers.Paid, "1500.00 INR", "1600.00 INR"), told(tb, "173000002314883 1500.00 2026-11-27 upi")))
	add("3200.00 INR", "2026-12-25", func(*report.Row) {})
	add("89990 CLP", "2026-11-28", link("santiago", providers.Active, "89990 CLP", ""))
	lines = append(lines, report.Judge(report.Row{Number: number + 1, Class: invoice.TotalsRow}, head(tb).Today), report.Judge(report.Row{Number: number + 2, Class: invoice.Blank}, head(tb).Today))
	return lines
}

func sum(lines []report.Line, h report.Head) *report.Month {
	m := report.New(h)
	for _, l := range lines {
		m.Add(l)
	}
	return m
}

func page(tb testing.TB, m *report.Month) string {
	tb.Helper()
	var out bytes.Buffer
	if err := m.HTML(&out); err != nil {
		tb.Fatal(err)
	}
	return out.String()
}

// TestPage compares the whole page with one that was looked at.
func TestPage(t *testing.T) {
	t.Parallel()
	m := sum(month(t), head(t))
	if !m.Foots() {
		t.Error("the states do not add up to the sheet")
	}
	got := page(t, m)
	golden := filepath.Join("testdata", "month.html")
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the page is another; look at it and run go test -update\n%s", firstDifference(got, string(want)))
	}
}

func firstDifference(got, want string) string {
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("line %d\n got %s\nwant %s", i+1, a[i], b[i])
		}
	}
	return fmt.Sprintf("%d lines, want %d", len(a), len(b))
}

// shown gives the text of a page, a space for each tag.
func shown(page string) string {
	_, body, _ := strings.Cut(page, "<body>")
	return strings.Join(strings.Fields(html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(body, " "))), " ")
}

func TestPageSays(t *testing.T) {
	t.Parallel()
	text := shown(page(t, sum(month(t), head(t))))
	for _, want := range []string{
		"The figures add up to the sheet",
		"1,680,500.50 LKR + partly paid 500,000.00 LKR", // the equation
		"= the sheet 9,476,900.50 LKR ✓ adds up",
		"Received 1,830,500.50 LKR",
		"1–30 days overdue 36% 2 370,000.00 LKR",
		"31–60 days overdue 34% 1 350,000.00 LKR",
		"61–90 days overdue 9% 1 92,000.00 LKR",
		"Over 90 days overdue 2% 1 18,000.00 LKR",
		"No due date 4% 1 45,000.00 LKR",
		"uncertain 1 row", "OnePay did not answer within 30 s",
		"paid too much 1 row", "1,600.00 INR came in on a link over 1,500.00 INR",
		"part-payment not told 1 row",
		"old https://pay.example/colombo-old-address-of-the-first-generation",
		"Besides: 1 row whose amount or currency cannot be read, in no sum",
		"Without a link and never tried: 1 row",
		"23 invoices + 1 that are no invoice (totals, titles) + 1 blank = 25 rows below the header",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if t.Failed() {
		t.Log(text)
	}
}

// TestPageIsAlone: nothing is fetched and nothing runs, whatever the sheet holds.
func TestPageIsAlone(t *testing.T) {
	t.Parallel()
	row := report.Row{
		Number: 2, Cell: "A2", Reference: `<script>alert(1)</script>`, Amount: money(t, "1.00 LKR"),
		Customer: providers.Customer{Name: "\u202eevil\x1b[31m <img src=x onerror=alert(1)>", Email: `"><script>`},
		Sheet:    report.Cells{ID: "x", URL: "javascript:alert(1)", Previous: "data:text/html,<script>", Status: providers.Active, Note: "</style><script>"},
	}
	h := head(t)
	h.Name, h.Sheet = `a"}</style><script>.xlsx`, `a"}</style><script>.xlsx`
	got := page(t, sum([]report.Line{report.Judge(row, h.Today)}, h))
	for _, bad := range []string{"<script", "<img", "\u202e", "\x1b", `href="javascript:`, `"}</style>`, "@import", "url("} {
		if strings.Contains(got, bad) {
			t.Errorf("the page has %q", bad)
		}
	}
	if n := strings.Count(got, "</style>"); n != 1 {
		t.Errorf("the page ends %d styles", n)
	}
	if hit := regexp.MustCompile(`<(link|iframe|object|base|form)\b|<[^>]*\ssrc=`).FindString(got); hit != "" {
		t.Errorf("the page has %q", hit)
	}
}

// TestListsAreBounded keeps a page printable, and says how much it left out.
func TestListsAreBounded(t *testing.T) {
	t.Parallel()
	m := report.New(head(t))
	for i := range 1234 {
		m.Add(report.Judge(report.Row{Number: i + 2, Reference: strconv.Itoa(i), Amount: money(t, "0.10 LKR"), Sheet: report.Cells{Outcome: bulk.Held, Note: "ask"}}, head(t).Today))
	}
	got := page(t, m)
	if !strings.Contains(got, "and 1,184 rows more") || strings.Count(got, `<td data-label="Row"`) != 50 {
		t.Error("the page does not list 50 rows and say that 1,184 more are held")
	}
	if !strings.Contains(got, "123.40 LKR") || m.Needy() != 1234 {
		t.Errorf("the rows left out are missing in the sums; %d rows to look at", m.Needy())
	}
}

// TestStaleLinksAreTold: what may be paid by now is counted and named, on the
// page and in one sentence for the terminal.
func TestStaleLinksAreTold(t *testing.T) {
	t.Parallel()
	m := report.New(head(t))
	for n, want := range []string{
		"1 link is past its last day and was not looked at since: run paysheet refresh invoices.xlsx",
		"2 links are past their last day and were not looked at since: run paysheet refresh invoices.xlsx",
	} {
		if n == 0 && m.StaleText() != "" {
			t.Errorf("a month without links says %q", m.StaleText())
		}
		row := report.Row{Number: n + 2, Reference: "INV-9", Amount: money(t, "100.00 LKR"), Known: known(t, providers.Active, "100.00 LKR", "")}
		row.Known.Link.Expires, row.Checked = day(t, "2026-11-29"), day(t, "2026-11-10")
		m.Add(report.Judge(row, head(t).Today))
		if got := m.StaleText(); got != want {
			t.Errorf("the month says %q, want %q", got, want)
		}
		text := shown(page(t, m))
		for _, said := range []string{want + ".", "past its last day " + strconv.Itoa(n+1) + " row", "last looked at on 2026-11-10"} {
			if !strings.Contains(text, said) {
				t.Errorf("the page does not say %q\n%s", said, text)
			}
		}
	}
}

func TestEmptySheet(t *testing.T) {
	t.Parallel()
	m := report.New(head(t))
	if text := shown(page(t, m)); !strings.Contains(text, "0 invoices = 0 rows below the header") || !m.Foots() {
		t.Errorf("an empty sheet gives %s", text)
	}
}

// TestTooLargeToAdd: a sum beyond 19 digits is said, never shown short.
func TestTooLargeToAdd(t *testing.T) {
	t.Parallel()
	m := report.New(head(t))
	for i := range 12 {
		m.Add(report.Judge(report.Row{Number: i + 2, Amount: money(t, "99999999999999999.99 LKR")}, head(t).Today))
	}
	if m.Foots() {
		t.Error("a sum that cannot be held is said to foot")
	}
	if !strings.Contains(page(t, m), "too large to add") {
		t.Error("the page does not say that the sum is too large")
	}
}

func BenchmarkMonth(b *testing.B) {
	lines := month(b)
	for b.Loop() {
		m := report.New(head(b))
		for i := range 100_000 {
			m.Add(lines[i%len(lines)])
		}
		page(b, m)
	}
	b.ReportMetric(float64(b.N)*100_000/b.Elapsed().Seconds(), "rows/s")
}
