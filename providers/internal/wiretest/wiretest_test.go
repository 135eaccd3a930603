package wiretest

import (
	"encoding/json"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	t.Parallel()
	all, err := parse(`# source: A document, 2026-01-02
# the body is inferred
> POST /a/?b=c
> Content-Type: application/json

{"x": "< 3"}

< 201
< X-One: 1
< X-One: 2

{
  "y": 1
}
---
> DELETE /a/1

< 204
`)
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != 2 {
		t.Fatalf("got %d exchanges, want 2", len(all))
	}
	first, second := all[0], all[1]
	if want := "A document, 2026-01-02 the body is inferred"; first.Source != want || second.Source != want {
		t.Errorf("sources %q and %q, want %q twice", first.Source, second.Source, want)
	}
	if first.Request.Method != http.MethodPost || first.Request.Path != "/a/?b=c" || string(first.Request.Body) != `{"x": "< 3"}` {
		t.Errorf("request %+v", first.Request)
	}
	if first.Response.Status != 201 || len(first.Response.Header.Values("X-One")) != 2 || string(first.Response.Body) != "{\n  \"y\": 1\n}" {
		t.Errorf("response %+v", first.Response)
	}
	if second.Request.Body != nil || second.Response.Status != 204 || second.Response.Body != nil {
		t.Errorf("second exchange %+v", second)
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"no source":       "> GET /\n\n< 200\n",
		"no request":      "# source: x\n\n< 200\n",
		"no answer":       "# source: x\n> GET /\n",
		"stray text":      "# source: x\nhello\n> GET /\n\n< 200\n",
		"bad header":      "# source: x\n> GET /\n> nonsense\n\n< 200\n",
		"relative path":   "# source: x\n> GET a\n\n< 200\n",
		"remark no field": "# something\n> GET /\n\n< 200\n",
	} {
		if _, err := parse(text); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// TestFiles keeps every file of testdata/wire readable: JSON bodies are JSON,
// form bodies are forms, and a source names a date.
func TestFiles(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob("../../../testdata/wire/*/*.http")
	if err != nil || len(paths) < 20 {
		t.Fatalf("%d wire files (%v), want at least 20", len(paths), err)
	}
	for _, path := range paths {
		for i, ex := range Load(t, path) {
			if !strings.Contains(ex.Source, ", 20") {
				t.Errorf("%s #%d: source %q has no date", path, i+1, ex.Source)
			}
			checkBody(t, path, ex.Request.Header.Get("Content-Type"), ex.Request.Body)
			checkBody(t, path, ex.Response.Header.Get("Content-Type"), ex.Response.Body)
		}
	}
}

func checkBody(t *testing.T, path, kind string, body []byte) {
	t.Helper()
	switch {
	case body == nil:
	case strings.HasPrefix(kind, "application/json"):
		if !json.Valid(body) {
			t.Errorf("%s: body is not JSON: %s", path, body)
		}
	case kind == "application/x-www-form-urlencoded":
		if _, err := url.ParseQuery(string(body)); err != nil || strings.Contains(string(body), "\n") {
			t.Errorf("%s: body is no form: %q", path, body)
		}
	default:
		t.Errorf("%s: a body of kind %q", path, kind)
	}
}
