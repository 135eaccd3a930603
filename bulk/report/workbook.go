package report

import (
	"errors"
	"fmt"
	"io"

	"paysheet/bulk"
	"paysheet/bulk/sheet/book"
	"paysheet/providers"
)

// Workbook writes the report as a new workbook of four sheets: Totals,
// Receipts, Re-send and Exceptions. Lines go to disk as they come, all of them.
// Close it.
type Workbook struct {
	book                             *book.Book
	totals, receipts, resend, except *book.Sheet
	sheet                            string // the name for advice
}

// NewWorkbook starts a workbook. dir is for temporary files; empty is the
// system's own folder. In a sandboxed report the sheet of receipts says in its
// name that nobody may post them.
func NewWorkbook(head Head, dir string) (*Workbook, error) {
	w := &Workbook{book: book.New(dir), sheet: head.typed()}
	receipts := "Receipts"
	if head.Sandbox {
		receipts = "SANDBOX no receipts"
	}
	var faults [4]error
	w.totals, faults[0] = w.book.Sheet("Totals", columns("What", 30, "Currency", 10, "Rows", 10, "Amount", 20, "Remark", 60)...)
	w.receipts, faults[1] = w.book.Sheet(receipts, columns("Paid on", 12, "Payment ID", 24, "Method", 12, "Amount", 18, "Currency", 10,
		"Reference", 18, "Customer", 24, "Account", 18, "Link ID", 20, "State", 12, "First seen on", 14, "Basis", 38, "Sheet row", 10)...)
	w.resend, faults[2] = w.book.Sheet("Re-send", columns("Reference", 20, "Customer", 30, "Email", 28, "Phone", 18, "Amount", 18, "Currency", 10,
		"New URL", 46, "Old URL", 46, "Account", 18, "Sheet row", 12)...)
	w.except, faults[3] = w.book.Sheet("Exceptions", columns("What", 20, "Sheet row", 12, "Reference", 20, "Customer", 30, "Amount", 18, "Currency", 10,
		"Account", 18, "Link ID", 28, "Why", 60, "What to do", 60)...)
	if err := errors.Join(faults[:]...); err != nil {
		return nil, errors.Join(err, w.Close())
	}
	return w, nil
}

// columns pairs headers with widths.
func columns(pairs ...any) []book.Column {
	list := make([]book.Column, 0, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		header, _ := pairs[i].(string)
		width, _ := pairs[i+1].(int)
		right := header == "Amount" || header == "Rows" || header == "Sheet row"
		list = append(list, book.Column{Header: header, Width: width, Right: right})
	}
	return list
}

// text is a cell of cleaned text.
func text(s string) book.Cell { return book.Text(bulk.Clean(s)) }

// sentence is a cell of cleaned text that may take several lines.
func sentence(s string) book.Cell { return book.Wrapped(bulk.Clean(s)) }

// Add writes what a line has for the lists.
func (w *Workbook) Add(l Line) error {
	for _, link := range l.links() {
		if err := w.receipt(link); err != nil {
			return err
		}
	}
	if l.Resend() {
		err := w.resend.Row(text(l.Reference), text(l.Customer.Name), text(l.Customer.Email), text(l.Customer.Phone),
			book.Number(l.Asked.Number()), text(string(l.Asked.Currency())), text(l.URL), text(l.Previous), text(l.Account), book.Count(l.Number))
		if err != nil {
			return err
		}
	}
	for _, e := range l.Exceptions {
		err := w.except.Row(text(string(e.Kind)), book.Count(l.Number), text(l.Reference), text(l.Customer.Name),
			book.Number(l.Amount.Number()), text(string(l.Amount.Currency())), text(l.Account), text(l.LinkID), sentence(e.Why), sentence(e.Kind.Do(w.sheet)))
		if err != nil {
			return err
		}
	}
	return nil
}

// receipt writes what came in on one link, each payment where they are told. First
// seen is the day on which paysheet first saw the link's state, for a sum of which
// nobody tells the day.
func (w *Workbook) receipt(l *Line) error {
	for _, p := range l.Postings() {
		err := w.receipts.Row(book.Date(p.Day), text(p.ID), text(p.Method), book.Number(p.Amount.Number()), text(string(p.Amount.Currency())),
			text(l.Reference), text(l.Customer.Name), text(l.Account), text(l.LinkID), text(string(l.State)), book.Date(l.Seen), sentence(string(p.Basis)), book.Count(l.Number))
		if err != nil {
			return err
		}
	}
	return nil
}

// Write completes the totals and writes the workbook. It is called once, when
// every line went to both m and w.
func (w *Workbook) Write(out io.Writer, m *Month) error {
	if err := w.total(m); err != nil {
		return fmt.Errorf("the totals: %w", err)
	}
	return w.book.Write(out)
}

// total writes the sheet of totals, each with its footing.
func (w *Workbook) total(m *Month) error {
	t := &totals{sheet: w.totals}
	t.title("The report")
	for _, f := range m.facts() {
		t.row(text(f.Name), book.Cell{}, book.Cell{}, book.Cell{}, sentence(f.Text))
	}
	if m.head.Sandbox {
		t.row(text("Sandbox"), book.Cell{}, book.Cell{}, book.Cell{}, sentence("stand-ins made these links; nobody can be charged and nothing here is a receipt"))
	}
	for _, f := range m.footings() {
		t.title("")
		t.title("Where the sheet's money stands, " + currencyName(f.Currency))
		for _, term := range f.Terms {
			t.count(string(term.State), term.Count, "")
		}
		remark := "the states add up to the sheet"
		if !f.Holds {
			remark = "THE STATES DO NOT ADD UP TO THE SHEET: report this as a fault of paysheet"
		}
		t.count("= the sheet", f.Sheet, remark)
	}
	t.counts("Received", "Received", m.received.ByCurrency())
	t.posted(m)
	t.counts("Still open on links, by age", "", nil)
	for _, age := range ages() {
		for _, c := range m.aged.Of(age) {
			t.count(age, c, "")
		}
	}
	t.counts("", "= still open", m.owed.ByCurrency())
	t.accounts(m)
	t.title("")
	t.title("Rows")
	t.row(text("Invoices"), book.Cell{}, book.Count(m.sheet.Rows))
	t.row(text("No invoice (totals, titles)"), book.Cell{}, book.Count(m.noInvoice))
	t.row(text("Blank"), book.Cell{}, book.Count(m.blank))
	t.row(text("To look at"), book.Cell{}, book.Count(m.needy))
	t.row(text("To send again"), book.Cell{}, book.Count(m.resends))
	for _, note := range m.notes() {
		t.row(text("Note"), book.Cell{}, book.Cell{}, book.Cell{}, sentence(note))
	}
	return t.err
}

// totals writes rows until one fails.
type totals struct {
	sheet *book.Sheet
	err   error
}

func (t *totals) row(cells ...book.Cell) {
	if t.err == nil {
		t.err = t.sheet.Row(cells...)
	}
}

func (t *totals) title(s string) { t.row(book.Strong(s)) }

func (t *totals) count(what string, c bulk.Count, remark string) {
	if c.Over {
		remark = "too large to add"
	}
	t.row(text(what), text(string(c.Currency)), book.Count(c.Rows), book.Number(digits(c)), sentence(remark))
}

// counts writes a title, where there is one, and one row for each currency.
func (t *totals) counts(title, what string, list []bulk.Count) {
	if title != "" {
		t.title("")
		t.title(title)
	}
	if title != "" && what != "" && len(list) == 0 {
		t.row(text("nothing"))
	}
	for _, c := range list {
		t.count(what, c, "")
	}
}

// posted foots the receipts to what was received.
func (t *totals) posted(m *Month) {
	if m.receipts.Rows == 0 {
		return
	}
	t.title("")
	t.title("Receipts to post")
	for _, line := range m.ReceiptSums() {
		t.row(sentence(line.What), text(string(line.Currency)), book.Count(line.Rows), book.Number(digits(line.Count)))
	}
	remark := "the receipts add up to what was received"
	if !m.receiptsFoot() {
		remark = "THE RECEIPTS DO NOT ADD UP TO WHAT WAS RECEIVED: report this as a fault of paysheet"
	}
	for _, c := range m.receipts.ByCurrency() {
		t.count("= received", c, remark)
	}
}

// accounts writes what each account's links come to.
func (t *totals) accounts(m *Month) {
	t.title("")
	t.title("By account and state")
	for _, line := range m.States() {
		account := line.Account
		if account == "" {
			account = "(no link)"
		}
		t.count(account+": "+line.What, line.Count, "")
	}
	if m.received.Rows == 0 {
		return
	}
	t.title("")
	t.title("Received by account")
	for _, line := range m.received.Lines(stateNames()) {
		t.count(line.Account+": "+line.What, line.Count, "")
	}
}

// Close removes the temporary files.
func (w *Workbook) Close() error { return w.book.Close() }

// currencyName gives a currency for a title.
func currencyName(c providers.Currency) string {
	if c == "" {
		return "amount or currency not read"
	}
	return string(c)
}
