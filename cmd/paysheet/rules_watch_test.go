package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// watch runs once, then only after a change, and outlives a mistake.
func TestWatch(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path := filepath.Join(folder, "rules.star")
	write := func(text string) {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Error(err)
		}
	}
	write("a")
	var told bytes.Buffer
	runs, looks := 0, 0
	once := func(context.Context) (string, int, error) {
		runs++
		if runs == 2 {
			return folder, 0, errors.New("a mistake on line 3")
		}
		return folder, 0, nil
	}
	// The looks stand in for time: the file changes before the third and the fifth.
	tick := func(context.Context, time.Duration) bool {
		looks++
		if looks == 3 || looks == 5 {
			write(strings.Repeat("b", looks))
		}
		return looks < 8
	}
	if err := watch(t.Context(), env{err: &told}, tick, once); err != nil {
		t.Fatal(err)
	}
	if runs != 3 {
		t.Errorf("ran %d times, want 3", runs)
	}
	if !strings.Contains(told.String(), "a mistake on line 3") {
		t.Errorf("told %q", told.String())
	}
}
