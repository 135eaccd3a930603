package proof

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestStrike lets one system call of the built binary fail, or all of them
// from one on, with strace: the disk is full, the file system gives errors, a
// folder turns read-only, a signal interrupts, the kernel kills. Whatever the
// run then says, the invariants of TestKill hold, and it never ends with 0 while
// the sheet is behind.
//
// Before a release:
//
//	PAYSHEET_PROOF_STRIKES=1000 go test ./bulk/proof -run TestStrike -v -timeout 60m
func TestStrike(t *testing.T) {
	t.Parallel()
	strikes, seed := size(t, "STRIKES", 6), uint64(size(t, "SEED", 1))
	if testing.Short() {
		t.Skip("skipped: system calls are struck without -short")
	}
	if why := noStrace(t); why != "" {
		t.Skip("skipped: " + why)
	}
	binary(t)
	const lanes = 2
	for lane := range lanes {
		t.Run(strconv.Itoa(lane), func(t *testing.T) {
			t.Parallel()
			sum := strikeSum{by: map[string]int{}, ends: map[int]int{}}
			began := time.Now()
			for n := uint64(0); sum.strikes < (strikes+lanes-1)/lanes; n++ {
				sum.world(t, newWorld(t, everyClass(), seed+n*lanes+uint64(lane), 24))
			}
			t.Logf("%d strikes in %d runs over %d sheets with %d invoices: %d links, %d rows uncertain at the end, nothing made twice, lost, wrong or unreadable; by call %v, by exit status %v; %.0f runs a minute",
				sum.strikes, sum.runs, sum.worlds, sum.invoices, sum.links, sum.uncertain, sum.by, sum.ends, float64(sum.runs)/time.Since(began).Minutes())
		})
	}
}

// noStrace says why system calls cannot be struck here, empty where they can.
func noStrace(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("strace")
	if err != nil {
		return "there is no strace here (apt-get install strace)"
	}
	text, err := exec.CommandContext(t.Context(), path, "-f", "--seccomp-bpf", "-qq", "-e", "trace=fsync", "-e", "inject=fsync:error=EIO", "true").CombinedOutput()
	if err != nil {
		return fmt.Sprintf("strace cannot trace here (is ptrace allowed?): %v %s", err, text)
	}
	return ""
}

type strikeSum struct {
	strikes, runs, worlds, invoices int
	by                              map[string]int
	ends                            map[int]int
	count
}

// world strikes a few runs over one sheet and then lets it be finished.
func (s *strikeSum) world(t *testing.T, w *world) {
	t.Helper()
	folder := filepath.Join(w.dir, ".paysheet")
	for range 2 + w.random.IntN(4) {
		calls, inject := w.strike()
		log := filepath.Join(w.dir, "strace.log")
		end := w.run(t, nil, "strace", "-f", "--seccomp-bpf", "-qq", "-o", log, "-e", "trace="+calls, "-e", "inject="+calls+":"+inject)
		s.runs++
		if hit(t, log) {
			s.strikes++
			s.by[calls]++
		}
		s.ends[end.code]++
		end.text = calls + ":" + inject + "\n" + end.text
		if end.killed {
			w.blame(t, w.always(w.look(t, folder)), end)
			continue
		}
		_, faults := w.settled(w.look(t, folder), end.code)
		w.blame(t, faults, end)
	}
	c := w.clearUp(t, folder)
	s.worlds++
	s.invoices += len(w.rows)
	s.links += c.links
	s.uncertain += c.uncertain
}

// strike chooses calls, what becomes of them, and which of them: one, or all
// from one on.
func (w *world) strike() (calls, inject string) {
	type target struct {
		calls  string
		count  int // about as many as one thread of a run makes: strace counts them so
		errors []string
	}
	targets := []target{
		{"fsync,fdatasync", 20, []string{"EIO", "ENOSPC", "EINTR", ""}},
		{"write,pwrite64", 120, []string{"EIO", "ENOSPC", "EINTR", ""}},
		{"rename,renameat,renameat2", 2, []string{"EIO", "ENOSPC", "EACCES", ""}},
		{"openat", 40, []string{"EIO", "ENOSPC", "EACCES", "EINTR", ""}},
	}
	x := targets[w.random.IntN(len(targets))]
	name := x.errors[w.random.IntN(len(x.errors))]
	when := int(math.Pow(float64(x.count), w.random.Float64())) // mostly early, because most threads make few
	switch {
	case name == "":
		return x.calls, fmt.Sprintf("signal=KILL:when=%d", when)
	case name != "EINTR" && w.random.IntN(2) == 0:
		return x.calls, fmt.Sprintf("error=%s:when=%d+", name, when)
	default:
		return x.calls, fmt.Sprintf("error=%s:when=%d", name, when)
	}
}

// hit tells that the strike happened: a run may make fewer calls than thought.
func hit(t *testing.T, log string) bool {
	t.Helper()
	text, err := os.ReadFile(log)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return strings.Contains(string(text), "INJECTED") || strings.Contains(string(text), "killed by SIGKILL")
}
