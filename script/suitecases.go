package script

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"go.starlark.net/starlark"

	"paysheet/providers"
)

// cases("cases.csv", decide) runs a table: columns named as fields or headers
// are the row, want_… columns are what must come of it.
func (s *suite) cases(thread *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var name string
	var fn starlark.Callable
	if err := starlark.UnpackArgs(b.Name(), args, kwargs, "file", &name, "fn?", &fn); err != nil {
		return nil, err
	}
	file, err := inFolder(thread.Name, name, ".csv")
	if err != nil {
		return nil, err
	}
	decide := s.program.decide
	if own, ok := fn.(*starlark.Function); ok {
		decide = own
	}
	s.asked[file] = true
	return starlark.None, s.caseTable(file, decide)
}

// caseTable runs every line of a table.
func (s *suite) caseTable(file string, decide *starlark.Function) error {
	t, err := s.loader.readTable(&starlark.Thread{Name: "rules.star"}, file)
	if err != nil {
		return err
	}
	if err := s.checkHeaders(t); err != nil {
		return err
	}
	for _, record := range t.records {
		c := caseOf(t, record)
		name := fmt.Sprintf("%s:%d", file, record.line)
		if c.name != "" {
			name += " " + c.name
		}
		if s.cfg.Match != nil && !s.cfg.Match(name) {
			continue
		}
		s.measure(TestResult{File: file, Line: record.line, Name: clean(name)}, func(r *run) { s.oneCase(r, c, decide) })
		if err := s.ctx.Err(); err != nil {
			return err
		}
	}
	return nil
}

// wanted lists what a want_ column can ask for.
func wanted() []string {
	return append([]string{"verdict", "reason", "because", "error"}, linkKeywords()...)
}

func (s *suite) checkHeaders(t *tableValue) error {
	wants := 0
	for _, header := range t.headers {
		what, isWant := strings.CutPrefix(header, "want_")
		if !isWant {
			if header != "case" && header != "today" && !slices.Contains(Fields(), header) {
				if err := s.checkColumn(header); err != nil {
					return fmt.Errorf("%s: %w", t.file, err)
				}
			}
			continue
		}
		wants++
		if !slices.Contains(wanted(), what) {
			return fmt.Errorf("%s: there is nothing to want called %q%s", t.file, header, didYouMean("want_", what, wanted()))
		}
	}
	if wants == 0 {
		return fmt.Errorf("%s has no column that says what is wanted: add want_verdict or want_account", t.file)
	}
	return nil
}

// oneTestCase is one line of a table.
type oneTestCase struct {
	name, today string
	cells       map[string]string
	wants       [][2]string // in the order of the columns, blank ones left out
	line        int
	file        string
}

func caseOf(t *tableValue, record *recordValue) oneTestCase {
	c := oneTestCase{cells: map[string]string{}, line: record.line, file: t.file}
	for i, header := range t.headers {
		text := record.cells[i]
		what, isWant := strings.CutPrefix(header, "want_")
		switch {
		case isWant && text != "":
			c.wants = append(c.wants, [2]string{what, text})
		case isWant:
		case header == "case":
			c.name = text
		case header == "today":
			c.today = text
		case text != "" || !slices.Contains(Fields(), header):
			c.cells[header] = text
		}
	}
	return c
}

// oneCase decides a line and compares what came out with what was wanted. In a
// table a blank cell of a field means an ordinary one, and - means an empty one.
func (s *suite) oneCase(r *run, c oneTestCase, decide *starlark.Function) {
	for name, text := range c.cells {
		if text == "-" {
			c.cells[name] = ""
		}
	}
	d, err := s.decideCase(r, c, decide)
	message := ""
	if err != nil {
		e := s.errorOf(err)
		message = e.Message
		if !slices.ContainsFunc(c.wants, func(w [2]string) bool { return w[0] == "error" }) {
			s.result.Failures = append(s.result.Failures, Failure{File: e.File, Line: e.Line, Source: e.Source, Message: e.Message})
			return
		}
	}
	for _, want := range c.wants {
		got, same, err := compareWant(want[0], want[1], d, message)
		f := Failure{File: c.file, Line: c.line, Source: s.files.line(c.file, c.line), Field: "want_" + want[0], Want: want[1], Got: got}
		switch {
		case err != nil:
			f.Message = fmt.Sprintf("want_%s: %s", want[0], err)
		case !same:
			f.Message = fmt.Sprintf("want_%s is %s, got %s", want[0], want[1], got)
		default:
			continue
		}
		s.result.Failures = append(s.result.Failures, f)
	}
}

func (s *suite) decideCase(r *run, c oneTestCase, decide *starlark.Function) (*decisionValue, error) {
	if c.today != "" {
		d, err := providers.ParseDate(c.today)
		if err != nil {
			return nil, err
		}
		s.env.today = &dateValue{d: d}
	}
	row, err := s.row(c.cells)
	if err != nil {
		return nil, err
	}
	var made *decisionValue
	ask := starlark.NewBuiltin("case", func(thread *starlark.Thread, _ *starlark.Builtin, _ starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
		var err error
		made, err = s.ask(thread, decide, row)
		return starlark.None, err
	})
	return made, s.call(r, ask, nil)
}

// compareWant compares one wanted cell with the decision. "-" wants nothing.
func compareWant(what, want string, d *decisionValue, message string) (got string, same bool, err error) {
	if what == "error" {
		if message == "" {
			return "no error", false, nil
		}
		return message, strings.Contains(message, want), nil
	}
	if d == nil {
		return "error: " + message, false, nil
	}
	if what == "because" {
		got = strings.Join(d.d.Because, "; ")
		return got, strings.Contains(got, want), nil
	}
	v, err := d.Attr(what)
	if err != nil {
		return "", false, err
	}
	got = wantText(v)
	switch v := v.(type) {
	case *moneyValue:
		same, err = sameMoney(v.m, want)
		return got, same, err
	case *dateValue:
		on, err := providers.ParseDate(want)
		return got, err == nil && on == v.d, err
	}
	return got, got == want, nil
}

// wantText is a value as a table would write it.
func wantText(v starlark.Value) string {
	switch v := v.(type) {
	case starlark.NoneType:
		return "-"
	case starlark.String:
		return string(v)
	case starlark.Tuple:
		words := make([]string, len(v))
		for i, one := range v {
			words[i], _ = starlark.AsString(one)
		}
		if len(words) == 0 {
			return "-"
		}
		return strings.Join(words, ",")
	}
	return v.String()
}

// sameMoney takes "45,000", "45000.00" and "45,000.00 LKR".
func sameMoney(got providers.Money, want string) (bool, error) {
	if want == "-" {
		return false, nil
	}
	number, code, hasCode := strings.Cut(strings.TrimSpace(want), " ")
	d, err := parseNumber(number)
	if err != nil {
		return false, err
	}
	if hasCode && code != string(got.Currency()) {
		return false, nil
	}
	if d.Scale() > 19 {
		return false, errors.New("too many decimals")
	}
	return d.Cmp(got.Decimal()) == 0, nil
}
