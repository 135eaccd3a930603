package samples

import (
	"fmt"
	"strings"
	"time"
)

// brokenBook has one row for each mistake, and two good ones around them.
func brokenBook() *book {
	b := newBook("Invoices", "One of each mistake", "paysheet")
	for i, text := range brokenHeader() {
		b.set(at(i, 1), text, look{bold: true, colour: "FFFFFF", fill: headerFill, wrap: true, ruled: true})
	}
	b.widths(24, 26, 12, 10, 16, 14, 30, 14, 52)
	rows := brokenRows()
	for i, r := range rows {
		r.write(b, i+2)
	}
	last := len(rows) + 1
	total := look{bold: true, top: true, format: moneyFormat(true), align: "right"}
	b.set(at(0, last+1), "Grand Total", look{bold: true, top: true})
	b.formula(at(4, last+1), fmt.Sprintf("SUM(E2:E%d)", last), digits("1013190.505"), total)
	return b
}

func brokenHeader() []string {
	return []string{
		"Invoice Number", "Customer Name", "Payment Account", "Currency", "Amount Due", "Valid Until", "Description", "Min Payment", "What is wrong here",
	}
}

// broken is a row of the sheet; what it leaves out is as in a good one.
type broken struct {
	wrong     string
	reference any
	account   string
	currency  any
	amount    any
	format    string
	formula   string
	until     any
	about     any
	least     any
	hidden    bool
}

// none stands for a cell that is empty on purpose.
type none struct{}

func (r broken) write(b *book, row int) {
	or := func(value, otherwise any) any {
		switch value.(type) {
		case none:
			return nil
		case nil:
			return otherwise
		}
		return value
	}
	plain := look{ruled: true}
	format := r.format
	if format == "" {
		format = moneyFormat(true)
	}
	money := look{ruled: true, format: format, align: "right"}
	account := r.account
	if account == "" {
		account = "colombo"
	}
	named := look{ruled: true, align: "left"}
	if _, ok := r.reference.(time.Time); ok {
		named.format = "mmm-yy"
	}
	b.set(at(0, row), or(r.reference, fmt.Sprintf("INV-%04d", 1000+row)), named)
	b.set(at(1, row), "Perera & Sons (Pvt) Ltd", plain)
	b.set(at(2, row), account, plain)
	b.set(at(3, row), or(r.currency, "LKR"), plain)
	if r.formula != "" {
		b.formula(at(4, row), r.formula, r.amount, money)
	} else {
		b.set(at(4, row), or(r.amount, digits("15250")), money)
	}
	b.set(at(5, row), or(r.until, time.Date(2099, 12, 31, 0, 0, 0, 0, time.UTC)), look{ruled: true, format: "yyyy-mm-dd", align: "center"})
	b.set(at(6, row), or(r.about, "Spare parts"), plain)
	b.set(at(7, row), or(r.least, nil), money)
	b.set(at(8, row), r.wrong, look{ruled: true, wrap: true, colour: "595959"})
	if r.hidden {
		b.keep(b.file.SetRowVisible(b.sheet, row, false))
	}
}

func brokenRows() []broken {
	rows := []broken{{wrong: "nothing"}}
	rows = append(rows, brokenReferences()...)
	rows = append(rows, brokenAmounts()...)
	rows = append(rows, brokenTerms()...)
	return append(rows,
		broken{wrong: "a credit note: skipped, nobody is asked to pay it", amount: digits("-4500.5")},
		broken{wrong: "nothing is owed", amount: digits("0")},
		broken{wrong: "hidden by hand: skipped unless --include-hidden", hidden: true},
		broken{wrong: "nothing", account: "mumbai", currency: "INR"})
}

func brokenReferences() []broken {
	return []broken{
		{wrong: "the reference is missing", reference: none{}},
		{wrong: "the same reference as in the next row", reference: "INV-0417"},
		{wrong: "the same reference as in the row above", reference: "INV-0417"},
		{wrong: "looks like the next row's reference: held", reference: "INV-0550"},
		{wrong: "looks like the reference above: held", reference: "inv 0550"},
		{wrong: "longer than PayU's 25 characters", reference: "DEL/2026-27/NORTH/EXPORT/000118", account: "delhi", currency: "INR"},
		{wrong: "longer than Zoho's 50 characters", reference: "MUM/2026-27/WESTERN-REGION/WHOLESALE/COTTON/00000118", account: "mumbai", currency: "INR"},
		{wrong: "a spreadsheet made 1E+15 of it", reference: "1.00E+15"},
		{wrong: "a number with more digits than a spreadsheet keeps", reference: digits("20260731000118250")},
		{wrong: "a spreadsheet made a date of it", reference: time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC)},
	}
}

func brokenAmounts() []broken {
	return []broken{
		{wrong: "the amount is missing", amount: none{}},
		{wrong: "the amount is no number", amount: "on request"},
		{wrong: "a letter O among the digits", amount: "12,5O0.00"},
		{wrong: "the formula has an error", formula: "VLOOKUP(A14,Rates!A:B,2,0)", amount: "#REF!"},
		{wrong: "the formula found nothing", formula: "VLOOKUP(A15,$A$2:$B$3,9,0)", amount: "#N/A"},
		{wrong: "more decimals than the rupee has", amount: digits("1250.005")},
		{wrong: "the peso has no decimals", account: "santiago", currency: "CLP", amount: digits("89990.5")},
		{wrong: "another currency's sign beside the amount", amount: "US$ 4,500.00"},
		{wrong: "a date where the amount belongs", amount: digits("46234"), format: "d-mmm-yy"},
		{wrong: "no currency", currency: none{}},
		{wrong: "no such currency", currency: "SLR"},
		{wrong: "a currency that the provider does not take", account: "mumbai", currency: "USD"},
	}
}

func brokenTerms() []broken {
	return []broken{
		{wrong: "past expiry", until: time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC)},
		{wrong: "the expiry is no date", until: "end of month"},
		{wrong: "the expiry is a date that the calendar lacks", until: "2027-06-31"},
		{wrong: "could be 3 April or 4 March", until: "03/04/2027"},
		{wrong: "longer than Zoho's 500 characters", account: "mumbai", currency: "INR", about: strings.Repeat("Cotton yarn, 40s count, 118 bales. ", 15)},
		{wrong: "Zoho needs a description", account: "mumbai", currency: "INR", about: none{}},
		{wrong: "no such account", account: "bangalore"},
		{wrong: "OnePay has no part-payments up to LKR 100,000", least: digits("5000")},
		{wrong: "OnePay asks for 30 % at least", amount: digits("250000"), least: digits("25000")},
		{wrong: "Conomy has no part-payments", account: "santiago", currency: "CLP", amount: digits("450000"), format: "#,##0", least: digits("100000")},
		{wrong: "three mistakes at once", currency: "Rs", amount: "25,O00", until: "soon"},
	}
}
