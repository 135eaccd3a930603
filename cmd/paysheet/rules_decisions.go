package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"os"
	"strings"

	"paysheet/bulk"
	"paysheet/bulk/invoice"
	"paysheet/providers"
	"paysheet/script"
)

// decided is what some rules said of a row.
type decided struct {
	Row       int           `json:"row" doc:"as the spreadsheet shows it"`
	Cell      string        `json:"cell" doc:"where the reference stands"`
	Reference string        `json:"reference" doc:"of the invoice"`
	Account   string        `json:"account,omitempty" doc:"where the link would be made"` // where the link would be made
	Amount    string        `json:"amount,omitempty" doc:"a plain decimal in major units"`
	Currency  string        `json:"currency,omitempty" doc:"ISO 4217"`
	Terms     []script.Term `json:"decision,omitempty" doc:"everything that the decision says"`
	Error     string        `json:"error,omitempty" doc:"why the rules failed on this row, instead of a decision"` // instead of a decision
}

func (d *decided) term(name string) string {
	for _, t := range d.Terms {
		if t.Name == name {
			return t.Value
		}
	}
	return ""
}

// verdict gives the decision's word, or "error".
func (d *decided) verdict() string {
	if d.Error != "" {
		return "error"
	}
	return d.term("verdict")
}

// money gives the amount; none where the row has none.
func (d *decided) money() providers.Money {
	m, err := providers.ParseMoney(d.Amount, d.Currency)
	if err != nil {
		return providers.Money{}
	}
	return m
}

// savedDecisions is the file that diff --save writes.
type savedDecisions struct {
	Version   int       `json:"version"`
	Kind      string    `json:"kind"`
	Rules     string    `json:"rules"`
	Digest    string    `json:"digest"`
	Today     string    `json:"today"`
	Decisions []decided `json:"decisions"`
}

const savedKind = "paysheet rules decisions"

// readDecisions reads a file of diff --save.
func readDecisions(path string) (*savedDecisions, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, usage(fmt.Errorf("reading saved decisions: %w", err))
	}
	var saved savedDecisions
	if err := json.Unmarshal(text, &saved); err != nil {
		return nil, usage(fmt.Errorf("%s holds no saved decisions: %w", path, err))
	}
	if saved.Kind != savedKind || saved.Version != documentVersion {
		return nil, usage(fmt.Errorf("%s holds no saved decisions of version %d: paysheet rules diff --save FILE writes them", path, documentVersion))
	}
	return &saved, nil
}

// saver writes decisions one by one, so that their number is no matter.
type saver struct {
	file *os.File
	w    *bufio.Writer
	n    int
	err  error
}

func newSaver(path string, head savedDecisions) (*saver, error) {
	if exists(path) {
		if _, err := readDecisions(path); err != nil {
			return nil, usage(fmt.Errorf("--save writes over saved decisions only, and %s holds none: name another file", path))
		}
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, fmt.Errorf("saving decisions: %w", err)
	}
	s := &saver{file: file, w: bufio.NewWriter(file)}
	text, err := json.Marshal(head)
	s.err = err
	s.write(strings.TrimSuffix(string(text), "null}") + "[\n")
	return s, nil
}

func (s *saver) write(text string) {
	if s.err == nil {
		_, s.err = s.w.WriteString(text)
	}
}

func (s *saver) add(d decided) {
	text, err := json.Marshal(d)
	if s.err == nil {
		s.err = err
	}
	if s.n > 0 {
		s.write(",\n")
	}
	s.n++
	s.write(string(text))
}

func (s *saver) close() error {
	s.write("\n]}\n")
	if err := errors.Join(s.err, s.w.Flush(), s.file.Close()); err != nil {
		return fmt.Errorf("saving decisions: %w", err)
	}
	return nil
}

// compileAt compiles another rules file against the same sheet and accounts.
func (b *bench) compileAt(path string) (*script.Rules, error) {
	if !exists(path) {
		return nil, usage(fmt.Errorf("there is no rules file %s", path))
	}
	folder, file := folderOf(path)
	rules, err := script.Compile(folder, file, b.environment())
	if err != nil {
		return nil, usage(err)
	}
	return rules, nil
}

// plan prepares a planner over the sheet, so that rows can be chosen and what a
// plan would do can be asked.
func (b *bench) plan(ctx context.Context, rules *script.Rules) error {
	b.rules, b.script = rules, rules
	if err := b.openState(ctx, false); err != nil {
		return err
	}
	return b.makePlanner(ctx, bulk.ModeApply)
}

// invoices yields the rows that rules are asked about, those chosen.
func (b *bench) invoices(ctx context.Context) iter.Seq2[invoice.Row, error] {
	return func(yield func(invoice.Row, error) bool) {
		for raw, err := range b.table.Rows(ctx) {
			if err != nil {
				yield(invoice.Row{}, err)
				return
			}
			row := b.columns.Row(raw)
			if class, _ := row.Class(); class != invoice.Billable {
				continue
			}
			if b.planner.Chosen != nil {
				chosen, err := b.planner.Chosen(ctx, row)
				if err != nil {
					yield(invoice.Row{}, err)
					return
				}
				if !chosen {
					continue
				}
			}
			if !yield(row, nil) {
				return
			}
		}
	}
}

// decide asks rules about a row. The error is ctx's; the rules' own is in the answer.
func (b *bench) decide(ctx context.Context, rules bulk.Decider, row invoice.Row) (decided, error) {
	reference, _ := row.Text(string(invoice.Reference))
	d := decided{Row: row.Number(), Cell: row.Cellname(string(invoice.Reference)), Reference: reference}
	amount, _ := row.Money(string(invoice.Amount))
	decision, err := rules.Decide(ctx, row)
	if ctx.Err() != nil {
		return d, context.Cause(ctx)
	}
	if err != nil {
		d.Error = ruleMessage(err)
	} else {
		d.Terms = decision.Terms()
		if decision.Link.Amount != nil {
			amount = *decision.Link.Amount
		}
		d.Account = decision.Link.Account
	}
	d.Amount, d.Currency = amount.Number(), string(amount.Currency())
	return d, nil
}

// ruleMessage is a rule's error without its place: a line that moved is no
// difference.
func ruleMessage(err error) string {
	var failed *script.Error
	if errors.As(err, &failed) {
		return failed.Message
	}
	return err.Error()
}
