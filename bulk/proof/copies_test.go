package proof

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestPairOfCopies lets two machines work on a copy of one sheet each, with a
// ledger each that knows nothing of the other's, one after the other. The first
// is killed somewhere. Where a provider can be asked what it has, or refuses a
// used reference, the second makes nothing twice.
func TestPairOfCopies(t *testing.T) {
	t.Parallel()
	pairs, seed := size(t, "PAIRS", 4), uint64(size(t, "SEED", 1))
	if testing.Short() {
		pairs = 1
	}
	binary(t)
	findable := class{"findable", []string{"conomy", "payu"}}
	invoices := 0
	for n := range uint64(pairs) {
		w := newWorld(t, findable, seed+n, 24)
		w.config(t, "paysheet.toml", ".paysheet", 20*time.Second)
		w.config(t, "second.toml", ".second", 20*time.Second)
		text, err := os.ReadFile(w.sheet)
		if err != nil {
			t.Fatal(err)
		}
		second := filepath.Join(w.dir, "second"+filepath.Ext(w.sheet))
		if err := os.WriteFile(second, text, 0o600); err != nil {
			t.Fatal(err)
		}
		w.run(t, w.instant(), w.apply()...)
		w.shop.calm(t)
		invoices += len(w.rows)
		for _, args := range [][]string{
			{"apply", second, "--yes", "--config", "second.toml"}, w.apply(), {"apply", second, "--yes", "--config", "second.toml"},
		} {
			end := w.run(t, nil, args...)
			if end.code != 0 && end.code != 4 {
				t.Fatalf("seed %d: %v: exit %d\n%s", w.seed, args, end.code, end.text)
			}
			w.noneTwice(t, end.text)
		}
		w.blame(t, w.always(w.look(t, filepath.Join(w.dir, ".paysheet"), filepath.Join(w.dir, ".second"))), ending{})
	}
	t.Logf("%d sheets with %d invoices, each in two copies with two ledgers: nothing made twice", pairs, invoices)
}
