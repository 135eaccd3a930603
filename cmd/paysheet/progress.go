package main

import (
	"fmt"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"

	"paysheet/bulk"
)

// progress shows how far a run is: a bar on a terminal, nothing otherwise. It
// writes to stderr only.
type progress struct {
	mu     sync.Mutex
	bar    *progressbar.ProgressBar
	env    env
	paused bool   // the bar says why it waits
	told   string // the last wait told in a line
}

// newProgress begins; calls is the number of rows that will call a provider.
func newProgress(e env, o options, calls int) *progress {
	p := &progress{env: e}
	if !e.errTerminal || o.quiet || calls == 0 {
		return p
	}
	p.bar = progressbar.NewOptions(calls,
		progressbar.OptionSetWriter(e.err),
		progressbar.OptionSetDescription("links"),
		progressbar.OptionShowCount(), progressbar.OptionShowIts(), progressbar.OptionSetItsString("links"),
		progressbar.OptionFullWidth(), progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionOnCompletion(func() { _, _ = fmt.Fprintln(e.err) }),
	)
	return p
}

// done counts a row that called its provider.
func (p *progress) done(r bulk.Result) {
	if p.bar == nil || !r.Action.Calls() {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.paused {
		p.bar.Describe("links")
		p.paused = false
	}
	_ = p.bar.Add(1)
}

// waiting says why nothing moves.
func (p *progress) waiting(reason string, d time.Duration) {
	if d < time.Second {
		return // nobody needs to know of a breath
	}
	text := bulk.Clean(fmt.Sprintf("%s: pausing %s", reason, d.Round(time.Second)))
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bar != nil {
		p.bar.Describe(text)
		p.paused = true
		return
	}
	if text != p.told { // once, however many calls wait for the same pause
		p.told = text
		p.env.say("%s", text)
	}
}

// end leaves the terminal as it should be.
func (p *progress) end() {
	if p.bar != nil {
		_ = p.bar.Finish()
	}
}
