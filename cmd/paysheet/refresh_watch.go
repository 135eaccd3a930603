package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"paysheet/bulk"
	"paysheet/bulk/invoice"
	"paysheet/providers"
)

// watcher sees the results of one round of a refresh as they come. A nil watcher
// sees nothing: every other command has none.
type watcher struct {
	events *events  // where each change goes at once; nil for none
	brief  bool     // the round is told in few words, not with plan and results
	last   *written // what the rounds before wrote; nil for a round of its own
	left   bool     // the sheet was left alone, because it says all that there is to say
	round  int      // of a loop, from 1

	run                                string
	looked, changed, failed, uncertain int
	changes                            []string // the first of them, as they are told
	failure                            string   // the first link that could not be read, and why
}

// linkChange is a link whose status or paid amount is another than before.
type linkChange struct {
	item   bulk.Item
	label  string
	id     string
	asked  providers.Money
	link   linkState
	before linkState
	paid   providers.Money // now, for people; none where it is as before or not told
	note   string
}

// linkState is how a link stands, as the events tell it.
type linkState struct {
	Status string `json:"status" doc:"empty where nothing was known of a link"`
	Paid   string `json:"paid,omitempty" doc:"so far; absent where the provider does not tell"`
}

// quiet tells that plan and results are not printed.
func (w *watcher) quiet() bool { return w != nil && w.brief }

// inWords tells that a run shows its plan as text.
func (o options) inWords() bool { return !o.json && !o.watch.quiet() }

// loops tells that the round is one of many, of which each knows what the last wrote.
func (w *watcher) loops() bool { return w != nil && w.last != nil }

// each gives what the runner calls for each result: it passes it on and looks at
// it. The runner calls it from one goroutine at a time.
func (w *watcher) each(run string, pass func(bulk.Result)) func(bulk.Result) {
	if w == nil {
		return pass
	}
	w.run = run
	return func(r bulk.Result) {
		pass(r)
		w.see(&r)
	}
}

func (w *watcher) see(r *bulk.Result) {
	if r.Checked {
		w.looked++
	}
	switch r.Outcome {
	case bulk.Failed:
		w.failed++
		if w.failure == "" {
			w.failure = r.Reference + ": " + r.Note
		}
	case bulk.Uncertain:
		w.uncertain++
	default:
	}
	if !linkChanged(r) {
		return
	}
	w.changed++
	c := changeOf(r)
	if w.events != nil {
		w.events.changed(w, c)
		return
	}
	if len(w.changes) < mostChanges {
		w.changes = append(w.changes, changeLine(c))
	}
}

// mostChanges is how many changed links of a round are kept to be told, so that
// what is kept does not grow with the ledger.
const mostChanges = 10_000

// list writes the changed links, or without all the first of them, and how many
// more there are; where says who tells of those.
func (w *watcher) list(b *strings.Builder, all bool, where string) {
	shown := w.changes
	if !all {
		shown = shown[:min(needRows, len(shown))]
	}
	for _, line := range shown {
		b.WriteString(line)
	}
	if more := w.changed - len(shown); more > 0 {
		fmt.Fprintf(b, "    … and %s more; %s\n", groupInt(more), where)
	}
}

// changeOf gives what a look found of a link for which linkChanged holds.
func changeOf(r *bulk.Result) linkChange {
	c := linkChange{
		item: r.Item, label: r.Label, id: r.Link.ID, asked: r.Known.Amount, note: r.Note,
		link:   linkState{string(r.Link.Status), r.Link.Paid.Number()},
		before: linkState{string(r.Known.Link.Status), r.Known.Link.Paid.Number()},
	}
	if r.Link.Paid != r.Known.Link.Paid {
		c.paid = r.Link.Paid
	}
	return c
}

// linkChanged tells that a look found another status or paid amount. One that
// may be another link than was made is not believed; money on a link that was
// replaced makes a row uncertain whose own link is not.
func linkChanged(r *bulk.Result) bool {
	if !r.Checked || r.Known == nil || r.Outcome == bulk.Uncertain && !r.Late {
		return false
	}
	return r.Link.Status != r.Known.Link.Status || r.Link.Paid != r.Known.Link.Paid
}

// rewriteAfter is how old the sheet's cells may become although nothing but the
// time of the last look would change in them.
const rewriteAfter = 24 * time.Hour

// written is what the rounds before wrote into a sheet.
type written struct {
	Cells string    `json:"cells" doc:"a digest of the result cells, without the time of the look"`       // a digest of them, without the time of the look
	Sheet string    `json:"sheet" doc:"the digest of the sheet that was read, or of what took its place"` // the digest of the sheet that was read, or of what took its place
	At    time.Time `json:"at" doc:"when"`
}

// save writes the results of a run. A round of many leaves the sheet alone where
// it says all that there is to say: each save is a backup more, and a file that
// somebody may be about to open.
func (s *session) save(ctx context.Context, k *keeper, results *bulk.Results, at time.Time) error {
	w := s.options.watch
	if !w.loops() {
		return k.finish(ctx, results, at)
	}
	digest, err := cellsDigest(results, at)
	if err != nil {
		return err
	}
	now := written{digest, s.table.Info().Digest, at}
	if w.last.Cells == now.Cells && w.last.Sheet == now.Sheet && at.Sub(w.last.At) < rewriteAfter && exists(k.target) {
		w.left = true
		return nil
	}
	*w.last = written{}
	if err := k.finish(ctx, results, at); err != nil {
		return err
	}
	if k.own {
		now.Sheet = k.digest
	}
	*w.last = now
	return nil
}

// leftAlone tells that the sheet had nothing new to say and was not written.
func (w *watcher) leftAlone() bool { return w != nil && w.left }

// cellsDigest gives a digest of what would be written, but for Link Checked.
func cellsDigest(results *bulk.Results, at time.Time) (string, error) {
	checked := -1
	for i, header := range invoice.Results() {
		if header == invoice.LinkChecked {
			checked = i
		}
	}
	hash := sha256.New()
	for r, err := range results.All() {
		if err != nil {
			return "", err
		}
		if r.Outcome == bulk.Left {
			continue
		}
		_, _ = fmt.Fprintf(hash, "%d", r.Row) // never fails, says package hash
		for column, value := range r.Cells(at) {
			if column != checked {
				_, _ = fmt.Fprintf(hash, " %q", value.Text)
			}
		}
		_, _ = hash.Write([]byte{'\n'})
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}
