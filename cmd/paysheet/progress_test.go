package main

import (
	"bytes"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rivo/uniseg"

	"paysheet/bulk"
	"paysheet/providers/providertest"
)

func made(account string) bulk.Result {
	return bulk.Result{Item: bulk.Item{Action: bulk.Create, Account: account}, Outcome: bulk.Created}
}

// progressOf begins a run of 234 rows at two accounts on a screen of its own.
func progressOf(terminal bool, o options, width int) (*progress, *providertest.Clock, *bytes.Buffer) {
	clock := providertest.NewClock(time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC))
	var screen bytes.Buffer
	e := env{err: &screen, clock: clock.Now, errTerminal: terminal, getenv: func(string) string { return "" }, width: func() int { return width }}
	p := newProgress(e, o, 234, map[string]int{"onepay": 60, "zoho": 174})
	return p, clock, &screen
}

func TestPicture(t *testing.T) {
	t.Parallel()
	begin := time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
	now := begin.Add(10 * time.Second)
	tests := map[string]struct {
		width  int
		change func(*runState)
		want   string
	}{
		"wide": {100, nil, "[======>         ] 111 of 234, 11 a second, 11 s left  onepay 30/60; zoho 81/174"},
		"ordinary": {
			80, nil,
			"[=====>       ] 111 of 234, 11 a second, 11 s left  onepay 30/60; zoho 81/174",
		},
		"narrow":      {40, nil, "111 of 234, 11 a second, 11 s left  one…"},
		"very narrow": {12, nil, "111 of 234,…"},
		"a pause": {
			100,
			func(s *runState) { s.pause("zoho", "asked by the provider", now.Add(12*time.Second)) },
			"[======>         ] 111 of 234, 11 a second, 11 s left  zoho: pausing 12 s, asked by the provider; o…",
		},
		"a pause that is over": {
			100,
			func(s *runState) { s.pause("zoho", "asked by the provider", now) },
			"[======>         ] 111 of 234, 11 a second, 11 s left  onepay 30/60; zoho 81/174",
		},
		"an account that has not begun": {
			80,
			func(s *runState) { s.done, s.finished["zoho"] = 30, 0 },
			"[>            ] 30 of 234, 3.0 a second  onepay 30/60; zoho 0/174",
		},
		"hardly begun": {
			80,
			func(s *runState) { s.done, s.finished["onepay"], s.finished["zoho"] = 1, 1, 0 },
			"[             ] 1 of 234, 0.1 a second  onepay 1/60; zoho 0/174",
		},
		"a hostile name": {
			80,
			func(s *runState) { s.pause("\x1b[31m\u202egnihton", "waits", now.Add(time.Minute)) },
			"[=====>       ] 111 of 234, 11 a second, 11 s left  [31m gnihton: pausing 1 min…",
		},
		"a wide name": {
			80,
			func(s *runState) { s.pause("株式会社東京支払請求書発行", "waits", now.Add(time.Minute)) },
			"[=====>       ] 111 of 234, 11 a second, 11 s left  株式会社東京支…: pausing 1 …",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newRunState(begin, 234, map[string]int{"onepay": 60, "zoho": 174})
			s.done, s.finished = 111, map[string]int{"onepay": 30, "zoho": 81}
			if test.change != nil {
				test.change(&s)
			}
			got := s.picture(now, test.width)
			if got != test.want {
				t.Errorf("got  %q\nwant %q", got, test.want)
			}
			if n := uniseg.StringWidth(got); n > test.width {
				t.Errorf("%d columns wide, %d at most", n, test.width)
			}
		})
	}
}

// TestBarIsPolite counts the pictures: ten a second at most however fast the
// rows come, each over the one before, and none left behind.
func TestBarIsPolite(t *testing.T) {
	t.Parallel()
	p, clock, screen := progressOf(true, options{}, 80)
	for range 60 {
		clock.Move(20 * time.Millisecond)
		p.done(made("onepay"))
	}
	_, _ = p.Write([]byte("somebody else speaks\n"))
	clock.Move(time.Second)
	p.done(made("onepay"))
	p.end()
	text := screen.String()
	if !strings.Contains(text, "\r\x1b[Ksomebody else speaks\n\r[") {
		t.Errorf("what is said meets the bar: %q", text)
	}
	if n := strings.Count(text, "\r["); n != 13 {
		t.Errorf("%d pictures in 1.2 s of 60 rows, want 13:\n%q", n, text)
	}
	if strings.Count(text, "\n") != 1 {
		t.Errorf("the bar begins a new line: %q", text)
	}
	if !strings.HasSuffix(text, "\r\x1b[K") {
		t.Errorf("the bar stays on the screen: %q", text)
	}
	p.done(made("onepay"))
	if screen.String() != text {
		t.Error("a late row draws the bar again")
	}
}

// TestLinesWithoutTerminal tells what a log gets: nothing of a short run, a line
// now and then of a long one, more with -v, a pause once, and nothing with -q.
func TestLinesWithoutTerminal(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		options options
		want    string
	}{
		"short is silent": {options{}, `^zoho: pausing 12 s, asked by the provider\n` +
			`60 of 234, 0\.5 a second, \d+ min \d+ s left; zoho 60/174\n$`},
		"told with -v": {options{verbose: true}, `^(\d+ of 234, 0\.5 a second[^\n]*\n){1,2}zoho: pausing 12 s, asked by the provider\n(\d+ of 234, [^\n]*\n){9,11}$`},
		"quiet":        {options{quiet: true}, `^$`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, clock, screen := progressOf(false, test.options, 0)
			for i := range 60 {
				clock.Move(2 * time.Second)
				if i == 10 {
					p.waiting("zoho", "asked by the provider", 12*time.Second)
					p.waiting("zoho", "asked by the provider", 11*time.Second)
					p.waiting("zoho", "a breath", time.Millisecond)
				}
				p.state.finished["onepay"] = 60
				p.done(made("zoho"))
			}
			p.end()
			if text := screen.String(); !regexp.MustCompile(test.want).MatchString(text) {
				t.Errorf("got\n%s\nwant %s", text, test.want)
			}
		})
	}
}

// TestBarKeepsTime lets the clock and many workers draw at once.
func TestBarKeepsTime(t *testing.T) {
	t.Parallel()
	p, clock, screen := progressOf(true, options{}, 80)
	var workers sync.WaitGroup
	for range 4 {
		workers.Go(func() {
			for range 50 {
				clock.Move(10 * time.Millisecond)
				p.done(made("zoho"))
				p.waiting("zoho", "asked by the provider", 3*time.Second)
				p.tick()
			}
		})
	}
	workers.Wait()
	p.end()
	// The last row may come within a tenth of a second of the one before.
	if !regexp.MustCompile(`\] (18[5-9]|19[0-9]|200) of 234`).MatchString(screen.String()) {
		t.Errorf("the last pictures are missing: %q", screen.String())
	}
}

func TestBriefTime(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{
		400 * time.Millisecond: "0 s", 12 * time.Second: "12 s", time.Minute: "1 min", 200 * time.Second: "3 min 20 s",
		2*time.Hour + 5*time.Minute + 7*time.Second: "2 h 5 min",
	} {
		if got := briefTime(d); got != want {
			t.Errorf("briefTime(%v) = %q, want %q", d, got, want)
		}
	}
}
