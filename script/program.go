package script

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

const (
	// maxSource is the largest rules file. Far deeper nesting than anyone writes
	// fits, and none that could overflow the parser's stack does.
	maxSource = 256 << 10
	// maxTable is the largest data file.
	maxTable = 8 << 20
	// maxLoadSteps is how many instructions the top level of all files may take.
	maxLoadSteps = 5_000_000
)

// program is a rules file with its modules, compiled and run once, frozen.
type program struct {
	decide *starlark.Function
	quick  *quickFunction // decide for the quick way, nil for none
	talks  bool           // uses because, print or holidays, so a row needs its run
	steps  []step
}

// loader compiles one program. It is used by one goroutine and then dropped.
type loader struct {
	files       *files
	env         *environment
	mode        mode
	predeclared starlark.StringDict
	modules     map[string]*module
	program     *program
	own         map[string]bool   // names that the file in hand defines itself
	rights      map[string]string // values made for operators with nothing to add, by operator
	stepsUsed   uint64
}

// module is a loaded file; globals is nil while it is still being loaded.
type module struct {
	globals starlark.StringDict
	file    *syntax.File
	err     error
}

// mode says what a program tells of itself while it runs.
type mode struct {
	traced bool   // every condition, for Explain
	tested bool   // today() may change between two calls
	marks  *marks // statements and branches, for coverage and profiles; nil for none
}

func newLoader(files *files, env *environment, how mode) *loader {
	l := &loader{files: files, env: env, mode: how, modules: map[string]*module{}, program: &program{talks: how.traced}, rights: map[string]string{}}
	l.predeclared = predeclared(l)
	return l
}

func compileProgram(files *files, name string, env *environment, how mode) (*program, error) {
	l := newLoader(files, env, how)
	globals, err := l.load(name, true)
	if err != nil {
		return nil, err
	}
	decide, err := l.findDecide(name, globals)
	if err != nil {
		return nil, err
	}
	l.program.decide = decide
	if !how.traced && !how.tested && how.marks == nil {
		l.program.quick = l.quick(decide)
	}
	return l.program, nil
}

// load compiles and runs a file once.
func (l *loader) load(name string, main bool) (starlark.StringDict, error) {
	if m, ok := l.modules[name]; ok {
		if m.globals == nil && m.err == nil {
			return nil, fmt.Errorf("%s loads itself, directly or through another file", name)
		}
		return m.globals, m.err
	}
	m := &module{}
	l.modules[name] = m
	if m.globals, m.err = l.exec(name, main); m.err != nil {
		return nil, m.err
	}
	if m.err = l.files.freeze(name, m.globals); m.err != nil {
		m.globals = nil
	}
	return m.globals, m.err
}

func options() *syntax.FileOptions { return &syntax.FileOptions{Set: true} }

func (l *loader) exec(name string, main bool) (starlark.StringDict, error) {
	source, err := l.files.read(name, maxSource)
	if err != nil {
		return nil, err
	}
	file, err := l.files.parse(name, source)
	if err != nil {
		return nil, err
	}
	if err := l.check(file, main); err != nil {
		return nil, err
	}
	l.rewrite(file, source)
	l.modules[name].file = file
	prog, err := starlark.FileProgram(file, l.predeclared.Has)
	if err != nil {
		return nil, l.resolveError(err, file)
	}
	thread := &starlark.Thread{Name: name, Print: func(*starlark.Thread, string) {}}
	top := &run{row: rowValue{env: l.env}, limit: maxLoadSteps - l.stepsUsed}
	thread.SetMaxExecutionSteps(stepSlice)
	thread.OnMaxSteps = top.onSteps
	thread.Load = func(_ *starlark.Thread, module string) (starlark.StringDict, error) {
		target, err := inFolder(name, module, ".star")
		if err != nil {
			return nil, err
		}
		return l.load(target, false)
	}
	globals, err := initProgram(prog, thread, l.predeclared)
	l.stepsUsed = min(l.stepsUsed+thread.Steps, maxLoadSteps-1)
	if err != nil {
		var inner *Error
		if errors.As(err, &inner) {
			return nil, inner // a loaded file's own mistake, with its own place
		}
		return nil, l.files.evalError(err, nil)
	}
	return globals, nil
}

// initProgram runs a file's top level and survives a panic in a builtin.
func initProgram(prog *starlark.Program, thread *starlark.Thread, predeclared starlark.StringDict) (g starlark.StringDict, err error) {
	defer func() {
		if p := recover(); p != nil {
			g, err = nil, &starlark.EvalError{Msg: panicError{p}.Error()}
		}
	}()
	return prog.Init(thread, predeclared)
}

// inFolder resolves a path written in a rules file against that file's folder
// and refuses everything outside the rules folder.
func inFolder(from, target, extension string) (string, error) {
	resolved := path.Join(path.Dir(from), target)
	switch {
	case strings.Contains(target, `\`), path.IsAbs(target), !fs.ValidPath(resolved):
		return "", fmt.Errorf("%q is outside the rules folder: name a file in it, such as \"./limits%s\"", clip(target, 100), extension)
	case path.Ext(resolved) != extension:
		return "", fmt.Errorf("%q is no %s file", clip(target, 100), extension)
	}
	return resolved, nil
}

// findDecide finds the function that every row goes to.
func (l *loader) findDecide(name string, globals starlark.StringDict) (*starlark.Function, error) {
	v, ok := globals["decide"]
	if !ok {
		var functions []string
		for _, global := range globals.Keys() {
			if _, ok := globals[global].(*starlark.Function); ok {
				functions = append(functions, global)
			}
		}
		hint := ""
		if near, ok := nearest("decide", functions); ok {
			hint = fmt.Sprintf(" (there is %s: rename it)", near)
		}
		return nil, l.files.errorAt(syntax.MakePosition(&name, 1, 1), "there is no function decide(row)"+hint)
	}
	fn, ok := v.(*starlark.Function)
	if !ok {
		return nil, l.files.errorAt(syntax.MakePosition(&name, 1, 1), "decide must be a function: write def decide(row):")
	}
	if fn.NumParams() != 1 || fn.HasVarargs() || fn.HasKwargs() {
		return nil, l.files.errorAt(fn.Position(), "decide takes one thing, the row: write def decide(row):")
	}
	return fn, nil
}
