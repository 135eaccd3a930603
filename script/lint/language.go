package lint

import (
	"fmt"
	"strings"

	"github.com/bazelbuild/buildtools/build"
	"github.com/bazelbuild/buildtools/warn"

	"paysheet/script"
)

// languageChecks are the checks of buildtools that speak of the language and
// not of Bazel. integer-division is left out on purpose: it advises // for /,
// which would round a ratio of two amounts. return-value is left to
// missing-return for decide.
func languageChecks() []string {
	return []string{
		"confusing-name", "dict-method-named-arg", "duplicated-name", "load", "no-effect", "redefined-variable",
		"return-value", "string-iteration", "uninitialized", "unreachable", "unused-variable",
	}
}

// language adds what buildtools finds.
func (c *checker) language(source script.Source) {
	file, err := build.ParseBzl(source.Name, script.Untabbed(source.Content))
	if err != nil {
		return // Starlark's own parser took it, so there is nothing to tell the user
	}
	for _, w := range warn.FileWarnings(file, languageChecks(), nil, warn.ModeWarn, nil) {
		message := plain(w.Category, w.Message)
		if message == "" || isDecide(c.line(w.Start.Line)) {
			continue // decide must take a row, and its returns were looked at already
		}
		c.found = append(c.found, Finding{
			File: c.name, Line: w.Start.Line, Col: w.Start.LineRune, Rule: w.Category, Severity: Warning,
			Message: message, Source: c.line(w.Start.Line),
		})
	}
}

func isDecide(line string) bool { return strings.HasPrefix(line, "def decide(") }

// plain gives the first sentence of a finding in the words of this program.
func plain(category, message string) string {
	quoted := ""
	if parts := strings.Split(message, `"`); len(parts) > 2 {
		quoted = parts[1]
	}
	switch category {
	case "unused-variable":
		return quoted + " is given a value that nothing uses: remove it, use it, or call it _"
	case "uninitialized":
		return quoted + " may have no value here: give it one on every way to this line"
	case "unreachable":
		return "this line is never reached: what stands before it has returned"
	case "no-effect":
		return "this line does nothing with its result: return it, give it a name, or remove it"
	case "return-value":
		return quoted + " returns a value on some ways and nothing on others: end every way with a return"
	case "load":
		return quoted + " is loaded and not used: remove it"
	case "redefined-variable", "duplicated-name":
		return quoted + " is defined twice: give the second another name"
	}
	first, _, _ := strings.Cut(message, "\n")
	return strings.TrimSuffix(strings.TrimSpace(first), ".")
}

// Format gives a rules file its standard layout: four spaces, one space around
// operators and the = of named values, long calls one value a line. Nothing is
// sorted or rewritten. A file that cannot be read is an error with its place.
func Format(name string, source []byte) ([]byte, error) {
	if err := script.Parses(name, source); err != nil {
		return nil, err
	}
	file, err := build.ParseDefault(name, script.Untabbed(source))
	if err != nil {
		return nil, fmt.Errorf("formatting %s: %w", name, err)
	}
	return build.FormatWithoutRewriting(file), nil
}
