package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"paysheet/bulk"
)

// document writes one JSON document row by row, so that its size never has to
// fit in memory.
type document struct {
	w    *bufio.Writer
	s    *session
	rows int
	err  error
}

// newDocument begins the document of a command, a sheetDocument.
func newDocument(w io.Writer, s *session, command string) *document {
	d := &document{w: bufio.NewWriter(w), s: s}
	info := s.table.Info()
	head := runHead{
		Sheet: sheetHead{
			Path: info.Path, Worksheet: info.Sheet, HeaderRow: info.HeaderRow, Digest: info.Digest,
			Guesses: append(append([]string{}, info.Guesses...), s.columns.Guesses()...),
		},
		Config: fileHead{s.config.path, s.config.digest},
		Today:  s.today.String(), Timezone: s.config.zoneName, Sandbox: s.options.sandbox,
		Data: s.data.report, Accepted: s.acceptedWords(),
	}
	if s.rules != nil {
		head.Rules = &fileHead{Path: s.rulesPath}
		if s.script != nil {
			head.Rules.Digest = s.script.Digest()
		}
	}
	d.printf(`{"version":%d,"command":%q,"run":`, documentVersion, command)
	d.value(head)
	d.printf(`,"rows":[`)
	return d
}

// newList begins a document that is a list of that name after a head.
func newList(w io.Writer, head any, name string) *document {
	d := &document{w: bufio.NewWriter(w)}
	text, err := json.Marshal(head)
	d.err = err
	d.printf("%s,%q:[", bytes.TrimSuffix(jsonSafe(text), []byte("}")), name)
	return d
}

func (d *document) printf(format string, args ...any) {
	if d.err == nil {
		_, d.err = fmt.Fprintf(d.w, format, args...)
	}
}

func (d *document) value(v any) {
	text, err := json.Marshal(v)
	if err != nil && d.err == nil {
		d.err = err
	}
	d.printf("%s", jsonSafe(text))
}

func (d *document) item(item bulk.Item) error {
	if item.Action == bulk.Leave {
		return nil
	}
	row := rowOf(item)
	if item.Known != nil && item.Known.Link.ID != "" {
		link := item.Known.Link
		row.Link = &linkJSON{link.ID, link.URL, link.Status, item.Known.Account, link.Paid.Number(), link.Expires.String(), item.Known.Previous}
	}
	return d.row(row)
}

func (d *document) result(r *bulk.Result) error {
	if r.Outcome == bulk.Left {
		return nil
	}
	row := rowOf(r.Item)
	row.Outcome, row.Note = r.Outcome, r.Note
	if r.Link.ID != "" || r.Link.URL != "" {
		row.Link = &linkJSON{r.Link.ID, r.Link.URL, r.Link.Status, r.Label, r.Link.Paid.Number(), r.Link.Expires.String(), r.Previous}
	}
	return d.row(row)
}

func rowOf(item bulk.Item) rowJSON {
	row := rowJSON{
		Row: item.Row, Cell: item.Cell, Reference: item.Reference, Action: item.Action, Reason: item.Reason, Rule: item.Rule,
		Because: item.Because, Account: item.Account, Amount: item.Amount.Number(), Currency: string(item.Amount.Currency()),
		Changes: item.Changes, Problems: item.Problems, Notices: item.Notices, StillOpen: item.StillOpen,
	}
	if item.Action == bulk.Create {
		row.Sent, row.Expires, row.MinPartial = item.Request.Reference, item.Request.Expires.String(), item.Request.MinPartial.Number()
	}
	return row
}

func (d *document) row(row any) error {
	if d.rows > 0 {
		d.printf(",")
	}
	d.rows++
	d.printf("\n")
	d.value(row)
	return d.err
}

// next ends the list of rows and begins another.
func (d *document) next(name string) {
	d.printf("\n],%q:[", name)
	d.rows = 0
}

// stopped prints the whole document of a plan that is not carried out, with why.
func (s *session) stopped(ctx context.Context, w io.Writer, command string, why []string) error {
	if !s.options.json {
		return nil
	}
	doc := newDocument(w, s, command)
	v, err := s.look(ctx, doc.item)
	if err != nil {
		return err
	}
	foot := s.foot(&v.tally)
	foot.Warnings = s.warningDocument(v)
	foot.Guards, foot.Remarks = why, v.guards.Remarks()
	return doc.end(foot)
}

// foot gives the totals of a document.
func (s *session) foot(tally *bulk.Tally) sheetFoot {
	input := s.planner.Input()
	foot := sheetFoot{Totals: []totalJSON{}, Input: []sumJSON{}, Foots: len(input.Compare(tally)) == 0}
	for _, line := range tally.Lines(markOrder()) {
		foot.Totals = append(foot.Totals, totalJSON{line.Account, line.What, sumOf(line.Count)})
	}
	for _, count := range input.Sums() {
		foot.Input = append(foot.Input, sumOf(count))
	}
	return foot
}

func sumOf(c bulk.Count) sumJSON { return sumJSON{c.Rows, string(c.Currency), c.Sum.String()} }

// end closes the document; foot is what comes after the rows, and may have no
// fields.
func (d *document) end(foot any) error {
	text, err := json.Marshal(foot)
	if err != nil && d.err == nil {
		d.err = err
	}
	rest := strings.TrimPrefix(string(jsonSafe(text)), "{")
	if rest != "}" {
		rest = "," + rest
	}
	d.printf("\n]%s\n", rest)
	if d.err != nil {
		return fmt.Errorf("writing the document: %w", d.err)
	}
	return d.w.Flush()
}

// writeJSON prints one indented document.
func writeJSON(w io.Writer, v any) error {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return fmt.Errorf("writing the document: %w", err)
	}
	if _, err := w.Write(jsonSafe(text.Bytes())); err != nil {
		return fmt.Errorf("writing the document: %w", err)
	}
	return nil
}
