package invoice

import (
	"testing"

	"paysheet/bulk/sheet"
)

// TestTotalsWithoutALabel tells a sum that stands alone from an invoice that
// lost its reference.
func TestTotalsWithoutALabel(t *testing.T) {
	t.Parallel()
	hidden := func(r sheet.Row) sheet.Row { r.Hidden = true; return r }
	above := "its amount is the sum of the rows above"
	tests := []struct {
		name string
		rows []sheet.Row
		why  string // of the row without a reference
	}{
		{"the sum of all", []sheet.Row{csv(2, "INV-1", "100.10"), csv(3, "INV-2", "200.20"), csv(4, "", "300.30")}, above},
		{"with marks", []sheet.Row{csv(2, "INV-1", "1,000.00"), csv(3, "INV-2", "2,000.50"), csv(4, "", "3,000.50")}, above},
		{"less a credit note", []sheet.Row{csv(2, "INV-1", "100"), csv(3, "CN-2", "(20)"), csv(4, "", "80")}, above},
		{"a second part", []sheet.Row{csv(2, "INV-1", "1"), csv(3, "Total", "1"), csv(4, "INV-2", "2"), csv(5, "INV-3", "3"), csv(6, "", "5")}, above},
		{"of the rows that are shown", []sheet.Row{csv(2, "INV-1", "100"), hidden(csv(3, "INV-2", "7")), csv(4, "INV-3", "200"), csv(5, "", "300")}, above},
		{"above the rows", []sheet.Row{csv(2, "", "300"), csv(3, "INV-1", "100"), csv(4, "INV-2", "200")}, "its amount is the sum of all other rows"},
		{"of its currency", []sheet.Row{csv(2, "INV-1", "100", "LKR"), csv(3, "INV-2", "50", "LKR"), csv(4, "INV-3", "9", "INR"), csv(5, "", "150", "LKR")}, above},
		{"another amount", []sheet.Row{csv(2, "INV-1", "100"), csv(3, "INV-2", "200"), csv(4, "", "301")}, ""},
		{"one row above is no sum", []sheet.Row{csv(2, "INV-1", "100"), csv(3, "", "100")}, ""},
		{"a customer stands beside", []sheet.Row{csv(2, "INV-1", "100"), csv(3, "INV-2", "200"), csv(4, "", "300", "", "Perera")}, ""},
		{"an amount above cannot be read", []sheet.Row{csv(2, "INV-1", "1O0"), csv(3, "INV-2", "200"), csv(4, "INV-3", "100"), csv(5, "", "300")}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := mapped(t, Config{Currency: "LKR"}, "Invoice Number", "Amount", "Currency", "Customer Name")
			if err := c.Survey(rows(tt.rows...)); err != nil {
				t.Fatal(err)
			}
			for _, r := range tt.rows {
				class, why := c.Row(r).Class()
				reference, amount := r.Cell(0), r.Cell(1)
				switch {
				case !isBlank(&reference):
					if isBlank(&amount) || class == TotalsRow && r.Cell(0).Text != "Total" {
						t.Errorf("row %d is %v: %s", r.Number, class, why)
					}
				case tt.why == "" && class != Billable:
					t.Errorf("row %d is %v: %s", r.Number, class, why)
				case tt.why != "":
					wantText(t, "why", why, "totals row without a label: "+tt.why)
				}
			}
		})
	}
}
