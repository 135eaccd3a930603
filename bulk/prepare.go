package bulk

import (
	"cmp"
	"context"

	"paysheet/bulk/invoice"
	"paysheet/bulk/ledger"
)

// Prepare reads the sheet once, to learn which references stand in it more than
// once. It must be called before Items.
func (p *Planner) Prepare(ctx context.Context) error {
	p.duplicates, p.given, p.input = invoice.NewDuplicates(), map[string]int{}, Input{}
	p.billable = rowSet{}
	p.byScope = map[ledger.Scope]*Account{}
	seen := map[string]bool{}
	for _, a := range p.Accounts {
		p.byScope[a.Scope] = a
		if !seen[a.Scope.Namespace] {
			seen[a.Scope.Namespace] = true
			p.namespaces = append(p.namespaces, a.Scope.Namespace)
		}
	}
	var failed error
	l := line{table: p.Table, columns: p.Columns, work: judgeAll}
	err := l.run(ctx, func(b *batch) bool {
		for row := range b.rows.All() {
			p.count(row)
		}
		failed = b.err
		return failed == nil
	})
	if err = cmp.Or(failed, err); err != nil {
		return err
	}
	p.duplicates.Ready() // several goroutines will ask
	return p.findAlike(ctx)
}

// Done lets go of what only deciding rows takes, some 45 bytes a row: a run over a
// million rows has them to spare. Nothing is decided after it.
func (p *Planner) Done() {
	p.duplicates, p.given, p.alike, p.billable = nil, nil, nil, rowSet{}
}

// judgeAll reads of each row what count asks for, which the row remembers.
func judgeAll(b *batch) {
	for row := range b.rows.All() {
		class, _ := row.Class()
		if amountOf(row, class); class == invoice.Billable {
			_, _ = row.Text(string(invoice.Reference))
		}
	}
}

// count takes note of one row, in the sheet's order.
func (p *Planner) count(row invoice.Row) {
	class, _ := row.Class()
	p.input.add(row, class)
	p.billable.add(class == invoice.Billable)
	if class != invoice.Billable {
		return
	}
	if reference, err := row.Text(string(invoice.Reference)); err == nil && reference != "" {
		p.duplicates.Add(reference, row.Number())
	}
}

// rowSet is a set of rows by their place in the sheet, from 0 on. It takes a bit
// for each row.
type rowSet struct {
	bits []uint64
	n    int
}

// add says of the next row whether it is in the set.
func (s *rowSet) add(in bool) {
	if s.n%64 == 0 {
		s.bits = append(s.bits, 0)
	}
	if in {
		s.bits[s.n/64] |= 1 << (s.n % 64)
	}
	s.n++
}

func (s *rowSet) has(row int) bool { return row < s.n && s.bits[row/64]>>(row%64)&1 == 1 }
