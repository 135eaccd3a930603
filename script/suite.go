package script

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"time"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

// maxTestSteps is how many instructions one test may take.
const maxTestSteps = 20_000_000

// TestConfig says what Test runs.
type TestConfig struct {
	Tests []string // files of tests: rules_test.star
	Cases []string // tables of cases: rules_cases.csv
	// Match chooses tests by name; nil takes all.
	Match func(name string) bool
	Cover bool
	// NewRow makes a row whose cells are read as those of a sheet are: fields by
	// their names, other columns by their headers.
	NewRow func(number int, fields, columns map[string]string) (Row, error)
	// Currency is the default of a row that names none.
	Currency string
}

// TestResult is one test that was run.
type TestResult struct {
	File     string
	Line     int
	Name     string
	Failures []Failure // none: it passed
	Prints   []string
	Steps    uint64
	Took     time.Duration
}

// Failure is one thing that a test found.
type Failure struct {
	File    string
	Line    int
	Source  string // the line, without its end
	Message string
	// Field, Want and Got are set by a table of cases, one for each cell that differs.
	Field, Want, Got string
}

// TestReport is what came of all tests.
type TestReport struct {
	Results  []TestResult
	Coverage *Coverage // nil unless asked for
}

// Failed counts the tests that failed.
func (r *TestReport) Failed() int {
	n := 0
	for _, result := range r.Results {
		if len(result.Failures) > 0 {
			n++
		}
	}
	return n
}

// Test compiles the rules and runs their tests, one after the other, in the
// order of the files. A mistake in the rules or at the top of a test file is an
// *Error or Errors, and then nothing was run; a test that fails is in the report.
func Test(ctx context.Context, fsys fs.FS, rules string, env Environment, cfg TestConfig) (*TestReport, error) {
	s := &suite{ctx: ctx, cfg: cfg, files: &files{fsys: fsys, content: map[string][]byte{}}, asked: map[string]bool{}}
	s.env = newEnvironment(env)
	s.today = s.env.today
	how := mode{tested: true}
	if cfg.Cover {
		s.counter = newCounter()
		how.marks = &s.counter.marks
	}
	s.loader = newLoader(s.files, s.env, how)
	if err := s.loadRules(rules); err != nil {
		return nil, err
	}
	rulesFiles := slices.Clone(s.files.order)
	for _, name := range cfg.Tests {
		if err := s.testFile(name); err != nil {
			return nil, err
		}
	}
	for _, name := range cfg.Cases {
		if s.asked[name] {
			continue // a test file has run it
		}
		if err := s.caseTable(name, s.program.decide); err != nil {
			return nil, err
		}
	}
	if s.counter != nil {
		s.report.Coverage = s.counter.report(&files{content: s.files.content, order: rulesFiles})
	}
	return &s.report, nil
}

// suite is one run of tests.
type suite struct {
	ctx     context.Context
	cfg     TestConfig
	env     *environment
	today   *dateValue // to go back to after a test that chose its own
	files   *files
	loader  *loader
	program *program
	globals starlark.StringDict
	counter *counter
	report  TestReport
	asked   map[string]bool // tables that a test file runs itself
	number  int             // of the next row that a test makes

	result *TestResult // of the test that is running
}

func (s *suite) loadRules(name string) error {
	globals, err := s.loader.load(name, true)
	if err != nil {
		return err
	}
	if s.loader.program.decide, err = s.loader.findDecide(name, globals); err != nil {
		return err
	}
	s.loader.program.talks = true
	s.program, s.globals = s.loader.program, globals
	if len(s.env.columns) == 0 {
		s.env.columns = s.literalColumns()
	}
	return nil
}

// literalColumns lists the headers that rules name: without a sheet they are
// the columns that a test's row has.
func (s *suite) literalColumns() []string {
	var headers []string
	for _, name := range s.files.order {
		file, err := options().Parse(name, s.files.content[name], 0)
		if err != nil || !strings.HasSuffix(name, ".star") {
			continue
		}
		for _, stmt := range file.Stmts {
			syntax.Walk(stmt, func(n syntax.Node) bool {
				if index, ok := n.(*syntax.IndexExpr); ok && identName(index.X) == "row" {
					if text, ok := index.Y.(*syntax.Literal); ok && text.Token == syntax.STRING {
						headers = append(headers, text.Value.(string))
					}
				}
				return true
			})
		}
	}
	return sortedCopy(headers)
}

// testFile runs the functions test_… of a file, in its order. The file sees
// every name of the rules, and loads others as rules do.
func (s *suite) testFile(name string) error {
	t := *s.loader
	t.mode.marks = nil // tests themselves are not covered
	t.rights = maps.Clone(s.loader.rights)
	t.predeclared = maps.Clone(s.loader.predeclared)
	maps.Copy(t.predeclared, s.globals)
	t.predeclared["decide"] = starlark.NewBuiltin("decide", s.decide)
	t.predeclared["cases"] = starlark.NewBuiltin("cases", s.cases)
	globals, err := t.load(name, false)
	if err != nil {
		return err
	}
	var tests []*starlark.Function
	for _, global := range globals {
		if fn, ok := global.(*starlark.Function); ok && strings.HasPrefix(fn.Name(), "test_") {
			tests = append(tests, fn)
		}
	}
	slices.SortFunc(tests, func(a, b *starlark.Function) int { return int(a.Position().Line - b.Position().Line) })
	for _, fn := range tests {
		if fn.NumParams() != 1 {
			return s.files.errorAt(fn.Position(), "a test takes one thing, t: write def "+fn.Name()+"(t):")
		}
		s.test(fn)
	}
	return s.ctx.Err()
}

// test runs one function.
func (s *suite) test(fn *starlark.Function) {
	if s.cfg.Match != nil && !s.cfg.Match(fn.Name()) || s.ctx.Err() != nil {
		return
	}
	pos := fn.Position()
	s.measure(TestResult{File: pos.Filename(), Line: int(pos.Line), Name: fn.Name()}, func(r *run) {
		if err := s.call(r, fn, starlark.Tuple{&testValue{s}}); err != nil {
			s.failed(err)
		}
	})
}

// measure runs a test and files its result.
func (s *suite) measure(result TestResult, do func(*run)) {
	s.result = &result
	r := s.newRun()
	started := s.clock()
	do(r)
	result.Took, result.Steps, result.Prints = s.clock().Sub(started), r.thread.Steps, append(result.Prints, r.prints...)
	s.report.Results = append(s.report.Results, result)
	s.env.today = s.today
}

func (s *suite) clock() time.Time {
	if s.env.now == nil {
		return time.Time{}
	}
	return s.env.now()
}

// newRun makes a run whose row is set by each call of decide.
func (s *suite) newRun() *run {
	r := newRun(s.ctx, s.program, nil, s.env)
	r.limit = maxTestSteps
	return r
}

// call calls a function of a test and survives a panic in a builtin.
func (s *suite) call(r *run, fn starlark.Callable, args starlark.Tuple) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = &starlark.EvalError{Msg: panicError{p}.Error()}
		}
	}()
	_, err = starlark.Call(&r.thread, fn, args, nil)
	return err
}

// decide is decide(row) in a test: the rules' own, which also keeps what
// because() said, and wants a decision.
func (s *suite) decide(thread *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var v starlark.Value
	if err := starlark.UnpackArgs("decide", args, kwargs, "row", &v); err != nil {
		return nil, err
	}
	return s.ask(thread, s.program.decide, v)
}

// ask asks a function of the rules about a row.
func (s *suite) ask(thread *starlark.Thread, fn *starlark.Function, v starlark.Value) (*decisionValue, error) {
	row, ok := v.(*rowValue)
	if !ok {
		return nil, fmt.Errorf("%s takes a row, not %s: write %s(t.row(amount = \"5,000\"))", fn.Name(), describe(v), fn.Name())
	}
	r := thread.Local(runKey).(*run)
	r.because = nil
	before := thread.Steps
	answer, err := starlark.Call(thread, fn, starlark.Tuple{row}, nil)
	if err != nil {
		return nil, err
	}
	if thread.Steps-before > maxSteps {
		return nil, errors.New(limitMessage(reasonSteps, false)) // a run would have stopped the row
	}
	made, ok := answer.(*decisionValue)
	if !ok {
		return nil, fmt.Errorf("%s returned %s and no decision", fn.Name(), describe(answer))
	}
	kept := *made
	kept.d.Because = r.because
	return &kept, nil
}

// errorOf gives an error of a test its place and its words.
func (s *suite) errorOf(err error) *Error {
	e := s.files.evalError(err, nil)
	if strings.HasSuffix(err.Error(), "computation cancelled: "+reasonSteps) {
		e.Message = "the test took 20,000,000 steps, which is the limit: look for a loop over something long"
	}
	return e
}

// failed files an error of a test as its failure.
func (s *suite) failed(err error) {
	e := s.errorOf(err)
	s.result.Failures = append(s.result.Failures, Failure{File: e.File, Line: e.Line, Source: e.Source, Message: e.Message})
}
