package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestALargeSheetIsAnnounced: whoever sits at a terminal is told at once what is
// being waited for; a log is not.
func TestALargeSheetIsAnnounced(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "invoices.csv")
	var text strings.Builder
	text.WriteString("Invoice Number,Currency,Balance Due,Account,Description\n")
	for i := range 5000 {
		fmt.Fprintf(&text, "INV-%d,LKR,100,onepay,%s\n", i, strings.Repeat("x", 900))
	}
	if err := os.WriteFile(path, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, terminal := range []bool{true, false} {
		var out, errs bytes.Buffer
		e := env{in: strings.NewReader(""), out: &out, err: &errs, clock: time.Now, getenv: func(string) string { return "" }, errTerminal: terminal}
		if code := run(t.Context(), e, []string{"plan", "--sandbox", path}); code != exitDone {
			t.Fatalf("exit %d: %s", code, errs.String())
		}
		if told := strings.HasPrefix(errs.String(), "Reading "+path+" (4 MB)"); told != terminal {
			t.Errorf("on a terminal %t: %q", terminal, errs.String())
		}
	}
}

// TestALargeLedgerIsAnnounced: the same, of a small sheet beside many links.
func TestALargeLedgerIsAnnounced(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path, state := filepath.Join(folder, "invoices.csv"), filepath.Join(folder, ".paysheet", "sandbox")
	if err := os.MkdirAll(state, 0o700); err != nil {
		t.Fatal(err)
	}
	book := filepath.Join(state, "ledger.db")
	for name, text := range map[string]string{path: "Invoice Number,Currency,Balance Due\nINV-1,LKR,100\n", filepath.Join(folder, "paysheet.toml"): "", book: ""} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Truncate(book, largeLedger); err != nil { // no ledger, which is found out after it was announced
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	e := env{in: strings.NewReader(""), out: &out, err: &errs, clock: time.Now, getenv: func(string) string { return "" }, errTerminal: true}
	if code := run(t.Context(), e, []string{"plan", "--sandbox", path}); code != exitFailed || !strings.Contains(errs.String(), "ledger.db (64 MB) …\n") {
		t.Errorf("exit %d: %s", code, errs.String())
	}
}
