package proof

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestKill kills the built binary at random instants and starts it again, over
// and over, while the providers go on working and lose answers of their own.
// After every kill the sheet opens with all its rows, no reference has two
// payable links, every amount agrees to the last digit, and every link at a
// provider is known; after every run that ends by itself the exit status says
// whether the sheet is behind.
//
// Before a release:
//
//	PAYSHEET_PROOF_KILLS=1700 PAYSHEET_PROOF_ROWS=110 go test ./bulk/proof -run TestKill -v -timeout 90m
func TestKill(t *testing.T) {
	t.Parallel()
	kills, most, seed := size(t, "KILLS", 6), size(t, "ROWS", 60), uint64(size(t, "SEED", 1))
	if testing.Short() {
		kills = 2
	}
	binary(t)
	for i, kind := range classes() {
		t.Run(kind.name, func(t *testing.T) {
			t.Parallel()
			var sum tally
			began := time.Now()
			for n := uint64(0); sum.kills < kills; n++ {
				sum.world(t, newWorld(t, kind, seed+n*3+uint64(i), most), kills)
			}
			t.Logf("%s, seeds from %d: %s; %.0f kills a minute", kind.name, seed, &sum, float64(sum.kills)/time.Since(began).Minutes())
		})
	}
}

// tally is what a class of worlds came to.
type tally struct {
	worlds, runs, kills, saving, invoices int
	count
}

func (s *tally) String() string {
	return fmt.Sprintf("%d kills (%d of them while the sheet was being saved) in %d runs over %d sheets with %d invoices: %d links, %d rows uncertain at the end, nothing made twice, lost, wrong or unreadable",
		s.kills, s.saving, s.runs, s.worlds, s.invoices, s.links, s.uncertain)
}

// world lets one sheet be killed a few times and then finished.
func (s *tally) world(t *testing.T, w *world, most int) {
	t.Helper()
	folder := filepath.Join(w.dir, ".paysheet")
	wanted := min(2+w.random.IntN(4), most-s.kills)
	for tries := 0; wanted > 0 && tries < 30; tries++ {
		end := w.run(t, w.instant(), w.apply()...)
		s.runs++
		if end.code == exitLocked {
			w.blame(t, []string{"the lock of a killed run kept the next one out"}, end)
		}
		if !end.killed {
			_, faults := w.settled(w.look(t, folder), end.code)
			w.blame(t, faults, end)
			continue
		}
		s.kills++
		wanted--
		if w.saving() {
			s.saving++
		}
		w.blame(t, w.always(w.look(t, folder)), end)
	}
	c := w.clearUp(t, folder)
	s.worlds++
	s.invoices += len(w.rows)
	s.links += c.links
	s.uncertain += c.uncertain
}

// exitLocked is the exit status of a run that another one keeps out.
const exitLocked = 8

// saving tells that a killed run left the file behind that it was writing.
func (w *world) saving() bool {
	entries, err := os.ReadDir(w.dir)
	if err != nil {
		return false
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), "."+filepath.Base(w.sheet)+".paysheet-") {
			return true
		}
	}
	return false
}

// instant chooses the moment of a kill: any time after the start, or shortly
// after a call has reached its provider, or while the sheet is being saved. The
// latter two are short and would hardly be met by chance.
func (w *world) instant() func(<-chan struct{}) <-chan struct{} {
	first := w.shop.reach(1)
	call := w.shop.reach(1 + w.random.IntN(len(w.rows)+8))
	short := time.Duration(w.random.Int64N(int64(3 * time.Millisecond)))
	long := time.Duration(w.random.Int64N(int64(400 * time.Millisecond)))
	choice := w.random.IntN(10)
	old := w.leftovers()
	return func(ended <-chan struct{}) <-chan struct{} {
		now := make(chan struct{})
		go func() {
			defer close(now)
			switch {
			case choice < 2:
				wait(ended, long)
				return
			case choice < 7:
				until(ended, call)
			default:
				until(ended, first)
				for w.leftovers() <= old && !isClosed(ended) {
					time.Sleep(100 * time.Microsecond)
				}
			}
			wait(ended, short)
		}()
		return now
	}
}

func (w *world) leftovers() int {
	found, err := filepath.Glob(filepath.Join(w.dir, ".invoices*.paysheet-*.tmp"))
	if err != nil {
		return 0
	}
	return len(found)
}

func until(ended, reached <-chan struct{}) {
	select {
	case <-ended:
	case <-reached:
	}
}

func wait(ended <-chan struct{}, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ended:
	case <-timer.C:
	}
}

func isClosed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}
