package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"time"
)

// eventsVersion changes when a reader of the events must change.
const eventsVersion = 1

// events writes what happens as one JSON object a line. It tells references,
// amounts and the providers' ids, and neither customers nor the addresses at
// which links can be paid.
type events struct {
	env  env
	zone *time.Location
	to   io.Writer
	err  error // the first that came up; it ends the round as failed
}

// eventHead begins every event.
type eventHead struct {
	Version int       `json:"version"`
	Event   string    `json:"event"`
	At      time.Time `json:"at"`
	Round   int       `json:"round,omitempty"`
}

func (ev *events) print(event any) {
	var line bytes.Buffer
	encoder := json.NewEncoder(&line)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(event)
	if err == nil {
		_, err = ev.to.Write(jsonSafe(line.Bytes()))
	}
	if err != nil && ev.err == nil {
		ev.err = fmt.Errorf("writing the events: %w", err)
	}
}

func (ev *events) head(event string, round int) eventHead {
	return eventHead{eventsVersion, event, ev.env.clock().In(ev.zone).Truncate(time.Millisecond), round}
}

// changed tells of one link.
func (ev *events) changed(w *watcher, c linkChange) {
	type changedEvent struct {
		eventHead
		Run       string    `json:"run"`
		Reference string    `json:"reference"`
		Row       int       `json:"row,omitempty"`
		Account   string    `json:"account"`
		LinkID    string    `json:"link_id"`
		Amount    string    `json:"amount"`
		Currency  string    `json:"currency"`
		Before    linkState `json:"before"`
		Now       linkState `json:"now"`
		Note      string    `json:"note,omitempty"`
	}
	ev.print(changedEvent{
		ev.head("link-changed", w.round), w.run, c.item.Reference, c.item.Row, c.label, c.id,
		c.asked.Number(), string(c.asked.Currency()), c.before, c.link, c.note,
	})
}

// began tells that a round begins.
func (ev *events) began(round int, what subject) {
	type beganEvent struct {
		eventHead
		subject
	}
	ev.print(beganEvent{ev.head("round-began", round), what})
}

// subject is what a refresh looks at.
type subject struct {
	Sheet string `json:"sheet,omitempty"`
	All   bool   `json:"all,omitempty"` // every open link of the ledger
	Every string `json:"every,omitempty"`
}

// roundFigures is how a round ended, in events and for monitors.
type roundFigures struct {
	Run       string `json:"run,omitempty"` // empty where no run was started
	LookedAt  int    `json:"looked_at"`
	Changed   int    `json:"changed"`
	Failed    int    `json:"failed"`
	Uncertain int    `json:"uncertain"`
	Exit      int    `json:"exit"` // what a run of its own would have ended with
	Error     string `json:"error,omitempty"`
}

// ended tells how a round ended and when the next is due; zero where none is.
func (ev *events) ended(round int, figures roundFigures, next time.Time) {
	type endedEvent struct {
		eventHead
		roundFigures
		Next time.Time `json:"next,omitzero"`
	}
	ev.print(endedEvent{ev.head("round-ended", round), figures, next})
}

// skipped tells of rounds that were due while another went on.
func (ev *events) skipped(rounds int, next time.Time) {
	type skippedEvent struct {
		eventHead
		Rounds int       `json:"rounds"`
		Next   time.Time `json:"next,omitzero"`
	}
	ev.print(skippedEvent{ev.head("round-skipped", 0), rounds, next})
}
