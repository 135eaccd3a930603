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
	Version int       `json:"version" doc:"of the event's form; it changes when a reader must change"`
	Event   string    `json:"event" doc:"what happened"`
	At      time.Time `json:"at" doc:"when"`
	Round   int       `json:"round,omitempty" doc:"1, 2, 3 since the refresh was started; absent for what is of no round"`
}

// The events.
const (
	eventBegan   = "round-began"
	eventChanged = "link-changed"
	eventEnded   = "round-ended"
	eventSkipped = "round-skipped"
)

type beganEvent struct {
	eventHead
	subject
}

type changedEvent struct {
	eventHead
	Run       string    `json:"run" doc:"the run as the ledger knows it"`
	Reference string    `json:"reference" doc:"of the invoice"`
	Row       int       `json:"row,omitempty" doc:"of the sheet"`
	Account   string    `json:"account" doc:"that made the link"`
	LinkID    string    `json:"link_id" doc:"the provider's"`
	Amount    string    `json:"amount" doc:"asked for, a plain decimal in major units"`
	Currency  string    `json:"currency" doc:"ISO 4217"`
	Before    linkState `json:"before" doc:"how the link stood at the last look"`
	Now       linkState `json:"now" doc:"how it stands"`
	Note      string    `json:"note,omitempty" doc:"one sentence that a person can act on"`
}

type endedEvent struct {
	eventHead
	roundFigures
	Next time.Time `json:"next,omitzero" doc:"when the next round is due; absent where none is"`
}

type skippedEvent struct {
	eventHead
	Rounds int       `json:"rounds" doc:"that were due while another went on"`
	Next   time.Time `json:"next,omitzero" doc:"when the next round is due"`
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
	ev.print(changedEvent{
		ev.head(eventChanged, w.round), w.run, c.item.Reference, c.item.Row, c.label, c.id,
		c.asked.Number(), string(c.asked.Currency()), c.before, c.link, c.note,
	})
}

// began tells that a round begins.
func (ev *events) began(round int, what subject) {
	ev.print(beganEvent{ev.head(eventBegan, round), what})
}

// subject is what a refresh looks at.
type subject struct {
	Sheet string `json:"sheet,omitempty" doc:"that is looked at"`
	All   bool   `json:"all,omitempty" doc:"every open link of the ledger is looked at, no sheet"` // every open link of the ledger
	Every string `json:"every,omitempty" doc:"how often, as given"`
}

// roundFigures is how a round ended, in events and for monitors.
type roundFigures struct {
	Run       string `json:"run,omitempty" doc:"as the ledger knows it; absent where no run was started"` // empty where no run was started
	LookedAt  int    `json:"looked_at" doc:"links that were read"`
	Changed   int    `json:"changed" doc:"of them, otherwise than at the last look"`
	Failed    int    `json:"failed" doc:"of them, that could not be read"`
	Uncertain int    `json:"uncertain" doc:"of them, of which nobody knows how they stand"`
	Exit      int    `json:"exit" doc:"what a run of its own would have ended with"` // what a run of its own would have ended with
	Error     string `json:"error,omitempty" doc:"why the round failed"`
}

// ended tells how a round ended and when the next is due; zero where none is.
func (ev *events) ended(round int, figures roundFigures, next time.Time) {
	ev.print(endedEvent{ev.head(eventEnded, round), figures, next})
}

// skipped tells of rounds that were due while another went on.
func (ev *events) skipped(rounds int, next time.Time) {
	ev.print(skippedEvent{ev.head(eventSkipped, 0), rounds, next})
}
