package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"paysheet/bulk"
	"paysheet/bulk/ledger"
)

// compiled gives a command's schema as paysheet schema prints it.
func compiled(t *testing.T, command string) *jsonschema.Schema {
	t.Helper()
	printed := printed(t, exitDone, append([]string{"schema"}, strings.Fields(command)...)...)
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(printed))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource("schema.json", document); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// printed runs a command and gives what it wrote to stdout.
func printed(t *testing.T, code int, args ...string) []byte {
	t.Helper()
	var out, said bytes.Buffer
	got := run(t.Context(), env{
		in: strings.NewReader(""), out: &out, err: &said, clock: time.Now, getenv: func(string) string { return "" },
	}, args)
	if got != code {
		t.Fatalf("paysheet %s ended with %d, not %d: %s", strings.Join(args, " "), got, code, said.String())
	}
	return out.Bytes()
}

// TestSchemas holds real documents of every kind to the schemas that are
// printed for them. Nothing that a schema does not describe may stand in one.
func TestSchemas(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for _, name := range []string{"month-end", "broken-rows"} {
		if err := os.CopyFS(filepath.Join(folder, name), os.DirFS(filepath.Join("..", "..", "samples", name))); err != nil {
			t.Fatal(err)
		}
	}
	config := filepath.Join(folder, configName)
	write(t, config, "state = \"state\"\ntimezone = \"UTC\"\n[guards]\nmax_creates = 100000\nmax_change = \"50%\"\n")
	month, broken := filepath.Join(folder, "month-end", "invoices.xlsx"), filepath.Join(folder, "broken-rows", "invoices.xlsx")
	links := filepath.Join(folder, "links.xlsx")
	rules := filepath.Join(folder, "month-end", "rules.star")
	health, other := filepath.Join(folder, "health.json"), filepath.Join(folder, "month-end", "other.star")
	write(t, other, "rules(version = 1)\n\ndef decide(row):\n    return hold(\"not this month\")\n")
	sandboxed := func(words ...string) []string { return append(words, "--sandbox", "--json", "--config", config) }
	var id, reference string
	for _, each := range []struct {
		document string
		code     int
		args     []string
	}{
		{"plan", exitDone, sandboxed("plan", month)},
		{"plan", exitRows, []string{"plan", broken, "--sandbox", "--json", "--config", filepath.Join(folder, "broken-rows", configName), "--as-of", "2026-08-03"}},
		{"apply", exitGuard, sandboxed("apply", month, "-o", links, "--canary", "3")},
		{"apply", exitDone, sandboxed("apply", month, "-o", links)},
		{"plan", exitDone, sandboxed("plan", links, "--rules", rules, "--replace")},
		{"refresh", exitDone, sandboxed("refresh", links, "-o", links)},
		{"refresh all", exitDone, []string{"refresh", "--all", "--sandbox", "--json", "--config", config}},
		{"report", exitDone, sandboxed("report", links)},
		{"report", exitDone, []string{"report", broken, "--sandbox", "--json", "--config", filepath.Join(folder, "broken-rows", configName), "--as-of", "2026-08-03"}},
		{"health", exitDone, sandboxed("refresh", links, "-o", links, "--health", health)},
		{"events", exitDone, []string{"refresh", "--all", "--sandbox", "--events", "--config", config}},
		{"explain", exitDone, sandboxed("explain", links, "7")},
		{"explain", exitDone, sandboxed("explain", month, "7", "--rules", rules)},
		{"audit show", exitDone, sandboxed("audit", "show", "REFERENCE")},
		{"audit verify", exitDone, sandboxed("audit", "verify")},
		{"audit export", exitDone, sandboxed("audit", "export", "-o", filepath.Join(folder, "audit.jsonl"))},
		{"rules diff", exitDone, []string{"rules", "diff", rules, other, month, "--json", "--config", config}},
		{"cancel", exitDone, sandboxed("cancel", links, "-o", links, "--rows", "6")},
		{"adopt", exitDone, sandboxed("adopt", links, "-o", links)},
		{"runs", exitDone, sandboxed("runs")},
		{"runs show", exitDone, sandboxed("runs", "show", "ID")},
		{"doctor", exitUsage, []string{"doctor", month, "--json", "--config", config}},
		{"undo", exitRows, sandboxed("undo", "ID")},
		{"plan", exitDone, sandboxed("plan", month, "-o", filepath.Join(folder, "review.xlsx"))},
		{"apply", exitDone, sandboxed("apply", month, "-o", filepath.Join(folder, "more.xlsx"), "--approved", filepath.Join(folder, "review.xlsx"))},
	} {
		for i, word := range each.args {
			if word == "ID" {
				each.args[i] = id
			}
			if word == "REFERENCE" {
				each.args[i] = reference
			}
		}
		text := printed(t, each.code, each.args...)
		holdTo(t, each.document, text, health)
		var told struct {
			RunID string `json:"run_id"`
			Rows  []struct {
				Reference string       `json:"reference"`
				Link      *linkJSON    `json:"link"`
				Outcome   bulk.Outcome `json:"outcome"`
			} `json:"rows"`
		}
		if err := json.Unmarshal(text, &told); err != nil || each.document != "apply" {
			continue
		}
		id = told.RunID
		for _, row := range told.Rows {
			if row.Link != nil {
				reference = row.Reference
			}
		}
	}
}

// holdTo holds a document to its schema: what was printed, each line of it, or a
// file.
func holdTo(t *testing.T, document string, text []byte, file string) {
	t.Helper()
	documents := [][]byte{text}
	switch document {
	case "health":
		kept, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		documents = [][]byte{kept}
	case "events":
		documents = bytes.SplitAfter(bytes.TrimSpace(text), []byte("\n"))
		if len(documents) < 2 {
			t.Errorf("too few events: %s", text)
		}
	}
	for _, one := range documents {
		instance, err := jsonschema.UnmarshalJSON(bytes.NewReader(one))
		if err != nil {
			t.Fatalf("%s: %v", document, err)
		}
		if err := compiled(t, document).Validate(instance); err != nil {
			t.Errorf("%s does not fit its schema: %v\n%s", document, err, one)
		}
	}
}

// TestEveryEventFitsItsSchema writes one of each, with and without what may be
// left out.
func TestEveryEventFitsItsSchema(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC)
	var out bytes.Buffer
	told := &events{env: env{clock: func() time.Time { return now }}, zone: time.UTC, to: &out}
	told.began(1, subject{All: true})
	told.began(1, subject{Sheet: "invoices.xlsx", Every: "15m"})
	told.print(changedEvent{eventHead: told.head(eventChanged, 1), Run: "r", Reference: "INV-1", Row: 2, Account: "a", LinkID: "L", Amount: "1.00", Currency: "INR", Now: linkState{"paid", "1.00"}, Note: "n"})
	told.ended(1, roundFigures{Run: "r", LookedAt: 1, Changed: 1}, now)
	told.ended(2, roundFigures{Exit: 1, Error: "no answer"}, time.Time{})
	told.skipped(2, now)
	if told.err != nil {
		t.Fatal(told.err)
	}
	holdTo(t, "events", out.Bytes(), "")
	for _, bad := range []string{`{"version":1,"event":"else","at":"2026-11-21T08:00:00Z"}`, `{"version":2,"event":"round-skipped","at":"2026-11-21T08:00:00Z","rounds":1}`} {
		instance, err := jsonschema.UnmarshalJSON(strings.NewReader(bad))
		if err != nil {
			t.Fatal(err)
		}
		if compiled(t, "events").Validate(instance) == nil {
			t.Errorf("%s fits", bad)
		}
	}
}

// TestSchemasDescribeEverything: a field that nobody described is one that
// nobody can rely on, and one that is let in by the way is none at all.
func TestSchemasDescribeEverything(t *testing.T) {
	t.Parallel()
	var look func(where string, schema map[string]any)
	look = func(where string, schema map[string]any) {
		shapes, _ := schema["oneOf"].([]any)
		for i, shape := range shapes {
			look(fmt.Sprint(where, i), shape.(map[string]any))
		}
		if items, ok := schema["items"].(map[string]any); ok {
			look(where+"[]", items)
		}
		properties, ok := schema["properties"].(map[string]any)
		if !ok {
			return
		}
		if schema["additionalProperties"] != false || len(properties) == 0 {
			t.Errorf("%s lets in what is not described", where)
		}
		for name, property := range properties {
			shape := property.(map[string]any)
			if text, _ := shape["description"].(string); len(text) < 3 {
				t.Errorf("%s.%s has no description", where, name)
			}
			look(where+"."+name, shape)
		}
	}
	for _, d := range documents() {
		look(d.command, schemaOf(d))
	}
	for name, fits := range map[string]bool{`{"version":1,"command":"runs","runs":[]}`: true, `{"version":1,"command":"runs","runs":[],"more":1}`: false, `{"version":2,"command":"runs","runs":[]}`: false, `{"version":1,"command":"runs"}`: false} {
		instance, err := jsonschema.UnmarshalJSON(strings.NewReader(name))
		if err != nil {
			t.Fatal(err)
		}
		if err := compiled(t, "runs").Validate(instance); (err == nil) != fits {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestAuditOfReceiptsFitsItsSchema: what came in stands in the document of a link
// and in its events.
func TestAuditOfReceiptsFitsItsSchema(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC)
	key := ledger.Key{Scope: ledger.Scope{Provider: "payu"}, Reference: "INV-1", Generation: 1}
	event := func(seq int64, receipt ledger.Receipt) ledger.Event {
		return ledger.Event{Seq: seq, At: at, Kind: "receipt", Key: &key, From: ledger.Known, To: ledger.Known, Status: "paid", Row256: "x", Hash: "y", Receipt: &receipt}
	}
	link := traced{entry: ledger.Entry{Key: key, State: ledger.Known}, events: []ledger.Event{
		event(3, ledger.Receipt{Payment: "P1", Amount: "1.00 INR", At: at, Method: "UPI"}), event(4, ledger.Receipt{Payment: "P1", Refund: true, Amount: "1.00 INR"}),
	}}.document()
	if len(link.Receipts) != 2 || link.Receipts[0].Method != "UPI" || !link.Receipts[1].Refund {
		t.Errorf("receipts %+v", link.Receipts)
	}
	text, err := json.Marshal(auditDocument{opened("audit show"), []auditLink{link}})
	if err != nil {
		t.Fatal(err)
	}
	holdTo(t, "audit show", text, "")
}
