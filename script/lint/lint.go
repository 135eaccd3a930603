// Package lint finds mistakes in rules before a row meets them, and gives rules
// their standard layout.
//
// Check compiles the rules, looks at them against the header of a sheet, and
// adds the language-level findings of bazelbuild/buildtools. It decides
// nothing and runs no function of the rules. It knows script's names and types;
// nothing of sheets beyond what a Schema says of one.
package lint

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"go.starlark.net/syntax"

	"paysheet/script"
)

// Severity says whether rules with a finding can be used.
type Severity string

// The severities. An error would stop some row or all of them; a warning is
// most likely a slip.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
)

// Finding is one thing that is wrong with the rules, and where.
type Finding struct {
	File     string   `json:"file"`
	Line     int      `json:"line"` // from 1
	Col      int      `json:"column"`
	Rule     string   `json:"rule"` // the name of the check: "unknown-column"
	Severity Severity `json:"severity"`
	Message  string   `json:"message"` // one sentence: what is wrong and what to do
	Source   string   `json:"source"`  // the line, without its end
}

// Schema is what rules are checked against.
type Schema struct {
	Env script.Environment
	// HasColumn tells whether the sheet has a column for row["Header"]; nil where
	// no sheet is known, and then columns are not checked.
	HasColumn func(header string) bool
	// HasField tells whether a field has a column in the sheet; nil as above.
	HasField func(field string) bool
}

// Check finds what is wrong with a rules file of fsys and with what it loads,
// in the order of the source. An error is a file that cannot be read; mistakes
// of the rules are findings.
func Check(fsys fs.FS, name string, s Schema) ([]Finding, error) {
	content, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, fmt.Errorf("reading rules: %w", err)
	}
	sources := []script.Source{{Name: name, Content: content}}
	var found []Finding
	rules, err := script.Compile(fsys, name, s.Env)
	if err != nil {
		if found, err = compileFindings(err); err != nil {
			return nil, err
		}
	} else {
		sources = rules.Sources()
	}
	for _, source := range sources {
		if path.Ext(source.Name) != ".star" {
			continue
		}
		found = append(found, checkFile(source, s, source.Name == name)...)
	}
	slices.SortStableFunc(found, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col))
	})
	return slices.CompactFunc(found, func(a, b Finding) bool {
		return a.File == b.File && a.Line == b.Line && a.Col == b.Col && (a.Message == b.Message || a.Rule == "compile" && a.Severity == Error)
	}), nil
}

// compileFindings turns what the compiler says into findings; what is no
// mistake of the rules stays an error.
func compileFindings(err error) ([]Finding, error) {
	var list script.Errors
	var one *script.Error
	switch {
	case errors.As(err, &list):
	case errors.As(err, &one):
		list = script.Errors{one}
	default:
		return nil, err
	}
	found := make([]Finding, len(list))
	for i, e := range list {
		found[i] = Finding{e.File, e.Line, e.Col, "compile", Error, e.Message, e.Source}
	}
	return found, nil
}

// Errors counts the findings that stop the rules.
func Errors(found []Finding) int {
	n := 0
	for _, f := range found {
		if f.Severity == Error {
			n++
		}
	}
	return n
}

// checkFile looks at one file. A file that cannot be parsed, or is nested beyond
// reason, has been reported by the compiler already.
func checkFile(source script.Source, s Schema, main bool) []Finding {
	file, err := (&syntax.FileOptions{Set: true}).Parse(source.Name, source.Content, 0)
	if err != nil {
		return nil
	}
	if script.Parses(source.Name, source.Content) != nil {
		return nil
	}
	c := newChecker(source, s, file)
	c.file(file, main)
	c.hidden()
	c.language(source)
	return c.found
}

// checker looks at one file.
type checker struct {
	schema   Schema
	name     string
	lines    []string
	found    []Finding
	builtins map[string]bool
	global   map[string]bool // names of the file's top level
	scope    scope           // of the function in hand
	top      scope
	rows     map[string]bool // names that stand for the row
	done     map[syntax.Node]bool
}

func newChecker(source script.Source, s Schema, file *syntax.File) *checker {
	c := &checker{
		schema: s, name: source.Name, lines: strings.Split(string(source.Content), "\n"),
		builtins: map[string]bool{}, rows: map[string]bool{"row": true}, done: map[syntax.Node]bool{},
	}
	for _, name := range script.Names() {
		c.builtins[name] = true
	}
	c.global = bound(file.Stmts)
	for _, stmt := range file.Stmts {
		def, ok := stmt.(*syntax.DefStmt)
		if ok && def.Name.Name == "decide" && len(def.Params) == 1 {
			c.rows[paramName(def.Params[0])] = true
		}
	}
	return c
}

func (c *checker) add(at syntax.Position, rule string, severity Severity, format string, args ...any) {
	f := Finding{File: c.name, Line: int(at.Line), Col: int(at.Col), Rule: rule, Severity: severity, Message: fmt.Sprintf(format, args...)}
	f.Source = c.line(f.Line)
	c.found = append(c.found, f)
}

func (c *checker) line(n int) string {
	if n < 1 || n > len(c.lines) {
		return ""
	}
	return strings.TrimSuffix(c.lines[n-1], "\r")
}

func (c *checker) file(file *syntax.File, main bool) {
	c.top = c.scopeOf(file.Stmts, nil)
	c.scope = c.top
	c.shadowedTop(file)
	for _, stmt := range file.Stmts {
		def, ok := stmt.(*syntax.DefStmt)
		if !ok {
			syntax.Walk(stmt, c.node)
			continue
		}
		c.scope = c.scopeOf(def.Body, c.top)
		c.shadowed(def)
		c.remembers(def)
		syntax.Walk(def, c.node)
		c.scope = c.top
		if main && def.Name.Name == "decide" {
			c.missingReturn(def)
		}
	}
}

// node is called for every part of the file.
func (c *checker) node(n syntax.Node) bool {
	switch n := n.(type) {
	case *syntax.DotExpr:
		c.field(n)
	case *syntax.IndexExpr:
		c.index(n)
	case *syntax.CallExpr:
		c.call(n)
	case *syntax.BinaryExpr:
		c.operation(n)
	case *syntax.Literal:
		c.float(n)
	}
	return true
}
