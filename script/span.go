package script

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"time"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"paysheet/providers"
)

// spanValue is a stretch of the calendar: months and days. Months are added
// before days, and a day that the month does not have becomes its last one.
type spanValue struct{ months, days int }

// maxSpan bounds spans in either unit: ten thousand years of days.
const maxSpan = 3_660_000

func (v *spanValue) String() string {
	switch {
	case v.months == 0:
		return fmt.Sprintf("days(%d)", v.days)
	case v.days == 0:
		return fmt.Sprintf("months(%d)", v.months)
	}
	return fmt.Sprintf("months(%d) + days(%d)", v.months, v.days)
}

func (v *spanValue) Type() string          { return "days" }
func (v *spanValue) Freeze()               {}
func (v *spanValue) Truth() starlark.Bool  { return v.months != 0 || v.days != 0 }
func (v *spanValue) Hash() (uint32, error) { return uint32(v.months*31 + v.days), nil }

// CompareSameType orders spans of days, and spans of months. Months have no
// fixed length, so a span of the one is neither longer nor shorter than one of
// the other, nor the same.
func (v *spanValue) CompareSameType(op syntax.Token, other starlark.Value, _ int) (bool, error) {
	o, ok := other.(*spanValue)
	if !ok {
		return false, fmt.Errorf("cannot compare %s with %s", v, describe(other))
	}
	if v.months != o.months && v.days != o.days {
		return false, fmt.Errorf("cannot compare %s with %s: months have no fixed number of days", v, o)
	}
	return threeway(op, cmp.Or(v.months-o.months, v.days-o.days)), nil
}

// Unary gives -span.
func (v *spanValue) Unary(op syntax.Token) (starlark.Value, error) {
	if op == syntax.MINUS {
		return v.negated(), nil
	}
	return nil, nil
}

func (v *spanValue) negated() *spanValue { return &spanValue{-v.months, -v.days} }

// Binary gives sums and differences of spans and whole multiples.
func (v *spanValue) Binary(op syntax.Token, other starlark.Value, _ starlark.Side) (starlark.Value, error) {
	switch o := other.(type) {
	case *spanValue:
		switch op {
		case syntax.PLUS:
			return newSpan(v.months+o.months, v.days+o.days)
		case syntax.MINUS:
			return newSpan(v.months-o.months, v.days-o.days)
		default:
			return nil, nil
		}
	case starlark.Int:
		if op != syntax.STAR {
			return nil, fmt.Errorf("%s and the int %s do not go together: write days(%s)", v, clip(o.String(), 40), clip(o.String(), 40))
		}
		n, err := starlark.AsInt32(o)
		if err != nil || n > maxSpan || n < -maxSpan {
			return nil, fmt.Errorf("%s is too many", clip(o.String(), 40))
		}
		return newSpan(v.months*n, v.days*n)
	}
	return nil, nil
}

func newSpan(months, days int) (starlark.Value, error) {
	if months > maxSpan || months < -maxSpan || days > maxSpan || days < -maxSpan {
		return nil, errors.New("the span is longer than the calendar")
	}
	return &spanValue{months, days}, nil
}

// AttrNames lists what stands behind a span.
func (v *spanValue) AttrNames() []string { return []string{"days", "months"} }

// Attr gives the whole days or months of a span.
func (v *spanValue) Attr(name string) (starlark.Value, error) {
	switch name {
	case "days":
		return starlark.MakeInt(v.days), nil
	case "months":
		return starlark.MakeInt(v.months), nil
	}
	return nil, noAttr("days", name, v.AttrNames())
}

func (v *spanValue) addTo(d providers.Date) (starlark.Value, error) {
	if v.months != 0 {
		d = d.AddMonths(v.months)
	}
	if v.days != 0 {
		d = d.AddDays(v.days)
	}
	if d.Year < 1 || d.Year > 9999 {
		return nil, errors.New("the date falls outside the years 1 to 9999")
	}
	return &dateValue{d: d}, nil
}

// spanBuiltin makes days, weeks, months and years.
func spanBuiltin(name string, months, days int) *starlark.Builtin {
	return starlark.NewBuiltin(name, func(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		if len(args) != 1 || len(kwargs) != 0 {
			return nil, fmt.Errorf("%s takes one whole number: write %s(14)", name, name)
		}
		whole, ok := args[0].(starlark.Int)
		if !ok {
			return nil, fmt.Errorf("%s takes a whole number, not %s", name, describe(args[0]))
		}
		n, err := starlark.AsInt32(whole)
		if err != nil || n > maxSpan || n < -maxSpan {
			return nil, fmt.Errorf("%s(%s) is longer than the calendar", name, clip(whole.String(), 40))
		}
		return newSpan(months*n, days*n)
	})
}

// weekdayValue is a day of the week. It equals its English name in any case,
// and comparing it with anything that is no such name is an error.
type weekdayValue time.Weekday

func (v weekdayValue) String() string       { return time.Weekday(v).String() }
func (v weekdayValue) Type() string         { return "weekday" }
func (v weekdayValue) Freeze()              {}
func (v weekdayValue) Truth() starlark.Bool { return true }
func (v weekdayValue) Hash() (uint32, error) {
	return starlark.String(v.String()).Hash()
}

func parseWeekday(name string) (time.Weekday, error) {
	names := make([]string, 0, 7)
	for day := time.Sunday; day <= time.Saturday; day++ {
		if strings.EqualFold(day.String(), name) {
			return day, nil
		}
		names = append(names, day.String())
	}
	return 0, fmt.Errorf("%q is no day of the week%s: write \"Monday\"", clip(name, 40), didYouMean("", name, names))
}
