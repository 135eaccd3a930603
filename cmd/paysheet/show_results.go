package main

import (
	"fmt"
	"io"
	"strings"

	"paysheet/bulk"
)

// showResults writes what came of a run: every row that needs a person and what
// to do, then totals that add up to the sheet's.
func (s *session) showResults(w io.Writer, command string, sum *outcome, target string, unsaved error) error {
	if s.options.watch.quiet() {
		return nil
	}
	tally := &sum.tally
	if s.options.json {
		return s.documentResults(newDocument(w, s, command), sum, s.writtenTo(target, unsaved))
	}
	var b strings.Builder
	b.WriteByte('\n')
	if err := s.showRows(&b, sum); err != nil {
		return err
	}
	if n := tally.CountOf(string(bulk.NotAttempted)); n > 0 {
		fmt.Fprintf(&b, "%s: %s; run again to go on\n", s.colours.marked(bulk.NotAttempted.Mark(), "not attempted"), rowsOf(n))
	}
	b.WriteString("Done: " + strings.Join(outcomeCounts(tally), ", ") + "\n\n")
	b.WriteString(footing(tally, s.planner.Input(), s.colours))
	switch {
	case s.options.watch.leftAlone():
		fmt.Fprintf(&b, "\n%s has nothing new and is left as it is · run %s\n", printable(target), s.run)
	case unsaved == nil:
		fmt.Fprintf(&b, "\nWritten to %s · run %s\n", printable(target), s.run)
	}
	if head := s.head(); head != "" {
		fmt.Fprintf(&b, "Ledger head %s\n", head)
	}
	if s.options.sandbox && s.sandbox != nil {
		b.WriteString("The links are the sandbox's: paysheet sandbox opens their pages.\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// showRows names the rows that a person may want to know of.
func (s *session) showRows(b *strings.Builder, sum *outcome) error {
	if err := s.showChanged(b, sum); err != nil {
		return err
	}
	for _, outcome := range []bulk.Outcome{bulk.Uncertain, bulk.Failed, bulk.Rejected, bulk.Held} {
		if err := s.showNeedy(b, sum, outcome); err != nil {
			return err
		}
	}
	return s.showOpen(b, sum)
}

// documentResults writes a run's document.
func (s *session) documentResults(doc *document, sum *outcome, written string) error {
	for r, err := range sum.results.All() {
		if err != nil {
			return err
		}
		if err := doc.result(r); err != nil {
			return err
		}
	}
	foot := s.foot(&sum.tally)
	foot.RunID, foot.Written, foot.Head, foot.Stopped = s.run, written, s.head(), s.stoppedEarly
	return doc.end(foot)
}

// label gives an account's name as the sheet has it.
func (s *session) label(account string) string {
	if a := s.accounts[account]; a != nil {
		return a.Label
	}
	return account
}

func (s *session) writtenTo(target string, unsaved error) string {
	if unsaved != nil || s.options.watch.leftAlone() {
		return ""
	}
	return target
}

// outcomeCounts gives "240 created" and the like, in the order people read.
func outcomeCounts(tally *bulk.Tally) []string {
	var words []string
	for _, outcome := range bulk.Outcomes() {
		if n := tally.CountOf(string(outcome)); n > 0 {
			words = append(words, groupInt(n)+" "+string(outcome))
		}
	}
	if len(words) == 0 {
		return []string{"nothing to do"}
	}
	return words
}

// showNeedy names the rows with an outcome that a person must look at; a reason
// that several share is told once.
func (s *session) showNeedy(b *strings.Builder, sum *outcome, outcome bulk.Outcome) error {
	rows := rowGroup{all: s.options.verbose}
	var failed failures
	for r, err := range sum.results.Some(sum.needy[outcome]) {
		if err != nil {
			return err
		}
		if outcome == bulk.Rejected && failed.add(r.Item) {
			continue
		}
		if one := rows.add(r.Note, true); one != nil {
			line := rowLine(r.Item, r.Label)
			one.shown = append(one.shown, rowText{line, line + wrapped("      ", r.Note)})
		}
	}
	if n := len(sum.needy[outcome]); n > 0 {
		fmt.Fprintf(b, "%s: %s\n", s.colours.marked(outcome.Mark(), string(outcome)), rowsOf(n))
		rows.show(b)
		failed.show(b)
		b.WriteByte('\n')
	}
	return nil
}

// showChanged names the rows whose link was paid, or stands otherwise than at the
// last look.
func (s *session) showChanged(b *strings.Builder, sum *outcome) error {
	if len(sum.changed) == 0 {
		return nil
	}
	shown := sum.changed
	if !s.options.verbose {
		shown = shown[:min(len(shown), needRows)]
	}
	fmt.Fprintf(b, "%s: %s\n", s.colours.marked(bulk.Refresh.Mark(), "changed"), plural(len(sum.changed), "link", "links"))
	for r, err := range sum.results.Some(shown) {
		if err != nil {
			return err
		}
		b.WriteString(changeLine(changeOf(r)))
	}
	if more := len(sum.changed) - len(shown); more > 0 {
		fmt.Fprintf(b, "    … and %s more; -v shows them\n", groupInt(more))
	}
	b.WriteByte('\n')
	return nil
}

// showOpen names the rows that want no link and have one that can be paid.
func (s *session) showOpen(b *strings.Builder, sum *outcome) error {
	rows := rowGroup{all: s.options.verbose}
	for r, err := range sum.results.Some(sum.open) {
		if err != nil {
			return err
		}
		note := r.Note
		if s.planner.Mode != bulk.ModeCancel { // which says why it could not
			note += ": cancel it if it must not be paid"
		}
		if one := rows.add(note, true); one != nil {
			line := rowLine(r.Item, r.Label)
			one.shown = append(one.shown, rowText{line, line + wrapped("      ", note)})
		}
	}
	if len(sum.open) > 0 {
		b.WriteString(s.colours.marked(bulk.Hold.Mark(), "link still open") + "\n")
		rows.show(b)
		b.WriteByte('\n')
	}
	return nil
}
