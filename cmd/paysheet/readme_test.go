package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"paysheet/providers/all"
)

const readmePath = "../../README.md"

// TestReadmeConsole runs the README's console blocks: lines after "$ " are
// commands, what follows is their output, and … stands for anything.
func TestReadmeConsole(t *testing.T) {
	text, err := os.ReadFile(readmePath)
	if err != nil {
		t.Fatal(err)
	}
	// In a folder of its own: what the README's own first command leaves in the
	// project must not change what is shown.
	folder := t.TempDir()
	if err := os.CopyFS(filepath.Join(folder, "samples"), os.DirFS(filepath.Join("..", "..", "samples"))); err != nil {
		t.Fatal(err)
	}
	t.Chdir(folder)
	t.Setenv("TZ", "UTC")
	blocks := regexp.MustCompile("(?s)```console\n(.*?)```").FindAllStringSubmatch(string(text), -1)
	if len(blocks) == 0 {
		t.Fatal("the README has no console block")
	}
	for _, block := range blocks {
		for part := range strings.SplitSeq("\n"+block[1], "\n$ ") {
			if strings.TrimSpace(part) == "" {
				continue
			}
			command, want, _ := strings.Cut(part, "\n")
			got := runReadme(t, command)
			if !matches(want, got) {
				t.Errorf("$ %s\nprints\n%s\nnot as the README says\n%s", command, got, want)
			}
		}
	}
}

func runReadme(t *testing.T, command string) string {
	t.Helper()
	words := strings.Fields(command)
	switch {
	case words[0] == "cat":
		data, err := os.ReadFile(words[1])
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	case words[0] == "paysheet":
		words = words[1:]
	case strings.HasPrefix(command, "go run ./cmd/paysheet "):
		words = words[3:]
	default:
		t.Fatalf("the README runs %q, which this test does not know", command)
	}
	var out, errs bytes.Buffer
	code := run(t.Context(), env{in: strings.NewReader(""), out: &out, err: &errs, clock: time.Now, getenv: os.Getenv}, words)
	if code != exitDone {
		t.Errorf("$ %s exits %d: %s", command, code, errs.String())
	}
	return out.String()
}

// matches compares text with a pattern in which … stands for anything.
func matches(pattern, text string) bool {
	parts := strings.Split(strings.TrimSpace(pattern), "…")
	for i, part := range parts {
		parts[i] = regexp.QuoteMeta(strings.TrimSpace(part))
	}
	return regexp.MustCompile("(?s)^\\s*" + strings.Join(parts, ".*") + "\\s*$").MatchString(text)
}

// TestReadmeProviders compares the README's table with the catalogue.
func TestReadmeProviders(t *testing.T) {
	text, err := os.ReadFile(readmePath)
	if err != nil {
		t.Fatal(err)
	}
	const from, to = "<!-- providers -->\n", "<!-- /providers -->"
	before, rest, found := strings.Cut(string(text), from)
	got, after, closed := strings.Cut(rest, to)
	if !found || !closed {
		t.Fatal("the README has no marks around its table of providers")
	}
	want := matrix(all.Definitions())
	if got == want {
		return
	}
	if !*update {
		t.Fatal("the README's table of providers is not what paysheet providers prints: run with -update")
	}
	if err := os.WriteFile(readmePath, []byte(before+from+want+to+after), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestReadmeIsShort(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(readmePath)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(text), "\n"); n > 200 {
		t.Errorf("README.md has %d lines, 200 at most", n)
	}
}
