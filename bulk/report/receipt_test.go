package report_test

import (
	"strings"
	"testing"

	"paysheet/bulk"
	"paysheet/bulk/report"
	"paysheet/providers"
)

// receipts reads payments written as ID AMOUNT DAY METHOD; an amount below zero
// went back.
func receipts(tb testing.TB, currency string, texts ...string) []report.Receipt {
	tb.Helper()
	var list []report.Receipt
	for _, text := range texts {
		words := strings.Fields(text)
		amount, back := strings.CutPrefix(words[1], "-")
		r := report.Receipt{Payment: providers.Payment{ID: words[0], Refund: back, Amount: money(tb, amount+" "+currency)}}
		if len(words) > 3 {
			r.Day, r.Method = day(tb, words[2]), words[3]
		}
		list = append(list, r)
	}
	return list
}

// told gives a row the payments of its link, in rupees.
func told(tb testing.TB, texts ...string) func(*report.Row) {
	tb.Helper()
	return func(row *report.Row) { row.Receipts, row.Tells = receipts(tb, "INR", texts...), true }
}

// TestReceiptsAddUp: whatever is told, the lines to post are what was received, and
// what does not agree is an exception.
func TestReceiptsAddUp(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		status providers.Status
		paid   string
		told   []string
		want   string // of each line: day, id, method and amount
		why    string // of the exception; empty for none
	}{
		"one payment":         {status: providers.Paid, paid: "100 INR", told: []string{"P1 100 2026-11-26 UPI"}, want: "2026-11-26|P1|UPI|100.00"},
		"three parts":         {status: providers.Paid, paid: "100 INR", told: []string{"P1 30 2026-11-26 UPI", "P2 30 2026-11-27 CC", "P3 40 2026-11-28 NB"}, want: "2026-11-26|P1|UPI|30.00, 2026-11-27|P2|CC|30.00, 2026-11-28|P3|NB|40.00"},
		"neither day nor how": {status: providers.PartiallyPaid, paid: "30 INR", told: []string{"P1 30"}, want: "|P1||30.00"},
		"sum not told":        {status: providers.PartiallyPaid, told: []string{"P1 30 2026-11-26 UPI"}, want: "2026-11-26|P1|UPI|30.00"},
		"a refund that the sum knows": {
			status: providers.PartiallyPaid, paid: "70 INR", told: []string{"P1 100 2026-11-26 UPI", "P1 -30"},
			want: "2026-11-26|P1|UPI|100.00, |P1||-30.00",
		},
		"one is missing": {
			status: providers.Paid, paid: "100 INR", told: []string{"P1 30 2026-11-26 UPI"}, want: "2026-11-26|P1|UPI|30.00, |||70.00",
			why: "its payment comes to 30.00 INR, and the link says that 100.00 INR was paid",
		},
		"more than the sum": {
			status: providers.PartiallyPaid, paid: "50 INR", told: []string{"P1 30 2026-11-26 UPI", "P2 30 2026-11-27 UPI"},
			want: "2026-11-26|P1|UPI|30.00, 2026-11-27|P2|UPI|30.00, |||-10.00", why: "its 2 payments come to 60.00 INR, and the link says that 50.00 INR was paid",
		},
		"all went back, unsaid": {
			status: providers.Active, paid: "0 INR", told: []string{"P1 100 2026-11-26 UPI"},
			want: "2026-11-26|P1|UPI|100.00, |||-100.00", why: "its payment comes to 100.00 INR, and the link says that nothing was paid",
		},
		"not read yet": {status: providers.Paid, paid: "100 INR", want: "|||100.00"},
		"nobody paid":  {status: providers.Active, paid: "0 INR"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			row := report.Row{Number: 2, Reference: "INV-1", Amount: money(t, "100 INR"), Known: known(t, test.status, "100 INR", test.paid), Seen: day(t, "2026-11-28")}
			told(t, test.told...)(&row)
			line := report.Judge(row, head(t).Today)
			var why string
			for _, e := range line.Exceptions {
				if e.Kind == report.KindReceipts {
					why = e.Why
				}
			}
			if why != test.why {
				t.Errorf("exception %q, want %q", why, test.why)
			}
			var lines []string
			for _, text := range rows(t, workbook(t, []report.Line{line}, head(t)), "Receipts")[1:] {
				lines = append(lines, strings.Join(strings.Split(text, "|")[:4], "|"))
			}
			if got := strings.Join(lines, ", "); got != test.want {
				t.Errorf("receipts are %q, want %q", got, test.want)
			}
			m := sum([]report.Line{line}, head(t))
			if !m.Foots() {
				t.Error("the receipts do not add up to what was received")
			}
			text := shown(page(t, m))
			if says := strings.Contains(text, "they add up to what was received"); says != (test.want != "") {
				t.Errorf("the page says that receipts add up: %v\n%s", says, text)
			}
			for _, r := range row.Receipts {
				if !strings.Contains(text, " "+r.ID+" ") {
					t.Errorf("the page lacks payment %s\n%s", r.ID, text)
				}
			}
		})
	}
}

// TestReceiptsOfATwin: the link of another row was paid once.
func TestReceiptsOfATwin(t *testing.T) {
	t.Parallel()
	row := report.Row{Number: 3, Reference: "INV-1", Twin: 2, Amount: money(t, "100 INR"), Known: known(t, providers.Paid, "100 INR", "100 INR")}
	told(t, "P1 100 2026-11-26 UPI")(&row)
	if list := rows(t, workbook(t, []report.Line{report.Judge(row, head(t).Today)}, head(t)), "Receipts"); len(list) != 1 {
		t.Errorf("receipts are %q, want none", list)
	}
}

// TestMarks: a row that a person looks at has the sign that its plan had.
func TestMarks(t *testing.T) {
	t.Parallel()
	row := report.Row{Number: 2, Cell: "A2", Reference: "INV-1", Amount: money(t, "1 INR"), Sheet: report.Cells{Outcome: bulk.Held, Note: "ask"}}
	doubt := report.Row{Number: 3, Cell: "A3", Reference: "INV-2", Amount: money(t, "1 INR"), Sheet: report.Cells{Outcome: bulk.Uncertain, Note: "no answer"}}
	got := page(t, sum([]report.Line{report.Judge(row, head(t).Today), report.Judge(doubt, head(t).Today)}, head(t)))
	for _, want := range []string{
		`class="cell"><span class="mark t-warning" aria-hidden="true">!</span> A2<`,
		`class="cell"><span class="mark t-doubt" aria-hidden="true">?</span> A3<`,
		`<h3><span class="mark t-doubt" aria-hidden="true">?</span> <span class="kind">uncertain</span>`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the page has no %s", want)
		}
	}
	text := page(t, sum(month(t), head(t)))
	if !strings.Contains(text, `<th scope="row"><span class="mark t-changed" aria-hidden="true">-/&#43;</span> INV-2026-0011</th>`) {
		t.Error("a link to send again has no mark of a replacement")
	}
}
