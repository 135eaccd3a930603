package invoice

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"paysheet/bulk/sheet"
	"paysheet/providers"
)

func TestReferences(t *testing.T) {
	t.Parallel()
	cell := func(kind sheet.Kind, text string) sheet.Cell { return sheet.Cell{Kind: kind, Text: text} }
	tests := []struct {
		cell sheet.Cell
		want string
	}{
		{text(" \u00a0INV 001/26\u200b "), "INV 001/26"},
		{text("0000123"), "0000123"},
		{text("12345678901234567890123"), "12345678901234567890123"},
		{number("20260117"), "20260117"},
		{number("000123"), "000123"},
		{number("123456789012345"), "123456789012345"},
		{number("10.5"), "10.5"},
		{number("1234567890123450"), `~Invoices!A5 "1234567890123450" is a number of more than 15 digits`},
		{number("1.2E+15"), `~Invoices!A5 "1.2E+15" is a long number in scientific notation`},
		{text("1.23457E+15"), "~cut to scientific notation"},
		{text("1,23457E+15"), "~cut to scientific notation"},
		{text("12E+5A"), "12E+5A"},
		{text("E+15"), "E+15"},
		{text("INV-1\nrev B"), "~a line break"},
		{cell(sheet.Date, "2026-03-01"), "~is a date where the reference belongs"},
		{cell(sheet.Bool, "TRUE"), "~is TRUE or FALSE"},
		{cell(sheet.Error, "#REF!"), "~is an error of the spreadsheet"},
		{sheet.Cell{}, ""},
	}
	c := mapped(t, Config{}, "Invoice Number", "Amount")
	for _, tt := range tests {
		got, err := c.Row(sheet.Row{Number: 5, Cells: []sheet.Cell{tt.cell}}).Text("reference")
		wantText(t, Quote(tt.cell.Text), got+problemOf(err), tt.want)
	}
}

func TestLookalike(t *testing.T) {
	t.Parallel()
	for _, pair := range [][2]string{
		{"INV-001", "inv 001"},
		{"INV-001", "INV/001."},
		{"ＩＮＶ001", "INV001"},
		{"Straße 1", "STRASSE-1"},
		{"INV\u00a01", "INV1"},
	} {
		if Lookalike(pair[0]) != Lookalike(pair[1]) {
			t.Errorf("%q and %q do not look alike: %q, %q", pair[0], pair[1], Lookalike(pair[0]), Lookalike(pair[1]))
		}
	}
	for _, pair := range [][2]string{{"INV-001", "INV-01"}, {"කා", "කි"}, {"--", "//"}, {"A1", "B1"}} {
		if Lookalike(pair[0]) == Lookalike(pair[1]) {
			t.Errorf("%q and %q look alike as %q", pair[0], pair[1], Lookalike(pair[0]))
		}
	}
}

func TestWholeInvoice(t *testing.T) {
	t.Parallel()
	c := mapped(t, Config{}, Strings(Fields())...)
	raw := csv(3, "INV-1", "LKR 1,500.00", "LKR", " Perera & Co ", "a@example.lk", "", "Seeds", "2026-12-31", "31 Jan 2027", "colombo", "500")
	raw.Cells[5] = number("9.4771234567E+10")
	inv, problems := c.Row(raw).Invoice()
	if len(problems) != 0 {
		t.Fatal(problems)
	}
	amount, _ := providers.ParseMoney("1500", "LKR")
	partial, _ := providers.ParseMoney("500", "LKR")
	want := Invoice{
		Reference: "INV-1", Amount: amount, MinPartial: partial, Description: "Seeds", Account: "colombo",
		Customer: providers.Customer{Name: "Perera & Co", Email: "a@example.lk", Phone: "94771234567"},
		Due:      providers.Date{Year: 2026, Month: 12, Day: 31}, Expires: providers.Date{Year: 2027, Month: 1, Day: 31},
	}
	if diff := cmp.Diff(want, inv, cmp.Comparer(func(a, b providers.Money) bool { return a == b })); diff != "" {
		t.Error(diff)
	}
}

// Strings gives fields as headers.
func Strings(fields []Field) []string {
	var texts []string
	for _, f := range fields {
		texts = append(texts, string(f))
	}
	return texts
}

func TestInvoiceTellsEveryProblem(t *testing.T) {
	t.Parallel()
	c := mapped(t, Config{}, Strings(Fields())...)
	raw := csv(3, "", "12,5O0", "Rs", "#N/A", "", "", "", "2026-02-30", "soon", "", "-5")
	raw.Cells[3].Kind = sheet.Error
	_, problems := c.Row(raw).Invoice()
	var got []string
	for _, p := range problems {
		got = append(got, p.String())
	}
	want := []string{
		"Invoices!A3: the reference is missing: every invoice needs one",
		`Invoices!C3 "Rs" is no ISO 4217 currency code: write three letters such as LKR, INR or USD`,
		`Invoices!B3 "12,5O0" has the letter 'O' among its digits: correct it`,
		`Invoices!D3 "#N/A" is an error of the spreadsheet: correct its formula`,
		`Invoices!H3 "2026-02-30" is no date of the calendar: write it as 2026-12-31`,
		`Invoices!I3 "soon" is no date: write it as 2026-12-31`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for _, p := range problems {
		if !slices.Contains(Fields(), p.Field) {
			t.Errorf("%v has no field", p)
		}
	}
	_, problems = c.Row(csv(4, "INV-2", "", "LKR", "", "", "", "", "", "", "", "-5")).Invoice()
	if len(problems) != 2 || problems[0].Cell != "Invoices!B4" || !strings.Contains(problems[1].Message, "below zero") {
		t.Errorf("got %v", problems)
	}
}

func TestFieldsThatAreNone(t *testing.T) {
	t.Parallel()
	row := mapped(t, Config{Currency: "LKR"}, "Invoice Number", "Amount").Row(csv(3, "INV-1", "5"))
	_, textErr := row.Text("colour")
	_, moneyErr := row.Money("reference")
	_, dateErr := row.Date("amount")
	var cell *CellError
	for _, err := range []error{textErr, moneyErr, dateErr} {
		if err == nil || errors.As(err, &cell) {
			t.Errorf("got %v, want an error that is no cell's", err)
		}
	}
	if m, err := row.Money("min_partial"); err != nil || !m.IsNone() {
		t.Errorf("no column gives %v, %v", m, err)
	}
	if d, err := row.Date("expires"); err != nil || !d.IsZero() {
		t.Errorf("no column gives %v, %v", d, err)
	}
}

func TestWarnings(t *testing.T) {
	t.Parallel()
	c := mapped(t, Config{Currency: "LKR"}, "Invoice Number", "Amount")
	tests := []struct {
		reference, amount sheet.Cell
		want              string
	}{
		{text("INV-1"), number("5"), ""},
		{text("INV-1"), sheet.Cell{Kind: sheet.Number, Text: "5", Formula: true, Stale: true}, `Invoices!B3 "5": the formula's stored result may be out of date: open the file, let it calculate and save it`},
		{text("1234567890123450000"), number("5"), "~may have replaced its last digits by zeros"},
		{sheet.Cell{Kind: sheet.Number, Text: "123", Format: "000000"}, number("5"), `Invoices!A3 "123": the sheet shows "000123"; the stored digits are sent`},
		{text("INV-1"), sheet.Cell{Kind: sheet.Number, Text: "5", Format: `[$€-407]#,##0.00`}, `Invoices!B3 "5": the sheet shows it as €, the row's currency is LKR`},
		{text("INV-1"), sheet.Cell{Kind: sheet.Number, Text: "5", Format: `[$LKR] #,##0.00`}, ""},
	}
	for _, tt := range tests {
		row := c.Row(sheet.Row{Number: 3, Cells: []sheet.Cell{tt.reference, tt.amount}})
		wantText(t, "warnings", strings.Join(row.Warnings(), "; "), tt.want)
		if _, problems := row.Invoice(); len(problems) != 0 {
			t.Errorf("a warning became a problem: %v", problems)
		}
	}
}

func TestQuoteIsSafe(t *testing.T) {
	t.Parallel()
	if got := Quote("a\x1b[31m\u202eb"); got != `"a\x1b[31m\u202eb"` {
		t.Errorf("got %s", got)
	}
	if got := Quote(strings.Repeat("ක", 200)); len([]rune(got)) != longestQuote+2 {
		t.Errorf("%d characters: %s", len([]rune(got)), got)
	}
}

// FuzzRow checks that no cell in any place breaks a row, and that every
// problem names its cell.
func FuzzRow(f *testing.F) {
	for _, seed := range []string{"", " ", "Total", "reference", "amount", "1.5E+15", "2026-13-45", "#N/A", "31/12/2026", "12:", "T:", "Dec", "1,2", "\xff\u202e"} {
		f.Add(seed, seed, uint8(sheet.Text), "0.00")
		f.Add("INV-1", seed, uint8(sheet.Number), "[$-]")
		f.Add(seed, "5", uint8(sheet.Date), "[$€")
	}
	c := mapped(f, Config{Currency: "LKR"}, Strings(Fields())...)
	f.Fuzz(func(t *testing.T, first, second string, kind uint8, format string) {
		raw := sheet.Row{Number: 7}
		for i := range c.info.Header {
			cell := sheet.Cell{Kind: sheet.Kind(kind % 6), Text: first, Format: format, Formula: kind > 100, Stale: kind > 100}
			if i%2 == 1 {
				cell = text(second)
			}
			raw.Cells = append(raw.Cells, cell)
		}
		if err := mapped(t, Config{}, c.info.Header...).Survey(rows(raw)); err != nil {
			t.Fatal(err)
		}
		row := c.Row(raw)
		class, why := row.Class()
		if (class == Billable) != (why == "") {
			t.Errorf("class %d says %q", class, why)
		}
		inv, problems := row.Invoice()
		for _, p := range problems {
			if !strings.HasPrefix(p.Cell, "Invoices!") || p.Message == "" || strings.ContainsAny(p.String(), "\n\x1b\u202e") {
				t.Errorf("problem %+v", p)
			}
		}
		if len(problems) == 0 && (inv.Reference == "" || inv.Amount.IsNone()) {
			t.Errorf("no problem with %+v", inv)
		}
		row.Warnings()
	})
}

// TestPercentagesAreNoAmounts refuses what the sheet shows as 50%, stored as 0.5.
func TestPercentagesAreNoAmounts(t *testing.T) {
	t.Parallel()
	c := mapped(t, Config{Currency: "LKR"}, "Invoice Number", "Amount")
	for format, refused := range map[string]bool{"0%": true, "0.00%": true, `0.00"%"`: false, `0\%`: false, "#,##0.00": false, "": false} {
		row := c.Row(sheet.Row{Number: 2, Cells: []sheet.Cell{text("INV-1"), {Kind: sheet.Number, Text: "0.5", Format: format}}})
		_, err := row.Money("amount")
		if (err != nil) != refused {
			t.Errorf("%q: %v", format, err)
		}
		if refused {
			wantText(t, format, err.Error(), "~Invoices!B2 \"0.5\" is a percentage")
		}
	}
}

// TestRawIsWhatTheCellHolds gives a rule the text before anything is made of it.
func TestRawIsWhatTheCellHolds(t *testing.T) {
	t.Parallel()
	c := mapped(t, Config{Currency: "LKR"}, "Invoice Number", "Amount")
	c.Correct(func(Field, sheet.Cell) (string, bool) { return "000123", true })
	row := c.Row(csv(2, " 123 ", "5"))
	if got, _ := row.Text("reference"); got != "000123" || row.Raw("reference") != " 123 " || row.Raw("phone") != "" {
		t.Errorf("text %q, raw %q", got, row.Raw("reference"))
	}
}
