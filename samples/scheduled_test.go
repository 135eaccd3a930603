package samples

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const scheduled = "scheduled-refresh"

// TestScheduledUnits has systemd look at the unit and its timer, with the paths
// of this test in the place of the user's, and runs what the unit runs.
func TestScheduledUnits(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	books, bin := filepath.Join(home, "paysheet"), filepath.Join(home, ".local", "bin")
	for _, folder := range []string{books, bin} {
		if err := os.MkdirAll(folder, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(program, filepath.Join(bin, "paysheet")); err != nil {
		t.Fatal(err)
	}
	var service string
	for _, name := range []string{"paysheet-refresh.service", "paysheet-refresh.timer"} {
		text, err := os.ReadFile(filepath.Join(scheduled, name))
		if err != nil {
			t.Fatal(err)
		}
		edited := strings.ReplaceAll(string(text), "%h", home)
		if err := os.WriteFile(filepath.Join(home, name), []byte(edited), 0o644); err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, ".service") {
			service = edited
		}
	}
	verifyUnits(t, home)
	line := setting(t, service, "ExecStart")
	words := strings.Fields(line)
	if words[0] != filepath.Join(bin, "paysheet") || setting(t, service, "WorkingDirectory") != books {
		t.Fatalf("the unit runs %s", line)
	}
	tolerated := strings.Fields(setting(t, service, "SuccessExitStatus"))
	if want := []string{"6", "7", "8", "130"}; !slices.Equal(tolerated, want) {
		t.Errorf("the unit takes %v for success, want %v", tolerated, want)
	}
	scheduledRun(t, books, words[1:])
	// The line that is offered in place of the timer is a line that works.
	_, offered, _ := strings.Cut(service, "#   ExecStart="+filepath.Join(bin, "paysheet")+" ")
	offered, _, _ = strings.Cut(offered, "\n")
	if out, exit := paysheet(t, books, append(strings.Fields(offered), "--config", "nowhere.toml")...); exit != 2 || out != "" {
		t.Errorf("paysheet %s ended with %d:\n%s", offered, exit, out)
	}
	if !strings.Contains(offered, "--every 15m") {
		t.Errorf("what is offered in place of the timer is %q", offered)
	}
}

// verifyUnits runs systemd-analyze where this machine has it.
func verifyUnits(t *testing.T, folder string) {
	t.Helper()
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Log("systemd-analyze is not on this machine, so the units are only read")
		return
	}
	cmd := exec.CommandContext(t.Context(), analyze, "verify", "--user", "--man=no", filepath.Join(folder, "paysheet-refresh.service"), filepath.Join(folder, "paysheet-refresh.timer"))
	cmd.Env = append(os.Environ(), "XDG_RUNTIME_DIR="+t.TempDir(), "HOME="+folder)
	out, err := cmd.CombinedOutput()
	for line := range strings.Lines(string(out)) {
		if strings.Contains(line, "paysheet") {
			t.Errorf("systemd-analyze says %s", line)
		}
	}
	if err != nil && !bytes.Contains(out, []byte("paysheet")) {
		t.Logf("systemd-analyze cannot verify here: %v: %s", err, out)
	}
}

// setting gives what a unit says under a key, which must stand there once.
func setting(t *testing.T, unit, key string) string {
	t.Helper()
	var found []string
	for line := range strings.Lines(unit) {
		if value, ok := strings.CutPrefix(line, key+"="); ok {
			found = append(found, strings.TrimSpace(value))
		}
	}
	if len(found) != 1 {
		t.Fatalf("the unit has %s %d times", key, len(found))
	}
	return found[0]
}

// scheduledRun makes links, lets a customer pay, and runs a schedule's command
// line twice with the sandbox in the place of the accounts.
func scheduledRun(t *testing.T, folder string, args []string) {
	t.Helper()
	if err := os.CopyFS(folder, os.DirFS("partial-payments")); err != nil {
		t.Fatal(err)
	}
	made := apply(t, folder, "invoices.xlsx", "invoices.xlsx", 0)
	args = append(args, "--sandbox", "-o", "invoices.xlsx")
	if out, exit := paysheet(t, folder, args...); exit != 0 {
		t.Errorf("paysheet %s ended with %d:\n%s", strings.Join(args, " "), exit, out)
	}
	pay(t, folder, made.Rows[0].Account, made.Rows[0].Link.URL, "")
	if out, exit := paysheet(t, folder, args...); exit != 6 {
		t.Errorf("after a payment paysheet %s ended with %d:\n%s", strings.Join(args, " "), exit, out)
	}
	text, err := os.ReadFile(filepath.Join(folder, "refresh.json"))
	if err != nil {
		t.Fatal(err)
	}
	var health struct {
		LastRound   struct{ Changed, Exit int } `json:"last_round"`
		LastSuccess string                      `json:"last_success"`
	}
	if err := json.Unmarshal(text, &health); err != nil || health.LastRound.Changed != 1 || health.LastSuccess == "" {
		t.Errorf("the health is %+v, %v", health, err)
	}
}

// TestScheduledTask reads the Windows task as its scheduler would, as far as that
// can be done elsewhere, and runs what it runs.
func TestScheduledTask(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join(scheduled, "paysheet-refresh.xml"))
	if err != nil {
		t.Fatal(err)
	}
	if i := bytes.IndexFunc(text, func(r rune) bool { return r > 0x7e }); i >= 0 {
		t.Errorf("byte %d is not ASCII", i)
	}
	var task struct {
		XMLName  xml.Name `xml:"http://schemas.microsoft.com/windows/2004/02/mit/task Task"`
		Version  string   `xml:"version,attr"`
		Interval string   `xml:"Triggers>CalendarTrigger>Repetition>Interval"`
		Many     string   `xml:"Settings>MultipleInstancesPolicy"`
		Exec     []struct {
			Command, Arguments, WorkingDirectory string
		} `xml:"Actions>Exec"`
	}
	if err := xml.Unmarshal(text, &task); err != nil {
		t.Fatal(err)
	}
	if task.Version != "1.2" || task.Interval != "PT15M" || task.Many != "IgnoreNew" || len(task.Exec) != 1 {
		t.Fatalf("the task is %+v", task)
	}
	run := task.Exec[0]
	if !strings.HasSuffix(run.Command, `\paysheet.exe`) || run.WorkingDirectory == "" {
		t.Errorf("the task runs %s in %q", run.Command, run.WorkingDirectory)
	}
	scheduledRun(t, filepath.Join(t.TempDir(), "books"), strings.Fields(run.Arguments))
}
