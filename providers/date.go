package providers

import (
	"fmt"
	"time"
)

// Date is a civil date: a day on a wall calendar, in no time zone. The zero
// value means "no date". Dates are comparable with ==.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// NewDate makes a date; a day that the month does not have is an error.
func NewDate(year int, month time.Month, day int) (Date, error) {
	d := Date{year, month, day}
	if year < 1 || year > 9999 || DateOf(d.utc()) != d {
		return Date{}, fmt.Errorf("%04d-%02d-%02d is not a date", year, month, day)
	}
	return d, nil
}

// DateOf gives the civil date of an instant in the instant's own zone.
func DateOf(t time.Time) Date {
	year, month, day := t.Date()
	return Date{year, month, day}
}

// ParseDate reads 2006-01-02.
func ParseDate(text string) (Date, error) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return Date{}, fmt.Errorf("%q is not a date: write it as 2026-01-31", text)
	}
	return DateOf(t), nil
}

// IsZero tells that there is no date.
func (d Date) IsZero() bool { return d == Date{} }

// String gives 2006-01-02, and nothing for no date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return d.utc().Format(time.DateOnly)
}

// Compare gives -1, 0 or 1; no date sorts before every date.
func (d Date) Compare(o Date) int { return d.utc().Compare(o.utc()) }

// Before tells that d is an earlier day than o.
func (d Date) Before(o Date) bool { return d.Compare(o) < 0 }

// AddDays gives the date n days later, or earlier for a negative n.
func (d Date) AddDays(n int) Date { return DateOf(d.utc().AddDate(0, 0, n)) }

// AddMonths gives the same day n months later; where that month is shorter, its
// last day (31 January + 1 month = 28 February).
func (d Date) AddMonths(n int) Date {
	first := time.Date(d.Year, d.Month+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return DateOf(first.AddDate(0, 0, min(d.Day, last)-1))
}

// DaysUntil gives the number of days from d to o, negative when o is earlier.
func (d Date) DaysUntil(o Date) int { return int(o.utc().Sub(d.utc()).Hours() / 24) }

// Weekday gives the day of the week.
func (d Date) Weekday() time.Weekday { return d.utc().Weekday() }

// EndOfDay gives 23:59:59 of the date in a zone.
func (d Date) EndOfDay(zone *time.Location) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 23, 59, 59, 0, zone)
}

func (d Date) utc() time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC)
}
