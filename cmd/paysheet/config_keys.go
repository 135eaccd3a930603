package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

// keyLines gives the line of every table and key of a TOML text, by dotted
// path. The decoder checks the syntax; this only adds the positions that it
// does not give for keys of free tables.
func keyLines(text []byte) map[string]int {
	lines := map[string]int{}
	var parser unstable.Parser
	parser.Reset(text)
	prefix := ""
	for parser.NextExpression() {
		node := parser.Expression()
		if node.Kind != unstable.Table && node.Kind != unstable.KeyValue {
			continue
		}
		var words []string
		line := 0
		keys := node.Key()
		for keys.Next() {
			word := keys.Node()
			words = append(words, string(word.Data))
			line = parser.Shape(word.Raw).Start.Line
		}
		path := strings.Join(words, ".")
		if node.Kind == unstable.Table {
			prefix = path + "."
			lines[path] = line
			continue
		}
		lines[prefix+path] = line
	}
	return lines
}

// knownKeys are the keys outside [columns] and [accounts].
func knownKeys() []string {
	return []string{
		"rules", "state", "ledger_backup", "timezone", "approvers", "approval_valid", "sheet", "columns", "guards", "refresh", "accounts",
		"sheet.name", "sheet.header_row", "sheet.table", "sheet.range", "sheet.currency", "sheet.rounding", "sheet.decimal", "sheet.dates",
		"guards.max_creates", "guards.max_amount", "guards.max_total", "guards.max_per_day", "guards.max_change", "refresh.closed_days",
	}
}

// checkKeys refuses a key that paysheet does not know: a misspelt guard must
// never be a guard that silently does not exist.
func checkKeys(path string, lines map[string]int) error {
	known := knownKeys()
	paths := make([]string, 0, len(lines))
	for key := range lines {
		paths = append(paths, key)
	}
	slices.SortFunc(paths, func(a, b string) int { return lines[a] - lines[b] })
	for _, key := range paths {
		top, rest, _ := strings.Cut(key, ".")
		free := top == "accounts" || top == "columns" || slices.ContainsFunc(byCurrency(), func(guard string) bool { return strings.HasPrefix(key, guard+".") })
		if slices.Contains(known, key) || free && rest != "" {
			continue
		}
		return fmt.Errorf("%s:%d: unknown key %q%s", path, lines[key], key, nearest(key, known))
	}
	return nil
}

// misspeltProvider gives the key that was meant to name the provider, where
// none does.
func misspeltProvider(values map[string]string) (string, bool) {
	if _, given := values["provider"]; given {
		return "", false
	}
	for _, key := range slices.Sorted(maps.Keys(values)) {
		if nearest(key, []string{"provider"}) != "" {
			return key, true
		}
	}
	return "", false
}

// settingText gives a TOML value as a setting's text.
func settingText(value any) (string, error) {
	switch v := value.(type) {
	case string:
		return v, nil
	case int64, bool:
		return fmt.Sprint(v), nil
	case float64:
		return strings.TrimSuffix(fmt.Sprintf("%g", v), ".0"), nil
	case []any:
		words := make([]string, len(v))
		for i, each := range v {
			word, ok := each.(string)
			if !ok || strings.Contains(word, ",") {
				return "", fmt.Errorf("%v is no list of words", value)
			}
			words[i] = word
		}
		return strings.Join(words, ","), nil
	default:
		return "", fmt.Errorf("%v is neither a text, a number nor a list of words", value)
	}
}
