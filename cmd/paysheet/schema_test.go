package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
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
	sandboxed := func(words ...string) []string { return append(words, "--sandbox", "--json", "--config", config) }
	var id string
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
		}
		text := printed(t, each.code, each.args...)
		instance, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			t.Fatalf("%s: %v", each.document, err)
		}
		if err := compiled(t, each.document).Validate(instance); err != nil {
			t.Errorf("%s --json does not fit its schema: %v", each.document, err)
		}
		var told struct {
			RunID string `json:"run_id"`
		}
		if err := json.Unmarshal(text, &told); err == nil && each.document == "apply" {
			id = told.RunID
		}
	}
}

// TestSchemasDescribeEverything: a field that nobody described is one that
// nobody can rely on, and one that is let in by the way is none at all.
func TestSchemasDescribeEverything(t *testing.T) {
	t.Parallel()
	var look func(where string, schema map[string]any)
	look = func(where string, schema map[string]any) {
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
