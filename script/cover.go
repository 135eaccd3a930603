package script

import (
	"cmp"
	"fmt"
	"html"
	"io"
	"slices"
	"strings"
)

// Coverage tells which statements and branches of the rules ran.
type Coverage struct {
	Statements, StatementsRun int
	Branches, BranchesTaken   int // each condition has two
	Missing                   []Uncovered
	Files                     []FileCoverage
}

// Uncovered is a statement that never ran, or a condition that went one way only.
type Uncovered struct {
	File string `json:"file"`
	Line int    `json:"line"`
	Text string `json:"text"` // "never run", or `row.amount > LKR(5) was never True`
}

// FileCoverage is one file with what each line did.
type FileCoverage struct {
	Name  string
	Lines []LineCoverage
}

// LineCoverage is one line of a file.
type LineCoverage struct {
	Text string
	Kind LineKind
	Runs int      // how often its first statement ran
	Note []string // what its conditions never were
}

// LineKind says how a line fared.
type LineKind string

// The kinds of lines. A line without a statement of its own is neutral.
const (
	LineNeutral LineKind = "neutral"
	LineRun     LineKind = "run"
	LinePartly  LineKind = "partly" // it ran, and a condition in it went one way only
	LineMissed  LineKind = "missed"
)

// counter counts while marked rules run.
type counter struct {
	marks   marks
	runs    map[int]int
	yes, no map[int]int
}

func newCounter() *counter {
	c := &counter{runs: map[int]int{}, yes: map[int]int{}, no: map[int]int{}}
	c.marks.reached = func(id int) { c.runs[id]++ }
	c.marks.branched = func(id int, held bool) {
		if held {
			c.yes[id]++
		} else {
			c.no[id]++
		}
	}
	return c
}

// report adds up what was counted over the files of the rules.
func (c *counter) report(files *files) *Coverage {
	report := &Coverage{Statements: len(c.marks.statements), Branches: 2 * len(c.marks.branches)}
	lines := map[string][]LineCoverage{}
	for _, name := range files.order {
		if !strings.HasSuffix(name, ".star") {
			continue
		}
		for _, line := range splitLines(files.content[name]) {
			lines[name] = append(lines[name], LineCoverage{Text: string(line), Kind: LineNeutral})
		}
	}
	for id, s := range c.marks.statements {
		line := &lines[s.file][s.line-1]
		line.Runs = max(line.Runs, c.runs[id])
		if c.runs[id] > 0 {
			report.StatementsRun++
			if line.Kind == LineNeutral {
				line.Kind = LineRun
			}
			continue
		}
		line.Kind = LineMissed
		report.Missing = append(report.Missing, Uncovered{s.file, s.line, "never run"})
	}
	c.addBranches(report, lines)
	for _, name := range files.order {
		if lines[name] != nil {
			report.Files = append(report.Files, FileCoverage{name, lines[name]})
		}
	}
	sortMissing(report.Missing)
	return report
}

func (c *counter) addBranches(report *Coverage, lines map[string][]LineCoverage) {
	for id, s := range c.marks.branches {
		line := &lines[s.file][s.line-1]
		way := ""
		switch {
		case c.yes[id] > 0 && c.no[id] > 0:
			report.BranchesTaken += 2
			continue
		case c.yes[id] > 0:
			way = "False"
		case c.no[id] > 0:
			way = "True"
		default:
			continue // its statement never ran, which is told already
		}
		report.BranchesTaken++
		note := fmt.Sprintf("%s was never %s", s.text, way)
		line.Note = append(line.Note, note)
		if line.Kind != LineMissed {
			line.Kind = LinePartly
		}
		report.Missing = append(report.Missing, Uncovered{s.file, s.line, note})
	}
}

// HTML writes the rules as one page that needs nothing else, each line coloured
// by whether it ran.
func (c *Coverage) HTML(w io.Writer) error {
	var b strings.Builder
	b.WriteString(`<!doctype html><html lang="en"><meta charset="utf-8"><title>Coverage of the rules</title>
<style>body{font:15px/1.5 system-ui,sans-serif;margin:2rem}table{border-collapse:collapse;font:13px/1.5 ui-monospace,monospace}
td{padding:0 .6rem;white-space:pre}.n{text-align:right;color:#666}.run{background:#e4f5e4}.partly{background:#fff3c4}.missed{background:#fbdcdc}
.note{color:#7a4b00;white-space:normal}</style>
`)
	fmt.Fprintf(&b, "<h1>Coverage of the rules</h1>\n<p>%d of %d statements ran; %d of %d branches were taken. Green ran, yellow went one way only, red never ran.</p>\n",
		c.StatementsRun, c.Statements, c.BranchesTaken, c.Branches)
	for _, file := range c.Files {
		fmt.Fprintf(&b, "<h2>%s</h2>\n<table>\n", html.EscapeString(file.Name))
		for i, line := range file.Lines {
			runs := ""
			if line.Kind != LineNeutral {
				runs = fmt.Sprintf("%d×", line.Runs)
			}
			fmt.Fprintf(&b, "<tr class=%q><td class=\"n\">%d</td><td class=\"n\">%s</td><td>%s</td><td class=\"note\">%s</td></tr>\n",
				line.Kind, i+1, runs, html.EscapeString(clean(line.Text)), html.EscapeString(strings.Join(line.Note, "; ")))
		}
		b.WriteString("</table>\n")
	}
	b.WriteString("</html>\n")
	if _, err := io.WriteString(w, b.String()); err != nil {
		return fmt.Errorf("writing the coverage: %w", err)
	}
	return nil
}

// sortMissing puts what is missing into the order of the source.
func sortMissing(list []Uncovered) {
	slices.SortStableFunc(list, func(a, b Uncovered) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
}
