package xlsx

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"paysheet/bulk/sheet"
)

// known rates headers as a caller does who looks for these fields.
func known(texts []string) int {
	n := 0
	for _, field := range []string{"Invoice Number", "Customer", "Amount", "Amount Due", "Due Date", "Status"} {
		if slices.Contains(texts, field) {
			n++
		}
	}
	return n
}

// grid gives the rows of a worksheet: cells by tab, merged ranges.
func grid(merges []string, rows ...string) string {
	var b strings.Builder
	b.WriteString(`<worksheet ` + mainSpace + `><sheetData>`)
	for i, row := range rows {
		b.WriteString(`<row>`)
		for j, text := range strings.Split(row, "\t") {
			switch {
			case text == "":
			case strings.Trim(text, "0123456789.") == "":
				b.WriteString(`<c r="` + cellName(i+1, j) + `"><v>` + text + `</v></c>`)
			default:
				b.WriteString(`<c r="` + cellName(i+1, j) + `" t="str"><v>` + text + `</v></c>`)
			}
		}
		b.WriteString(`</row>`)
	}
	b.WriteString(`</sheetData>`)
	if len(merges) > 0 {
		b.WriteString(`<mergeCells>`)
		for _, m := range merges {
			b.WriteString(`<mergeCell ref="` + m + `"/>`)
		}
		b.WriteString(`</mergeCells>`)
	}
	return b.String() + `</worksheet>`
}

func TestHeaderOfTwoLines(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		opts   sheet.Options
		merges []string
		rows   []string
		row    int
		header string
		data   int
	}{
		{
			"names merged down",
			sheet.Options{Score: known},
			[]string{"A2:A3", "B2:B3", "C2:D2", "E2:E3"},
			[]string{"Open items", "Invoice Number\tCustomer\tAmount\t\tStatus", "\t\tDue\tPaid", "INV-1\tAna\t5\t6\topen"},
			3, "Invoice Number|Customer|Amount Due|Amount Paid|Status", 1,
		},
		{
			"names below",
			sheet.Options{Score: known},
			[]string{"C1:D1"},
			[]string{"\t\tAmount", "Invoice Number\tCustomer\tDue\tPaid\tStatus", "INV-1\tAna\t5\t6\topen"},
			2, "Invoice Number|Customer|Amount Due|Amount Paid|Status", 1,
		},
		{
			"told the upper line",
			sheet.Options{Score: known, HeaderRow: 1},
			[]string{"B1:C1", "A1:A2"},
			[]string{"Invoice Number\tAmount", "\tDue\tPaid", "INV-1\t5\t6"},
			2, "Invoice Number|Amount Due|Amount Paid", 1,
		},
		{
			"told, nothing known",
			sheet.Options{HeaderRow: 2},
			[]string{"B1:C1"},
			[]string{"\tAmount", "Nr\tDue\tPaid", "INV-1\t5\t6"},
			2, "Nr|Amount Due|Amount Paid", 1,
		},
		{
			"nothing merged",
			sheet.Options{Score: known},
			nil,
			[]string{"Invoice\tAmount\tDue", "Number\tDue\tDate", "INV-1\t5\t2026-01-01"},
			2, "Invoice Number|Amount Due|Due Date", 1,
		},
		{
			"a title merged above",
			sheet.Options{Score: known},
			[]string{"A1:E1"},
			[]string{"Open items of Acme", "Invoice Number\tCustomer\tDue\tPaid\tStatus", "INV-1\tAna\t5\t6\topen"},
			2, "Invoice Number|Customer|Due|Paid|Status", 1,
		},
		{
			"a title, nothing known",
			sheet.Options{HeaderRow: 2},
			[]string{"A1:C1"},
			[]string{"Open items", "Nr\tDue\tPaid", "INV-1\t5\t6"},
			2, "Nr|Due|Paid", 1,
		},
		{
			"data that is text",
			sheet.Options{Score: known},
			[]string{"B1:C1"},
			[]string{"Invoice Number\tCustomer", "first\tAna\tSilva", "second\tBo\tLee"},
			1, "Invoice Number|Customer", 2,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			path := build(t, minimal(grid(c.merges, c.rows...)))
			table, rows := openRows(t, path, c.opts)
			info := table.Info()
			if got := strings.Join(info.Header, "|"); got != c.header || info.HeaderRow != c.row || len(rows) != c.data {
				t.Fatalf("header %q in row %d, %d rows; want %q in row %d, %d rows", got, info.HeaderRow, len(rows), c.header, c.row, c.data)
			}
			told := slices.ContainsFunc(info.Guesses, func(s string) bool { return strings.Contains(s, "spread over rows") })
			if two := strings.Contains(c.header, "Amount Due"); told != two {
				t.Errorf("told %v: %q", told, info.Guesses)
			}
			out := filepath.Join(t.TempDir(), "out.xlsx")
			if err := patchTo(t, table, out, []int{rows[0].Number}); err != nil {
				t.Fatal(err)
			}
			if err := table.Verify(t.Context(), out); err != nil {
				t.Error(err)
			}
			again, _ := openRows(t, out, c.opts)
			if got, want := strings.Join(again.Info().Header, "|"), c.header+"|"+strings.Join(resultColumns, "|"); strings.ReplaceAll(got, "||", "|") != want {
				t.Errorf("after a patch the header is %q, want %q", got, want)
			}
		})
	}
}
