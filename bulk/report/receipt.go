package report

import (
	"fmt"

	"paysheet/bulk"
	"paysheet/providers"
)

// Receipt is a payment that the link's provider told of, as the ledger has it.
type Receipt struct {
	providers.Payment
	Day providers.Date // on which it was made, in the run's zone; zero where not told
}

// Basis says where the figures of a receipt to post come from. Its words are also
// those under which receipts are added up.
type Basis string

const (
	basisPayment  Basis = "payment told by the provider"
	basisRefund   Basis = "refund told by the provider"
	basisSheet    Basis = "the sheet's own figure, not in this ledger"
	basisInferred Basis = "paid in full; the provider does not tell the amount"
	basisSum      Basis = "the provider tells the sum, not the payments"
	basisUnread   Basis = "the provider tells the sum; its payments were not read yet (paysheet refresh --rows reads them)"
	basisRest     Basis = "difference between the payments told and the sum told"
)

// Bases lists every basis, the one that says most first.
func Bases() []Basis {
	return []Basis{basisPayment, basisRefund, basisSum, basisUnread, basisInferred, basisSheet, basisRest}
}

// Posting is one line of the receipts to post. Those of a link add up to what was
// received on it. Amount is below zero for money that went back.
type Posting struct {
	Day        providers.Date // zero where the provider does not tell
	ID, Method string         // empty where the provider does not tell
	Amount     providers.Money
	Basis      Basis
}

// Postings gives what came in on a link as an accountant posts it: each payment
// where the provider tells them, else the sum.
func (l *Line) Postings() []Posting {
	if len(l.Receipts) == 0 {
		if l.Received.IsNone() {
			return nil
		}
		return []Posting{{Amount: l.Received, Basis: l.basis()}}
	}
	list := make([]Posting, 0, len(l.Receipts)+1)
	for _, r := range l.Receipts {
		p := Posting{r.Day, r.ID, r.Method, r.Amount, basisPayment}
		if r.Refund {
			p.Basis = basisRefund
			p.Amount = negative(r.Amount)
		}
		list = append(list, p)
	}
	if rest := l.rest(); rest.Sign() != 0 {
		list = append(list, Posting{Amount: rest, Basis: basisRest})
	}
	return list
}

// basis says what a sum without payments stands on.
func (l *Line) basis() Basis {
	switch {
	case l.Known == nil:
		return basisSheet
	case l.Tells:
		return basisUnread
	case !l.Told:
		return basisInferred
	default:
		return basisSum
	}
}

// rest gives what was received less what the payments come to; the zero Money
// where there are none, or they cannot be compared.
func (l *Line) rest() providers.Money {
	sum, ok := l.told()
	if !ok {
		return providers.Money{}
	}
	if l.Received.IsNone() {
		return negative(sum)
	}
	rest, err := l.Received.Sub(sum)
	if err != nil {
		return providers.Money{}
	}
	return rest
}

// told gives what the payments come to; false where there are none.
func (l *Line) told() (providers.Money, bool) {
	payments := make([]providers.Payment, len(l.Receipts))
	for i := range l.Receipts {
		payments[i] = l.Receipts[i].Payment
	}
	sum, err := providers.Received(payments)
	return sum, err == nil && len(payments) > 0
}

func negative(m providers.Money) providers.Money {
	less, err := m.Sub(m)
	if err == nil {
		less, err = less.Sub(m)
	}
	if err != nil {
		return providers.Money{} // only an amount of more digits than Money holds
	}
	return less
}

// disagree says how the payments differ from the sum, empty where they agree.
func (l *Line) disagree() string {
	sum, ok := l.told()
	if !ok || l.rest().Sign() == 0 {
		return ""
	}
	what := "its payment comes"
	if len(l.Receipts) > 1 {
		what = fmt.Sprintf("its %d payments come", len(l.Receipts))
	}
	paid := "nothing"
	if !l.Received.IsNone() {
		paid = l.Received.String()
	}
	return fmt.Sprintf("%s to %s, and the link says that %s was paid", what, sum, paid)
}

// receiptView is a receipt as the page lists it.
type receiptView struct{ Day, ID, Method, Reference, Customer, Account, Amount, Basis string }

// receiptsView is what the page says of the receipts to post.
type receiptsView struct {
	List  []receiptView
	Sums  []receiptSum
	Rows  string
	More  string // "and 12 more", empty where all are listed
	Foots bool
}

// receiptSum is what the receipts that stand on the same come to.
type receiptSum struct{ Basis, Rows, Amount string }

func (m *Month) receiptsPage() receiptsView {
	v := receiptsView{List: m.posted, Rows: lineCount(m.receipts.Rows), Foots: m.receiptsFoot()}
	for _, line := range m.ReceiptSums() {
		v.Sums = append(v.Sums, receiptSum{line.What, groupInt(line.Rows), amount(line.Count)})
	}
	if more := m.receipts.Rows - len(m.posted); more > 0 {
		v.More = "and " + lineCount(more) + " more; report -o month.xlsx lists all of them"
	}
	return v
}

func lineCount(n int) string {
	if n == 1 {
		return "1 line"
	}
	return groupInt(n) + " lines"
}

// keepReceipts adds up a line's receipts and keeps the first ones for the page.
func (m *Month) keepReceipts(l *Line) {
	for _, p := range l.Postings() {
		m.receipts.Add("", string(p.Basis), p.Amount)
		if len(m.posted) < most {
			m.posted = append(m.posted, receiptView{
				Day: p.Day.String(), ID: bulk.Clean(p.ID), Method: bulk.Clean(p.Method), Reference: bulk.Clean(l.Reference),
				Customer: bulk.Clean(l.Customer.Name), Account: bulk.Clean(l.Account), Amount: moneyText(p.Amount), Basis: string(p.Basis),
			})
		}
	}
}

// receiptsFoot tells that the receipts add up to what was received, currency by
// currency.
func (m *Month) receiptsFoot() bool {
	received := m.received.ByCurrency()
	for _, sum := range m.receipts.ByCurrency() {
		want := in(received, sum.Currency)
		if sum.Over || want.Over || !sum.Sum.Equal(want.Sum) {
			return false
		}
	}
	return len(received) <= len(m.receipts.ByCurrency())
}

// ReceiptSums gives the receipts to post by what they stand on (Line.What).
func (m *Month) ReceiptSums() []bulk.Line {
	order := make([]string, 0, len(Bases()))
	for _, b := range Bases() {
		order = append(order, string(b))
	}
	return m.receipts.Lines(order)
}
