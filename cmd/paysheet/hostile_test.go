package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"
)

// evil would clear a screen, turn a line round, hide a text, ring, begin a line of
// its own and speak in the C1 controls, if it ever got there.
const evil = "Ev\x1b[2J\x1b]0;il\x07 \u202eTCARTXE\u202c \u2066x\u2069 \u200bz\u009b31m\u2028y\x7f\U000e0041"

// firstUnsafe gives the first character of an output that must not reach a terminal
// or a log.
func firstUnsafe(text string) (string, bool) {
	for i, r := range text {
		joiner := r == '\u200c' || r == '\u200d' // words of some scripts need them
		if r != '\n' && !joiner && unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) {
			return fmt.Sprintf("%U in %q", r, text[max(0, i-40):min(len(text), i+20)]), true
		}
	}
	return "", false
}

// TestHostileText brings such a text in by every way that data has, and looks at
// everything that every command says.
func TestHostileText(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("a file cannot have such a name")
	}
	folder := t.TempDir()
	sheet := filepath.Join(folder, "in\x1b[2J\u202evoices.csv")
	quoted := `"` + strings.ReplaceAll(evil, `"`, `""`) + `"`
	text := "Invoice Number,Customer Name,Email,Currency,Balance Due,Description," + quoted + ",Expires\n" +
		"INV-1," + quoted + ",a@example.com,LKR,500," + quoted + "," + quoted + ",2036-01-31\n" +
		"INV-2," + quoted + ",b@example.com,LKR," + quoted + ",x,y,2036-01-31\n" +
		"INV-3,Held,c@example.com,LKR,700,Held " + evil[:2] + "," + quoted + ",2036-01-31\n" +
		quoted + ",Ref,d@example.com,LKR,800,x,y,2036-01-31\n"
	rules := `rules(version = 1)

def decide(row):
    if row.reference == "INV-3":
        return hold("held: " + row.customer_name)
    return link(account = accounts.onepay, expires = row.expires, description = "For " + row.customer_name)
`
	files := map[string]string{sheet: text, filepath.Join(folder, "rules.star"): rules}
	for path, content := range files {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	config := filepath.Join(folder, "paysheet.toml")
	if err := os.WriteFile(config, []byte("state = "+fmt.Sprintf("%q", filepath.Join(folder, ".paysheet"))+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	odd := filepath.Join(folder, "odd.toml")
	named := "rules = \"none\"\n[accounts.\"ev\\u001b[2J\\u202e\"]\nprovider = \"%s\"\napp_id = \"1\"\napi_key = \"env:\\u202e\"\n"
	for path, provider := range map[string]string{odd: "onepay", odd + "2": `\u202epay`} {
		if err := os.WriteFile(path, fmt.Appendf(nil, named, provider), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	copied := filepath.Join(folder, "out\u202e.csv")
	with := func(words ...string) []string { return append(words, "--config", config) }
	commands := [][]string{
		with("plan", sheet, "--sandbox", "-v"),
		with("plan", sheet, "--sandbox", "--json"),
		with("apply", sheet, "--sandbox", "-v", "-o", copied),
		with("apply", sheet, "--sandbox", "--json", "-o", copied),
		with("refresh", copied, "--sandbox", "-v", "-o", copied),
		with("explain", sheet, "2", "--sandbox"),
		with("explain", sheet, "3", "--sandbox"),
		with("explain", sheet, "2", "--sandbox", "--json"),
		with("runs", "--sandbox"),
		with("runs", "--sandbox", "--json"),
		with("audit", "show", "INV-1", "--sandbox"),
		with("audit", "show", "INV-1", "--sandbox", "--json"),
		with("audit", "verify", "--sandbox"),
		with("report", copied, "--sandbox", "-o", filepath.Join(folder, "month\u202e.html")),
		with("doctor", sheet, "--sandbox"),
		with("doctor", sheet, "--sandbox", "--json"),
		with("rules", "check", filepath.Join(folder, "rules.star"), sheet),
		{sheet},
		{"plan", sheet, "-v", "--config", odd},
		{"apply", sheet, "--yes", "--config", odd},
		{"doctor", sheet, "--config", odd},
		{"plan", sheet, "--config", odd + "2"},
		{"plan", filepath.Join(folder, evil+".csv"), "--sandbox"},
		{"plan", sheet, "--sandbox", "--where", evil},
		{"plan", sheet, "--sandbox", "--rows", evil},
		{"plan", sheet, "--sandbox", "--rules", evil},
		{"plan", sheet, "--" + evil},
		{evil},
		{"runs", evil},
		{"providers", evil},
		{"secret", "set", evil, evil, "--config", config},
	}
	for _, words := range commands {
		var out, errs bytes.Buffer
		e := env{in: strings.NewReader(""), out: &out, err: &errs, clock: time.Now, getenv: func(string) string { return "" }}
		run(t.Context(), e, words)
		if out.Len()+errs.Len() == 0 {
			t.Errorf("%q says nothing", words)
		}
		for stream, text := range map[string]string{"stdout": out.String(), "stderr": errs.String()} {
			if what, found := firstUnsafe(text); found {
				t.Errorf("%q lets through on %s: %s", words, stream, what)
			}
		}
	}
	page, err := os.ReadFile(filepath.Join(folder, "month\u202e.html"))
	if err != nil {
		t.Fatal(err)
	}
	if what, found := firstUnsafe(strings.ReplaceAll(string(page), "\t", " ")); found {
		t.Errorf("the report has %s", what)
	}
}

// TestJSONSafe reads back what was escaped.
func TestJSONSafe(t *testing.T) {
	t.Parallel()
	want := map[string]string{"name": evil, "plain": "Asha ශ්\u200dරී 株式会社 👩\u200d💻"}
	var out bytes.Buffer
	if err := writeJSON(&out, want); err != nil {
		t.Fatal(err)
	}
	if what, found := firstUnsafe(out.String()); found {
		t.Errorf("the document has %s", what)
	}
	var got map[string]string
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if !strings.Contains(out.String(), want["plain"]) {
		t.Errorf("what can be read is escaped: %s", out.String())
	}
}
