package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestColours runs doctor as on a terminal: colours are there, and each way to
// switch them off does.
func TestColours(t *testing.T) {
	t.Parallel()
	sheet := filepath.Join(t.TempDir(), "invoices.csv")
	if err := os.WriteFile(sheet, []byte("Invoice Number,Balance Due,Currency\nA-1,5.00,LKR\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		terminal bool
		set      map[string]string
		flags    []string
		want     bool
	}{
		"on a terminal":     {terminal: true, want: true},
		"NO_COLOR is empty": {terminal: true, set: map[string]string{"NO_COLOR": ""}, want: true},
		"into a pipe":       {},
		"NO_COLOR":          {terminal: true, set: map[string]string{"NO_COLOR": "1"}},
		"TERM=dumb":         {terminal: true, set: map[string]string{"TERM": "dumb"}},
		"--no-color":        {terminal: true, flags: []string{"--no-color"}},
		"--json":            {terminal: true, flags: []string{"--json"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out, errs bytes.Buffer
			e := env{
				in: strings.NewReader(""), out: &out, err: &errs, clock: time.Now, outTerminal: test.terminal,
				getenv: func(name string) string { return test.set[name] },
			}
			run(t.Context(), e, append([]string{"doctor", sheet}, test.flags...))
			if out.Len() == 0 {
				t.Fatalf("doctor prints nothing; stderr: %s", errs.String())
			}
			if got := strings.Contains(out.String(), "\x1b["); got != test.want {
				t.Errorf("colours are there: %v, want %v:\n%q", got, test.want, out.String())
			}
		})
	}
}
