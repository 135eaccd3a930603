package checkup

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strconv"
	"strings"
	"testing"

	"paysheet/bulk/invoice"
	"paysheet/bulk/sheet"
)

// TestFindings has a table for each kind: what is found, how sure, and what is
// proposed; and beside it what must not be found.
func TestFindings(t *testing.T) {
	t.Parallel()
	nbsp, zwsp := "\u00a0", "\u200b"
	csv := func(t table) table { t.format = "csv"; return t }
	withOpen := func(t table, open ...string) table { t.open = open; return t }
	tests := []struct {
		name  string
		table table
		want  []string
	}{
		{"zeros lost in a workbook", references("00123", "00124", "#125", "#7", "10126"), []string{"leading-zeros sure A4 125→00125", "leading-zeros sure A5 7→00007"}},
		{"zeros lost in an export", csv(references("00123", "00124", "125")), []string{"leading-zeros likely A4 125→00125"}},
		{"one code with zeros proves nothing", references("00123", "#125"), nil},
		{"codes of two widths prove nothing", references("00123", "0124", "00125", "#126"), nil},
		{"more short numbers than codes", references("00123", "00124", "#1", "#2", "#3"), []string{"leading-zeros maybe A4 1→00001", "leading-zeros maybe A5 2→00002", "leading-zeros maybe A6 3→00003"}},
		{"short texts may be meant", references("00123", "00124", "#125", "126"), []string{"leading-zeros likely A4 125→00125", "leading-zeros likely A5 126→00126"}},
		{"longer numbers are whole", references("00123", "00124", "#123456"), nil},
		{"words are no codes", references("00123", "00124", "INV-7"), nil},
		{"phones", column("Phone", "0771234567", "077 123 4568", "#771234569", "0112345678"), []string{"leading-zeros likely C4 771234569→0771234569"}},
		{"phones written without a zero", column("Phone", "0771234567", "0771234568", "98200 11223", "+94771234569"), nil},
		{"phones of two lengths", column("Phone", "0161-2345678", "0771234567", "0112345678", "#982001122"), nil},

		{"cut to scientific", references("1.23457E+15", "#1.2E+15", "INV-1"), []string{"long-numbers sure A2 1.23457E+15→", "long-numbers sure A3 1.2E+15→"}},
		{"cut to fifteen digits", references("#1234567890123450000", "1234567890123450000", "1234567890123456"), []string{"long-numbers sure A2 1234567890123450000→", "long-numbers likely A3 1234567890123450000→"}},
		{"a phone cut to scientific", column("Phone", "9.47712E+10", "#9.4771234567E+10"), []string{"long-numbers sure C2 9.47712E+10→"}},
		{"no scientific number", references("2E+5X", "E+15", "12E+15", "123456789012345"), nil},

		{"spaces", references("INV"+nbsp+"1", " INV-2", "INV  3", "INV-4"+zwsp, "INV 5"), []string{
			"spaces sure A2 INV" + nbsp + "1→INV 1", "spaces sure A3  INV-2→INV-2", "spaces sure A4 INV  3→INV 3", "spaces sure A5 INV-4" + zwsp + "→INV-4",
		}},
		{"spaces around a currency", column("Currency", "LKR ", "LKR"), []string{"spaces sure C2 LKR →LKR"}},
		{"scripts that need joiners", references("ශ්\u200dරී-1", "இலங்கை-2"), nil},

		{"look-alikes", references("INV-001", "INV 001", "inv-001", "INV-002"), []string{"look-alikes likely A3 INV 001→", "look-alikes likely A4 inv-001→"}},
		{"only spaces differ", references("INV001", "INV 001"), []string{"look-alikes sure A3 INV 001→"}},
		{"other numbers, the same digits", references("1-12", "11-2"), []string{"look-alikes maybe A3 11-2→"}},
		{"copies are the plan's business", references("INV-001", "INV-001"), nil},
		{"like an open link", withOpen(references("INV 001", "INV-002"), "INV-001", "INV-002"), []string{"look-alikes likely A2 INV 001→"}},
		{"zeros that an open link has", withOpen(references("#125", "126", "#127", "INV-9"), "00125", "0126", "127", "00127"), []string{"leading-zeros likely A2 125→00125", "leading-zeros likely A3 126→0126"}},
		{"the open link is its own", withOpen(references("INV 001"), "INV-001", "INV 001"), nil},

		{"mail", column(
			"Email", "a@example.com", "MAILTO:b@example.com?subject=x", "c example.com", "d @example.com", "e@example.com; f@example.com",
			"Gee <g@example.com>", "h@localhost", "i@example.com.", "j@@example.com", "o'k+tag@mail.example.lk", "மின்@எடுத்துக்காட்டு.இந்தியா",
		), []string{
			"mail sure C3 MAILTO:b@example.com?subject=x→b@example.com", "mail sure C4 c example.com→", "mail sure C5 d @example.com→d@example.com",
			"mail sure C6 e@example.com; f@example.com→e@example.com", "mail sure C7 Gee <g@example.com>→g@example.com",
			"mail sure C9 i@example.com.→i@example.com", "mail sure C10 j@@example.com→", "mail likely C8 h@localhost→",
		}},
		{"phones that cannot be dialled", column(
			"Phone", "+94 77 123 4567", "tel:+94771234567", "n/a", "077-CALL-NOW", "12345", "call office", "0771234567 / 0112345678", "011 234 5678 ext. 12", "(011) 234-5678", "०७७१२३४५६७",
		), []string{
			"phones sure C3 tel:+94771234567→+94771234567", "phones sure C5 077-CALL-NOW→", "phones sure C7 call office→",
			"phones sure C8 0771234567 / 0112345678→0771234567", "phones likely C6 12345→", "phones maybe C4 n/a→", "phones maybe C9 011 234 5678 ext. 12→",
		}},
		{"a date for a reference", references("INV-001", "@2026-03-01"), []string{"dates-for-ids sure A3 2026-03-01→"}},
		{"words in two spellings", column("Status", "Void", "Open", "Void ", "Void ", "Open", "Open", "open", "Vo\u00a0id", "#1", "", "Void"), []string{"spellings sure C4 Void →Void", "spellings sure C5 Void →Void", "spellings likely C8 open→Open"}},
		{"words of a field and of ours", table{header: []string{"Invoice Number", "Amount", "Customer Name", "Link Note"}, rows: [][]string{
			{"A-1", "#1", "Acme", "x"}, {"A-2", "#1", "acme", "X"},
		}}, nil},
		{"dates in two orders", column("Due Date", "25/12/2026", "26/12/2026", "12/27/2026", "2026-12-28"), []string{"mixed-dates sure C4 12/27/2026→2026-12-27"}},
		{"dates in one order", column("Due Date", "25/12/2026", "05/06/2026", "@2026-12-05"), nil},
		{
			"dates that a spreadsheet swapped", column("Due Date", "25/12/2026", "26/12/2026", "27/12/2026", "@2026-05-01", "@2026-06-02", "@2026-07-03"),
			[]string{"mixed-dates maybe C5 2026-05-01→2026-01-05", "mixed-dates maybe C6 2026-06-02→2026-02-06", "mixed-dates maybe C7 2026-07-03→2026-03-07"},
		},
		{"a date cell after the twelfth", column("Due Date", "25/12/2026", "26/12/2026", "27/12/2026", "@2026-05-01", "@2026-06-02", "@2026-07-13"), nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			report, _, _ := tt.table.read(t)
			wantTold(t, report, tt.want...)
		})
	}
}

func TestShownWithZeros(t *testing.T) {
	t.Parallel()
	info := sheet.Info{Sheet: "Invoices", HeaderRow: 1, Header: []string{"Invoice Number", "Amount"}, Format: "xlsx"}
	columns, err := invoice.Map(info, invoice.Config{Currency: "LKR"})
	if err != nil {
		t.Fatal(err)
	}
	r := row(2, "#123", "#100")
	r.Cells[0].Format = "00000"
	report, err := Read(t.Context(), rowsOf([]sheet.Row{r}), columns, info, Options{})
	if err != nil {
		t.Fatal(err)
	}
	wantTold(t, report, "leading-zeros sure A2 123→00123")
	columns.Correct(report.Correction([]Kind{LeadingZeros}))
	if got, err := columns.Row(r).Text("reference"); err != nil || got != "00123" {
		t.Errorf("accepted, the reference is %q, %v", got, err)
	}
}

func TestAmountsAsText(t *testing.T) {
	t.Parallel()
	amounts := func(values ...string) table {
		t := table{header: []string{"Invoice Number", "Amount"}}
		for i, value := range values {
			t.rows = append(t.rows, []string{fmt.Sprintf("INV-%03d", i), value})
		}
		return t
	}
	report, _, _ := amounts("#100", "#200", "300.00", "1,400.00", "Rs. 5,500.00", "soon", "12.5OO").read(t)
	wantTold(t, report, "text-amounts sure B4 300.00→300.00", "text-amounts likely B5 1,400.00→1400.00", "text-amounts likely B6 Rs. 5,500.00→5500.00")
	report, _, _ = amounts("100", "200.00").read(t) // text throughout
	wantTold(t, report)
	csv := amounts("100", "200.00")
	csv.format = "csv"
	report, _, _ = csv.read(t)
	wantTold(t, report)
}

func TestStaleFormulas(t *testing.T) {
	t.Parallel()
	report, _, _ := table{header: []string{"Invoice Number", "Amount", "Due Date"}, rows: [][]string{
		{"INV-1", "~#100", ""}, {"INV-2", "#100", "~"}, {"INV-3", "#100", ""},
	}}.read(t)
	wantTold(t, report, "stale-formulas sure C3 →", "stale-formulas likely B2 100→")
}

func TestTotals(t *testing.T) {
	t.Parallel()
	header := []string{"Invoice Number", "Amount", "Currency"}
	tests := []struct {
		name string
		rows [][]string
		want []string
	}{
		{"foots", [][]string{{"A-1", "#100"}, {"A-2", "#50.5"}, {"Total", "#150.5"}}, nil},
		{"with the residue of binary sums", [][]string{{"A-1", "#0.1"}, {"A-2", "#0.2"}, {"Total", "#0.30000000000000004"}}, nil},
		{"does not foot", [][]string{{"A-1", "#100"}, {"A-2", "#50"}, {"Total", "#140"}}, []string{"totals likely B4 140→150.00"}},
		{"leaves text out", [][]string{{"A-1", "#100"}, {"A-2", "50"}, {"Total", "#100"}}, []string{"text-amounts sure B3 50→50", "totals sure B4 100→150.00"}},
		{"leaves credit notes out", [][]string{{"A-1", "#100"}, {"A-2", "#-50"}, {"Total", "#100"}}, nil},
		{"nets credit notes", [][]string{{"A-1", "#100"}, {"A-2", "#-50"}, {"Total", "#50"}}, nil},
		{"subtotals and a grand total", [][]string{{"A-1", "#1"}, {"Subtotal", "#1"}, {"A-2", "#2"}, {"Subtotal", "#2"}, {"Grand Total", "#3"}}, nil},
		{"sections", [][]string{{"North"}, {"A-1", "#1"}, {"South"}, {"A-2", "#2"}, {"Total", "#2"}}, nil},
		{"one of two currencies", [][]string{{"A-1", "#1", "LKR"}, {"A-2", "#2", "USD"}, {"Total", "#1", "LKR"}, {"Total", "#3", "USD"}}, []string{"totals likely B5 3→2.00"}},
		{"which currency is not told", [][]string{{"A-1", "#1", "LKR"}, {"A-2", "#2", "USD"}, {"Total", "#9"}}, nil},
		{"an amount that cannot be read", [][]string{{"A-1", "#1"}, {"A-2", "soon"}, {"Total", "#9"}}, nil},
		{"carried from elsewhere", [][]string{{"Opening balance", "#7"}, {"A-1", "#1"}, {"Total", "#8"}}, nil},
		{"nothing above it", [][]string{{"Total", "#9"}, {"A-1", "#1"}}, nil},
		{"a count beside the label", [][]string{{"A-1", "#1"}, {"Total"}}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			report, _, _ := table{header: header, rows: tt.rows}.read(t)
			wantTold(t, report, tt.want...)
		})
	}
	t.Run("leaves hidden rows out", func(t *testing.T) {
		t.Parallel()
		tab := table{header: header, rows: [][]string{{"A-1", "#1"}}}
		_, columns, _ := tab.read(t)
		all := []sheet.Row{row(2, "A-1", "#1"), row(3, "A-2", "#2"), row(4, "Total", "#1")}
		all[1].Hidden = true
		report, err := Read(t.Context(), rowsOf(all), columns, sheet.Info{Sheet: "Invoices"}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		wantTold(t, report)
	})
}

// TestCorrection: what is accepted is what was found sure or likely, and nothing
// else of the row changes.
func TestCorrection(t *testing.T) {
	t.Parallel()
	tab := table{header: []string{"Invoice Number", "Amount", "Phone", "Currency"}, rows: [][]string{
		{"00123", "#100", "0771234567", "LKR"},
		{"00124", "#100", "0771234568", "LKR"},
		{"#125", "#100", "#771234569", "LKR"},
		{"IN\u00a0 7", "#100", "98 200", " LKR"},
	}}
	report, columns, all := tab.read(t)
	if report.Correction(nil) != nil {
		t.Error("nothing accepted is a correction")
	}
	kinds, err := ParseAccepted("spaces, leading-zeros")
	if err != nil {
		t.Fatal(err)
	}
	columns.Correct(report.Correction(kinds))
	third, fourth := columns.Row(all[2]), columns.Row(all[3])
	for _, tt := range []struct {
		row         invoice.Row
		field, want string
	}{
		{third, "reference", "00125"},
		{third, "phone", "0771234569"},
		{third, "currency", "LKR"},
		{fourth, "reference", "IN 7"},
		{fourth, "phone", "98 200"},
		{columns.Row(all[0]), "reference", "00123"},
	} {
		if got, err := tt.row.Text(tt.field); err != nil || got != tt.want {
			t.Errorf("row %d %s is %q, %v; want %q", tt.row.Number(), tt.field, got, err, tt.want)
		}
	}
	if text, _ := third.Cell("Invoice Number"); text != "125" {
		t.Errorf("the stored text is told as %q", text)
	}
	if got := strings.Join(third.Warnings(), "|"); got != `reference "125" read as "00125" (accepted)|phone "771234569" read as "0771234569" (accepted)` {
		t.Errorf("told %s", got)
	}
	if got := columns.Row(all[0]).Warnings(); len(got) > 0 {
		t.Errorf("a row that is fine is told as %q", got)
	}
}

// TestCorrectionKeepsToLinks: a code that has a link under its zeros is read with
// them, whatever the rest of the column shows by now.
func TestCorrectionKeepsToLinks(t *testing.T) {
	t.Parallel()
	tab := references("#125", "#126")
	tab.open = []string{"00125"}
	report, columns, all := tab.read(t)
	columns.Correct(report.Correction([]Kind{LeadingZeros}))
	for i, want := range []string{"00125", "126"} {
		if got, err := columns.Row(all[i]).Text("reference"); err != nil || got != want {
			t.Errorf("row %d is read as %q, %v; want %q", all[i].Number, got, err, want)
		}
	}
}

func TestParseAccepted(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ text, want, fault string }{
		{"", "", ""},
		{"none", "", ""},
		{"spaces,leading-zeros,spaces", "leading-zeros,spaces", ""},
		{"totals", "", `"totals" has to be corrected in the sheet: what can be accepted is leading-zeros,spaces`},
		{"zeros", "", `"zeros" is no kind of finding`},
		{"spaces,", "", `"" is no kind`},
	} {
		kinds, err := ParseAccepted(tt.text)
		if Join(kinds) != tt.want || (err == nil) != (tt.fault == "") || err != nil && !strings.Contains(err.Error(), tt.fault) {
			t.Errorf("%q gives %v, %v", tt.text, kinds, err)
		}
	}
}

func TestReadStops(t *testing.T) {
	t.Parallel()
	_, columns, all := references("A-1").read(t)
	broken := errors.New("truncated")
	fails := func(yield func(sheet.Row, error) bool) { yield(sheet.Row{}, broken) }
	if _, err := Read(t.Context(), fails, columns, sheet.Info{}, Options{}); !errors.Is(err, broken) {
		t.Errorf("a broken sheet gives %v", err)
	}
	open := func(yield func(string, error) bool) { yield("", broken) }
	if _, err := Read(t.Context(), rowsOf(all), columns, sheet.Info{}, Options{Open: open}); !errors.Is(err, broken) {
		t.Errorf("a broken ledger gives %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var endless iter.Seq2[sheet.Row, error] = func(yield func(sheet.Row, error) bool) {
		for yield(all[0], nil) {
		}
	}
	if _, err := Read(ctx, endless, columns, sheet.Info{}, Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled reading gives %v", err)
	}
}

// TestExamplesAreBounded: the count is whole, the examples are few.
func TestExamplesAreBounded(t *testing.T) {
	t.Parallel()
	values := []string{"000000", "000001"}
	for i := range 500 {
		values = append(values, "00"+strconv.Itoa(1000+i), "#"+strconv.Itoa(2000+i))
	}
	report, _, _ := references(values...).read(t)
	if len(report.Groups) != 1 || report.Groups[0].Count != 500 || len(report.Groups[0].Examples) != usualExamples {
		t.Errorf("got %d groups, %d findings", len(report.Groups), report.Count())
	}
}
