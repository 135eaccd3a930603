package script

import (
	"errors"
	"fmt"
	"slices"

	"go.starlark.net/starlark"

	"paysheet/providers"
)

// maxBusinessDays bounds how far add_business_days looks.
const maxBusinessDays = 10_000

// calendarValue is a list of holidays read from a file.
type calendarValue struct {
	file  string
	days  map[providers.Date]bool
	years map[int]bool // in which it names a day
}

func (c *calendarValue) String() string        { return fmt.Sprintf("holidays(%q)", c.file) }
func (c *calendarValue) Type() string          { return "holidays" }
func (c *calendarValue) Freeze()               {}
func (c *calendarValue) Truth() starlark.Bool  { return len(c.days) > 0 }
func (c *calendarValue) Hash() (uint32, error) { return starlark.String(c.file).Hash() }

// Len gives the number of holidays.
func (c *calendarValue) Len() int { return len(c.days) }

// Has serves `date in HOLIDAYS`.
func (c *calendarValue) Has(v starlark.Value) (bool, error) {
	d, ok := v.(*dateValue)
	if !ok {
		return false, fmt.Errorf("holidays hold dates, not %s", describe(v))
	}
	if d.blank != nil {
		return false, d.blank.err()
	}
	return c.days[d.d], nil
}

// tell keeps, as because does, that the list names no day of a year that was
// counted through: last year's file gives a date that is only nearly right.
func (c *calendarValue) tell(thread *starlark.Thread, from, to providers.Date) {
	r, ok := thread.Local(runKey).(*run)
	if c == nil || !ok {
		return
	}
	for year := min(from.Year, to.Year); year <= max(from.Year, to.Year); year++ {
		if c.years[year] {
			continue
		}
		text := fmt.Sprintf("%s has no holiday in %d: only weekends were left out there", c.file, year)
		if !slices.Contains(r.because, text) {
			r.reason(thread, text)
		}
	}
}

// works tells that a date is neither a Saturday, a Sunday nor a holiday.
func (c *calendarValue) works(d providers.Date) bool {
	day := d.Weekday()
	if day == 0 || day == 6 {
		return false
	}
	return c == nil || !c.days[d]
}

func (v *dateValue) addBusinessDays(thread *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var n int
	var calendar *calendarValue
	if err := starlark.UnpackArgs("add_business_days", args, kwargs, "n", &n, "holidays??", &calendar); err != nil {
		return nil, err
	}
	if n > maxBusinessDays || n < -maxBusinessDays {
		return nil, fmt.Errorf("add_business_days: %d is more than %d days", n, maxBusinessDays)
	}
	if err := charge(thread, max(n, -n)/4); err != nil {
		return nil, err
	}
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	d, idle := v.d, 0
	for n > 0 {
		d = d.AddDays(step)
		if d.Year < 1 || d.Year > 9999 {
			return nil, errors.New("add_business_days: the date falls outside the years 1 to 9999")
		}
		if calendar.works(d) {
			n, idle = n-1, 0
		} else if idle++; idle > 366 {
			return nil, fmt.Errorf("add_business_days: %s leaves no business day within a year of %s", calendar, d)
		}
	}
	calendar.tell(thread, v.d, d)
	return &dateValue{d: d}, nil
}

func (v *dateValue) isBusinessDay(thread *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var calendar *calendarValue
	if err := starlark.UnpackArgs("is_business_day", args, kwargs, "holidays??", &calendar); err != nil {
		return nil, err
	}
	calendar.tell(thread, v.d, v.d)
	return starlark.Bool(calendar.works(v.d)), nil
}
