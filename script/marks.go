package script

import (
	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

// marks are put into a program to tell which statements and branches run. They
// use the chain of | of operator.go, because a call for each statement would
// cost more than the statement. A marked program serves one goroutine.
type marks struct {
	statements []spot
	branches   []spot
	reached    func(statement int)
	branched   func(branch int, held bool)
}

// spot is a place in the source.
type spot struct {
	file      string
	line, col int
	text      string
}

// markValue stands before a statement: None | mark.
type markValue struct {
	internal
	hit func()
}

// Binary serves x | mark.
func (m *markValue) Binary(op syntax.Token, x starlark.Value, side starlark.Side) (starlark.Value, error) {
	if op != syntax.PIPE || side != starlark.Right {
		return nil, nil
	}
	m.hit()
	return x, nil
}

// branchValue stands behind a condition: condition | mark, which gives the
// condition's own value.
type branchValue struct {
	internal
	saw func(held bool)
}

// Binary serves condition | mark.
func (m *branchValue) Binary(op syntax.Token, x starlark.Value, side starlark.Side) (starlark.Value, error) {
	if op != syntax.PIPE || side != starlark.Right {
		return nil, nil
	}
	m.saw(bool(x.Truth()))
	return x, nil
}

// instrument marks every statement inside functions, and the conditions of if,
// elif, x if c else y and [… if c]. What stands at the top runs once, always,
// and is not counted.
func (m *marks) instrument(l *loader, file *syntax.File, source []byte) {
	w := marker{marks: m, loader: l, file: file.Path, lines: splitLines(source)}
	for _, s := range file.Stmts {
		def, ok := s.(*syntax.DefStmt)
		if !ok {
			continue
		}
		def.Body = w.body(def.Body)
		syntax.Walk(def, func(n syntax.Node) bool {
			switch n := n.(type) {
			case *syntax.CondExpr:
				n.Cond = w.branch(n.Cond)
			case *syntax.IfClause:
				n.Cond = w.branch(n.Cond)
			}
			return true
		})
	}
}

// marker marks one file.
type marker struct {
	marks  *marks
	loader *loader
	file   string
	lines  [][]rune
}

func (w *marker) body(stmts []syntax.Stmt) []syntax.Stmt {
	marked := make([]syntax.Stmt, 0, 2*len(stmts))
	for i, s := range stmts {
		if expr, ok := s.(*syntax.ExprStmt); ok && i == 0 {
			if text, ok := expr.X.(*syntax.Literal); ok && text.Token == syntax.STRING {
				continue // a docstring
			}
		}
		marked = append(marked, w.statement(s))
		switch s := s.(type) {
		case *syntax.IfStmt:
			s.Cond = w.branch(s.Cond)
			s.True = w.body(s.True)
			if len(s.False) > 0 {
				s.False = w.body(s.False)
			}
		case *syntax.ForStmt:
			s.Body = w.body(s.Body)
		case *syntax.DefStmt:
			s.Body = w.body(s.Body)
		}
		marked = append(marked, s)
	}
	return marked
}

func (w *marker) statement(s syntax.Stmt) syntax.Stmt {
	at, _ := s.Span()
	id := len(w.marks.statements)
	w.marks.statements = append(w.marks.statements, spot{file: w.file, line: int(at.Line), col: int(at.Col)})
	mark := &markValue{hit: func() { w.marks.reached(id) }}
	return &syntax.ExprStmt{X: &syntax.BinaryExpr{
		X: &syntax.Ident{NamePos: at, Name: "None"}, OpPos: at, Op: syntax.PIPE, Y: w.loader.name(mark, at),
	}}
}

func (w *marker) branch(cond syntax.Expr) syntax.Expr {
	at := syntax.Start(cond)
	id := len(w.marks.branches)
	w.marks.branches = append(w.marks.branches, spot{w.file, int(at.Line), int(at.Col), sourceText(w.lines, cond)})
	mark := &branchValue{saw: func(held bool) { w.marks.branched(id, held) }}
	return &syntax.BinaryExpr{X: &syntax.ParenExpr{Lparen: at, X: cond, Rparen: at}, OpPos: at, Op: syntax.PIPE, Y: w.loader.name(mark, at)}
}
