package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"

	"paysheet/bulk"
)

// runState is how far a run is, as data: what is drawn of it depends on it, on
// the time and on the terminal's width, and on nothing else.
type runState struct {
	began       time.Time
	total, done int
	shares      map[string]int // rows that call, by account; nil where not known
	finished    map[string]int // rows done, by account
	pauses      map[string]pause
}

type pause struct {
	reason string
	until  time.Time
}

func newRunState(now time.Time, total int, shares map[string]int) runState {
	return runState{began: now, total: total, shares: maps.Clone(shares), finished: map[string]int{}, pauses: map[string]pause{}}
}

func (s *runState) count(account string) {
	s.done++
	s.finished[account]++
	// A row that is looked at again at the end was counted before.
	s.total = max(s.total, s.done)
}

func (s *runState) pause(account, reason string, until time.Time) {
	if old := s.pauses[account]; old.until.After(until) {
		return // the longer one holds
	}
	s.pauses[account] = pause{reason, until}
}

// rate gives the rows a second since the run began; nothing in its first second.
func (s *runState) rate(now time.Time) float64 {
	elapsed := now.Sub(s.began).Seconds()
	if elapsed < 1 {
		return 0
	}
	return float64(s.done) / elapsed
}

// left estimates the time to the end. The accounts run side by side, so the
// slowest of them decides.
func (s *runState) left(now time.Time) (time.Duration, bool) {
	elapsed := now.Sub(s.began)
	if elapsed < time.Second {
		return 0, false
	}
	shares := s.shares
	finished := s.finished
	if len(shares) == 0 {
		shares, finished = map[string]int{"": s.total}, map[string]int{"": s.done}
	}
	var longest time.Duration
	for account, share := range shares {
		rest := share - finished[account]
		if rest <= 0 {
			continue
		}
		if finished[account] == 0 {
			return 0, false
		}
		longest = max(longest, time.Duration(float64(elapsed)/float64(finished[account])*float64(rest)))
	}
	return longest, true
}

// figures gives "120 of 234, 8.1 a second, 14 s left".
func (s *runState) figures(now time.Time) string {
	text := fmt.Sprintf("%s of %s", groupInt(s.done), groupInt(s.total))
	if rate := s.rate(now); rate >= 9.95 {
		text += fmt.Sprintf(", %s a second", groupInt(int(rate+0.5)))
	} else if rate > 0 {
		text += fmt.Sprintf(", %.1f a second", rate)
	}
	if left, known := s.left(now); known && left > 0 {
		text += ", " + briefTime(max(left, time.Second)) + " left"
	}
	return text
}

// accounts gives the state of the accounts: those that pause first, then how far
// the others are, where there are several.
func (s *runState) accounts(now time.Time) string {
	names := slices.Sorted(maps.Keys(s.pauses))
	var words []string
	for _, name := range names {
		if p := s.pauses[name]; p.until.After(now) {
			words = append(words, pauseText(cut(name, 16), p.reason, max(p.until.Sub(now), time.Second)))
		}
	}
	if len(s.shares) > 1 {
		for _, name := range slices.Sorted(maps.Keys(s.shares)) {
			pausing := s.pauses[name].until.After(now)
			if share := s.shares[name]; !pausing && s.finished[name] < share {
				words = append(words, fmt.Sprintf("%s %d/%d", cut(name, 16), s.finished[name], share))
			}
		}
	}
	return bulk.Clean(strings.Join(words, "; "))
}

// sentence tells the state in one line for a log.
func (s *runState) sentence(now time.Time) string {
	text := s.figures(now)
	if accounts := s.accounts(now); accounts != "" {
		text += "; " + accounts
	}
	return text
}

// picture draws the state in one line of at most width terminal columns: a bar
// of a size that only the terminal decides, so that it does not jump, the figures,
// and as much of the accounts' state as fits.
func (s *runState) picture(now time.Time, width int) string {
	text := s.figures(now)
	if size := min(width/6, 40); size >= 10 {
		text = bar(size, s.done, s.total) + " " + text
	}
	if accounts := s.accounts(now); accounts != "" {
		text += "  " + accounts
	}
	return cut(text, max(width, 1))
}

// bar gives the bar itself, between brackets and of size columns, as the
// progress bar's package draws it. What stands beside it is ours: the package has
// one description, and no state of several accounts.
func bar(size, done, total int) string {
	drawn := progressbar.NewOptions(max(total, 1),
		progressbar.OptionSetWriter(io.Discard), progressbar.OptionSetWidth(size),
		progressbar.OptionSetElapsedTime(false), progressbar.OptionSetPredictTime(false),
		progressbar.OptionSetTheme(progressbar.Theme{Saucer: "=", SaucerHead: ">", SaucerPadding: " ", BarStart: "[", BarEnd: "]"}),
	)
	if err := drawn.Set(min(done, total)); err != nil {
		return ""
	}
	// Before the bar stands the percentage, which the figures after it say better.
	_, picture, begun := strings.Cut(drawn.String(), "[")
	if !begun { // the package draws nothing before the first of a hundred parts
		return "[" + strings.Repeat(" ", size) + "]"
	}
	return "[" + strings.TrimSpace(picture)
}
