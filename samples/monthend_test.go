package samples

import (
	"encoding/json"
	"math/big"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// results are the headers that a run appends, in their order.
func results() []string {
	return []string{
		"Link URL", "Link Status", "Link Outcome", "Link ID", "Link Account", "Link Paid", "Link Expires", "Link Checked", "Link Previous", "Link Note",
	}
}

// TestMonthEndOnAnyDay: no date in the sheet may make a row fail one day. Ten
// years on the same rows get links, until two weeks after that day.
func TestMonthEndOnAnyDay(t *testing.T) {
	t.Parallel()
	folder := copied(t, "month-end")
	const day, last = "2036-08-01", "2036-08-15"
	if _, exit := paysheet(t, folder, "plan", "--sandbox", "--as-of", day, "invoices.xlsx"); exit != 0 {
		t.Errorf("plan ended with %d", exit)
	}
	run := apply(t, folder, "invoices.xlsx", "links.xlsx", 0, "--as-of", day)
	if got := run.count("created"); got != all()[0].outcomes["created"] {
		t.Errorf("%d links, want %d", got, all()[0].outcomes["created"])
	}
	for _, row := range resultRows(t, filepath.Join(folder, "links.xlsx")) {
		if row["Link Outcome"] == "created" && row["Link Expires"] != last {
			t.Errorf("%s ends on %s, want %s", row["Invoice No."], row["Link Expires"], last)
		}
	}
}

// TestMonthEndWorkbook looks at what a run leaves in the workbook.
func TestMonthEndWorkbook(t *testing.T) {
	t.Parallel()
	folder := copied(t, "month-end")
	apply(t, folder, "invoices.xlsx", "links.xlsx", 0)
	t.Run("kept", func(t *testing.T) { workbookIsKept(t, folder) })
	t.Run("results", func(t *testing.T) { resultsAreWhole(t, folder) })
}

// workbookIsKept: the workbook is the accountant's, with our columns beside it.
func workbookIsKept(t *testing.T, folder string) {
	t.Helper()
	before, after := opened(t, filepath.Join(folder, "invoices.xlsx")), opened(t, filepath.Join(folder, "links.xlsx"))
	if got, want := after.GetSheetList(), before.GetSheetList(); !slices.Equal(got, want) {
		t.Fatalf("the sheets are %q, want %q", got, want)
	}
	for _, name := range before.GetSheetList() {
		sameCells(t, before, after, name)
	}
	for what, look := range map[string]func(*excelize.File) any{
		"panes":             func(f *excelize.File) any { return must(f.GetPanes("Invoices")) },
		"merged cells":      func(f *excelize.File) any { return must(f.GetMergeCells("Invoices")) },
		"conditional looks": func(f *excelize.File) any { return must(f.GetConditionalFormats("Invoices")) },
		"validations":       func(f *excelize.File) any { return must(f.GetDataValidations("Invoices")) },
		"comments":          func(f *excelize.File) any { return must(f.GetComments("Invoices")) },
		"defined names":     func(f *excelize.File) any { return f.GetDefinedName() },
		"layout":            func(f *excelize.File) any { return must(f.GetPageLayout("Invoices")) },
		"properties":        func(f *excelize.File) any { return must(f.GetDocProps()) },
	} {
		if got, want := shown(t, look(after)), shown(t, look(before)); got != want {
			t.Errorf("the %s are\n%s\nwant\n%s", what, got, want)
		}
	}
}

// sameCells compares what a sheet held before: texts, formulas, styles, hidden
// rows, heights and widths.
func sameCells(t *testing.T, before, after *excelize.File, name string) {
	t.Helper()
	rows := must(before.GetRows(name, excelize.Options{RawCellValue: true}))
	hidden := 0
	for i, cells := range rows {
		row := i + 1
		if must(before.GetRowVisible(name, row)) != must(after.GetRowVisible(name, row)) {
			t.Errorf("%s row %d is no longer as visible as it was", name, row)
		}
		if !must(before.GetRowVisible(name, row)) {
			hidden++
		}
		if must(before.GetRowHeight(name, row)) != must(after.GetRowHeight(name, row)) {
			t.Errorf("%s row %d has another height", name, row)
		}
		for column := range cells {
			cell := at(column, row)
			for what, look := range map[string]func(*excelize.File) any{
				"value": func(f *excelize.File) any {
					return must(f.GetCellValue(name, cell, excelize.Options{RawCellValue: true}))
				},
				"formula": func(f *excelize.File) any { return must(f.GetCellFormula(name, cell)) },
				"style":   func(f *excelize.File) any { return must(f.GetCellStyle(name, cell)) },
			} {
				if got, want := look(after), look(before); got != want {
					t.Errorf("the %s of %s!%s is %v, want %v", what, name, cell, got, want)
				}
			}
		}
	}
	if name == "Invoices" && hidden == 0 {
		t.Error("the sample has no hidden row")
	}
	for column := range 15 {
		letter := strings.TrimRight(at(column, 1), "1")
		if must(before.GetColWidth(name, letter)) != must(after.GetColWidth(name, letter)) {
			t.Errorf("column %s of %s has another width", letter, name)
		}
	}
}

// resultsAreWhole: every row that the rules chose has a link with all that
// belongs to it, every other one says why not.
func resultsAreWhole(t *testing.T, folder string) {
	t.Helper()
	urls := map[string]bool{}
	rows := resultRows(t, filepath.Join(folder, "links.xlsx"))
	if len(rows) < 250 {
		t.Fatalf("the sample has %d invoices, want at least 250", len(rows))
	}
	wanted := map[string]string{"CLP": "sandbox:conomy", "LKR": "sandbox:onepay", "USD": "sandbox:onepay"}
	for _, row := range rows {
		reference := row["Invoice No."]
		if row["Link Outcome"] != "created" {
			if row["Link Note"] == "" || row["Link URL"] != "" || row["Link ID"] != "" || row["Link Status"] != "" {
				t.Errorf("%s is %s: URL %q, note %q", reference, row["Link Outcome"], row["Link URL"], row["Link Note"])
			}
			continue
		}
		if url := row["Link URL"]; !strings.HasPrefix(url, "http://127.0.0.1:") || urls[url] {
			t.Errorf("%s has the URL %q", reference, url)
		}
		urls[row["Link URL"]] = true
		if row["Link Status"] != "active" || row["Link ID"] == "" || row["Link Expires"] == "" || row["Link Checked"] == "" {
			t.Errorf("%s: status %q, id %q, expires %q, checked %q", reference, row["Link Status"], row["Link ID"], row["Link Expires"], row["Link Checked"])
		}
		account, told := row["Link Account"], row["Link Paid"]
		if want, fixed := wanted[row["Currency"]]; fixed && account != want || !fixed && account != "sandbox:zoho" && account != "sandbox:payu" {
			t.Errorf("%s in %s went to %s", reference, row["Currency"], account)
		}
		if tells := row["Currency"] == "INR"; tells && strings.Trim(told, "0.") != "" || tells == (told == "") {
			t.Errorf("%s at %s: Link Paid is %q", reference, account, told)
		}
	}
}

// TestMonthEndFoots: linked, skipped and held together are what the accountant's
// own totals say, to the last cent.
func TestMonthEndFoots(t *testing.T) {
	t.Parallel()
	folder := copied(t, "month-end")
	sums := map[string]*big.Rat{}
	for _, row := range sandboxed(t, folder, 0, "plan", "invoices.xlsx").Rows {
		if row.Currency == "" {
			continue
		}
		amount, ok := new(big.Rat).SetString(row.Amount)
		if !ok {
			t.Fatalf("row %d: %q is no amount", row.Row, row.Amount)
		}
		if sums[row.Currency] == nil {
			sums[row.Currency] = new(big.Rat)
		}
		sums[row.Currency].Add(sums[row.Currency], amount)
	}
	totals := 0
	for _, cells := range must(opened(t, filepath.Join(folder, "invoices.xlsx")).GetRows("Invoices", excelize.Options{RawCellValue: true})) {
		if len(cells) < 13 || !strings.HasPrefix(cells[0], "Total ") {
			continue
		}
		totals++
		currency := strings.TrimPrefix(cells[0], "Total ")
		stored, err := strconv.ParseFloat(cells[12], 64)
		if err != nil || sums[currency] == nil {
			t.Fatalf("the total of %s is %q: %v", currency, cells[12], err)
		}
		if got, want := sums[currency].FloatString(2), strconv.FormatFloat(stored, 'f', 2, 64); got != want {
			t.Errorf("the rows in %s add up to %s, the sheet says %s", currency, got, want)
		}
	}
	if totals != len(markets()) {
		t.Errorf("the sheet has %d totals, want one for each of %d currencies", totals, len(markets()))
	}
}

// resultRows reads the invoices of a finished month-end workbook by header.
func resultRows(t *testing.T, path string) []map[string]string {
	t.Helper()
	all := must(opened(t, path).GetRows("Invoices", excelize.Options{RawCellValue: true}))
	header := all[firstEntry-2]
	if got := header[len(header)-len(results()):]; !slices.Equal(got, results()) {
		t.Fatalf("the last headers are %q", got)
	}
	var rows []map[string]string
	for _, cells := range all[firstEntry-1:] {
		row := map[string]string{}
		for i, text := range cells {
			row[header[i]] = text
		}
		if row["Currency"] != "" {
			rows = append(rows, row)
		}
	}
	return rows
}

// shown gives a value with everything that it points to.
func shown(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func opened(t *testing.T, path string) *excelize.File {
	t.Helper()
	f, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// must gives a value of a workbook that the library has just read; an error ends
// the test with its text.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
