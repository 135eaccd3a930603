package samples

// monthEndNotes is the second sheet: rates and remarks that no invoice needs.
func monthEndNotes(b *book) {
	_, err := b.file.NewSheet("Notes")
	b.keep(err)
	first := b.sheet
	b.sheet = "Notes"
	b.widths(14, 14, 60)
	b.set("A1", "Rates used for the board report only", look{bold: true, size: 13, colour: headerFill})
	for i, text := range []string{"Currency", "LKR per unit", "Source"} {
		b.set(at(i, 3), text, look{bold: true, fill: titleFill, ruled: true})
	}
	for i, rate := range []struct{ currency, rate, source string }{
		{"USD", "301.45", "mid rate, 31 July"}, {"INR", "3.5127", "mid rate, 31 July"}, {"CLP", "0.3184", "cross rate"},
	} {
		b.set(at(0, 4+i), rate.currency, look{ruled: true})
		b.set(at(1, 4+i), digits(rate.rate), look{ruled: true, format: "#,##0.0000"})
		b.set(at(2, 4+i), rate.source, look{ruled: true})
	}
	for i, text := range []string{
		"Draft invoices are filtered out until sales confirms them.",
		"Credit notes are set off by hand; they are listed with a minus.",
		"Customers in Jaffna and Chennai: names as on the registration certificate.",
	} {
		b.set(at(0, 9+i), text, look{})
	}
	b.sheet = first
}
