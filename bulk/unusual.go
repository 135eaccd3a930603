package bulk

import (
	"fmt"
	"slices"

	"github.com/govalues/decimal"

	"paysheet/bulk/ledger"
	"paysheet/providers"
)

const (
	leastBills = 3  // fewer say nothing about what is usual
	farTimes   = 5  // times the median that is far from it
	fewTimes   = 10 // times what is far where there are fewer
)

// unusual says why an amount is far from what its customer was asked for before
// in the same currency; empty where it is not, or nothing is known.
func unusual(amount providers.Money, bills []ledger.Bill) string {
	var same []ledger.Bill
	for _, each := range bills {
		if each.Amount.Currency() == amount.Currency() {
			same = append(same, each)
		}
	}
	if len(same) == 0 {
		return ""
	}
	slices.SortStableFunc(same, func(a, b ledger.Bill) int { return a.Amount.Decimal().Cmp(b.Amount.Decimal()) })
	if len(same) < leastBills {
		return farFromFew(amount, same[0], same[len(same)-1])
	}
	if usual, n := far(amount, same); n > 0 {
		return fmt.Sprintf("the customer's last %d links asked for %s in the middle", n, usual)
	}
	return ""
}

// farFromFew compares with the one or two links that there were, of which only a
// change of the size of a slipped decimal point says something: ten times the
// largest or more, or a tenth of the smallest or less.
func farFromFew(amount providers.Money, least, most ledger.Bill) string {
	switch {
	case atLeastTimes(amount, most.Amount, fewTimes):
		return fmt.Sprintf("ten times %s or more, which %s asked the customer for before", most.Amount, most.Reference)
	case atLeastTimes(least.Amount, amount, fewTimes):
		return fmt.Sprintf("a tenth of %s or less, which %s asked the customer for before", least.Amount, least.Reference)
	}
	return ""
}

// atLeastTimes tells that a is b times n or more.
func atLeastTimes(a, b providers.Money, n int64) bool {
	times, err := b.Decimal().Mul(decimal.MustNew(n, 0))
	return err == nil && !a.Decimal().Less(times)
}

// far tells that an amount is more than five times the median of what the same
// customer was asked for before, or less than a fifth of it, and outside
// everything he was asked for: who sometimes gets a large bill is no surprise. The
// bills are in order. It gives the median and how many there were; 0 is not far.
func far(amount providers.Money, bills []ledger.Bill) (usual providers.Money, n int) {
	least, most := bills[0].Amount, bills[len(bills)-1].Amount
	usual = bills[(len(bills)-1)/2].Amount
	times := decimal.MustNew(farTimes, 0)
	high, err := usual.Decimal().Mul(times)
	if err == nil && high.Less(amount.Decimal()) && most.Decimal().Less(amount.Decimal()) {
		return usual, len(bills)
	}
	low, err := amount.Decimal().Mul(times)
	if err == nil && low.Less(usual.Decimal()) && amount.Decimal().Less(least.Decimal()) {
		return usual, len(bills)
	}
	return providers.Money{}, 0
}
