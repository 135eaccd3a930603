package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func readHealth(t *testing.T, path string) health {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var doc health
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	return doc
}

// TestHealthRemembers: a restart keeps the last success and error; what is no
// health file is never written over.
func TestHealthRemembers(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path := filepath.Join(folder, "health.json")
	at := time.Date(2026, 11, 21, 6, 0, 0, 0, time.UTC)
	what := subject{Sheet: "invoices.xlsx", Every: "15m"}
	first, err := openHealth(path, what, at)
	if err != nil {
		t.Fatal(err)
	}
	first.took(at, at.Add(time.Second), roundFigures{LookedAt: 3})
	first.took(at.Add(quarter), at.Add(quarter+time.Second), roundFigures{LookedAt: 3, Failed: 3, Exit: exitRows})
	if err := first.waiting(at.Add(2 * quarter)); err != nil {
		t.Fatal(err)
	}
	again, err := openHealth(path, what, at.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	if err := again.running(); err != nil {
		t.Fatal(err)
	}
	doc := readHealth(t, path)
	if doc.LastSuccess == nil || !doc.LastSuccess.Equal(at.Add(time.Second)) || doc.LastError == nil || doc.LastError.Error != "3 links could not be read" || doc.Rounds != 0 {
		t.Errorf("after a restart the health is %+v", doc)
	}
	other := filepath.Join(folder, "notes.json")
	if err := os.WriteFile(other, []byte(`{"mine":true}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := openHealth(other, what, at); err == nil || exitCode(err) != exitUsage {
		t.Errorf("another file is written over: %v", err)
	}
	left, err := filepath.Glob(filepath.Join(folder, ".paysheet-health-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
