package script

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"strings"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

// promptFile is the name under which messages show what was typed.
const promptFile = "typed"

// Prompt evaluates what a person types, with everything that the rules define
// and, where there is one, a row at hand. It is used by one goroutine.
type Prompt struct {
	ctx    context.Context
	loader *loader
	run    *run
	files  *files
	out    io.Writer
}

// Prompt makes a prompt over the rules; row may be nil. What print says goes to out.
func (r *Rules) Prompt(ctx context.Context, row Row, out io.Writer) (*Prompt, error) {
	l := newLoader(r.files, r.env, mode{})
	globals, err := l.load(r.name, true)
	if err != nil {
		return nil, err
	}
	if l.program.decide, err = l.findDecide(r.name, globals); err != nil {
		return nil, err
	}
	for name, v := range globals {
		l.predeclared[name] = v
	}
	l.program.talks = true
	p := &Prompt{ctx: ctx, loader: l, files: &files{content: maps.Clone(r.files.content), closed: true}, out: out}
	p.run = newRun(ctx, l.program, row, r.env)
	if row != nil {
		l.predeclared["row"] = &p.run.row
	}
	return p, nil
}

// Names lists what can be typed, for completion.
func (p *Prompt) Names() []string {
	var names []string
	for name, v := range p.loader.predeclared {
		if firstWord(name) == name && !isOperator(v) {
			names = append(names, name)
		}
	}
	return sortedCopy(names)
}

// Eval takes one statement or expression. readline gives the lines of a
// statement that goes on, and io.EOF at the end of everything, which Eval hands
// back. The text is what the expression gave, empty for None. A mistake in what
// was typed is an *Error or Errors, and the prompt goes on.
func (p *Prompt) Eval(readline func() (string, error)) (text string, err error) {
	var typed strings.Builder
	var ended error
	file, err := options().ParseCompoundStmt(promptFile, func() ([]byte, error) {
		line, err := readline()
		if err != nil {
			ended = err
			return nil, err
		}
		typed.WriteString(line + "\n")
		return []byte(line + "\n"), nil
	})
	if ended != nil && (err == nil || errors.Is(err, ended) || typed.Len() == 0) {
		return "", ended
	}
	p.files.content[promptFile] = []byte(typed.String())
	p.files.parsed = nil
	if err != nil {
		return "", p.files.syntaxError(err)
	}
	if err := p.files.tooDeep(file); err != nil {
		return "", err
	}
	return p.exec(file)
}

func (p *Prompt) exec(file *syntax.File) (string, error) {
	const result = "_"
	expression := false
	if len(file.Stmts) == 1 {
		if s, ok := file.Stmts[0].(*syntax.ExprStmt); ok {
			expression = true
			at := syntax.Start(s)
			file.Stmts[0] = &syntax.AssignStmt{OpPos: at, Op: syntax.EQ, LHS: &syntax.Ident{NamePos: at, Name: result}, RHS: s.X}
		}
	}
	p.loader.files = p.files
	p.loader.rewrite(file, p.files.content[promptFile])
	thread := &p.run.thread
	thread.Uncancel()
	p.run.limit = thread.Steps + maxTestSteps
	thread.SetMaxExecutionSteps(thread.Steps + stepSlice)
	p.run.prints, p.run.because, p.run.printed, p.run.watch = nil, nil, 0, nil
	err := p.chunk(file, thread)
	for _, text := range p.run.prints {
		if _, err := fmt.Fprintln(p.out, text); err != nil {
			return "", err
		}
	}
	if err != nil {
		return "", p.mistake(err, file)
	}
	if !expression || p.loader.predeclared[result] == starlark.None {
		return "", nil
	}
	return p.shown(p.loader.predeclared[result]), nil
}

// chunk runs what was typed and survives a panic in a builtin.
func (p *Prompt) chunk(file *syntax.File, thread *starlark.Thread) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &starlark.EvalError{Msg: panicError{v}.Error()}
		}
	}()
	return starlark.ExecREPLChunk(file, thread, p.loader.predeclared)
}

func (p *Prompt) mistake(err error, file *syntax.File) error {
	var eval *starlark.EvalError
	if !errors.As(err, &eval) {
		return p.loader.resolveError(err, file)
	}
	var row *rowValue
	if p.run.row.row != nil {
		row = &p.run.row
	}
	return p.files.evalError(err, row)
}

// shown tells a decision with everything that it says, and any other value as
// it would be written.
func (p *Prompt) shown(v starlark.Value) string {
	made, ok := v.(*decisionValue)
	if !ok {
		return shown(v)
	}
	var b strings.Builder
	for i, t := range made.d.Terms() {
		if i > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "%-12s %s", t.Name, t.Value)
	}
	for _, text := range p.run.because {
		b.WriteString("\nbecause      " + text)
	}
	return b.String()
}
