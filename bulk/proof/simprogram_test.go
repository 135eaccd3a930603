package proof

import (
	"context"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"paysheet/bulk"
	"paysheet/bulk/invoice"
	"paysheet/bulk/ledger"
	"paysheet/providers"
)

// program is one start of the program.
type program struct {
	*life
	book    *ledger.Ledger
	planner *bulk.Planner
	runner  *bulk.Runner
	clock   func() time.Time
	ticks   atomic.Int64 // readings of the clock, a nanosecond each
}

func (p *program) items(ctx context.Context) iter.Seq2[bulk.Item, error] {
	return p.planner.Items(context.WithoutCancel(ctx))
}

func (p *program) close(s *sim) {
	if err := p.book.Close(); err != nil {
		s.fault("the ledger did not close: %v", err)
	}
}

// start opens the ledger and the accounts as the command does.
func (s *sim) start(ctx context.Context, name string, h hazard, only []string) (*program, error) {
	p := &program{life: newLife()}
	// Simulated time stands still while a program works; its clock does not.
	p.clock = func() time.Time { return time.Now().Add(h.skew + time.Duration(p.ticks.Add(1))) }
	dir := filepath.Join(s.dir, name)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	var err error
	if p.book, err = ledger.Open(context.WithoutCancel(ctx), dir, ledger.Options{Clock: p.clock, Who: "first"}); err != nil {
		return nil, err
	}
	accounts := map[string]*bulk.Account{}
	for account, server := range s.servers {
		accounts[account] = s.account(account, server, p)
	}
	table := s.table.copied(only)
	columns, err := invoice.Map(table.Info(), invoice.Config{Zone: time.UTC, Decimal: invoice.DecimalPoint})
	if err != nil {
		return nil, err
	}
	if err := columns.Survey(table.Rows(ctx)); err != nil {
		return nil, err
	}
	today := providers.DateOf(p.clock())
	p.planner = &bulk.Planner{Mode: bulk.ModeApply, Table: table, Columns: columns, Rules: bulk.SheetRules{}, Accounts: accounts, Memory: p.book, Today: today}
	if h.replace {
		p.planner.Policy.OnChange = bulk.ChangeReplace
	}
	id := fmt.Sprintf("run-%d-%s", s.stats.Runs, name)
	if err := p.book.StartRun(ctx, ledger.Run{ID: id, Command: "apply", Sheet: "sheet.csv"}); err != nil {
		return nil, err
	}
	var book bulk.Book = p.book
	if s.double.book != nil {
		book = s.double.book(book)
	}
	pacer := s.servers["exact"]
	p.runner = &bulk.Runner{
		Accounts: accounts, Clock: p.clock, Today: today, Run: id, Sheet: "sheet.csv", Wait: h.wait,
		Ledger: mortalBook{book, p.life, func(what string) time.Duration { return pacer.between(name+what, 0, 3*time.Millisecond) }, s.market.tell},
	}
	return p, p.planner.Prepare(ctx)
}
