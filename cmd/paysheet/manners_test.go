package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/rivo/uniseg"
	"github.com/spf13/cobra"
)

// everyCommand gives the words of every command, topics left out.
func everyCommand(cmd *cobra.Command, before ...string) [][]string {
	all := [][]string{before}
	for _, each := range cmd.Commands() {
		if !each.IsAdditionalHelpTopicCommand() {
			all = append(all, everyCommand(each, append(before[:len(before):len(before)], each.Name())...)...)
		}
	}
	return all
}

// told runs a command line as at a terminal, with nobody there to answer.
func told(t *testing.T, args ...string) (code int, out, errs string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code = run(t.Context(), env{
		in: strings.NewReader(""), out: &stdout, err: &stderr, clock: time.Now,
		getenv: func(string) string { return "" }, outTerminal: true, errTerminal: true,
	}, args)
	return code, stdout.String(), stderr.String()
}

// TestEveryCommandHasManners asks every command for help, and calls it wrongly.
func TestEveryCommandHasManners(t *testing.T) {
	t.Parallel()
	missing := filepath.Join(t.TempDir(), "missing.csv")
	code := 0
	root := newRoot(env{}, &code)
	for _, command := range everyCommand(root) {
		cmd, _, err := root.Find(command)
		if err != nil {
			t.Fatal(err)
		}
		surplus := append(strings.Fields(strings.Repeat("no-such ", strings.Count(cmd.Use, " "))), "surplus")
		calls := map[string]struct {
			args []string
			code int
			says string
		}{
			"help":         {[]string{"--help"}, exitDone, "Usage:"},
			"a wrong flag": {[]string{"--no-such-flag"}, exitUsage, "unknown flag: --no-such-flag"},
			"a wrong word": {surplus, exitUsage, "no-such|surplus|" + cmd.Name()},
		}
		if strings.HasSuffix(cmd.Use, " SHEET") {
			calls["a sheet that is missing"] = struct {
				args []string
				code int
				says string
			}{append(flagsBefore(cmd), missing), exitUsage, "there is no file"}
		}
		for name, call := range calls {
			t.Run(strings.Join(append(command, name), " "), func(t *testing.T) {
				t.Parallel()
				code, out, errs := told(t, append(command[:len(command):len(command)], call.args...)...)
				if code != call.code || !regexp.MustCompile(call.says).MatchString(out+errs) {
					t.Errorf("exit %d, not %d with %q:\n%s%s", code, call.code, call.says, out, errs)
				}
				looksWell(t, out+errs)
			})
		}
	}
	t.Cleanup(func() {
		if exists(".paysheet") {
			t.Error("a command that was called wrongly made a state folder")
			_ = os.RemoveAll(".paysheet")
		}
	})
}

// TestASheetThatCannotBeRead has the same exit status whatever was to be done
// with it.
func TestASheetThatCannotBeRead(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	sheets := map[string]string{
		"missing.csv": "there is no file", "folder": "it is a folder", "empty.csv": "the file is empty", "cut.xlsx": "cut off or damaged",
		"letter.pdf": "is a PDF and no sheet", "scan.csv": "is a picture and no sheet", "old.xls": "old Excel workbook", "text.csv": "no header row",
	}
	for name, text := range map[string]string{
		"empty.csv": "", "cut.xlsx": "PK\x03\x04and no more", "letter.pdf": "%PDF-1.7\n", "scan.csv": "\x89PNG\r\n", "old.xls": "<table>", "text.csv": "Dear Sir\nor Madam\n",
		configName: "rules = \"none\"\n[accounts.a]\nprovider = \"onepay\"\napp_id = \"A\"\napi_key = \"env:KEY\"\nbase_url = \"http://127.0.0.1:9\"\n",
	} {
		write(t, filepath.Join(folder, name), text)
	}
	if err := os.Mkdir(filepath.Join(folder, "folder"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{
		"plan", "apply --yes", "refresh", "cancel --yes --rows 2", "adopt", "resolve --row 2 --link-id X", "report", "doctor", "explain", "rules check", "rules profile",
	} {
		for name, says := range sheets {
			t.Run(line+" "+name, func(t *testing.T) {
				t.Parallel()
				args := append(strings.Fields(line), "--config", filepath.Join(folder, configName), filepath.Join(folder, name))
				switch strings.Fields(line)[0] {
				case "explain":
					args = append(args, "2")
				case "rules":
					args = append(args[:2:2], append([]string{filepath.Join("..", "..", "samples", "month-end", "rules.star")}, args[2:]...)...)
				case "doctor", "report":
				default:
					args = append(args, "--sandbox")
				}
				code, out, errs := told(t, args...)
				if code != exitUsage || !strings.Contains(strings.Join(strings.Fields(out+errs), " "), says) {
					t.Errorf("exit %d, and it says:\n%s%s", code, out, errs)
				}
			})
		}
	}
}

// flagsBefore gives what a command asks for before it looks at its sheet.
func flagsBefore(cmd *cobra.Command) []string {
	switch cmd.Name() {
	case "apply":
		return []string{"--yes", "--sandbox"}
	case "cancel":
		return []string{"--yes", "--rows", "2"}
	case "resolve":
		return []string{"--row", "2", "--link-id", "X"}
	case "diff":
		return []string{filepath.Join("..", "..", "samples", "month-end", "rules.star"), filepath.Join("..", "..", "samples", "month-end", "rules.star")}
	default:
		return nil
	}
}

// looksWell holds a text to the width of a terminal and to plain words.
func looksWell(t *testing.T, text string) {
	t.Helper()
	for line := range strings.SplitSeq(regexp.MustCompile("\x1b\\[[0-9;]*m").ReplaceAllString(text, ""), "\n") {
		if width := uniseg.StringWidth(line); width > lineWidth && strings.Contains(strings.TrimSpace(line), " ") {
			t.Errorf("a line has %d columns: %s", width, line)
		}
	}
	if found := regexp.MustCompile(`\bstring(Array|s)?\b|\bint\b|\bstrconv\b|arg\(s\)|%!|<nil>|\bpanic\b|\bstat [/\w]|no such file or directory|invalid syntax|\bEOF\b|sub-?command|2006-01-02`).FindString(text); found != "" {
		t.Errorf("it says %q:\n%s", found, text)
	}
}

// TestTopicsLookWell are the pages of the help that are no command's.
func TestTopicsLookWell(t *testing.T) {
	t.Parallel()
	for _, each := range topics() {
		code, out, errs := told(t, "help", each.name)
		if code != exitDone || !strings.HasPrefix(out, each.text[:40]) || errs != "" {
			t.Errorf("help %s: exit %d\n%s%s", each.name, code, out, errs)
		}
		looksWell(t, out)
	}
}

// TestBlocksOf keeps what was laid out and joins what was only broken.
func TestBlocksOf(t *testing.T) {
	t.Parallel()
	blocks := blocksOf("One sentence\nin two lines.\n- an item\n  of two lines\n- another\n\n  a   table\n  to keep\nAnd on.")
	var got []string
	for _, b := range blocks {
		got = append(got, b.text())
	}
	want := []string{"One sentence in two lines.\n", "- an item of two lines\n", "- another\n", "  a   table\n  to keep\n", "And on.\n"}
	if strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("%q", got)
	}
	if !blocks[3].apart || blocks[1].apart || blocks[4].apart {
		t.Error("the empty lines are lost")
	}
}

// TestDoctorSaysHowToMend looks at a project in which hardly anything is set, and
// at one whose rules are broken: whatever is no ok has a mend, within 80 columns.
func TestDoctorSaysHowToMend(t *testing.T) {
	t.Parallel()
	for name, each := range map[string]struct {
		config, rules string
		wants         []string
	}{
		"nothing set": {
			"rules = \"none\"\n[accounts.a]\nprovider = \"onepay\"\napp_id = \"env:NO_SUCH_APP\"\napi_key = \"env:NO_SUCH_KEY\"\n", "",
			[]string{"a.app_id", "it is no secret: write it into the config in place of env:NO_SUCH_APP", "paysheet secret set a api_key", "not asked"},
		},
		"something missing": {
			"rules = \"none\"\n[accounts.a]\nprovider = \"conomy\"\napi_key = \"K\"\n", "",
			[]string{"write it under [accounts.a] in the config; paysheet providers conomy lists the settings", "the secret stands in the config itself"},
		},
		"no account":    {"rules = \"none\"\n", "", []string{"add [accounts.NAME]"}},
		"broken rules":  {"", "rules(version = 1)\ndef decide(row):\n    return lnk()\n", []string{"rules.star:3", "shows all that is wrong"}},
		"no rules":      {"timezone = \"UTC\"\n", "", []string{"paysheet rules new SHEET writes first ones"}},
		"broken config": {"timezon = \"UTC\"\n", "", []string{"did you mean \"timezone\"", "correct it in the file"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			config := filepath.Join(folder, configName)
			write(t, config, each.config)
			if each.rules != "" {
				write(t, filepath.Join(folder, "rules.star"), each.rules)
			}
			sheet := filepath.Join(folder, "a.csv")
			write(t, sheet, "Invoice,Amount,Currency,Email\n00012,5,LKR,\"payables@long-name.example.org; accounts@long-name.example.org\"\n")
			code, out, errs := told(t, "doctor", "--config", config, sheet)
			looksWell(t, out+errs)
			flat := strings.Join(strings.Fields(out), " ")
			for _, want := range each.wants {
				if !strings.Contains(flat, want) {
					t.Errorf("exit %d, and it lacks %q:\n%s%s", code, want, out, errs)
				}
			}
			_, document, _ := told(t, "doctor", "--json", "--config", config, sheet)
			var d struct{ Findings []finding }
			if err := json.Unmarshal([]byte(document), &d); err != nil {
				t.Fatal(err)
			}
			for _, f := range d.Findings {
				if f.Level != "ok" && f.Mend == "" {
					t.Errorf("no mend: %+v", f)
				}
			}
		})
	}
}
