package main

import (
	"context"
	"fmt"
	"strings"

	"paysheet/bulk"
)

// mostSuspects is how many rows of a warning are kept for -v and for a
// document, so that what is kept does not grow with the sheet.
const mostSuspects = 10_000

// warnings prepares to look at a plan for what seems wrong.
func (s *session) warnings(ctx context.Context) (*bulk.Warnings, error) {
	w := &bulk.Warnings{Past: s.ledger, Sheet: s.table.Info().Path, Namespaces: map[string]string{}, Keep: needLike}
	if s.options.verbose || s.options.json {
		w.Keep = mostSuspects
	}
	uses, err := s.ledger.Uses(ctx)
	if err != nil {
		return nil, err
	}
	for _, use := range uses {
		w.Namespaces[use.Account] = use.Namespace
	}
	for name, account := range s.accounts {
		w.Namespaces[name] = account.Scope.Namespace
	}
	w.Payees, err = s.ledger.KnowsPayees(ctx, s.payees, w.Sheet, s.midnight())
	return w, err
}

// warning gives every item to the warnings, where the run may make links, and
// passes it on.
func (s *session) warning(ctx context.Context, w *bulk.Warnings, pass func(bulk.Item) error) func(bulk.Item) error {
	if s.planner.Mode != bulk.ModeApply {
		return pass
	}
	return func(item bulk.Item) error {
		if err := w.Add(ctx, item); err != nil || pass == nil {
			return err
		}
		return pass(item)
	}
}

// showWarnings writes what seems wrong; the rows of new payees are named with -v.
func (s *session) showWarnings(b *strings.Builder, found []bulk.Warning) {
	if len(found) == 0 {
		return
	}
	b.WriteString("\n" + s.colours.marked(bulk.Hold.Mark(), "look at these first") + "\n")
	for _, warning := range found {
		unnamed := warning.Kind == bulk.NewPayee && !s.options.verbose
		text := warningText(warning)
		if unnamed {
			text += "; -v names them"
		}
		b.WriteString(wrapped("    ", text))
		if s.options.quiet || unnamed {
			continue
		}
		for _, suspect := range warning.Examples {
			b.WriteString("  " + rowLine(suspect.Item, ""))
			b.WriteString(wrapped("        ", suspect.Why))
		}
		if more := warning.Rows - len(warning.Examples); more > 0 {
			fmt.Fprintf(b, "      … and %s more; -v shows them\n", groupInt(more))
		}
	}
}

func warningText(w bulk.Warning) string {
	switch w.Kind {
	case bulk.OtherSheet:
		return plural(w.Rows, "row may be", "rows may be") + " billed already, for another sheet"
	case bulk.UnusualAmount:
		return plural(w.Rows, "amount is", "amounts are") + " far from what the customer was asked for before"
	default:
		return plural(w.Rows, "new payee, never", "new payees, never") + " billed before"
	}
}

// suspectText says in one clause what seems wrong with a row, for its review.
func suspectText(kind bulk.WarningKind, why string) string {
	switch kind {
	case bulk.OtherSheet:
		return "billed already, for another sheet? " + why
	case bulk.UnusualAmount:
		return "unusual amount: " + why
	default:
		return "new payee, never billed before: " + why
	}
}

// warningJSON is one kind of warning in a document.
type warningJSON struct {
	Kind bulk.WarningKind `json:"kind" doc:"what seems wrong"`
	Rows int              `json:"rows" doc:"how many rows; of a strange host, those that call it"`
	Text string           `json:"text" doc:"for people"`
	Some []suspectJSON    `json:"examples" doc:"the first of them, up to 10,000"`
}

type suspectJSON struct {
	Row       int    `json:"row" doc:"as the spreadsheet shows it"`
	Cell      string `json:"cell" doc:"where its reference stands"`
	Reference string `json:"reference" doc:"the invoice's"`
	Why       string `json:"why,omitempty" doc:"one clause; the customer's name for a new payee"`
}

// warningDocument gives what seems wrong with rows, and then the accounts whose
// calls go to a host that their provider is not known for.
func (s *session) warningDocument(v *view) []warningJSON {
	list := make([]warningJSON, 0, len(v.warnings))
	for _, w := range v.warnings {
		one := warningJSON{w.Kind, w.Rows, warningText(w), []suspectJSON{}}
		for _, suspect := range w.Examples {
			one.Some = append(one.Some, suspectJSON{suspect.Item.Row, suspect.Item.Cell, suspect.Item.Reference, suspect.Why})
		}
		list = append(list, one)
	}
	for _, strange := range s.strangeHosts() {
		list = append(list, warningJSON{bulk.StrangeHost, v.callsAt[strange.account], strange.text, []suspectJSON{}})
	}
	return list
}
