package proof

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// shardEnv, when set, makes this process play one shard of the worlds:
// DOUBLE FIRST COUNT.
const shardEnv = "PAYSHEET_PROOF_SHARD"

// verdict is what a shard prints as one line of JSON.
type verdict struct {
	Stats  simStats
	Seed   uint64   // of the first world with a fault
	Faults []string // what was wrong there
}

// TestSimulation plays worlds in simulated time: the planner, the runner, the
// pace around providers and the ledger are the real ones, on a real file; the
// providers are three simulated classes that lose answers and act long after
// their client gave up. Runs are killed at any instant, interrupted, rivalled
// by a second ledger and by a second process, and have clocks that differ by
// minutes; people change amounts and accounts between them, and customers pay.
//
// Before a release:
//
//	PAYSHEET_PROOF_SEEDS=1000000 go test ./bulk/proof -run TestSimulation -v -timeout 24h
func TestSimulation(t *testing.T) {
	t.Parallel()
	seeds := size(t, "SEEDS", 60)
	if testing.Short() {
		seeds = 10
	}
	began := time.Now()
	v := shards(t, "none", uint64(size(t, "SEED", 1)), seeds)
	if len(v.Faults) > 0 {
		t.Fatalf("seed %d (PAYSHEET_PROOF_SEED):\n  %s", v.Seed, strings.Join(v.Faults, "\n  "))
	}
	s := v.Stats
	t.Logf("%d worlds with %d invoices in %d runs, of which %d were killed and %d had a rival: %d links, %d of them in place of another, %d rows uncertain at the end, nothing made twice, lost or wrong; %.0f worlds a second",
		s.Worlds, s.Invoices, s.Runs, s.Kills, s.Rivals, s.Links, s.Replaced, s.Uncertain, float64(s.Worlds)/time.Since(began).Seconds())
}

// TestPlantedBugs proves that the simulation would notice: each bug is caught
// within the given number of worlds.
func TestPlantedBugs(t *testing.T) {
	t.Parallel()
	most := size(t, "MUTANTS", 100)
	if testing.Short() {
		t.Skip("skipped: planted bugs are looked for without -short")
	}
	for _, d := range doubles() {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			v := shards(t, d.name, uint64(size(t, "SEED", 1)), most)
			if len(v.Faults) == 0 {
				t.Fatalf("%d worlds did not notice", most)
			}
			t.Logf("caught at seed %d: %s", v.Seed, v.Faults[0])
		})
	}
}

// shards shares the worlds out to processes with one core each, in which a
// seed plays out (nearly) the same every time.
func shards(t *testing.T, name string, first uint64, count int) verdict {
	t.Helper()
	lanes := min(runtime.NumCPU(), max(1, count/20))
	found := make(chan verdict, lanes)
	for lane := range lanes {
		from := count * lane / lanes
		go func() { found <- shard(t, name, first+uint64(from), count*(lane+1)/lanes-from) }()
	}
	var all verdict
	for range lanes {
		v := <-found
		all.Stats.add(v.Stats)
		if len(v.Faults) > 0 && (all.Faults == nil || v.Seed < all.Seed) {
			all.Seed, all.Faults = v.Seed, v.Faults
		}
	}
	return all
}

func shard(t *testing.T, name string, first uint64, count int) verdict {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestShard$", "-test.v", "-test.timeout=0")
	cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%s %d %d", shardEnv, strings.ReplaceAll(name, " ", "_"), first, count), "GOMAXPROCS=1", "GODEBUG=asyncpreemptoff=1", "GOGC=800")
	text, err := cmd.CombinedOutput()
	for line := range strings.Lines(string(text)) {
		var v verdict
		if rest, ok := strings.CutPrefix(line, "verdict "); ok && json.Unmarshal([]byte(rest), &v) == nil {
			return v
		}
	}
	return verdict{Seed: first, Faults: []string{fmt.Sprintf("the shard ended without a verdict (%v):\n%s", err, text)}}
}

// TestShard is one process of the simulation. It stops at the first world with
// a fault.
func TestShard(t *testing.T) {
	var name string
	var first uint64
	var count int
	if _, err := fmt.Sscan(os.Getenv(shardEnv), &name, &first, &count); err != nil {
		if os.Getenv(shardEnv) != "" {
			t.Fatal(err)
		}
		t.Skip("skipped: TestSimulation starts this in processes of its own")
	}
	var d double
	for _, each := range doubles() {
		if strings.ReplaceAll(each.name, " ", "_") == name {
			d = each
		}
	}
	if (d.name == "") != (name == "none") {
		t.Fatalf("there is no double %q", name)
	}
	var v verdict
	root := folder(t)
	for seed := first; seed < first+uint64(count) && len(v.Faults) == 0; seed++ {
		dir := filepath.Join(root, strconv.FormatUint(seed, 10))
		s := newSim(seed, dir, d)
		synctest.Test(t, func(*testing.T) { s.play(context.Background()) })
		v.Stats.add(s.stats)
		if len(s.faults) > 0 {
			v.Seed, v.Faults = seed, s.faults
			if os.Getenv("PAYSHEET_PROOF_STORY") != "" {
				t.Log(strings.Join(s.market.story, "\n"))
			}
		}
		if err := os.RemoveAll(dir); err != nil {
			t.Fatal(err)
		}
	}
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	out := bufio.NewWriter(os.Stdout)
	_, _ = fmt.Fprintf(out, "\nverdict %s\n", text)
	if err := out.Flush(); err != nil {
		t.Fatal(err)
	}
}
