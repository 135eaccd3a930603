package ledger

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// busy gives a ledger with two runs and a few links of each.
func busy(t *testing.T, dir string) *Ledger {
	t.Helper()
	l := open(t, dir)
	for n, run := range []string{"r1", "r2"} {
		if err := l.StartRun(t.Context(), Run{ID: run, Command: "apply", Sheet: "invoices.xlsx"}); err != nil {
			t.Fatal(err)
		}
		for i := range 3 {
			e := entry(t, fmt.Sprintf("%s-%d", run, i))
			e.Run = run
			put(t, l, e, Known, n*10+i+1)
		}
		if err := l.EndRun(t.Context(), run, Summary{Counts: map[string]int{"created": 3}}); err != nil {
			t.Fatal(err)
		}
	}
	return l
}

func TestEventsOfARun(t *testing.T) {
	t.Parallel()
	l := busy(t, t.TempDir())
	var all, second []Event
	for e, err := range l.Events(t.Context(), 0) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, e)
	}
	for e, err := range l.EventsOf(t.Context(), "r2") {
		if err != nil {
			t.Fatal(err)
		}
		second = append(second, e)
	}
	seq, hash, err := l.Head(t.Context())
	if err != nil || int64(len(all)) != seq || all[len(all)-1].Hash != hash {
		t.Fatalf("%d events to a head %d (%v)", len(all), seq, err)
	}
	if len(second) != 8 || second[0].Kind != "run" || second[7].Kind != "end" || second[0].Run != "r2" {
		t.Errorf("run r2 has %d events", len(second))
	}
	for e, err := range l.EventsOf(t.Context(), "none") {
		t.Errorf("a run that is not there has event %v, %v", e, err)
	}
	if _, err := l.FindRun(t.Context(), "none"); !errors.Is(err, ErrMissing) {
		t.Errorf("a run that is not there: %v", err)
	}
	if run, err := l.FindRun(t.Context(), "r2"); err != nil || run.Summary.Counts["created"] != 3 || run.Who != "Nimali" {
		t.Errorf("run r2 is %+v (%v)", run, err)
	}
}

func TestSearch(t *testing.T) {
	t.Parallel()
	l := busy(t, t.TempDir())
	want, err := l.Lookup(t.Context(), "", "r1-1")
	if err != nil || len(want) != 1 {
		t.Fatal(want, err)
	}
	for _, text := range []string{want[0].Reference, want[0].Sent, want[0].Link.ID, want[0].Link.URL} {
		found, err := l.Search(t.Context(), text)
		if err != nil || !slices.Equal(found, want) {
			t.Errorf("%q finds %v (%v)", text, found, err)
		}
	}
	if found, err := l.Search(t.Context(), "nothing"); err != nil || len(found) > 0 {
		t.Errorf("found %v (%v)", found, err)
	}
}

func TestVerifyHead(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	l := busy(t, dir)
	seq, hash, err := l.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	other := strings.Repeat("0", 64)
	for head, want := range map[string]int64{
		FormatHead(seq, hash): 0, hash: 0, hash[:12]: 0, strings.ToUpper(hash): 0, fmt.Sprintf("%d:%s", seq, hash[:16]): 0,
		FormatHead(seq+5, hash): seq + 1, FormatHead(seq-1, hash): seq - 1, FormatHead(seq, other): seq, other: -1,
	} {
		var broken *BrokenError
		err := l.VerifyHead(t.Context(), head)
		switch {
		case want == 0 && err != nil:
			t.Errorf("%s: %v", head, err)
		case want != 0 && !errors.As(err, &broken):
			t.Errorf("%s: %v", head, err)
		case want > 0 && broken.Seq != want:
			t.Errorf("%s names event %d, not %d", head, broken.Seq, want)
		}
	}
	for _, head := range []string{"", "12", "x:" + hash, "0:" + hash, hash + "ff", "not a hash at all"} {
		var broken *BrokenError
		if err := l.VerifyHead(t.Context(), head); err == nil || errors.As(err, &broken) {
			t.Errorf("%q was taken for a head: %v", head, err)
		}
	}
}

// What Verify alone cannot see: the last events cut off with everything that
// they made, which a head kept elsewhere shows.
func TestAKeptHeadShowsWhatWasCutOff(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	l := busy(t, dir)
	seq, hash, err := l.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, fileName)
	for _, text := range []string{
		"DELETE FROM events WHERE seq > 8", "DELETE FROM runs WHERE first > 8", "DELETE FROM entries WHERE run = 'r2'",
	} {
		if err := raw(path, text); err != nil {
			t.Fatal(err)
		}
	}
	l = reader(t, dir)
	if n, err := l.Verify(t.Context()); err != nil || n != 8 {
		t.Fatalf("the cut chain has %d events, %v", n, err)
	}
	var broken *BrokenError
	if err := l.VerifyHead(t.Context(), FormatHead(seq, hash)); !errors.As(err, &broken) || broken.Seq != 9 {
		t.Errorf("the kept head says %v", err)
	}
}

func TestBackupIsALedger(t *testing.T) {
	t.Parallel()
	dir, elsewhere := t.TempDir(), t.TempDir()
	l := busy(t, dir)
	path := filepath.Join(elsewhere, fileName)
	for range 2 { // the second replaces the first
		if err := l.Backup(t.Context(), path); err != nil {
			t.Fatal(err)
		}
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the copy has mode %v (%v)", info.Mode(), err)
	}
	entries, err := os.ReadDir(elsewhere)
	if err != nil || len(entries) != 1 {
		t.Errorf("%d files beside the copy (%v)", len(entries), err)
	}
	wantSeq, wantHash, err := l.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	copied := open(t, elsewhere) // for writing: it goes on where the other stood
	seq, hash, err := copied.Head(t.Context())
	if err != nil || seq != wantSeq || hash != wantHash {
		t.Errorf("the copy's head is %d %s (%v)", seq, hash, err)
	}
	if _, err := copied.Verify(t.Context()); err != nil {
		t.Error(err)
	}
	put(t, copied, entry(t, "new"), Known, 99)
}

func TestBackupRefuses(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	l := busy(t, dir)
	for _, path := range []string{dir, filepath.Join(dir, fileName), filepath.Join(dir, "no", "such", "folder.db")} {
		if err := l.Backup(t.Context(), path); err == nil {
			t.Errorf("copied to %s", path)
		}
	}
	if _, err := l.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}
