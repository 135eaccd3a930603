package script

import (
	"context"
	"fmt"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

// whereFile is the name under which messages show a condition.
const whereFile = "--where"

// Filter is a compiled condition over row. It is immutable, and Match may be
// called from many goroutines.
type Filter struct {
	env     *environment
	files   *files
	program *program
}

// CompileWhere compiles a condition such as `row.currency == "LKR" and
// row.amount > LKR(1000)`. It knows what rules know except decisions and files.
// A mistake in it is an *Error or Errors whose File is "--where".
func CompileWhere(expr string, env Environment) (*Filter, error) {
	f := &Filter{env: newEnvironment(env), files: &files{content: map[string][]byte{whereFile: []byte(expr)}, closed: true}}
	if len(expr) > maxSource {
		return nil, fmt.Errorf("the condition is longer than %d KiB", maxSource>>10)
	}
	condition, err := options().ParseExpr(whereFile, expr, 0)
	if err != nil {
		return nil, f.files.syntaxError(err)
	}
	start := syntax.Start(condition)
	row := &syntax.Ident{NamePos: start, Name: "row"}
	file := &syntax.File{Path: whereFile, Options: options(), Stmts: []syntax.Stmt{&syntax.AssignStmt{
		OpPos: start, Op: syntax.EQ,
		LHS: &syntax.Ident{NamePos: start, Name: "match"},
		RHS: &syntax.LambdaExpr{Lambda: start, Params: []syntax.Expr{row}, Body: condition},
	}}}
	if err := f.files.tooDeep(file); err != nil {
		return nil, err
	}
	l := &loader{files: f.files, env: f.env, program: &program{}, rights: map[string]string{}}
	l.predeclared = operators()
	for name, v := range values(f.env) {
		l.predeclared[name] = v
	}
	if err := l.check(file, false); err != nil {
		return nil, err
	}
	l.rewrite(file, nil)
	prog, err := starlark.FileProgram(file, l.predeclared.Has)
	if err != nil {
		return nil, l.resolveError(err, file)
	}
	globals, err := initProgram(prog, &starlark.Thread{Name: whereFile}, l.predeclared)
	if err != nil {
		return nil, f.files.evalError(err, nil)
	}
	globals.Freeze()
	l.program.decide = globals["match"].(*starlark.Function)
	f.program = l.program
	return f, nil
}

// Match tells whether the condition holds for a row. A condition that is
// neither True nor False is an *Error, as is anything that goes wrong in it.
func (f *Filter) Match(ctx context.Context, row Row) (bool, error) {
	run := newRun(ctx, f.program, row, f.env)
	v, err := run.call(f.program.decide)
	if err != nil {
		return false, run.explain(err, f.files)
	}
	answer, ok := v.(starlark.Bool)
	if !ok {
		name := whereFile
		e := f.files.errorAt(syntax.MakePosition(&name, 1, 1), "the condition gives "+describe(v)+": compare it with something, so that it is True or False")
		e.Row = fmt.Sprintf("row %d", row.Number())
		return false, e
	}
	return bool(answer), nil
}
