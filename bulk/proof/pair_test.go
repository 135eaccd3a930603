package proof

import (
	"bytes"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestPair starts two processes on one sheet: with one ledger, and with two that
// know nothing of each other, as on two machines. The second is told who is at
// work and sends nothing; when the first has ended it may go on, and still
// nothing is made twice.
//
// Before a release: PAYSHEET_PROOF_PAIRS=60.
func TestPair(t *testing.T) {
	t.Parallel()
	pairs, seed := size(t, "PAIRS", 4), uint64(size(t, "SEED", 1))
	if testing.Short() {
		pairs = 1
	}
	binary(t)
	for _, test := range []struct{ name, config, state string }{
		{"one ledger", "paysheet.toml", ".paysheet"},
		{"two ledgers", "second.toml", ".second"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			refused, invoices := 0, 0
			for n := range uint64(pairs) {
				w := newWorld(t, everyClass(), seed+n, 40)
				// The first has to wait for the start of the second.
				w.config(t, "paysheet.toml", ".paysheet", 20*time.Second)
				w.config(t, "second.toml", ".second", 20*time.Second)
				invoices += len(w.rows)
				w.pair(t, test.config, n%2 == 0, &refused)
				w.inTurn(t, test.config, test.state)
			}
			t.Logf("%d sheets with %d invoices: the second process was kept out %d times, nothing made twice", pairs, invoices, refused)
		})
	}
}

// pair runs two processes at once. held starts the second while the first is
// sure to be in the middle of its calls; else both start together and either
// may win.
func (w *world) pair(t *testing.T, config string, held bool, refused *int) {
	t.Helper()
	var first, second bytes.Buffer
	if held {
		w.shop.hold()
	}
	started := w.shop.reach(1)
	one, two := w.command(t.Context(), t, w.apply()...), w.command(t.Context(), t, append(w.apply(), "--config", config)...)
	one.Stdout, one.Stderr, two.Stdout, two.Stderr = &first, &first, &second, &second
	if err := one.Start(); err != nil {
		t.Fatal(err)
	}
	if held {
		<-started
		_ = two.Run() // its exit status is looked at
		w.shop.release()
		_ = one.Wait() // as above
		w.keptOut(t, two, second.String(), one.Process.Pid)
	} else {
		if err := two.Start(); err != nil {
			t.Fatal(err)
		}
		var both sync.WaitGroup
		both.Go(func() { _ = one.Wait() }) // the exit status is looked at
		both.Go(func() { _ = two.Wait() })
		both.Wait()
		if one.ProcessState.ExitCode() == exitLocked && two.ProcessState.ExitCode() == exitLocked {
			t.Fatalf("seed %d: both were kept out:\n%s\n%s", w.seed, first.String(), second.String())
		}
	}
	for _, cmd := range []*exec.Cmd{one, two} {
		if cmd.ProcessState.ExitCode() == exitLocked {
			*refused++
		}
	}
	w.noneTwice(t, first.String()+second.String())
}

// keptOut checks how the second process ended: with 8, and naming the first.
func (w *world) keptOut(t *testing.T, second *exec.Cmd, text string, first int) {
	t.Helper()
	if code := second.ProcessState.ExitCode(); code != exitLocked || !strings.Contains(text, strconv.Itoa(first)) {
		t.Fatalf("seed %d: the second process ended with %d, and should have ended with %d and named process %d:\n%s", w.seed, code, exitLocked, first, text)
	}
}

// inTurn lets the second finish what the first left, and the first look again.
func (w *world) inTurn(t *testing.T, config, state string) {
	t.Helper()
	w.shop.calm(t)
	for _, with := range []string{config, config, "paysheet.toml", config} {
		end := w.run(t, nil, append(w.apply(), "--config", with)...)
		if end.code != 0 && end.code != 4 {
			t.Fatalf("seed %d: with %s after the other had ended: exit %d\n%s", w.seed, with, end.code, end.text)
		}
		w.noneTwice(t, end.text)
		folders := []string{filepath.Join(w.dir, ".paysheet")}
		if state != ".paysheet" {
			folders = append(folders, filepath.Join(w.dir, state))
		}
		w.blame(t, w.always(w.look(t, folders...)), end)
	}
}

func (w *world) noneTwice(t *testing.T, text string) {
	t.Helper()
	for reference, links := range w.shop.links() {
		payable := 0
		for _, link := range links {
			if link.Payable {
				payable++
			}
		}
		if payable > 1 {
			t.Fatalf("seed %d: %s has %d payable links\n%s", w.seed, reference, payable, text)
		}
	}
}
