package main

import (
	"fmt"
	"strings"
	"sync"
	"time"

	"paysheet/bulk"
)

const (
	// redrawEvery is the shortest time between two pictures of the bar: an eye
	// sees no more, and a slow line to a far terminal carries no more.
	redrawEvery = 100 * time.Millisecond
	// Where stderr is no terminal it usually ends in a log or in cron's mail, so
	// a run tells of itself only when it is long, or was asked to with -v.
	tellEvery     = 2 * time.Minute
	tellEveryWord = 10 * time.Second
)

// progress shows how far a run is: one bar on a terminal, a line now and then
// elsewhere. It writes to stderr only. Its methods may be called from anywhere.
type progress struct {
	mu      sync.Mutex
	env     env
	quiet   bool
	bar     bool          // stderr is a terminal that can draw one line again and again
	every   time.Duration // between two pictures, or two lines
	state   runState
	last    time.Time            // of the last picture or line
	shown   bool                 // a picture is on the screen
	hushed  bool                 // somebody is being asked
	told    map[string]time.Time // when a pause was told, by its account and reason
	stopped chan struct{}
	ended   sync.WaitGroup
}

// newProgress begins; calls is the number of rows that will call a provider and
// shares how many of them each account has, where that is known.
func newProgress(e env, o options, calls int, shares map[string]int) *progress {
	now := e.clock()
	p := &progress{
		env: e, quiet: o.quiet || calls == 0, last: now, told: map[string]time.Time{}, stopped: make(chan struct{}),
		bar:   e.errTerminal && e.getenv("TERM") != "dumb",
		state: newRunState(now, calls, shares),
	}
	switch {
	case p.bar:
		p.every = redrawEvery
	case o.verbose:
		p.every = tellEveryWord
	default:
		p.every = tellEvery
	}
	if p.bar && !p.quiet {
		p.ended.Add(1)
		go p.keepTime()
	}
	return p
}

// keepTime draws again each second, so that a pause counts down and a terminal
// that changed its width gets a bar that fits.
func (p *progress) keepTime() {
	defer p.ended.Done()
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	for {
		select {
		case <-p.stopped:
			return
		case <-ticker.C:
			p.tick()
		}
	}
}

func (p *progress) tick() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.show(p.env.clock())
}

// done counts a row that called its provider.
func (p *progress) done(r bulk.Result) {
	if p.quiet || !r.Action.Calls() {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.state.count(accountOf(r.Item))
	p.show(p.env.clock())
}

// show draws the bar or writes a line, if it is time to.
func (p *progress) show(now time.Time) {
	if p.quiet || p.hushed || now.Sub(p.last) < p.every {
		return
	}
	p.last = now
	if !p.bar {
		p.env.say("%s", p.state.sentence(now))
		return
	}
	p.shown = true
	// Back to the line's start, the new picture, and away with what the old one
	// had more. One write, so that nothing comes in between.
	_, _ = fmt.Fprintf(p.env.err, "\r%s\x1b[K", p.state.picture(now, p.env.columns()-1))
}

// waiting says why calls wait and for how long; account is empty where the whole
// run waits. What the bar shows is not told in a line too, and a line is
// not told again for each call that waits for the same thing.
func (p *progress) waiting(account, reason string, d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.quiet || d < time.Second {
		return // nobody needs to know of a breath
	}
	now := p.env.clock()
	p.state.pause(account, reason, now.Add(d))
	if p.bar {
		p.show(now)
		return
	}
	about := account + ": " + reason
	if before, told := p.told[about]; told && now.Sub(before) < tellEvery {
		return
	}
	p.told[about] = now
	p.env.say("%s", bulk.Clean(pauseText(account, reason, d)))
}

// pausing is waiting for the run as a whole.
func (p *progress) pausing(reason string, d time.Duration) { p.waiting("", reason, d) }

// Write puts what others say on stderr in the bar's place; the next picture
// comes under it.
func (p *progress) Write(text []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.clear()
	return p.env.err.Write(text)
}

// clear takes the picture off the screen.
func (p *progress) clear() {
	if p.shown {
		_, _ = fmt.Fprint(p.env.err, "\r\x1b[K")
	}
	p.shown = false
}

// hush keeps the bar off the screen while somebody is asked.
func (p *progress) hush(on bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.hushed = on
	p.clear()
}

// end takes the bar off the screen: the results that follow say the same and more.
func (p *progress) end() {
	close(p.stopped)
	p.ended.Wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.quiet = true // a late result must not draw it again
	p.clear()
}

// accountOf names the account that a row's call goes to.
func accountOf(item bulk.Item) string {
	if item.Account == "" && item.Known != nil {
		return item.Known.Account
	}
	return item.Account
}

func pauseText(account, reason string, d time.Duration) string {
	if account == "" {
		return reason
	}
	return fmt.Sprintf("%s: pausing %s, %s", account, briefTime(d), reason)
}

// briefTime gives a duration as people say it: "12 s", "3 min 20 s", "2 h 5 min".
func briefTime(d time.Duration) string {
	d = d.Round(time.Second)
	hours, minutes, seconds := int(d.Hours()), int(d.Minutes())%60, int(d.Seconds())%60
	var words []string
	if hours > 0 {
		words = append(words, fmt.Sprintf("%d h", hours))
	}
	if minutes > 0 {
		words = append(words, fmt.Sprintf("%d min", minutes))
	}
	if hours == 0 && (seconds > 0 || minutes == 0) {
		words = append(words, fmt.Sprintf("%d s", seconds))
	}
	return strings.Join(words, " ")
}
