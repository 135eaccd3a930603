package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// TestApproveDocument holds the document of an approval to its schema, with two
// people at two times.
func TestApproveDocument(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	config, sheet, review := filepath.Join(folder, configName), filepath.Join(folder, "invoices.csv"), filepath.Join(folder, "review.xlsx")
	write(t, config, "state = \"state\"\ntimezone = \"UTC\"\napprovers = [\"alice\"]\n")
	write(t, sheet, "Invoice Number,Currency,Balance Due,Account,Description,Expires\nINV-1,LKR,500,onepay,First,2036-01-31\n")
	now := time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
	as := func(person string, later time.Duration, args ...string) (string, int) {
		var out bytes.Buffer
		code := run(t.Context(), env{
			in: strings.NewReader(""), out: &out, err: &out, clock: func() time.Time { return now.Add(later) },
			getenv: func(string) string { return "" }, user: func() string { return person },
		}, append(args, "--sandbox", "--config", config))
		return out.String(), code
	}
	if text, code := as("carol", 0, "plan", sheet, "-o", review); code != exitDone {
		t.Fatalf("plan: %d\n%s", code, text)
	}
	text, code := as("alice", time.Hour, "approve", review, "--json")
	if code != exitDone {
		t.Fatalf("approve: %d\n%s", code, text)
	}
	document, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if err := compiled(t, "approve").Validate(document); err != nil {
		t.Error(err)
	}
	if !strings.Contains(text, `"until": "2026-11-28T10:00:00Z"`) || !strings.Contains(text, `"planned_by": "carol"`) {
		t.Errorf("it says\n%s", text)
	}
	// A sheet that is gone is named.
	if err := os.Remove(sheet); err != nil {
		t.Fatal(err)
	}
	if text, code := as("alice", time.Hour, "approve", review); code != exitUsage || !strings.Contains(text, sheet) {
		t.Errorf("without its sheet: %d\n%s", code, text)
	}
}
