package schedule

import (
	"errors"
	"fmt"
	"strings"
	"time"

	cron "github.com/netresearch/go-cron"
)

// Every is how often rounds begin: a fixed step, or a cron expression in a time
// zone. Parse makes one.
type Every struct {
	text string
	step time.Duration
	cron cron.Schedule // nil for a step
	zone *time.Location
}

// Parse reads a duration such as 15m or 1h30m, or a cron expression of five
// fields such as "0 6 * * 1-5", or @hourly, @daily, @weekly, @monthly, read in
// zone. A day of the month and a day of the week that are both given mean either
// of them, as POSIX says of crontab. An hour that the clocks skip in spring is
// made up for right after it, except where they skip midnight itself: that day
// has no round at midnight.
func Parse(text string, zone *time.Location) (Every, error) {
	text = strings.TrimSpace(text)
	e := Every{text: text, zone: zone}
	if len(strings.Fields(text)) < 2 && !strings.HasPrefix(text, "@") {
		step, err := time.ParseDuration(text)
		if err != nil || step <= 0 {
			return e, fmt.Errorf("%q is neither a duration such as 15m or 1h nor a cron expression such as \"0 6 * * 1-5\"", text)
		}
		e.step = step
		return e, nil
	}
	switch {
	case strings.HasPrefix(text, "@every"):
		return e, fmt.Errorf("%q: write the duration alone, such as 15m", text)
	case strings.Contains(text, "TZ="):
		return e, fmt.Errorf("%q: the times are read in the config's timezone, so leave TZ= out", text)
	}
	parser, err := cron.TryNewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow | cron.Descriptor | cron.DowOrDom)
	if err != nil {
		return e, fmt.Errorf("cron expressions: %w", err)
	}
	if e.cron, err = parser.Parse(text); err != nil {
		return e, fmt.Errorf("%q is no cron expression (minute, hour, day of month, month, day of week): %w", text, err)
	}
	return e, nil
}

// String gives what was written.
func (e Every) String() string { return e.text }

// errNever is a cron expression such as that of 30 February.
var errNever = errors.New("it names a day that never comes")

// looksAhead is how many rounds Check looks at to find two that are too close.
const looksAhead = 500

// Check refuses rounds that would begin less than least apart, and a cron
// expression that never comes. from is the present.
func (e Every) Check(from time.Time, least time.Duration) error {
	tooOften := func(gap time.Duration) error {
		return fmt.Errorf("%q begins rounds %s apart: %s is the least here", e.text, brief(gap), brief(least))
	}
	if e.cron == nil {
		if e.step < least {
			return tooOften(e.step)
		}
		return nil
	}
	at := e.after(from)
	if at.IsZero() {
		return fmt.Errorf("%q: %w", e.text, errNever)
	}
	for range looksAhead {
		next := e.after(at)
		if next.IsZero() {
			return nil
		}
		if gap := next.Sub(at); gap < least {
			return tooOften(gap)
		}
		at = next
	}
	return nil
}

// after gives the next time of a cron expression, zero where there is none.
func (e Every) after(t time.Time) time.Time { return e.cron.Next(t.In(e.zone)) }

// brief writes a duration without the zeros at its end: 15m, not 15m0s.
func brief(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}
