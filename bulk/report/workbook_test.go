package report_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"paysheet/bulk/report"
	"paysheet/providers"
)

// workbook writes the workbook and opens it with another program's eyes.
func workbook(t *testing.T, lines []report.Line, h report.Head) *excelize.File {
	t.Helper()
	w, err := report.NewWorkbook(h, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	m := report.New(h)
	for _, l := range lines {
		m.Add(l)
		if err := w.Add(l); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := w.Write(&out, m); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func rows(t *testing.T, f *excelize.File, sheet string) []string {
	t.Helper()
	grid, err := f.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	lines := make([]string, 0, len(grid))
	for _, row := range grid {
		lines = append(lines, strings.Join(row, "|"))
	}
	return lines
}

func TestWorkbook(t *testing.T) {
	t.Parallel()
	f := workbook(t, month(t), head(t))
	receipts := strings.Join(rows(t, f, "Receipts"), "\n")
	want := `Paid on|Payment ID|Method|Amount|Currency|Reference|Customer|Account|Link ID|State|First seen on|Basis|Sheet row
|||1,250,000.00|LKR|INV-2026-0002|Perera & Sons (Private) Limited|colombo|colombo-2|paid|2026-11-28|the provider tells the sum, not the payments|2
|||430,500.50|LKR|INV-2026-0003|Perera & Sons (Private) Limited|colombo|colombo-3|paid|2026-11-28|paid in full; the provider does not tell the amount|3
|||150,000.00|LKR|INV-2026-0004|Perera & Sons (Private) Limited|colombo|colombo-4|partly paid|2026-11-28|the provider tells the sum, not the payments|4
2026-11-26|403993715532491867|UPI|10,000.00|INR|INV-2026-0019|Perera & Sons (Private) Limited|delhi|delhi-19|paid|2026-11-28|payment told by the provider|19
2026-11-28|403993715532491999|CC|8,250.50|INR|INV-2026-0019|Perera & Sons (Private) Limited|delhi|delhi-19|paid|2026-11-28|payment told by the provider|19
2026-11-27|173000002314883|upi|1,500.00|INR|INV-2026-0022|Perera & Sons (Private) Limited|mumbai|mumbai-22|paid|2026-11-28|payment told by the provider|22
|||100.00|INR|INV-2026-0022|Perera & Sons (Private) Limited|mumbai|mumbai-22|paid|2026-11-28|difference between the payments told and the sum told|22`
	if receipts != want {
		t.Errorf("receipts are\n%s\nwant\n%s", receipts, want)
	}
	if n := len(rows(t, f, "Exceptions")); n != 9 {
		t.Errorf("exceptions have %d rows, want 8 and a header\n%s", n, strings.Join(rows(t, f, "Exceptions"), "\n"))
	}
	if n := len(rows(t, f, "Re-send")); n != 2 {
		t.Errorf("links to send again have %d rows, want 1 and a header", n)
	}
	totals := strings.Join(rows(t, f, "Totals"), "\n")
	for _, want := range []string{
		"paid|LKR|2|1,680,500.50", "= the sheet|LKR|16|9,476,900.50|the states add up to the sheet", "Received|INR|2|19,850.50", "31–60 days overdue|LKR|1|350,000.00", "santiago: open|CLP|1|89,990",
		"payment told by the provider|INR|3|19,750.50", "= received|INR|4|19,850.50|the receipts add up to what was received",
	} {
		if !strings.Contains(totals, want) {
			t.Errorf("totals lack %q\n%s", want, totals)
		}
	}
}

// TestBasisOfASum: a provider that only says that a link is complete told no
// amount, although the ledger has one.
func TestBasisOfASum(t *testing.T) {
	t.Parallel()
	for inferred, want := range map[bool]string{
		true:  "|paid in full; the provider does not tell the amount|2",
		false: "|the provider tells the sum, not the payments|2",
	} {
		row := report.Row{Number: 2, Reference: "INV-1", Amount: money(t, "100.00 LKR"), Known: known(t, providers.Paid, "100.00 LKR", "100.00 LKR"), Inferred: inferred}
		list := rows(t, workbook(t, []report.Line{report.Judge(row, head(t).Today)}, head(t)), "Receipts")
		if len(list) != 2 || !strings.HasSuffix(list[1], want) {
			t.Errorf("inferred %v: receipts are %q, want a row that ends in %q", inferred, list, want)
		}
	}
}

// TestWorkbookOfSandbox names no sheet Receipts that somebody could post.
func TestWorkbookOfSandbox(t *testing.T) {
	t.Parallel()
	h := head(t)
	h.Sandbox = true
	for _, name := range workbook(t, nil, h).GetSheetList() {
		if name == "Receipts" {
			t.Error("a sandboxed report has a sheet of receipts")
		}
	}
}
