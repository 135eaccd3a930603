package main

import (
	"bytes"
	"fmt"
	"strings"

	"paysheet/bulk/sheet/template"
	"paysheet/providers"
)

// firstSheet is the sheet that init writes.
const firstSheet = "invoices.xlsx"

// configText gives the first config. A secret stands in it as the variable that
// would hold it; secret set changes that to where it is kept.
func (a *answers) configText(d providers.Definition) string {
	var b strings.Builder
	fmt.Fprintf(&b, "rules    = \"rules.star\"\ntimezone = %q\n\n[sheet]\ncurrency = %q\n\n[guards]\nmax_creates = 1000\n\n[accounts.main]\nprovider = %q\n",
		a.timezone, a.currency, d.Name)
	for _, s := range d.Settings {
		value := s.Default
		switch {
		case s.Secret:
			value = "env:" + strings.ToUpper(d.Name+"_"+s.Name)
		case !s.Required:
			continue
		}
		if s.List {
			fmt.Fprintf(&b, "%s = [%q]  # %s\n", s.Name, value, s.Doc)
			continue
		}
		if value == "" {
			value = "env:" + strings.ToUpper(d.Name+"_"+s.Name)
		}
		fmt.Fprintf(&b, "%s = %q  # %s\n", s.Name, value, s.Doc)
	}
	return b.String()
}

func (a *answers) rulesText() string {
	return `"""Which link does an invoice get? paysheet explain SHEET ROW shows how a row was decided."""
rules(version = 1)

def decide(row):
    if row["Status"] in ("Paid", "Void"):
        return skip("settled: " + row["Status"])
    return link(
        account = accounts.main,
        expires = max(row.due_date or today(), today()) + days(14),
        description = "Invoice " + row.reference,
    )
`
}

func (a *answers) testsText() string {
	return fmt.Sprintf(`"""What the rules promise. paysheet rules test runs this."""

def test_an_open_invoice_gets_a_link(t):
    t.on("2030-01-01")
    d = decide(t.row(reference = "A-1", amount = "15000", currency = %q, due_date = date(2030, 1, 31), Status = "Open"))
    t.linked(d)
    t.eq(d.account, accounts.main)
    t.eq(d.expires, date(2030, 2, 14))

def test_a_settled_invoice_gets_none(t):
    for status in ("Paid", "Void"):
        t.skipped(decide(t.row(Status = status)), reason = "settled: " + status)
`, a.currency)
}

// sheetFile gives the sheet to fill: three invoices to look at and to delete, and
// lists and limits for what may be typed.
func (a *answers) sheetFile(currencies []providers.Currency) ([]byte, error) {
	codes := []string{a.currency}
	for _, c := range currencies {
		if string(c) != a.currency {
			codes = append(codes, string(c))
		}
	}
	columns := []template.Column{
		{Header: "Invoice Number", Width: 16, Hint: "Each invoice has its own, and keeps it."},
		{Header: "Customer Name", Width: 28},
		{Header: "Email", Width: 26},
		{Header: "Phone", Width: 18, Hint: "With the country's code, such as +94771234567."},
		{Header: "Currency", Width: 10, Choices: codes},
		{Header: "Balance Due", Width: 14, Amount: true, Hint: "What is still to be paid."},
		{Header: "Due Date", Width: 12, Date: true},
		{Header: "Status", Width: 10, Choices: []string{"Open", "Paid", "Void"}, Open: true},
	}
	rows := [][]any{
		{"INV-0001", "Nimal Perera", "nimal@example.com", "+94771234567", a.currency, 15000, "2030-01-31", "Open"},
		{"INV-0002", "Asha Rao", "asha@example.com", "+919876543210", a.currency, 2500, "2030-01-31", "Open"},
		{"INV-0003", "Lucia Vera", "lucia@example.com", "+56912345678", a.currency, 990, "2030-01-31", "Paid"},
	}
	var file bytes.Buffer
	if err := template.Write(&file, "Invoices", columns, rows); err != nil {
		return nil, err
	}
	return file.Bytes(), nil
}
