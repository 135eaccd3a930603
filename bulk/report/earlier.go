package report

import (
	"fmt"

	"paysheet/bulk"
	"paysheet/providers"
)

// lookBack works out what came in on the links that were replaced.
func (l *Line) lookBack() {
	for _, row := range l.Replaced {
		row.Number, row.Reference, row.Customer = l.Number, l.Reference, l.Customer
		earlier := Line{Row: row}
		earlier.fromLedger(row.Known)
		earlier.settle()
		earlier.Owed = providers.Money{} // the link that took its place asks for it
		l.Earlier = append(l.Earlier, earlier)
	}
}

// links gives the line and those of the links that were replaced, for what came in.
func (l *Line) links() []*Line {
	list := []*Line{l}
	for i := range l.Earlier {
		list = append(list, &l.Earlier[i])
	}
	return list
}

// paidBefore says what came in on a link that was replaced.
func (l *Line) paidBefore(by string) string {
	what := "an amount that is not told"
	if !l.Received.IsNone() {
		what = l.Received.String()
	}
	why := fmt.Sprintf("%s came in on link %s at %s (%s), whose place link %s took", what, bulk.Clean(l.LinkID), l.Account, l.State, bulk.Clean(by))
	if differs := l.disagree(); differs != "" {
		why += "; " + differs
	}
	return why
}
