package proof

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"time"

	"paysheet/bulk"
	"paysheet/bulk/invoice"
	"paysheet/bulk/ledger"
	"paysheet/providers"
)

// double stands in for a part of the program and has one bug; the zero value
// has none. It is never a switch in the program.
type double struct {
	name     string
	provider func(account string, p providers.Provider) providers.Provider
	book     func(bulk.Book) bulk.Book
	account  func(*bulk.Account)
}

// sim is one simulated world: three classes of providers, one sheet, and runs
// that are killed, interrupted, rivalled and started again.
type sim struct {
	seed    uint64
	dir     string
	random  *rand.Rand
	servers map[string]*server
	market  *market
	table   *simTable
	double  double
	// rival says that a second ledger makes links too. People then move no
	// invoice to another account: across accounts nothing but one ledger helps.
	rival  bool
	stats  simStats
	faults []string
}

// simStats is what a number of worlds came to.
type simStats struct {
	Worlds, Invoices, Runs, Kills, Links, Replaced, Uncertain, Rivals int
}

func (s *simStats) add(o simStats) {
	s.Worlds += o.Worlds
	s.Invoices += o.Invoices
	s.Runs += o.Runs
	s.Kills += o.Kills
	s.Links += o.Links
	s.Replaced += o.Replaced
	s.Uncertain += o.Uncertain
	s.Rivals += o.Rivals
}

func newSim(seed uint64, dir string, d double) *sim {
	s := &sim{
		seed: seed, dir: dir, random: rand.New(rand.NewPCG(seed, 7)), double: d,
		market: &market{due: map[string]int{}}, servers: map[string]*server{}, table: &simTable{},
	}
	s.rival = s.random.IntN(5) == 0
	for _, v := range []*server{{name: "exact", unique: true, findable: true}, {name: "scan", findable: true, drafts: true}, {name: "blind"}} {
		v.seed, v.market, v.drawn = seed, s.market, map[string]uint64{}
		s.servers[v.name] = v
		for range 1 + s.random.IntN(3) {
			s.table.add(fmt.Sprintf("INV%d", len(s.table.rows)+1), s.amount(), "INR", v.name)
		}
	}
	return s
}

func (s *sim) amount() string {
	return fmt.Sprintf("%d.%02d", 100+s.random.IntN(9000), s.random.IntN(100))
}

// spread gives a duration that is as likely to be short as long.
func (s *sim) spread(least, most time.Duration) time.Duration {
	low, high := math.Log(float64(least)), math.Log(float64(most))
	return time.Duration(math.Exp(low + s.random.Float64()*(high-low)))
}

// play lives through one world, inside a bubble, and checks it.
func (s *sim) play(ctx context.Context) {
	s.stats = simStats{Worlds: 1, Invoices: len(s.table.rows)}
	for range 2 + s.random.IntN(4) {
		s.change()
		s.run(ctx, s.hazard())
		time.Sleep(s.spread(time.Millisecond, 5*time.Minute))
	}
	time.Sleep(giveUp + tail) // whatever is still on its way arrives
	for _, server := range s.servers {
		server.mu.Lock()
		server.calm = true
		server.mu.Unlock()
	}
	for range 2 {
		time.Sleep(15 * time.Minute) // longer than any settle window with its slack
		s.run(ctx, hazard{kill: -1, interrupt: -1, intruder: -1})
	}
	s.judge(ctx)
}

// change is what people do to a sheet between runs, and customers to links.
func (s *sim) change() {
	for i := range s.table.rows {
		switch s.random.IntN(20) {
		case 0, 1:
			s.table.set(i, columnAmount, s.amount())
		case 2:
			if s.rival {
				continue
			}
			s.table.set(i, columnAccount, []string{"exact", "scan", "blind"}[s.random.IntN(3)])
		case 3:
			if id := s.table.text(i, invoice.LinkID); id != "" {
				for _, server := range s.servers {
					server.change(id, providers.Paid, providers.Active)
				}
			}
		}
	}
}

// hazard is what happens to a run; a negative time is never.
type hazard struct {
	kill, interrupt, intruder time.Duration
	skew                      time.Duration
	replace, rival, wait      bool
}

func (s *sim) hazard() hazard {
	h := hazard{
		kill: -1, interrupt: -1, intruder: -1, replace: s.random.IntN(2) == 0, rival: s.rival && s.random.IntN(2) == 0,
		wait: s.random.IntN(4) == 0, skew: time.Duration(s.random.Int64N(int64(10*time.Minute))) - 5*time.Minute,
	}
	if s.random.IntN(4) > 0 {
		h.kill = s.spread(time.Millisecond, 3*time.Minute)
	}
	if s.random.IntN(10) == 0 {
		h.interrupt = s.spread(time.Millisecond, time.Minute)
	}
	if s.random.IntN(10) == 0 {
		h.intruder = s.spread(time.Millisecond, time.Second)
	}
	return h
}

// after calls f at an instant of the run, unless the run ends before.
func after(d time.Duration, over <-chan struct{}, group *sync.WaitGroup, f func()) {
	if d < 0 {
		return
	}
	group.Go(func() {
		if wait(over, d); !isClosed(over) {
			f()
		}
	})
}

// run starts the program once, and a second one on another machine where the
// hazard has a rival.
func (s *sim) run(ctx context.Context, h hazard) {
	s.stats.Runs++
	s.market.tell("run %d: %+v", s.stats.Runs, h)
	p, err := s.start(ctx, "ledger", h, nil)
	if err != nil {
		s.fault("the ledger did not open: %v", err)
		return
	}
	var others sync.WaitGroup
	over := make(chan struct{})
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	after(h.kill, over, &others, p.kill)
	after(h.interrupt, over, &others, cancel)
	after(h.intruder, over, &others, func() { s.intrude(ctx) })
	if h.rival {
		s.stats.Rivals++
		others.Go(func() { s.runRival(ctx, h) })
	}
	results, err := p.runner.Apply(ctx, p.items(ctx))
	switch {
	case p.isDead():
		s.stats.Kills++
	case err != nil:
		s.fault("the run failed: %v", err)
	default:
		s.table.save(results, p.cells)
	}
	close(over)
	p.kill()
	others.Wait()
	p.close(s)
}

// runRival is the same sheet on a machine with a ledger of its own. Where the
// provider refuses a second link of a reference that is no danger.
func (s *sim) runRival(ctx context.Context, h hazard) {
	h.skew = -h.skew
	p, err := s.start(ctx, "rival", h, []string{"exact"})
	if err != nil {
		s.fault("the rival's ledger did not open: %v", err)
		return
	}
	if _, err := p.runner.Apply(ctx, p.items(ctx)); err != nil {
		s.fault("the rival failed: %v", err)
	}
	p.close(s)
}

// intrude starts a second process on the ledger that is in use.
func (s *sim) intrude(ctx context.Context) {
	book, err := ledger.Open(ctx, filepath.Join(s.dir, "ledger"), ledger.Options{Clock: time.Now, Who: "second"})
	var locked *ledger.LockedError
	if !errors.As(err, &locked) || locked.Who != "first" {
		s.fault("a second process was not kept out of the ledger: %v", err)
		if err == nil {
			_ = book.Close() // the fault is told
		}
	}
}

func (s *sim) fault(format string, args ...any) {
	s.market.mu.Lock()
	defer s.market.mu.Unlock()
	s.faults = append(s.faults, fmt.Sprintf(format, args...))
}
