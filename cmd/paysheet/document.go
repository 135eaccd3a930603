package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"

	"paysheet/bulk"
	"paysheet/bulk/ledger"
)

// documentVersion changes when a reader of the JSON must change.
const documentVersion = 1

// document writes one JSON document row by row, so that its size never has to
// fit in memory.
type document struct {
	w      *bufio.Writer
	s      *session
	rows   int
	err    error
	absent []ledger.Entry // open links that the sheet asked for and no row does any more
	guards []string       // the sentences of the guards that the plan passes
}

// newDocument begins the document of a command.
func newDocument(w io.Writer, s *session, command string) *document {
	d := &document{w: bufio.NewWriter(w), s: s}
	info := s.table.Info()
	head := map[string]any{
		"sheet": map[string]any{
			"path": info.Path, "worksheet": info.Sheet, "header_row": info.HeaderRow, "digest": info.Digest,
			"guesses": append(append([]string{}, info.Guesses...), s.columns.Guesses()...),
		},
		"config": map[string]any{"path": s.config.path, "digest": s.config.digest},
		"today":  s.today.String(), "timezone": s.config.zoneName, "sandbox": s.options.sandbox,
	}
	if s.data.report != nil {
		head["data"] = s.data.report
	}
	if words := s.acceptedWords(); words != nil {
		head["accepted"] = words
	}
	if s.rules != nil {
		rules := map[string]any{"path": s.rulesPath}
		if s.script != nil {
			rules["digest"] = s.script.Digest()
		}
		head["rules"] = rules
	}
	d.printf(`{"version":%d,"command":%q,"run":`, documentVersion, command)
	d.value(head)
	d.printf(`,"rows":[`)
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
	d.printf("%s", text)
}

// rowJSON is one row; amounts are plain decimals in major units.
type rowJSON struct {
	Row        int            `json:"row"`
	Cell       string         `json:"cell,omitempty"`
	Reference  string         `json:"reference,omitempty"`
	Action     bulk.Action    `json:"action"`
	Outcome    bulk.Outcome   `json:"outcome,omitempty"`
	Reason     string         `json:"reason,omitempty"`
	Rule       string         `json:"rule,omitempty"`
	Because    []string       `json:"because,omitempty"`
	Account    string         `json:"account,omitempty"`
	Amount     string         `json:"amount,omitempty"`
	Currency   string         `json:"currency,omitempty"`
	Sent       string         `json:"sent_reference,omitempty"`
	Expires    string         `json:"expires,omitempty"`
	MinPartial string         `json:"min_partial,omitempty"`
	Problems   []bulk.Problem `json:"problems,omitempty"`
	Notices    []string       `json:"notices,omitempty"`
	StillOpen  bool           `json:"link_still_open,omitempty"`
	Link       *linkJSON      `json:"link,omitempty"`
	Note       string         `json:"note,omitempty"`
}

type linkJSON struct {
	ID       string `json:"id"`
	URL      string `json:"url,omitempty"`
	Status   string `json:"status"`
	Account  string `json:"account"`
	Paid     string `json:"paid,omitempty"`
	Expires  string `json:"expires,omitempty"`
	Previous string `json:"previous,omitempty"`
}

func (d *document) item(item bulk.Item) error {
	if item.Action == bulk.Leave {
		return nil
	}
	row := rowOf(item)
	if item.Known != nil && item.Known.Link.ID != "" {
		link := item.Known.Link
		row.Link = &linkJSON{link.ID, link.URL, string(link.Status), item.Known.Account, link.Paid.Number(), link.Expires.String(), item.Known.Previous}
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
		row.Link = &linkJSON{r.Link.ID, r.Link.URL, string(r.Link.Status), r.Label, r.Link.Paid.Number(), r.Link.Expires.String(), r.Previous}
	}
	return d.row(row)
}

func rowOf(item bulk.Item) rowJSON {
	row := rowJSON{
		Row: item.Row, Cell: item.Cell, Reference: item.Reference, Action: item.Action, Reason: item.Reason, Rule: item.Rule,
		Because: item.Because, Account: item.Account, Amount: item.Amount.Number(), Currency: string(item.Amount.Currency()),
		Problems: item.Problems, Notices: item.Notices, StillOpen: item.StillOpen,
	}
	if item.Action == bulk.Create {
		row.Sent, row.Expires, row.MinPartial = item.Request.Reference, item.Request.Expires.String(), item.Request.MinPartial.Number()
	}
	return row
}

func (d *document) row(row rowJSON) error {
	if d.rows > 0 {
		d.printf(",")
	}
	d.rows++
	d.printf("\n")
	d.value(row)
	return d.err
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
	doc.guards = why
	return doc.end(v.tally, nil)
}

// end closes the document with the totals and what the caller adds.
func (d *document) end(tally bulk.Tally, more map[string]string) error {
	d.printf("\n],\"totals\":[")
	var order []string
	for _, a := range bulk.Actions() {
		order = append(order, string(a))
	}
	for i, line := range tally.Lines(order) {
		if i > 0 {
			d.printf(",")
		}
		d.value(map[string]any{"account": line.Account, "what": line.What, "rows": line.Rows, "currency": string(line.Currency), "amount": line.Sum.String()})
	}
	d.printf("]")
	if len(d.absent) > 0 {
		d.printf(",\"absent\":")
		d.value(absentDocument(d.absent))
	}
	if len(d.guards) > 0 {
		d.printf(",\"guards\":")
		d.value(d.guards)
	}
	for _, key := range []string{"run", "written", "review", "head"} {
		if value, ok := more[key]; ok {
			name := key
			if key == "run" {
				name = "run_id"
			}
			d.printf(",%q:", name)
			d.value(value)
		}
	}
	d.printf("}\n")
	if d.err != nil {
		return fmt.Errorf("writing the document: %w", d.err)
	}
	return d.w.Flush()
}

// writeJSON prints one indented document.
func writeJSON(w io.Writer, v any) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return fmt.Errorf("writing the document: %w", err)
	}
	return nil
}
