package main

import (
	"fmt"
	"io"
	"strings"

	"paysheet/bulk"
)

// showResults writes what came of a run: every row that needs a person and what
// to do, then totals that add up to the sheet's.
func (s *session) showResults(w io.Writer, command string, results []bulk.Result, target string, unsaved error) error {
	tally := tallyResults(results, s.label)
	if s.options.json {
		doc := newDocument(w, s, command)
		for i := range results {
			if err := doc.result(&results[i]); err != nil {
				return err
			}
		}
		return doc.end(*tally, map[string]string{"written": writtenTo(target, unsaved), "run": s.run, "head": s.head()})
	}
	var b strings.Builder
	b.WriteByte('\n')
	for _, outcome := range []bulk.Outcome{bulk.Uncertain, bulk.Failed, bulk.Rejected, bulk.Held} {
		showNeedy(&b, results, outcome)
	}
	showOpen(&b, results)
	if n := tally.CountOf(string(bulk.NotAttempted)); n > 0 {
		fmt.Fprintf(&b, "· not attempted: %s; run again to go on\n", rowsOf(n))
	}
	b.WriteString("Done: " + strings.Join(outcomeCounts(tally), ", ") + "\n\n")
	b.WriteString(footing(tally))
	if unsaved == nil {
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

// label gives an account's name as the sheet has it.
func (s *session) label(account string) string {
	if a := s.accounts[account]; a != nil {
		return a.Label
	}
	return account
}

func writtenTo(target string, unsaved error) string {
	if unsaved != nil {
		return ""
	}
	return target
}

func tallyResults(results []bulk.Result, label func(string) string) *bulk.Tally {
	var tally bulk.Tally
	for i := range results {
		r := &results[i]
		if r.Outcome == bulk.Left {
			tally.Left++
			continue
		}
		account := r.Label
		if account == "" && r.Account != "" {
			account = label(r.Account)
		}
		tally.Add(account, string(r.Outcome), r.Amount)
	}
	return &tally
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

// showNeedy names every row with an outcome that a person must look at.
func showNeedy(b *strings.Builder, results []bulk.Result, outcome bulk.Outcome) {
	shown := 0
	var failed failures
	for i := range results {
		r := &results[i]
		if r.Outcome != outcome {
			continue
		}
		if shown == 0 {
			fmt.Fprintf(b, "%s %s\n", outcomeSymbol(outcome), outcome)
		}
		shown++
		if outcome == bulk.Rejected && failed.add(r.Item) {
			continue
		}
		b.WriteString(rowLine(r.Item, r.Label))
		b.WriteString(wrapped("      ", r.Note))
	}
	failed.show(b)
	if shown > 0 {
		b.WriteByte('\n')
	}
}

// showOpen names the rows that want no link and have one that can be paid.
func showOpen(b *strings.Builder, results []bulk.Result) {
	first := true
	for i := range results {
		r := &results[i]
		if !r.StillOpen || r.Outcome == bulk.Held || r.Outcome == bulk.Rejected || r.Outcome == bulk.Failed {
			continue
		}
		if first {
			b.WriteString("! link still open\n")
			first = false
		}
		b.WriteString(rowLine(r.Item, r.Label))
		b.WriteString(wrapped("      ", r.Note+": cancel it if it must not be paid"))
	}
	if !first {
		b.WriteByte('\n')
	}
}
