package script

import (
	"errors"
	"fmt"
	"strings"

	"go.starlark.net/starlark"

	"paysheet/providers"
)

// testValue is t in a test.
type testValue struct{ s *suite }

func (t *testValue) String() string        { return "t" }
func (t *testValue) Type() string          { return "t" }
func (t *testValue) Freeze()               {}
func (t *testValue) Truth() starlark.Bool  { return true }
func (t *testValue) Hash() (uint32, error) { return 0, errors.New("t cannot be a key of a dict") }

// AttrNames lists what a test can do.
func (t *testValue) AttrNames() []string {
	return []string{"cancelled", "eq", "fails", "held", "linked", "ne", "on", "rejected", "row", "skipped", "true"}
}

// Attr gives a method of t.
func (t *testValue) Attr(name string) (starlark.Value, error) {
	switch name {
	case "row":
		return starlark.NewBuiltin("t.row", t.row), nil
	case "on":
		return starlark.NewBuiltin("t.on", t.on), nil
	case "eq", "ne":
		return starlark.NewBuiltin("t."+name, t.compare(name == "eq")), nil
	case "true":
		return starlark.NewBuiltin("t.true", t.isTrue), nil
	case "fails":
		return starlark.NewBuiltin("t.fails", t.fails), nil
	case "linked":
		return starlark.NewBuiltin("t.linked", t.verdict(VerdictLink)), nil
	case "skipped":
		return starlark.NewBuiltin("t.skipped", t.verdict(VerdictSkip)), nil
	case "held":
		return starlark.NewBuiltin("t.held", t.verdict(VerdictHold)), nil
	case "rejected":
		return starlark.NewBuiltin("t.rejected", t.verdict(VerdictReject)), nil
	case "cancelled":
		return starlark.NewBuiltin("t.cancelled", t.verdict(VerdictCancel)), nil
	}
	return nil, noAttr("t", name, t.AttrNames())
}

// fail records what is wrong at the line of the test that called, and lets the
// test go on.
func (t *testValue) fail(thread *starlark.Thread, format string, args ...any) {
	f := Failure{Message: clip(clean(fmt.Sprintf(format, args...)), maxMessage)}
	if thread.CallStackDepth() > 1 {
		pos := thread.CallFrame(1).Pos
		f.File, f.Line = pos.Filename(), int(pos.Line)
		f.Source = t.s.files.line(f.File, f.Line)
	}
	const most = 100
	if len(t.s.result.Failures) < most {
		t.s.result.Failures = append(t.s.result.Failures, f)
	}
}

// compare makes t.eq and t.ne.
func (t *testValue) compare(want bool) builtinFunc {
	return func(thread *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		var got, other starlark.Value
		if err := starlark.UnpackArgs(b.Name(), args, kwargs, "got", &got, "want", &other); err != nil {
			return nil, err
		}
		same, err := sameForTest(got, other)
		switch {
		case err != nil:
			t.fail(thread, "got %s, want %s: %s", shown(got), shown(other), err)
		case same && !want:
			t.fail(thread, "got %s, which should be something else", shown(got))
		case !same && want:
			t.fail(thread, "got %s, want %s", shown(got), shown(other))
		}
		return starlark.None, nil
	}
}

// sameForTest is ==, and lets an account be named by its name.
func sameForTest(x, y starlark.Value) (bool, error) {
	if a, ok := x.(*accountValue); ok {
		if name, ok := starlark.AsString(y); ok {
			return a.a.Name == name, nil
		}
	}
	return strictEqual(x, y, maxDepth)
}

func (t *testValue) isTrue(thread *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var v starlark.Value
	why := ""
	if err := starlark.UnpackArgs(b.Name(), args, kwargs, "value", &v, "why?", &why); err != nil {
		return nil, err
	}
	if !v.Truth() {
		t.fail(thread, "%s", strings.TrimSuffix("got "+shown(v)+", want something true: "+why, ": "))
	}
	return starlark.None, nil
}

// fails calls a function that must end with an error that holds a text.
func (t *testValue) fails(thread *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var fn starlark.Callable
	text := ""
	if err := starlark.UnpackArgs(b.Name(), args, kwargs, "fn", &fn, "text?", &text); err != nil {
		return nil, err
	}
	v, err := starlark.Call(thread, fn, nil, nil)
	if err == nil {
		t.fail(thread, "gave %s, want an error", shown(v))
		return starlark.None, nil
	}
	if e := t.s.errorOf(err); !strings.Contains(e.Message, text) {
		t.fail(thread, "the error is %q, which does not hold %q", e.Message, text)
	}
	return starlark.None, nil
}

// verdict makes t.skipped and its like.
func (t *testValue) verdict(want Verdict) builtinFunc {
	return func(thread *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		var d *decisionValue
		reason := ""
		if err := starlark.UnpackArgs(b.Name(), args, kwargs, "decision", &d, "reason?", &reason); err != nil {
			return nil, err
		}
		switch {
		case d.d.Verdict != want:
			t.fail(thread, "got %s at %s, want %s", d, d.d.Line, want)
		case reason != "" && d.d.Reason != reason:
			t.fail(thread, "the reason is %q, want %q", d.d.Reason, reason)
		}
		return starlark.None, nil
	}
}

// on sets what today() gives for the rest of the test.
func (t *testValue) on(_ *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var v starlark.Value
	if err := starlark.UnpackArgs(b.Name(), args, kwargs, "date", &v); err != nil {
		return nil, err
	}
	switch v := v.(type) {
	case *dateValue:
		t.s.env.today = v
	case starlark.String:
		d, err := providers.ParseDate(string(v))
		if err != nil {
			return nil, err
		}
		t.s.env.today = &dateValue{d: d}
	default:
		return nil, fmt.Errorf("t.on takes a date such as \"2026-03-31\", not %s", describe(v))
	}
	return starlark.None, nil
}

// row makes a row: fields by name, other columns by their headers, the rest as
// in an ordinary invoice.
func (t *testValue) row(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	if len(args) > 0 {
		return nil, errors.New("t.row takes named values only: write t.row(amount = \"12,000\", **{\"Region\": \"north\"})")
	}
	cells := map[string]string{}
	for _, kw := range kwargs {
		name := string(kw[0].(starlark.String))
		text, err := cellText(kw[1])
		if err != nil {
			return nil, fmt.Errorf("t.row(%s = …): %w", name, err)
		}
		if m, ok := kw[1].(*moneyValue); ok && m.blank == nil {
			cells["currency"] = string(m.m.Currency())
		}
		cells[name] = text
	}
	return t.s.row(cells)
}

// cellText is a value as it would stand in a cell.
func cellText(v starlark.Value) (string, error) {
	switch v := v.(type) {
	case starlark.String:
		return string(v), nil
	case starlark.Int, *decimalValue, *dateValue:
		if isNone(v) {
			return "", nil
		}
		return v.String(), nil
	case *moneyValue:
		return v.m.Number(), nil
	case *accountValue:
		return v.a.Name, nil
	case currencyValue:
		return string(v.code), nil
	case starlark.NoneType:
		return "", nil
	}
	return "", fmt.Errorf("%s cannot stand in a cell: write text, a number, money or a date", describe(v))
}
