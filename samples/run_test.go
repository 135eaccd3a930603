package samples

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// copied puts a sample into a folder of the test's own, so that nothing is left
// behind in the sample.
func copied(t *testing.T, name string) string {
	t.Helper()
	folder := filepath.Join(t.TempDir(), name)
	if err := os.CopyFS(folder, os.DirFS(name)); err != nil {
		t.Fatal(err)
	}
	return folder
}

// paysheet runs the program in a folder and gives what it printed and its exit
// status. Nobody's configuration or secrets reach it.
func paysheet(t *testing.T, folder string, args ...string) (string, int) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), program, args...)
	cmd.Dir = folder
	cmd.Env = []string{"TZ=Asia/Colombo", "HOME=" + folder, "PATH=" + os.Getenv("PATH"), "USER=samples"}
	var out, errs strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	var failed *exec.ExitError
	if err != nil && !errors.As(err, &failed) {
		t.Fatal(err)
	}
	if errs.Len() > 0 {
		t.Logf("paysheet %s: %s", strings.Join(args, " "), errs.String())
	}
	return out.String(), cmd.ProcessState.ExitCode()
}

// outcome is what the program tells of a run with --json.
type outcome struct {
	Rows []struct {
		Row       int    `json:"row"`
		Cell      string `json:"cell"`
		Reference string `json:"reference"`
		Account   string `json:"account"`
		Amount    string `json:"amount"`
		Currency  string `json:"currency"`
		Outcome   string `json:"outcome"`
		Note      string `json:"note"`
		Link      struct {
			ID     string `json:"id"`
			URL    string `json:"url"`
			Status string `json:"status"`
			Paid   string `json:"paid"`
		} `json:"link"`
		Problems []struct {
			Cell, Field, Value, Message string
		} `json:"problems"`
	} `json:"rows"`
}

func (o outcome) count(word string) int {
	n := 0
	for _, row := range o.Rows {
		if row.Outcome == word {
			n++
		}
	}
	return n
}

// apply runs apply --sandbox and checks the exit status.
func apply(t *testing.T, folder, sheet, output string, exit int, flags ...string) outcome {
	t.Helper()
	return sandboxed(t, folder, exit, append([]string{"apply", sheet, "-o", output}, flags...)...)
}

func sandboxed(t *testing.T, folder string, exit int, args ...string) outcome {
	t.Helper()
	text, got := paysheet(t, folder, append(args, "--sandbox", "--json")...)
	if got != exit {
		t.Fatalf("paysheet %s ended with %d, want %d:\n%s", strings.Join(args, " "), got, exit, text)
	}
	var o outcome
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		t.Fatalf("paysheet %s: %v in\n%s", strings.Join(args, " "), err, text)
	}
	return o
}

// compare checks a text against the expected one, or writes it with -update.
func compare(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; run go test ./samples -update", err)
	}
	if got == string(want) {
		return
	}
	gotLines, wantLines := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	for i := range max(len(gotLines), len(wantLines)) {
		g, w := line(gotLines, i), line(wantLines, i)
		if g != w {
			t.Fatalf("%s:%d is\n  %s\nbut the plan now says\n  %s\nlook at the difference, then run go test ./samples -update", path, i+1, w, g)
		}
	}
}

func line(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return "(nothing)"
}
