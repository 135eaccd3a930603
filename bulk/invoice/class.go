package invoice

import (
	"fmt"
	"strings"

	"paysheet/bulk/sheet"
	"paysheet/providers"
)

// Class says whether a row is an invoice that a link could be made for.
type Class uint8

// The classes of rows. A Billable row may still have problems.
const (
	Billable   Class = iota
	Blank            // nothing in any column but our own
	TotalsRow        // a total, subtotal or carried balance
	SubHeader        // the header again, or a title above a group of rows
	HiddenRow        // an invoice that is hidden or filtered out
	CreditNote       // an amount below zero
	ZeroAmount       // an amount of zero
)

// IsNoInvoice tells the rows that stand for no money of their own: they belong
// to no total.
func (c Class) IsNoInvoice() bool { return c == Blank || c == TotalsRow || c == SubHeader }

// Class tells what the row is, with a sentence for people where it is not
// Billable. A row with a reference and an amount is always an invoice, unless
// its reference itself is a totals word.
func (r Row) Class() (Class, string) {
	m := &r.memo
	if !m.hasClass {
		m.class, m.why = r.classify()
		m.hasClass = true
	}
	return m.class, m.why
}

func (r Row) classify() (Class, string) {
	if class, why := r.noInvoice(); class != Billable {
		return class, why
	}
	if r.hidden && !r.columns.cfg.IncludeHidden {
		return HiddenRow, "hidden by hand or by a filter: --include-hidden takes such rows"
	}
	read, problem := r.reading(atAmount)
	if problem != nil || read.digits == "" {
		return Billable, ""
	}
	shown := read.digits
	m, _, problem := r.money(atAmount)
	if problem == nil {
		if m.Sign() > 0 {
			return Billable, ""
		}
		shown = m.String()
	}
	switch amount, err := providers.ParseDecimal(read.digits); {
	case err != nil || amount.IsPos():
		return Billable, ""
	case amount.IsZero():
		return ZeroAmount, "nothing to pay: the amount is " + shown
	default:
		return CreditNote, fmt.Sprintf("credit note of %s, not netted", strings.TrimPrefix(shown, "-"))
	}
}

// noInvoice recognises the rows that are none whatever their amount.
func (r Row) noInvoice() (Class, string) {
	filled := r.filled()
	switch {
	case filled == 0:
		return Blank, "blank row"
	case r.repeatsHeader(filled):
		return SubHeader, "the header again"
	case r.isBlank(atReference):
		if why, ok := r.columns.survey.totals[r.number]; ok {
			return TotalsRow, why
		}
		return r.unreferenced(filled)
	}
	reference := r.cell(atReference)
	if reference.Kind != sheet.Text {
		return Billable, ""
	}
	if isTotalsReference(reference.Text, r.at(r.columns.places[atAmount]).Formula) {
		return TotalsRow, "totals row " + Quote(trim(reference.Text))
	}
	if filled == 1 && !hasDigit(reference.Text) {
		return SubHeader, "title " + Quote(trim(reference.Text))
	}
	return Billable, ""
}

// filled counts the cells of the sheet's owner that hold something.
func (r Row) filled() int {
	n := 0
	for i := range r.cells {
		n += count(!isBlank(&r.cells[i]) && !r.isOurs(i))
	}
	return n
}

// unreferenced judges a row that has something in it but no reference.
func (r Row) unreferenced(filled int) (Class, string) {
	sums, title := 0, ""
	for i := range r.cells {
		cell := &r.cells[i]
		if r.isOurs(i) || isBlank(cell) {
			continue
		}
		switch cell.Kind {
		case sheet.Text:
			if isTotalsText(cell.Text) {
				return TotalsRow, "totals row " + Quote(trim(cell.Text))
			}
			if i != r.columns.places[atAmount] {
				title = cell.Text
			}
		case sheet.Number:
			sums += count(cell.Formula)
		default:
		}
	}
	switch {
	case sums == filled:
		return TotalsRow, "totals row without a label: only formulas"
	case filled == 1 && title != "":
		return SubHeader, "title " + Quote(trim(title))
	}
	return Billable, ""
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

func (r Row) isOurs(column int) bool {
	return column < len(r.columns.isOurs) && r.columns.isOurs[column]
}

// repeatsHeader tells that a row is the header once more, as reports print it
// on each page: the amount's own header stands over the amounts again, and more
// than half of the row's cells repeat theirs.
func (r Row) repeatsHeader(filled int) bool {
	if !r.repeats(r.columns.places[atAmount]) {
		return false
	}
	same := 0
	for i := range r.columns.info.Header {
		same += count(!r.isOurs(i) && r.repeats(i))
	}
	return same*2 > filled
}

// repeats tells that a cell holds the header of its own column.
func (r Row) repeats(column int) bool {
	cell, header := r.at(column), r.columns.info.Header[column]
	if cell.Kind != sheet.Text || header == "" { // headers come trimmed
		return false
	}
	return cell.Text == header || len(cell.Text) < 3*len(header)+8 && !startsWithDigit(cell.Text) && headerKey(cell.Text) == headerKey(header)
}

// startsWithDigit spares amounts the comparison, which is the slow part of a row.
func startsWithDigit(text string) bool {
	return text != "" && text[0] >= '0' && text[0] <= '9'
}

func hasDigit(text string) bool {
	for i := range len(text) {
		if text[i] >= '0' && text[i] <= '9' {
			return true
		}
	}
	return false
}
