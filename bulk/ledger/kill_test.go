package ledger

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"paysheet/providers"
)

// victimEnv, when set, turns the test binary into the process that is killed.
const victimEnv = "PAYSHEET_LEDGER_VICTIM"

func TestMain(m *testing.M) {
	if os.Getenv(victimEnv) != "" {
		fmt.Fprintln(os.Stderr, victim(os.Stdout))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// victim begins and finishes for ever in the working folder and says what was acknowledged.
func victim(out io.Writer) error {
	l, err := Open(context.Background(), ".", Options{Clock: steady(), Who: "victim"})
	if err != nil {
		return err
	}
	amount, err := providers.ParseMoney("10.00", "LKR")
	if err != nil {
		return err
	}
	failed := make(chan error)
	for w := range 16 {
		go func() {
			for i := 0; ; i++ {
				key := Key{Scope: Scope{Provider: "onepay"}, Reference: fmt.Sprintf("%d-%d-%d", os.Getpid(), w, i), Generation: 1}
				err := l.Begin(context.Background(), Entry{Key: key, Amount: amount})
				if err == nil {
					_, err = fmt.Fprintf(out, "intent %s\n", key.Reference)
				}
				if err == nil {
					_, err = l.Finish(context.Background(), key, Outcome{State: Known, Link: providers.Link{ID: "L" + key.Reference}})
				}
				if err == nil {
					_, err = fmt.Fprintf(out, "known %s\n", key.Reference)
				}
				if err != nil {
					failed <- err
				}
			}
		}()
	}
	return <-failed
}

func TestNothingAcknowledgedIsLostByAKill(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	acknowledged := map[string]State{}
	for kill := range uint64(20) {
		after := rand.New(rand.NewPCG(2026, kill)).IntN(300)
		maps.Copy(acknowledged, killed(t, dir, after))
	}
	l := open(t, dir)
	for reference, state := range acknowledged {
		e := one(t, l, reference)
		if state == Known && (e.State != Known || e.Link.ID != "L"+reference) || !e.Open() {
			t.Errorf("%s was acknowledged as %s and is %s", reference, state, e.State)
		}
	}
	if _, err := l.Verify(t.Context()); err != nil {
		t.Error(err)
	}
	t.Logf("%d references acknowledged before a kill", len(acknowledged))
}

// killed runs a victim, kills it after some acknowledgements and gives the
// last state that it said of each reference.
func killed(t *testing.T, dir string, after int) map[string]State {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), exe)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), victimEnv+"=1")
	var said strings.Builder
	cmd.Stderr = &said
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	states := map[string]State{}
	var once sync.Once
	lines := bufio.NewReader(out)
	for n := 0; ; n++ {
		line, err := lines.ReadString('\n')
		if err != nil {
			break // a line cut off by the kill was not said
		}
		state, reference, _ := strings.Cut(strings.TrimSpace(line), " ")
		states[reference] = State(state)
		if n >= after {
			once.Do(func() {
				if err := cmd.Process.Kill(); err != nil {
					t.Error(err)
				}
			})
		}
	}
	if err := cmd.Wait(); err == nil || said.Len() > 0 {
		t.Fatalf("the victim ended by itself: %v %s", err, said.String())
	}
	return states
}
