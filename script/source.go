package script

import (
	"slices"
	"strings"

	"go.starlark.net/syntax"
)

// sortedCopy sorts names, so that a hint never depends on a map's order.
func sortedCopy(names []string) []string {
	sorted := slices.Clone(names)
	slices.Sort(sorted)
	return slices.Compact(sorted)
}

// comparisonAt finds the comparison whose operator stands at a place. The file
// is parsed again, once, because compiling rewrote its tree.
func (f *files) comparisonAt(pos syntax.Position) *syntax.BinaryExpr {
	if !pos.IsValid() {
		return nil
	}
	type place struct{ line, col int32 }
	f.mu.Lock()
	defer f.mu.Unlock()
	name := pos.Filename()
	file, ok := f.parsed[name]
	if !ok {
		file, _ = options().Parse(name, f.content[name], 0)
		if f.parsed == nil {
			f.parsed = map[string]*syntax.File{}
		}
		f.parsed[name] = file
	}
	if file == nil {
		return nil
	}
	var found *syntax.BinaryExpr
	for _, s := range file.Stmts {
		syntax.Walk(s, func(n syntax.Node) bool {
			if b, ok := n.(*syntax.BinaryExpr); ok && (place{b.OpPos.Line, b.OpPos.Col} == place{pos.Line, pos.Col}) {
				found = b
			}
			return found == nil
		})
	}
	return found
}

// text gives an expression as it stands in its file.
func (f *files) text(name string, e syntax.Expr) string {
	return sourceText(splitLines(f.content[name]), e)
}

// splitLines cuts a source into lines of characters, as positions count them.
func splitLines(source []byte) [][]rune {
	lines := strings.Split(string(source), "\n")
	runes := make([][]rune, len(lines))
	for i, line := range lines {
		runes[i] = []rune(strings.TrimSuffix(line, "\r"))
	}
	return runes
}

// sourceText gives an expression on one line, cut to a length that can be read.
func sourceText(lines [][]rune, e syntax.Expr) string {
	const most = 200
	start, _ := e.Span()
	end := endOf(e)
	var b strings.Builder
	for n := int(start.Line); n <= int(end.Line) && n <= len(lines); n++ {
		line := lines[n-1]
		from, to := 0, len(line)
		if n == int(start.Line) {
			from = min(int(start.Col)-1, to)
		}
		if n == int(end.Line) {
			to = min(max(int(end.Col)-1, from), to)
		}
		part := string(line[from:to])
		if n > int(start.Line) {
			part = " " + strings.TrimSpace(part)
		}
		b.WriteString(part)
	}
	return clip(clean(b.String()), most)
}

// endOf is the end of an expression. The parser's own spans stop before a
// closing bracket of indexes, slices and tuples.
func endOf(e syntax.Expr) syntax.Position {
	past := func(p syntax.Position) syntax.Position {
		p.Col++
		return p
	}
	switch e := e.(type) {
	case *syntax.IndexExpr:
		return past(e.Rbrack)
	case *syntax.SliceExpr:
		return past(e.Rbrack)
	case *syntax.TupleExpr:
		if e.Rparen.IsValid() {
			return past(e.Rparen)
		}
		return endOf(e.List[len(e.List)-1])
	case *syntax.BinaryExpr:
		return endOf(e.Y)
	case *syntax.UnaryExpr:
		if e.X != nil {
			return endOf(e.X)
		}
	case *syntax.CondExpr:
		return endOf(e.False)
	case *syntax.LambdaExpr:
		return endOf(e.Body)
	}
	_, end := e.Span()
	return end
}
