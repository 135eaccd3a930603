package samples

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
)

// entry is one line of the month-end sheet. total and paid count cents, or
// whole pesos.
type entry struct {
	reference         any // text, or a number as Chilean folios are
	issued, due       time.Time
	customer, email   string
	phone             any
	description       string
	region, status    string
	currency          string
	decimals          bool
	total, paid       int64
	remark            string
	hidden, lookalike bool
}

func asAt() time.Time { return time.Date(2026, 7, 31, 0, 0, 0, 0, time.UTC) }

// monthEndEntries makes the invoices, oldest first as the accountant has them.
func monthEndEntries() []entry {
	d := &dice{state: 20260731}
	var all []entry
	for _, m := range markets() {
		for n := range m.count {
			all = append(all, ordinary(d, m, n))
		}
	}
	spoil(d, all)
	slices.SortStableFunc(all, func(a, b entry) int { return a.issued.Compare(b.issued) })
	return all
}

// ordinary makes one invoice as most are.
func ordinary(d *dice, m market, n int) entry {
	const days = 150
	issued := asAt().AddDate(0, 0, -days+n*days/m.count)
	e := entry{
		issued: issued, due: issued.AddDate(0, 0, pick(d, []int{14, 30, 30, 45, 60})),
		customer: m.names[(n*11+n/len(m.names))%len(m.names)], email: address(d, n+1), phone: pick(d, m.phones),
		description: pick(d, m.goods), region: pick(d, m.regions), currency: m.currency, decimals: m.decimals,
		reference: number(m.currency, n),
	}
	e.total = int64(m.smallest + d.roll(m.spread)*d.roll(100)/100)
	if m.decimals {
		e.total *= 100
		if d.roll(3) == 0 {
			e.total += int64(d.roll(100))
		}
	} else if d.roll(2) == 0 {
		e.total -= e.total % 10
	}
	e.status = "Sent"
	if e.due.Before(asAt()) {
		e.status = "Overdue"
	}
	return e
}

// number gives the invoice number as each company counts.
func number(currency string, n int) any {
	switch currency {
	case "LKR":
		return fmt.Sprintf("INV-2026-%04d", 301+n)
	case "INR":
		return fmt.Sprintf("CHN/26-27/%03d", 12+n)
	case "CLP":
		return digits(strconv.Itoa(1004512 + 3*n))
	}
	return fmt.Sprintf("EXP-%05d", 20260+n)
}

// spoil makes every so many invoices one of the things that a month end brings.
func spoil(d *dice, all []entry) {
	for i := range all {
		e := &all[i]
		switch {
		case i%23 == 5:
			e.status, e.paid, e.remark = "Part paid", e.total/3, "balance promised"
			if e.decimals {
				e.paid = e.total/3 + int64(d.roll(90))
			}
		case i%29 == 7:
			e.status, e.paid = "Settled", e.total
		case i%41 == 11:
			e.status, e.remark = "Void", "re-issued"
		case i%47 == 13:
			e.status, e.remark = "Disputed", "short delivery"
		case i%37 == 17:
			e.status, e.hidden = "Draft", true
		case i%53 == 19:
			e.reference = fmt.Sprintf("CN-2026-%03d", i)
			e.total, e.status, e.remark = -e.total/4, "Sent", "goods returned"
		case i%59 == 23:
			e.paid, e.remark = e.total, "set off against CN"
		case i%61 == 31:
			e.due = time.Time{}
		case i%67 == 41:
			e.status = ""
		}
	}
	// What needs a person: two over the limit, one whose residue the bank ate, and
	// one number typed again with a space in it.
	all[20].total, all[20].remark = 7_345_000_00, "machine, 2nd instalment"
	all[77].total = 5_000_000_01
	all[3].status, all[3].paid, all[3].remark = "Settled", all[3].total-40, "bank charges"
	all[63].reference = strings.Replace(all[62].reference.(string), "-", " ", 1)
	all[63].lookalike = true
	all[90].email, all[90].phone = "", nil
	all[95].description = "Supply, delivery and installation of racking at the Peliyagoda warehouse as per quotation Q-2026-118 dated 4 May 2026 and the variation agreed by e-mail on 19 June 2026"
}

const (
	headerFill = "1F3864"
	titleFill  = "D9E2F3"
	firstEntry = 6 // the row of the first invoice
)

// monthEndBook is the workbook as an accountant would have it.
func monthEndBook() *book {
	b := newBook("Invoices", "Receivables at 31 July 2026", "N. Jayawardena")
	entries := monthEndEntries()
	last := firstEntry + len(entries) - 1
	monthEndTitles(b)
	for i, e := range entries {
		monthEndRow(b, firstEntry+i, e)
	}
	monthEndTotals(b, entries, last)
	monthEndDress(b, last)
	monthEndNotes(b)
	return b
}

func monthEndTitles(b *book) {
	b.set("A1", "Serendib Trading Group", look{bold: true, size: 16, colour: headerFill})
	b.set("A2", "Receivables at month end, July 2026 (Colombo, Chennai, Santiago and export)", look{size: 11})
	b.set("A3", "As at", look{bold: true})
	b.set("B3", asAt(), look{format: "d mmmm yyyy", align: "left", bold: true})
	b.set("D3", "Prepared by: N. Jayawardena    Reviewed by: ________________", look{colour: "595959"})
	for i, text := range []string{
		"Invoice No.", "Invoice Date", "Due Date", "Customer", "Email", "Mobile", "Description", "Region", "Status",
		"Currency", "Invoice Total", "Paid to Date", "Balance Due", "Days Overdue", "Remarks",
	} {
		b.set(at(i, firstEntry-1), text, look{bold: true, colour: "FFFFFF", fill: headerFill, align: "center", wrap: true, ruled: true})
	}
	b.keep(b.file.MergeCell(b.sheet, "A1", "G1"))
	b.keep(b.file.MergeCell(b.sheet, "A2", "G2"))
	b.keep(b.file.MergeCell(b.sheet, "D3", "G3"))
	b.keep(b.file.SetRowHeight(b.sheet, 1, 24))
	b.keep(b.file.SetRowHeight(b.sheet, firstEntry-1, 30))
}

// moneyFormat is what the accountant chose for the amounts of a currency.
func moneyFormat(decimals bool) string {
	if decimals {
		return "#,##0.00;[Red]-#,##0.00"
	}
	return "#,##0;[Red]-#,##0"
}

func major(minor int64, decimals bool) float64 {
	if decimals {
		return float64(minor) / 100
	}
	return float64(minor)
}

func monthEndRow(b *book, row int, e entry) {
	plain, money := look{ruled: true}, look{ruled: true, format: moneyFormat(e.decimals), align: "right"}
	day := look{ruled: true, format: "dd-mmm-yyyy", align: "center"}
	if e.currency == "CLP" {
		day.format = "dd/mm/yyyy"
	}
	b.set(at(0, row), e.reference, look{ruled: true, align: "left"})
	b.set(at(1, row), e.issued, day)
	if e.due.IsZero() {
		b.set(at(2, row), nil, day)
	} else {
		b.set(at(2, row), e.due, day)
	}
	for i, value := range []any{e.customer, orNil(e.email), e.phone, orNil(e.description), e.region, orNil(e.status), e.currency} {
		b.set(at(3+i, row), value, plain)
	}
	total, paid := major(e.total, e.decimals), major(e.paid, e.decimals)
	b.set(at(10, row), stored(total, false), money)
	if e.paid == 0 {
		b.set(at(11, row), nil, money)
	} else {
		b.set(at(11, row), stored(paid, false), money)
	}
	b.formula(at(12, row), fmt.Sprintf("ROUND(K%d-L%d,2)", row, row), stored(major(e.total-e.paid, e.decimals), true), money)
	var overdue any = ""
	if !e.due.IsZero() {
		overdue = max(0, int(serial(asAt())-serial(e.due)))
	}
	b.formula(at(13, row), fmt.Sprintf(`IF(C%d="","",MAX(0,$B$3-C%d))`, row, row), overdue, look{ruled: true, format: "0", align: "right"})
	b.set(at(14, row), orNil(e.remark), plain)
	if e.hidden {
		b.keep(b.file.SetRowVisible(b.sheet, row, false))
	}
}

func orNil(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// monthEndTotals adds one line a currency, a blank row below the invoices.
func monthEndTotals(b *book, entries []entry, last int) {
	for i, m := range markets() {
		row := last + 2 + i
		l := look{bold: true, top: i == 0, fill: titleFill}
		for column := range 15 {
			b.set(at(column, row), nil, l)
		}
		b.set(at(0, row), "Total "+m.currency, l)
		sums := [3]int64{}
		for _, e := range entries {
			if e.currency == m.currency {
				sums[0] += e.total
				sums[1] += e.paid
			}
		}
		sums[2] = sums[0] - sums[1]
		l.format, l.align = moneyFormat(m.decimals), "right"
		for j, sum := range sums {
			column := string(rune('K' + j))
			formula := fmt.Sprintf(`SUMIF($J$%d:$J$%d,"%s",%s$%d:%s$%d)`, firstEntry, last, m.currency, column, firstEntry, column, last)
			b.formula(at(10+j, row), formula, stored(major(sum, m.decimals), true), l)
		}
	}
	b.set(at(0, last+7), "E. & O. E.", look{small: true, colour: "595959"})
}

// monthEndDress sets what is about the whole sheet.
func monthEndDress(b *book, last int) {
	f, table := b.file, fmt.Sprintf("A%d:O%d", firstEntry-1, last)
	b.widths(17, 12.5, 12.5, 34, 27, 19, 26, 11, 10, 9, 15, 14, 15, 9, 20)
	b.keep(f.SetPanes(b.sheet, &excelize.Panes{
		Freeze: true, XSplit: 1, YSplit: firstEntry - 1, TopLeftCell: at(1, firstEntry), ActivePane: "bottomRight",
		Selection: []excelize.Selection{{SQRef: at(1, firstEntry), ActiveCell: at(1, firstEntry), Pane: "bottomRight"}},
	}))
	b.keep(f.AutoFilter(b.sheet, table, []excelize.AutoFilterOptions{{Column: "I", Expression: "x != Draft"}}))
	red, err := f.NewConditionalStyle(&excelize.Style{Font: &excelize.Font{Color: "9C0006"}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"FFC7CE"}}})
	b.keep(err)
	b.keep(f.SetConditionalFormat(b.sheet, fmt.Sprintf("N%d:N%d", firstEntry, last),
		[]excelize.ConditionalFormatOptions{{Type: "cell", Criteria: ">", Value: "90", Format: &red}}))
	statuses := excelize.NewDataValidation(true)
	statuses.Sqref = fmt.Sprintf("I%d:I%d", firstEntry, last)
	b.keep(statuses.SetDropList([]string{"Sent", "Overdue", "Part paid", "Disputed", "Draft", "Settled", "Void"}))
	b.keep(f.AddDataValidation(b.sheet, statuses))
	b.keep(f.AddComment(b.sheet, excelize.Comment{
		Cell: "M5", Author: "N. Jayawardena", Paragraph: []excelize.RichTextRun{{Text: "Total less receipts posted up to the 31st."}},
	}))
	landscape, size, wide, tall := "landscape", 9, 1, 0
	b.keep(f.SetPageLayout(b.sheet, &excelize.PageLayoutOptions{Orientation: &landscape, Size: &size, FitToWidth: &wide, FitToHeight: &tall}))
	yes := true
	b.keep(f.SetSheetProps(b.sheet, &excelize.SheetPropsOptions{FitToPage: &yes}))
	b.keep(f.SetHeaderFooter(b.sheet, &excelize.HeaderFooterOptions{OddFooter: "&L&F&CPage &P of &N&RConfidential"}))
	b.keep(f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: fmt.Sprintf("%s!$%d:$%d", b.sheet, firstEntry-1, firstEntry-1), Scope: b.sheet}))
}
