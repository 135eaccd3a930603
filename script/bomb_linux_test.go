package script_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"paysheet/script"
)

const (
	// bombMemory is what the process of a bomb may allocate before the system
	// refuses, in bytes: far less than any bomb asks for.
	bombMemory = 768 << 20
	bombName   = "PAYSHEET_BOMB"
)

// outcome is what became of one bomb.
type outcome struct {
	Sentence string        // what the row's error says
	Row      string        // which row it names
	Place    string        // file and line
	After    string        // what the next row got
	Took     time.Duration // processor time
	Peak     int           // of memory, in bytes
}

// TestBombs lights each bomb in a process of its own, whose memory is limited.
// Each must end at the row that lit it, with one sentence, and leave the row
// after it alone.
func TestBombs(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("slow")
	}
	for _, b := range bombs() {
		t.Run(b.name, func(t *testing.T) { // one after the other
			o := light(t, b.name)
			t.Logf("| %s | %s | %.2f s | %d MiB |", b.name, o.Sentence, o.Took.Seconds(), o.Peak>>20)
			if !slices.ContainsFunc(strings.Split(b.want, "|"), func(w string) bool { return strings.Contains(o.Sentence, w) }) || strings.Contains(o.Sentence, "\n") {
				t.Errorf("it ended with %q, want %q", o.Sentence, b.want)
			}
			if o.Row != "row 17" || !strings.HasPrefix(o.Place, "rules.star:") {
				t.Errorf("it names %q at %q, want row 17 and a line", o.Row, o.Place)
			}
			if o.After != "fine" {
				t.Errorf("the row after it got %q", o.After)
			}
		})
	}
}

// light runs one bomb in a child.
func light(t *testing.T, name string) (o outcome) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestBombChild$")
	cmd.Env = append(os.Environ(), bombName+"="+name)
	out, err := cmd.CombinedOutput()
	_, text, ok := strings.Cut(string(out), "BOMB ")
	if err != nil || !ok {
		t.Fatalf("%v: %.600s", err, out)
	}
	text, _, _ = strings.Cut(text, "\n")
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		t.Fatal(err)
	}
	usage := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	o.Peak = int(usage.Maxrss) << 10
	return o
}

// TestBombChild is the process of one bomb: it decides row 17, which lights the
// bomb, and then row 18.
func TestBombChild(t *testing.T) {
	name := os.Getenv(bombName)
	if name == "" {
		t.Skip("runs as a child of TestBombs")
	}
	limit := syscall.Rlimit{Cur: bombMemory, Max: bombMemory}
	if err := syscall.Setrlimit(syscall.RLIMIT_DATA, &limit); err != nil {
		t.Fatal(err)
	}
	for _, b := range bombs() {
		if b.name == name {
			text, err := json.Marshal(explode(t, b))
			if err != nil {
				t.Fatal(err)
			}
			fmt.Printf("BOMB %s\n", text)
		}
	}
}

func explode(t *testing.T, b bomb) (o outcome) {
	t.Helper()
	env := environment()
	env.Now = time.Now
	before := cpuTime(t)
	rules, err := script.Compile(folder(b.rules()), "rules.star", env)
	if err != nil {
		t.Fatal(err)
	}
	_, err = rules.Decide(t.Context(), sampleRow())
	var e *script.Error
	if errors.As(err, &e) {
		o.Sentence, o.Row, o.Place = e.Message, e.Row, fmt.Sprintf("%s:%d", e.File, e.Line)
	} else if err != nil {
		o.Sentence = err.Error()
	}
	o.Took = cpuTime(t) - before
	next := sampleRow()
	next.number = 18
	d, err := rules.Decide(t.Context(), next)
	o.After = d.Reason
	if err != nil {
		o.After = err.Error()
	}
	return o
}
