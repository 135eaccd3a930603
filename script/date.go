package script

import (
	"cmp"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"paysheet/providers"
)

// dateValue is a civil date in rules; an empty cell is one with blank set, as
// in moneyValue.
type dateValue struct {
	d     providers.Date
	blank *blankCell
}

func (v *dateValue) String() string {
	if v.blank != nil {
		return "None"
	}
	return v.d.String()
}

func (v *dateValue) Type() string {
	if v.blank != nil {
		return "NoneType"
	}
	return "date"
}

func (v *dateValue) Freeze()              {}
func (v *dateValue) Truth() starlark.Bool { return v.blank == nil }

// Hash lets a date be a key of a dict.
func (v *dateValue) Hash() (uint32, error) {
	if v.blank != nil {
		return starlark.None.Hash()
	}
	return uint32(v.d.Year)<<9 | uint32(v.d.Month)<<5 | uint32(v.d.Day), nil
}

// CompareSameType orders dates; an empty cell can only be tested with == and !=.
func (v *dateValue) CompareSameType(op syntax.Token, other starlark.Value, _ int) (bool, error) {
	o, ok := other.(*dateValue)
	if !ok {
		return noneCompare(op, v.blank)
	}
	if b := firstBlank(v.blank, o.blank); b != nil {
		if op == syntax.EQL || op == syntax.NEQ {
			same := v.blank != nil && o.blank != nil
			return same == (op == syntax.EQL), nil
		}
		return false, b.err()
	}
	return threeway(op, compareDates(v.d, o.d)), nil
}

// compareDates orders two civil dates without going through instants.
func compareDates(a, b providers.Date) int {
	return cmp.Or(cmp.Compare(a.Year, b.Year), cmp.Compare(a.Month, b.Month), cmp.Compare(a.Day, b.Day))
}

// dayNumber counts days, so that differences of many centuries are exact.
func dayNumber(d providers.Date) int {
	const secondsADay = 24 * 60 * 60
	return int(time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Unix() / secondsADay)
}

// Binary gives date + days(…), date - days(…) and date - date.
func (v *dateValue) Binary(op syntax.Token, other starlark.Value, side starlark.Side) (starlark.Value, error) {
	if isOperator(other) {
		return nil, nil
	}
	if v.blank != nil {
		return nil, v.blank.err()
	}
	if op != syntax.PLUS && op != syntax.MINUS {
		return nil, nil
	}
	switch o := other.(type) {
	case *spanValue:
		if op == syntax.PLUS {
			return o.addTo(v.d)
		}
		if side == starlark.Left {
			return o.negated().addTo(v.d)
		}
	case *dateValue:
		return v.minus(op, o)
	case starlark.Int:
		return nil, fmt.Errorf("a date and the int %s do not go together: write %s %s days(%s)", o, v.d, op, o)
	case starlark.String:
		return nil, errors.New("text and a date cannot be added: write str() around the date, or .format(\"%d %b %Y\")")
	}
	return nil, nil
}

func (v *dateValue) minus(op syntax.Token, o *dateValue) (starlark.Value, error) {
	if o.blank != nil {
		return nil, o.blank.err()
	}
	if op == syntax.MINUS {
		return &spanValue{days: dayNumber(v.d) - dayNumber(o.d)}, nil
	}
	return nil, fmt.Errorf("two dates cannot be added: write %s + days(14)", v.d)
}

// AttrNames lists what stands behind a date.
func (v *dateValue) AttrNames() []string {
	return []string{
		"add_business_days", "day", "end_of_month", "format", "is_business_day", "month", "next", "start_of_month", "weekday", "year",
	}
}

// Attr gives a part or a method of a date.
func (v *dateValue) Attr(name string) (starlark.Value, error) {
	if v.blank != nil {
		return nil, v.blank.err()
	}
	switch name {
	case "year":
		return starlark.MakeInt(v.d.Year), nil
	case "month":
		return starlark.MakeInt(int(v.d.Month)), nil
	case "day":
		return starlark.MakeInt(v.d.Day), nil
	case "weekday":
		return weekdayValue(v.d.Weekday()), nil
	case "start_of_month", "end_of_month":
		return starlark.NewBuiltin(name, v.edgeOfMonth), nil
	case "format":
		return starlark.NewBuiltin(name, v.format), nil
	case "next":
		return starlark.NewBuiltin(name, v.next), nil
	case "add_business_days":
		return starlark.NewBuiltin(name, v.addBusinessDays), nil
	case "is_business_day":
		return starlark.NewBuiltin(name, v.isBusinessDay), nil
	}
	return nil, noAttr("a date", name, v.AttrNames())
}

func (v *dateValue) edgeOfMonth(_ *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	if err := starlark.UnpackArgs(b.Name(), args, kwargs); err != nil {
		return nil, err
	}
	first := providers.Date{Year: v.d.Year, Month: v.d.Month, Day: 1}
	if b.Name() == "start_of_month" {
		return &dateValue{d: first}, nil
	}
	return &dateValue{d: first.AddMonths(1).AddDays(-1)}, nil
}

// next gives the first such weekday after the date.
func (v *dateValue) next(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var name string
	if err := starlark.UnpackArgs("next", args, kwargs, "weekday", &name); err != nil {
		return nil, err
	}
	want, err := parseWeekday(name)
	if err != nil {
		return nil, err
	}
	ahead := (int(want) - int(v.d.Weekday()) + 7) % 7
	if ahead == 0 {
		ahead = 7
	}
	return &dateValue{d: v.d.AddDays(ahead)}, nil
}

func (v *dateValue) format(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var layout string
	if err := starlark.UnpackArgs("format", args, kwargs, "layout", &layout); err != nil {
		return nil, err
	}
	if len(layout) > maxText {
		return nil, fmt.Errorf("format: the layout is longer than %d bytes", maxText)
	}
	if !strings.Contains(layout, "%") {
		return nil, fmt.Errorf("format: %q names no part of the date: write \"%%d.%%m.%%Y\" or \"%%e %%B %%Y\"", clip(layout, 60))
	}
	var b strings.Builder
	for i := 0; i < len(layout); i++ {
		if layout[i] != '%' {
			b.WriteByte(layout[i])
			continue
		}
		i++
		if i == len(layout) {
			return nil, fmt.Errorf("format: %q ends in %%: write %%%% for a percent sign", layout)
		}
		part, ok := datePart(v.d, layout[i])
		if !ok {
			return nil, fmt.Errorf("format: %%%c is not known; use %%d %%e %%m %%b %%B %%y %%Y %%a %%A", layout[i])
		}
		b.WriteString(part)
	}
	return starlark.String(b.String()), nil
}

// datePart gives one strftime part in English; %e is the day without a zero or
// a space before it.
func datePart(d providers.Date, verb byte) (string, bool) {
	switch verb {
	case 'd':
		return fmt.Sprintf("%02d", d.Day), true
	case 'e':
		return strconv.Itoa(d.Day), true
	case 'm':
		return fmt.Sprintf("%02d", d.Month), true
	case 'b':
		return d.Month.String()[:3], true
	case 'B':
		return d.Month.String(), true
	case 'y':
		return fmt.Sprintf("%02d", d.Year%100), true
	case 'Y':
		return fmt.Sprintf("%04d", d.Year), true
	case 'a':
		return d.Weekday().String()[:3], true
	case 'A':
		return d.Weekday().String(), true
	case '%':
		return "%", true
	}
	return "", false
}

// date(2026, 1, 31) or date("2026-01-31").
func dateBuiltin(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	if len(args) == 1 && len(kwargs) == 0 {
		text, ok := starlark.AsString(args[0])
		if !ok {
			return nil, fmt.Errorf("date takes 2026, 1, 31 or \"2026-01-31\", not %s", describe(args[0]))
		}
		d, err := providers.ParseDate(text)
		return &dateValue{d: d}, err
	}
	var year, month, day int
	if err := starlark.UnpackArgs("date", args, kwargs, "year", &year, "month", &month, "day", &day); err != nil {
		return nil, err
	}
	d, err := providers.NewDate(year, time.Month(month), day)
	return &dateValue{d: d}, err
}
