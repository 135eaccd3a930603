package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"paysheet/bulk"
)

func (f *refresher) name() string {
	if f.r.all {
		return "every open link of the ledger"
	}
	return f.what.Sheet
}

// say tells something about the loop itself: in lines that fit a terminal, and
// in one line for a log.
func (f *refresher) say(format string, args ...any) {
	text := printable(fmt.Sprintf(format, args...))
	if f.env.errTerminal {
		text = strings.TrimSpace(wrapped("  ", text))
	}
	f.env.say("%s", text)
}

// note tells an error that is no reason to stop.
func (f *refresher) note(err error) {
	if err != nil && !brokenPipe(err) {
		f.say("paysheet: %v", err)
	}
}

// told gives an instant in the config's zone, without the date where that is
// today's.
func (f *refresher) told(at time.Time) string {
	at = at.In(f.zone)
	if at.Format(time.DateOnly) == f.now().Format(time.DateOnly) {
		return at.Format(time.TimeOnly)
	}
	return at.Format(time.DateTime)
}

// tellRound says what came of a round: the figures and every link that changed
// to stdout, or as an event; what went wrong to stderr. next is zero where no
// round is due.
//
// The error is that nobody reads any more what is printed.
func (f *refresher) tellRound(w *watcher, figures roundFigures, next time.Time) error {
	var err error
	if f.events != nil {
		f.events.ended(w.round, figures, next)
		err, f.events.err = f.events.err, nil
	} else {
		_, err = io.WriteString(f.cmd.OutOrStdout(), printable(f.roundText(w, figures, next)))
	}
	if brokenPipe(err) {
		return err
	}
	f.note(err)
	f.tellFaults(w, figures)
	return nil
}

// tellFaults tells on stderr what went wrong in a round.
func (f *refresher) tellFaults(w *watcher, figures roundFigures) {
	switch figures.Exit {
	case exitLocked:
		f.say("! %s; the round waits for the next time", figures.Error)
		return
	case exitNotWritten:
		f.say("! %s; the next round tries again", strings.TrimSuffix(figures.Error, "; "+mendSheet))
		return
	}
	if figures.Error != "" {
		f.say("! round %d failed: %s", w.round, figures.Error)
	}
	if w.failed > 0 {
		f.say("! %s could not be read, of which the first is %s", plural(w.failed, "link", "links"), w.failure)
	}
}

func (f *refresher) tellMissed(rounds int, next time.Time) {
	if rounds == 0 {
		return
	}
	f.say("! %s left out, because the one before took so long or the machine slept; next %s", plural(rounds, "round is", "rounds are"), f.told(next))
	if f.health != nil {
		f.health.doc.Skipped += rounds
	}
	if f.events != nil {
		f.events.skipped(rounds, next)
	}
}

// roundText gives a round in few words.
func (f *refresher) roundText(w *watcher, figures roundFigures, next time.Time) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s  %s", f.now().Format(time.DateTime), roundWords(w, figures))
	if !next.IsZero() {
		fmt.Fprintf(&b, "; next %s", f.told(next))
	}
	b.WriteByte('\n')
	w.list(&b, true, "--events tells of every one")
	return b.String()
}

// roundWords says what became of a round: "240 links looked at, 3 changed".
func roundWords(w *watcher, figures roundFigures) string {
	if figures.Run == "" {
		return "put off"
	}
	words := []string{plural(w.looked, "link", "links") + " looked at", "nothing changed"}
	if w.changed > 0 {
		words[1] = groupInt(w.changed) + " changed"
	}
	if w.failed > 0 {
		words = append(words, groupInt(w.failed)+" failed")
	}
	if w.uncertain > 0 {
		words = append(words, groupInt(w.uncertain)+" uncertain")
	}
	return strings.Join(words, ", ")
}

// changeLine gives one changed link: its row, and how it stood and stands.
func changeLine(c linkChange) string {
	item := c.item
	item.Amount = c.asked
	words := orNothing(c.link.Status)
	if c.before.Status != c.link.Status {
		words = orNothing(c.before.Status) + " → " + words
	}
	if !c.paid.IsNone() {
		words += ", " + c.paid.String() + " paid so far"
	}
	line := rowLine(item, c.label) + wrapped("      ", words)
	if c.note != "" {
		line += wrapped("      ", bulk.Clean(c.note))
	}
	return line
}

func orNothing(status string) string {
	if status == "" {
		return "no link"
	}
	return status
}
