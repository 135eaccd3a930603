package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestLinger is a console that closes with the program: it waits for Enter, and
// tells somebody who gave no words how to begin.
func TestLinger(t *testing.T) {
	t.Parallel()
	for name, args := range map[string][]string{"double click": nil, "a dropped sheet": {"invoices.csv"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var errs bytes.Buffer
			in := strings.NewReader("\nmore")
			linger(env{in: in, err: &errs}, args)
			if !strings.HasSuffix(errs.String(), "Press Enter to close this window. ") {
				t.Errorf("it does not say what it waits for: %q", errs.String())
			}
			if got, want := strings.Contains(errs.String(), "Drop a sheet"), len(args) == 0; got != want {
				t.Errorf("it tells how to begin: %v, want %v", got, want)
			}
			if in.Len() == len("\nmore") {
				t.Error("it does not wait")
			}
		})
	}
}

// TestBuildText is what --version prints of builds of different kinds.
func TestBuildText(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		build build
		want  string
	}{
		"a release": {
			build{version: "1.2.3", revision: "1a2b3c4d5e6f", date: "2026-11-20T10:00:00Z", golang: "go1.26.8"},
			"1.2.3 (revision 1a2b3c4d5e6f of 2026-11-20T10:00:00Z, go1.26.8 ",
		},
		"changed sources": {
			build{version: "(devel)", revision: "1a2b3c4d5e6f", modified: true, golang: "go1.26.8"},
			"(devel) (revision 1a2b3c4d5e6f with changes, go1.26.8 ",
		},
		"nothing known": {build{golang: "go1.26.8"}, "unknown (go1.26.8 "},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := test.build.String(); !strings.HasPrefix(got, test.want) {
				t.Errorf("got %q, want it to begin with %q", got, test.want)
			}
		})
	}
}

// TestManIsReproducible writes the manual pages twice.
func TestManIsReproducible(t *testing.T) {
	t.Parallel()
	var first, second string
	for _, pages := range []*string{&first, &second} {
		folder := filepath.Join(t.TempDir(), "man")
		var out, errs bytes.Buffer
		e := env{in: strings.NewReader(""), out: &out, err: &errs, clock: time.Now, getenv: func(string) string { return "" }}
		if code := run(t.Context(), e, []string{"man", folder}); code != exitDone {
			t.Fatalf("exit %d: %s", code, errs.String())
		}
		entries, err := os.ReadDir(folder)
		if err != nil {
			t.Fatal(err)
		}
		for _, entry := range entries {
			text, err := os.ReadFile(filepath.Join(folder, entry.Name()))
			if err != nil {
				t.Fatal(err)
			}
			*pages += entry.Name() + "\n" + string(text)
		}
	}
	if first != second {
		t.Error("two sets of pages differ")
	}
	if !strings.Contains(first, "paysheet-plan.1\n") || strings.Contains(first, "paysheet-man.1") {
		t.Error("the pages lack plan, or have the hidden command")
	}
}
