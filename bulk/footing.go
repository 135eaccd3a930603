package bulk

import (
	"context"
	"fmt"

	"paysheet/bulk/invoice"
	"paysheet/providers"
)

// LeftRows is the word in a Tally for rows that were not looked at: not chosen,
// or without a link where only links are looked at.
const LeftRows = "left"

// Leave counts a row that was not looked at; a blank one stands for no money.
func (t *Tally) Leave(item Item) {
	if item.Reason == "" && item.Amount.IsNone() {
		t.Left++
		return
	}
	t.Add("", LeftRows, item.Amount)
}

// Input is what a sheet's own rows add up to, read in a pass of its own before
// anything is decided. Whatever a plan or a run comes to has to foot to it.
type Input struct{ tally Tally }

// add counts one row that is not blank.
func (i *Input) add(row invoice.Row, class invoice.Class) {
	if class != invoice.Blank {
		i.tally.Add("", "", amountOf(row, class))
	}
}

// amountOf gives what a row asks for: nothing where it cannot be read, and
// nothing for totals and sub-headers, which stand for no money of their own.
func amountOf(row invoice.Row, class invoice.Class) providers.Money {
	if class.IsNoInvoice() {
		return providers.Money{}
	}
	amount, _ := row.Money(string(invoice.Amount))
	return amount
}

// Rows gives how many rows the sheet has, blank ones apart.
func (i *Input) Rows() int { return i.tally.Rows }

// Sums gives what they add up to by currency, rows without a readable amount
// under the empty one.
func (i *Input) Sums() []Count { return i.tally.ByCurrency() }

// Compare gives one sentence for each currency in which a tally differs from
// the sheet; none means that it foots.
func (i *Input) Compare(t *Tally) []string {
	var faults []string
	told := t.ByCurrency()
	for _, want := range i.Sums() {
		got := Count{Currency: want.Currency}
		for _, each := range told {
			if each.Currency == want.Currency {
				got = each
			}
		}
		if got.Rows != want.Rows || !got.Over && !want.Over && got.Sum.Cmp(want.Sum) != 0 {
			faults = append(faults, fmt.Sprintf("the sheet has %d rows over %s %s, and %d rows over %s are told of",
				want.Rows, want.Sum, want.Currency, got.Rows, got.Sum))
		}
	}
	if t.Rows != i.Rows() && len(faults) == 0 {
		faults = append(faults, fmt.Sprintf("the sheet has %d rows, and %d are told of", i.Rows(), t.Rows))
	}
	return faults
}

// Input gives what the sheet's own rows add up to, as Prepare read them.
func (p *Planner) Input() *Input { return &p.input }

// chosen tells that the run is to look at a row. Totals and sub-headers have no
// currency or amount that a choice could go by, and are no invoice to choose.
func (p *Planner) chosen(ctx context.Context, row invoice.Row, class invoice.Class) (bool, error) {
	switch {
	case p.Chosen == nil:
		return true, nil
	case class.IsNoInvoice():
		return false, nil
	}
	return p.Chosen(ctx, row)
}
