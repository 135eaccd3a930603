package ledger

import "testing"

func TestWorking(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	look := func(want string) {
		t.Helper()
		l := reader(t, dir)
		run, ok, err := l.Working(t.Context())
		if err != nil || ok != (want != "") || ok && run.ID != want {
			t.Errorf("run %q is at work (%v, %v), not %q", run.ID, ok, err, want)
		}
	}
	look("") // there is no ledger yet
	l := open(t, dir)
	look("") // it is open, but no run has begun
	for _, run := range []string{"r1", "r2"} {
		if err := l.StartRun(t.Context(), Run{ID: run, Command: "apply"}); err != nil {
			t.Fatal(err)
		}
		look(run)
		if _, ok, err := l.Working(t.Context()); ok || err != nil {
			t.Errorf("the writer itself sees another at work (%v)", err)
		}
	}
	if err := l.EndRun(t.Context(), "r2", Summary{}); err != nil {
		t.Fatal(err)
	}
	look("")
	if err := l.StartRun(t.Context(), Run{ID: "r3", Command: "apply"}); err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil { // as a kill does, without an end of the run
		t.Fatal(err)
	}
	look("")
}
