package schedule

import (
	"strings"
	"testing"
	"time"
)

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func instant(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// TestRounds: when rounds are due, in the zone's own days and over the nights in
// which its clocks change.
func TestRounds(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, every, zone, start string
		want                     []string
	}{
		{"a step begins at once", "15m", "Asia/Colombo", "2026-11-21T10:07:03+05:30", []string{"2026-11-21T10:07:03+05:30", "2026-11-21T10:22:03+05:30"}},
		{
			"weekday mornings", "0 6 * * 1-5", "Asia/Colombo", "2026-11-20T05:59:59+05:30",
			[]string{"2026-11-20T06:00:00+05:30", "2026-11-23T06:00:00+05:30", "2026-11-24T06:00:00+05:30"},
		},
		{"the zone is the config's", "0 6 * * *", "America/Santiago", "2026-11-20T00:00:00Z", []string{"2026-11-20T06:00:00-03:00"}},
		{"Sunday is 0 and 7", "0 9 * * 7", "UTC", "2026-11-21T00:00:00Z", []string{"2026-11-22T09:00:00Z"}},
		{"by name", "0 9 * * mon-fri", "UTC", "2026-11-21T00:00:00Z", []string{"2026-11-23T09:00:00Z"}},
		{"either day", "0 9 1 * 1", "UTC", "2026-11-28T00:00:00Z", []string{"2026-11-30T09:00:00Z", "2026-12-01T09:00:00Z", "2026-12-07T09:00:00Z"}},
		{"@hourly", "@hourly", "UTC", "2026-11-21T10:30:00Z", []string{"2026-11-21T11:00:00Z"}},
		{"the last day of February", "0 9 29 2 *", "UTC", "2026-11-21T10:30:00Z", []string{"2028-02-29T09:00:00Z"}},
		{
			"an hour that spring skips is made up for", "30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z",
			[]string{"2026-03-29T03:30:00+02:00", "2026-03-30T02:30:00+02:00"},
		},
		{
			"autumn loses no quarter of an hour", "*/15 * * * *", "Europe/Berlin", "2026-10-25T02:40:00+02:00",
			[]string{"2026-10-25T02:45:00+02:00", "2026-10-25T02:00:00+01:00", "2026-10-25T02:15:00+01:00"},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			every, err := Parse(test.every, zone(t, test.zone))
			if err != nil {
				t.Fatal(err)
			}
			rounds := every.From(instant(t, test.start))
			at := rounds.First()
			for i, want := range test.want {
				if i > 0 {
					at = rounds.After(at)
				}
				if !at.Equal(instant(t, want)) {
					t.Errorf("round %d is due at %s, want %s", i+1, at.In(zone(t, test.zone)), want)
				}
			}
		})
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct{ text, why string }{
		{"", "neither a duration"},
		{"often", "neither a duration"},
		{"15", "neither a duration"},
		{"-5m", "neither a duration"},
		{"0s", "neither a duration"},
		{"@every 5m", "write the duration alone"},
		{"@sometimes", "is no cron expression"},
		{"0 6 * *", "expected exactly 5 fields"},
		{"0 0 6 * * 1", "expected exactly 5 fields"},
		{"60 6 * * *", "above maximum"},
		{"*/0 * * * *", "positive"},
		{"TZ=UTC 0 6 * * *", "the config's timezone"},
		{"CRON_TZ=0", "neither a duration"},
		{"@TZ=0", "the config's timezone"},
	}
	for _, test := range tests {
		if _, err := Parse(test.text, time.UTC); err == nil || !strings.Contains(err.Error(), test.why) {
			t.Errorf("Parse(%q) gives %v, want %q", test.text, err, test.why)
		}
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	from := instant(t, "2026-11-21T10:00:00Z")
	for text, why := range map[string]string{
		"15m": "", "2m": "", "*/2 * * * *": "", "0 6 * * 1-5": "",
		"90s":             "1m30s apart: 2m is the least",
		"* * * * *":       "1m apart",
		"0,1 6 * * *":     "1m apart",
		"0 9 30 2 *":      "never comes",
		"59,0 23,0 * * *": "1m apart",
	} {
		every, err := Parse(text, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		err = every.Check(from, 2*time.Minute)
		if (err == nil) != (why == "") || err != nil && !strings.Contains(err.Error(), why) {
			t.Errorf("Check(%q) gives %v, want %q", text, err, why)
		}
	}
}

// TestNext: rounds that a long one ran over, or that a machine slept through,
// are counted and not made up for.
func TestNext(t *testing.T) {
	t.Parallel()
	const start = "2026-11-21T10:00:00Z"
	tests := []struct {
		every, due, now, next string
		missed                int
	}{
		{"15m", "2026-11-21T10:15:00Z", "2026-11-21T10:15:40Z", "2026-11-21T10:30:00Z", 0},
		{"15m", "2026-11-21T10:15:00Z", "2026-11-21T10:30:00Z", "2026-11-21T10:45:00Z", 1},
		{"15m", "2026-11-21T10:15:00Z", "2026-11-21T11:07:00Z", "2026-11-21T11:15:00Z", 3},
		{"15m", "2026-11-21T10:15:00Z", "2026-11-21T10:07:00Z", "2026-11-21T10:15:00Z", 0}, // the clock was set back
		{"15m", "2026-11-21T10:15:00Z", "2026-11-21T09:07:00Z", "2026-11-21T09:15:00Z", 0},
		{"0 6 * * 1-5", "2026-11-20T06:00:00Z", "2026-11-20T06:40:00Z", "2026-11-23T06:00:00Z", 0},
		{"0 6 * * 1-5", "2026-11-20T06:00:00Z", "2026-11-24T06:40:00Z", "2026-11-25T06:00:00Z", 2},
		{"*/2 * * * *", "2026-11-20T06:00:00Z", "2027-11-20T06:00:30Z", "2027-11-20T06:02:00Z", mostMissed},
	}
	for _, test := range tests {
		every, err := Parse(test.every, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		next, missed := every.From(instant(t, start)).Next(instant(t, test.due), instant(t, test.now))
		if !next.Equal(instant(t, test.next)) || missed != test.missed {
			t.Errorf("%s, due %s, now %s: next %s after %d missed, want %s after %d", test.every, test.due, test.now, next, missed, test.next, test.missed)
		}
	}
}

func TestJitter(t *testing.T) {
	t.Parallel()
	start := instant(t, "2026-11-21T10:00:00Z")
	for text, most := range map[string]time.Duration{"5s": 500 * time.Millisecond, "5m": 30 * time.Second, "0 6 * * *": time.Minute} {
		every, err := Parse(text, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		rounds := every.From(start)
		if got := rounds.Jitter(rounds.First(), 0); got != 0 {
			t.Errorf("%s: the least jitter is %s, want none", text, got)
		}
		if got := rounds.Jitter(rounds.First(), 0.5); got != most/2 {
			t.Errorf("%s: half of the jitter is %s, want %s", text, got, most/2)
		}
	}
}
