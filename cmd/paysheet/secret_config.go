package main

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	toml "github.com/pelletier/go-toml/v2"
)

// refer makes the config refer to a secret, and says what was done. A config
// that cannot be changed in one plain line is left alone, and the line to put
// there is told.
func (x *secretSet) refer(reference string) (string, error) {
	c := x.config
	if x.account.values[x.key] == reference {
		return c.path + " refers to it already.", nil
	}
	line := fmt.Sprintf("%s = %q", x.key, reference)
	text, err := os.ReadFile(c.path)
	if err != nil {
		return "", fmt.Errorf("reading the config: %w", err)
	}
	changed, at := withSetting(text, x.account.name, x.key, reference)
	if changed == nil {
		return fmt.Sprintf("%s is laid out in a way that is not changed by machine. Put this line into [accounts.%s]:\n  %s", c.path, x.account.name, line), nil
	}
	path, err := filepath.EvalSymlinks(c.path)
	if err != nil {
		return "", fmt.Errorf("finding the config: %w", err)
	}
	info, err := os.Stat(path)
	if err != nil {
		return "", fmt.Errorf("finding the config: %w", err)
	}
	if err := putFile(path, changed, info.Mode().Perm()); err != nil {
		return "", fmt.Errorf("writing the config, which is left as it was: %w", err)
	}
	return fmt.Sprintf("%s:%d now says  %s%s", c.path, at, line, x.before()), nil
}

// before tells what the config said; a secret that stood in it is not repeated.
func (x *secretSet) before() string {
	old, given := x.account.values[x.key]
	switch {
	case !given || old == "":
		return ""
	case isLiteral(old):
		return "\nThe secret itself stood there: it may live on in copies and in version control, so have the provider make a new one."
	default:
		return fmt.Sprintf("  (it was %q)", old)
	}
}

// byteOrderMark begins files that some editors write.
const byteOrderMark = "\xef\xbb\xbf"

// withSetting gives a config's text with one setting of an account changed or
// added, and the line where it stands; nothing where one plain line cannot do it.
// Every other byte stays: the comments, the order and the line ends.
func withSetting(text []byte, account, key, value string) (changed []byte, line int) {
	rest, marked := bytes.CutPrefix(text, []byte(byteOrderMark))
	numbers := keyLines(rest)
	lines := strings.SplitAfter(string(rest), "\n")
	path := "accounts." + account
	if at, there := numbers[path+"."+key]; there {
		line = at
		parts := settingLine(key).FindStringSubmatch(lines[at-1])
		if parts == nil {
			return nil, 0
		}
		lines[at-1] = parts[1] + strconv.Quote(value) + parts[3]
	} else if lines, line = addSetting(lines, numbers, path, key, value); lines == nil {
		return nil, 0
	}
	changed = []byte(strings.Join(lines, ""))
	if !onlySettingDiffers(rest, changed, account, key, value) {
		return nil, 0
	}
	if marked {
		changed = append([]byte(byteOrderMark), changed...)
	}
	return changed, line
}

// addSetting puts a line for a new setting under the account's provider, or under
// its table's own line.
func addSetting(lines []string, numbers map[string]int, path, key, value string) (with []string, line int) {
	header, known := numbers[path]
	if !known || !regexp.MustCompile(`^\s*\[[^\[\]]*\]\s*(#.*)?$`).MatchString(strings.TrimRight(lines[header-1], "\r\n")) {
		return nil, 0
	}
	line = header
	if at, known := numbers[path+".provider"]; known && at > header && settingLine("provider").MatchString(lines[at-1]) {
		line = at
	}
	end := "\n"
	if strings.HasSuffix(lines[line-1], "\r\n") {
		end = "\r\n"
	}
	if !strings.HasSuffix(lines[line-1], "\n") {
		lines[line-1] += end
	}
	return slices.Insert(lines, line, key+" = "+strconv.Quote(value)+end), line + 1
}

// settingLine matches a line that gives a key a plain text: what stands before
// the text, the text, and what stands after it.
func settingLine(key string) *regexp.Regexp {
	return regexp.MustCompile(`^(\s*` + regexp.QuoteMeta(key) + `\s*=\s*)("(?:[^"\\]|\\.)*"|'[^']*')(\s*(?:#.*)?\r?\n?)$`)
}

// onlySettingDiffers reads both texts and compares them.
func onlySettingDiffers(before, after []byte, account, key, value string) bool {
	var old, now map[string]any
	if toml.Unmarshal(before, &old) != nil || toml.Unmarshal(after, &now) != nil {
		return false
	}
	settings := func(document map[string]any) map[string]any {
		accounts, _ := document["accounts"].(map[string]any)
		one, _ := accounts[account].(map[string]any)
		return one
	}
	was, is := settings(old), settings(now)
	if was == nil || is == nil || is[key] != value {
		return false
	}
	was = maps.Clone(was)
	was[key] = value
	old["accounts"].(map[string]any)[account] = was
	return reflect.DeepEqual(old, now)
}
