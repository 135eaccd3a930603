package invoice

import (
	"errors"
	"iter"
	"strings"
	"testing"
	"time"

	"paysheet/bulk/sheet"
)

func TestSurveyReadsAColumnAsAWhole(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		amounts []string
		want    []string // one amount each, or ~ and a part of the problem
		told    string   // a part of the guess
	}{
		{"a point somewhere", []string{"1,500", "2,000.00"}, []string{"1500.00", "2000.00"}, `is read with the decimal point, as in Invoices!B3 "2,000.00"`},
		{"a comma somewhere", []string{"1.500", "2.000,00"}, []string{"1500.00", "2000.00"}, "is read with the decimal comma"},
		{"millions with commas", []string{"1,500", "1,250,000"}, []string{"1500.00", "1250000.00"}, "decimal point"},
		{"lakhs", []string{"1,500", "1,00,000"}, []string{"1500.00", "100000.00"}, "decimal point"},
		{"nothing to go by", []string{"1,500", "2,000", "700"}, []string{"~two ways", "~set decimal", "700.00"}, `can be read with the decimal point or the decimal comma, as in Invoices!B2 "1,500"; set decimal`},
		{"a contradiction", []string{"1,500.00", "1.500,00", "700"}, []string{`~Invoices!B2 "1,500.00" has a decimal point and Invoices!B3 "1.500,00" a decimal comma`, "~cannot be read", "700.00"}, "contradicts itself"},
		{"no marks at all", []string{"1500", "700"}, []string{"1500.00", "700.00"}, ""},
		{"a typing mistake shows nothing", []string{"1,500", "1.2.3"}, []string{"~two ways", "~wrong places"}, "can be read with"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := mapped(t, Config{Currency: "LKR"}, "Invoice Number", "Amount")
			var all []sheet.Row
			for i, amount := range tt.amounts {
				all = append(all, csv(i+2, "INV-"+string(rune('A'+i)), amount))
			}
			// A total is no witness, however it is written.
			all = append(all, csv(99, "Total", "9.999.999,00"))
			if err := c.Survey(rows(all...)); err != nil {
				t.Fatal(err)
			}
			for i, want := range tt.want {
				m, err := c.Row(all[i]).Money("amount")
				got := m.Number()
				if err != nil {
					got = err.Error()
				}
				wantText(t, tt.amounts[i], got, want)
			}
			told := ""
			for _, guess := range c.Guesses() {
				if strings.HasPrefix(guess, `amount: column B "Amount" `) {
					told = guess
				}
			}
			if !strings.Contains(told, tt.told) || tt.told == "" && told != "" {
				t.Errorf("told %q, want %q", told, tt.told)
			}
		})
	}
}

func TestSurveyHandsOnTheReadersError(t *testing.T) {
	t.Parallel()
	broken := errors.New("truncated")
	var seq iter.Seq2[sheet.Row, error] = func(yield func(sheet.Row, error) bool) { yield(sheet.Row{}, broken) }
	c := mapped(t, Config{}, "Invoice Number", "Amount")
	if err := c.Survey(seq); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

func TestDatesOfAColumn(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		dates []string
		order string
		want  []string
	}{
		{"day first", []string{"05/06/2026", "25/12/2026"}, "", []string{"2026-06-05", "2026-12-25"}},
		{"month first", []string{"05/06/2026", "12/25/2026"}, "", []string{"2026-05-06", "2026-12-25"}},
		{"nothing to go by", []string{"05/06/2026", "07/07/2026"}, "", []string{`~set dates = "day-first" or "month-first"`, "2026-07-07"}},
		{"a contradiction", []string{"05/06/2026", "25/12/2026", "12/25/2026"}, "", []string{"~cannot be read", "2026-12-25", "2026-12-25"}},
		{"configured", []string{"05/06/2026", "25/12/2026", "7.8.26"}, MonthFirst, []string{"2026-05-06", `~does not fit dates = "month-first"`, "2026-07-08"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := mapped(t, Config{Currency: "LKR", DateOrder: tt.order}, "Invoice Number", "Amount", "Due Date")
			var all []sheet.Row
			for i, date := range tt.dates {
				all = append(all, csv(i+2, "INV-1", "5", date))
			}
			if err := c.Survey(rows(all...)); err != nil {
				t.Fatal(err)
			}
			for i, want := range tt.want {
				d, err := c.Row(all[i]).Date("due_date")
				wantText(t, tt.dates[i], d.String()+problemOf(err), want)
			}
		})
	}
}

func TestDates(t *testing.T) {
	t.Parallel()
	kind := func(k sheet.Kind, s string) sheet.Cell { return sheet.Cell{Kind: k, Text: s} }
	tests := []struct {
		cell sheet.Cell
		want string
	}{
		{kind(sheet.Date, "2026-12-31"), "2026-12-31"},
		{kind(sheet.Date, "2026-12-31T23:30:00"), "2026-12-31"},
		{text("2026-12-31"), "2026-12-31"},
		{text("2026/12/31"), "2026-12-31"},
		{text("20261231"), "2026-12-31"},
		{number("20261231"), "2026-12-31"},
		{text("31 Dec 2026"), "2026-12-31"},
		{text("31-Dec-26"), "2026-12-31"},
		{text("31-DECEMBER-2026"), "2026-12-31"},
		{text("Dec 31, 2026"), "2026-12-31"},
		{text("Sept. 1, 2026"), "2026-09-01"},
		{text("1-Jan-68"), "2068-01-01"},
		{text("1-Jan-69"), "1969-01-01"},
		{text("31/12/2026 18:30"), "2026-12-31"},
		{text("31/12/2026 6:30 PM"), "2026-12-31"},
		{text("2026-12-31 18:30:00"), "2026-12-31"},
		{text("2026-12-31T18:30:00Z"), "2027-01-01"}, // midnight in Colombo
		{text("2026-12-31T18:29:59Z"), "2026-12-31"},
		{text("2026-12-31T23:00:00-05:00"), "2027-01-01"},
		{text("\u00a02026-12-31 "), "2026-12-31"},
		{text(""), ""},
		{number("46022"), "~is a bare number, not a date: format the cell as a date"},
		{text("31.02.2026"), "~is no date of the calendar"},
		{text("99/99/2026"), "~is no date of the calendar"},
		{text("31/Foo/2026"), "~is no date: write it as 2026-12-31"},
		{text("soon"), "~is no date"},
		{text("12/31-2026"), "~is no date"},
		{text("31/12/026"), "~is no date"},
		{text("31/12/2026 25:00"), "~is no date"},
		{kind(sheet.Error, "#N/A"), "~is an error of the spreadsheet"},
		{kind(sheet.Bool, "TRUE"), "~is TRUE or FALSE"},
	}
	colombo := time.FixedZone("Asia/Colombo", 5*3600+1800)
	c := mapped(t, Config{Zone: colombo}, "Invoice Number", "Amount", "Expires")
	for _, tt := range tests {
		d, err := c.Row(sheet.Row{Number: 5, Cells: []sheet.Cell{{}, {}, tt.cell}}).Date("expires")
		wantText(t, Quote(tt.cell.Text), d.String()+problemOf(err), tt.want)
	}
}
