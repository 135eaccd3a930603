package providers

import (
	"testing"
	"time"
)

func mustDate(tb testing.TB, text string) Date {
	tb.Helper()
	d, err := ParseDate(text)
	if err != nil {
		tb.Fatal(err)
	}
	return d
}

func TestParseDate(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"2026-02-29", "2026-13-01", "2026-1-1", "01/02/2026", "2026-01-01T00:00:00Z", "", "0000-00-00"} {
		if d, err := ParseDate(text); err == nil {
			t.Errorf("%q was taken as %v", text, d)
		}
	}
	if d := mustDate(t, "2028-02-29"); d.String() != "2028-02-29" || d.Weekday() != time.Tuesday {
		t.Errorf("%s, a %s", d, d.Weekday())
	}
	for _, bad := range [][3]int{{2026, 2, 30}, {2026, 0, 1}, {2026, 13, 1}, {0, 1, 1}, {10000, 1, 1}, {2026, 1, 0}} {
		if d, err := NewDate(bad[0], time.Month(bad[1]), bad[2]); err == nil {
			t.Errorf("%v was taken as %v", bad, d)
		}
	}
}

func TestDateSteps(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		from         string
		days, months int
		want         string
	}{
		{"2026-12-31", 1, 0, "2027-01-01"},
		{"2026-03-01", -1, 0, "2026-02-28"},
		{"2026-01-31", 0, 1, "2026-02-28"},
		{"2028-01-31", 0, 1, "2028-02-29"},
		{"2026-01-31", 0, 13, "2027-02-28"},
		{"2026-03-31", 0, -1, "2026-02-28"},
		{"2026-05-15", 0, -17, "2024-12-15"},
		{"2026-10-25", 7, 0, "2026-11-01"}, // across a change of clocks elsewhere
	} {
		got := mustDate(t, test.from).AddDays(test.days)
		if test.months != 0 {
			got = got.AddMonths(test.months)
		}
		if got.String() != test.want {
			t.Errorf("%s + %d days + %d months: %s, want %s", test.from, test.days, test.months, got, test.want)
		}
		if test.months == 0 && mustDate(t, test.from).DaysUntil(got) != test.days {
			t.Errorf("%s to %s is not %d days", test.from, got, test.days)
		}
	}
	early, late, none := mustDate(t, "2026-01-31"), mustDate(t, "2026-02-01"), Date{}
	if !early.Before(late) || late.Before(early) || early.Before(early) || !none.Before(early) || !none.IsZero() || none.String() != "" {
		t.Error("dates are out of order")
	}
}

func TestDateInZones(t *testing.T) {
	t.Parallel()
	colombo := time.FixedZone("+05:30", 5*3600+1800)
	at := time.Date(2026, 4, 21, 20, 0, 0, 0, time.UTC)
	if utc, there := DateOf(at), DateOf(at.In(colombo)); utc.String() != "2026-04-21" || there.String() != "2026-04-22" {
		t.Errorf("%s, %s", utc, there)
	}
	if got := mustDate(t, "2026-12-31").EndOfDay(colombo).UTC().Format(time.RFC3339); got != "2026-12-31T18:29:59Z" {
		t.Errorf("the day ends at %s", got)
	}
}
