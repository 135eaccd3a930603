package script

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"time"

	"go.starlark.net/starlark"

	"paysheet/providers"
)

// Account is what rules may know of an account.
type Account struct {
	Name         string // as the configuration has it, and as accounts.NAME finds it
	Provider     string // the provider's name, such as "onepay"
	Capabilities providers.Capabilities
}

// Environment is what rules see besides the row. It is the same for a whole run.
type Environment struct {
	Accounts []Account
	Today    providers.Date // the run's date, which today() gives
	// Columns are the sheet's headers as they stand there, for did-you-mean and
	// row.columns; nil where no sheet is known.
	Columns []string
	// Now is the clock for the limit of five seconds that one row may take; nil
	// leaves only the limit of steps and the context. Rules cannot see it.
	Now func() time.Time
}

// environment is an Environment made ready for rules.
type environment struct {
	accounts *accountsValue
	today    *dateValue
	columns  []string
	now      func() time.Time
}

func newEnvironment(env Environment) *environment {
	return &environment{accounts: newAccounts(env.Accounts), today: &dateValue{d: env.Today}, columns: env.Columns, now: env.Now}
}

// Rules is a compiled rules file. It is immutable, and its methods may be
// called from many goroutines.
type Rules struct {
	name    string
	env     *environment
	files   *files
	program *program
	traced  func() (*program, error) // for Explain, compiled when first needed
	away    runaways
	idle    sync.Pool // of *run, of the program
}

// Compile reads a rules file and everything that it loads from fsys, the rules
// folder, and runs its top level once. name is the file's name within fsys.
//
// A mistake in the rules is an *Error that names file, line and column; several
// at once are Errors. A file that cannot be read is an error that wraps the
// file system's.
func Compile(fsys fs.FS, name string, env Environment) (*Rules, error) {
	r := &Rules{name: name, env: newEnvironment(env), files: &files{fsys: fsys, content: map[string][]byte{}}}
	p, err := compileProgram(r.files, name, r.env, mode{})
	if err != nil {
		return nil, err
	}
	r.files.closed = true
	r.program = p
	r.traced = sync.OnceValues(func() (*program, error) { return compileProgram(r.files, name, r.env, mode{traced: true}) })
	return r, nil
}

// Name gives the name of the rules file as it was given to Compile.
func (r *Rules) Name() string { return r.name }

// Digest gives a SHA-256 in hexadecimal over every byte that was loaded: of a
// lone file what sha256sum prints; with loaded modules and tables, the sum of
// one line "SUM  NAME\n" for each file in the order of their first use.
func (r *Rules) Digest() string {
	if len(r.files.order) == 1 {
		return r.files.sums[r.files.order[0]]
	}
	var all strings.Builder
	for _, name := range r.files.order {
		all.WriteString(r.files.sums[name] + "  " + name + "\n")
	}
	return sum([]byte(all.String()))
}

func sum(content []byte) string {
	digest := sha256.Sum256(content)
	return hex.EncodeToString(digest[:])
}

// Decide asks the rules about one row. It is safe for concurrent use.
//
// What goes wrong in the rules or in a cell that they read is an *Error with
// file, line and row; ctx ending is ctx's own error. Where so many rows met a
// limit that going on would take for ever, it is a *RunawayError. The zero
// Decision comes with every error.
func (r *Rules) Decide(ctx context.Context, row Row) (Decision, error) {
	if d, ok := r.quickly(ctx, row); ok {
		return d, nil
	}
	return r.interpret(ctx, row)
}

// quickly decides the row in the quick way; ok is false where it gave up.
func (r *Rules) quickly(ctx context.Context, row Row) (Decision, bool) {
	if r.program.quick == nil {
		return Decision{}, false
	}
	run := r.newRun(ctx, row)
	d, ok := run.quickly(r.program.quick)
	if ok && run.rest(nil) {
		r.idle.Put(run)
	}
	return d, ok
}

func (r *Rules) interpret(ctx context.Context, row Row) (Decision, error) {
	run := r.newRun(ctx, row)
	d, err := run.decide(r.program, r.files)
	if run.rest(err) {
		r.idle.Put(run)
		return d, nil
	}
	if run.stopped() == "" {
		return d, err
	}
	return r.stopped(ctx, row, run.stopped(), err)
}

// newRun gives a run for the row, if it can one that is at rest.
func (r *Rules) newRun(ctx context.Context, row Row) *run {
	if idle, ok := r.idle.Get().(*run); ok {
		idle.renew(ctx, row)
		return idle
	}
	return newRun(ctx, r.program, row, r.env)
}

// decide asks the program's decide about the row.
func (run *run) decide(p *program, files *files) (Decision, error) {
	v, err := run.call(p.decide)
	if err != nil {
		return Decision{}, run.explain(err, files)
	}
	made, ok := v.(*decisionValue)
	if !ok {
		return Decision{}, run.noDecision(v, p, files)
	}
	d := made.d
	d.Because, d.Prints = run.because, run.prints
	return d, nil
}

// noDecision explains a decide that returned something else.
func (run *run) noDecision(v starlark.Value, p *program, files *files) error {
	pos := p.decide.Position()
	const decisions = "return link(…), skip(…), hold(…), reject(…) or cancel(…)"
	message := "decide returned " + describe(v) + ": " + decisions
	switch v := v.(type) {
	case starlark.NoneType:
		message = "decide came to its end without a decision: end every path with " + decisions
	case *accountValue:
		message = "decide returned an account: write return link(account = …)"
	case *starlark.List, starlark.Tuple:
		message = "decide returned " + describe(v) + ": a row has one decision, " + decisions
	case *starlark.Builtin:
		if argument, ok := map[string]string{"link": "account = …", "skip": `"why"`, "hold": `"why"`, "reject": `"why"`, "cancel": `"why"`}[v.Name()]; ok {
			message = fmt.Sprintf("decide returned %s itself, which has decided nothing yet: write return %s(%s)", v.Name(), v.Name(), argument)
		}
	}
	e := files.errorAt(pos, message)
	e.Row = fmt.Sprintf("row %d", run.row.row.Number())
	return e
}
