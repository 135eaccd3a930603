package invoice

import (
	"testing"

	"paysheet/bulk/sheet"
)

func TestClasses(t *testing.T) {
	t.Parallel()
	// Columns: Invoice Number, Customer, Amount, Status, Link Outcome, Link Note.
	blank := sheet.Cell{}
	tests := []struct {
		name  string
		cells []sheet.Cell
		class Class
		why   string
	}{
		{"an invoice", []sheet.Cell{text("INV-1"), text("Perera"), number("500")}, Billable, ""},
		{"an empty row", nil, Blank, "blank row"},
		{"spaces only", []sheet.Cell{text(" "), text("\u00a0"), blank}, Blank, "blank row"},
		{"only our own cells", []sheet.Cell{blank, blank, blank, blank, text("skipped"), text("totals row")}, Blank, "blank row"},
		{"total as reference", []sheet.Cell{text("TOTAL:"), blank, number("900")}, TotalsRow, `totals row "TOTAL:"`},
		{"total with a currency", []sheet.Cell{text("Total (LKR)"), blank, number("900")}, TotalsRow, `totals row "Total (LKR)"`},
		{"total for a customer", []sheet.Cell{text("Total for Perera"), blank, number("900")}, TotalsRow, `totals row "Total for Perera"`},
		{"a group's subtotal", []sheet.Cell{text("INV-001 Total"), blank, sum("900")}, TotalsRow, `totals row "INV-001 Total"`},
		{"the same in a text file", []sheet.Cell{text("North Sub-Total:"), blank, text("900")}, TotalsRow, `totals row "North Sub-Total:"`},
		{"a group's subtotal in French", []sheet.Cell{text("Total INV-001"), blank, sum("900")}, TotalsRow, `totals row "Total INV-001"`},
		{"the same without a formula", []sheet.Cell{text("Total INV-001"), blank, number("900")}, Billable, ""},
		{"no word of its own", []sheet.Cell{text("INV-SUBTOTAL"), text("x"), number("900")}, Billable, ""},
		{"subtotal beside", []sheet.Cell{blank, text("Sub-total"), number("900")}, TotalsRow, `totals row "Sub-total"`},
		{"a region's total", []sheet.Cell{blank, text("Colombo Total"), number("900")}, TotalsRow, `totals row "Colombo Total"`},
		{"closing balance", []sheet.Cell{blank, text("Closing  Balance"), number("900")}, TotalsRow, `totals row "Closing  Balance"`},
		{"SAP's asterisks", []sheet.Cell{blank, text("**"), number("900")}, TotalsRow, `totals row "**"`},
		{"sums without a label", []sheet.Cell{blank, blank, sum("900")}, TotalsRow, "totals row without a label: only formulas"},
		{"our note says total", []sheet.Cell{text("INV-1"), text("Perera"), number("5"), blank, blank, text("total")}, Billable, ""},
		{"our note says total, no reference", []sheet.Cell{blank, text("Perera"), number("5"), blank, blank, text("total")}, Billable, ""},
		{"a reference that sounds like a total", []sheet.Cell{text("TOTAL-001"), text("x"), number("5")}, Billable, ""},
		{"a customer that sounds like a total", []sheet.Cell{text("INV-1"), text("Total"), number("5")}, Billable, ""},
		{"the same without reference", []sheet.Cell{blank, text("Total Energies SE"), number("5")}, Billable, ""},
		{"a total of zero", []sheet.Cell{text("Grand total"), blank, number("0")}, TotalsRow, `totals row "Grand total"`},
		{"an amount alone", []sheet.Cell{blank, blank, number("900")}, Billable, ""},
		{"an amount alone as text", []sheet.Cell{blank, blank, text("900")}, Billable, ""},
		{"the header again", []sheet.Cell{text("Invoice number"), text("CUSTOMER"), text("Amount"), text("Status")}, SubHeader, "the header again"},
		{"the header again, in part", []sheet.Cell{blank, text("Customer"), text("Amount")}, SubHeader, "the header again"},
		{"a title", []sheet.Cell{text("Northern region")}, SubHeader, `title "Northern region"`},
		{"a title beside", []sheet.Cell{blank, text("Region 2")}, SubHeader, `title "Region 2"`},
		{"a reference alone", []sheet.Cell{text("INV-7")}, Billable, ""},
		{"a credit note", []sheet.Cell{text("CN-1"), text("Perera"), number("-500")}, CreditNote, "credit note of 500.00 LKR, not netted"},
		{"a credit note in brackets", []sheet.Cell{text("CN-1"), text("Perera"), text("(1,500.00)")}, CreditNote, "credit note of 1,500.00 LKR, not netted"},
		{"nothing to pay", []sheet.Cell{text("INV-1"), text("Perera"), number("0")}, ZeroAmount, "nothing to pay: the amount is 0.00 LKR"},
		{"zero below zero", []sheet.Cell{text("INV-1"), text("Perera"), text("-0.00")}, ZeroAmount, "nothing to pay: the amount is 0.00 LKR"},
		{"no number", []sheet.Cell{text("INV-1"), text("Perera"), text("n/a")}, Billable, ""},
	}
	c := mapped(t, Config{Currency: "LKR"}, "Invoice Number", "Customer", "Amount", "Status", "Link Outcome", "Link Note")
	taking := mapped(t, Config{Currency: "LKR", IncludeHidden: true}, c.info.Header...)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			raw := sheet.Row{Number: 9, Cells: tt.cells}
			class, why := c.Row(raw).Class()
			if class != tt.class || why != tt.why {
				t.Errorf("got %d %q, want %d %q", class, why, tt.class, tt.why)
			}
			raw.Hidden = true
			if class, _ := taking.Row(raw).Class(); class != tt.class {
				t.Errorf("hidden but included: got %d, want %d", class, tt.class)
			}
			want := tt.class
			if !want.IsNoInvoice() {
				want = HiddenRow
			}
			if class, _ := c.Row(raw).Class(); class != want {
				t.Errorf("hidden: got %d, want %d", class, want)
			}
		})
	}
}

// TestRowKeepsNothingBorrowed checks that a Row survives its sheet.Row.
func TestRowKeepsNothingBorrowed(t *testing.T) {
	t.Parallel()
	c := mapped(t, Config{Currency: "LKR"}, "Invoice Number", "Amount")
	raw := csv(2, "INV-1", "500")
	row := c.Row(raw)
	raw.Cells[0], raw.Cells[1] = text("INV-2"), text("900")
	if inv, problems := row.Invoice(); inv.Reference != "INV-1" || inv.Amount.Number() != "500.00" || len(problems) != 0 {
		t.Errorf("got %+v, %v", inv, problems)
	}
}
