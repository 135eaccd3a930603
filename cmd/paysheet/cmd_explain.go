package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"paysheet/bulk"
	"paysheet/bulk/invoice"
)

func newExplain(e env) *cobra.Command {
	var o options
	cmd := &cobra.Command{
		Use: "explain SHEET ROW", Short: "One row from its cells to its action: which rule line decided, on which values",
		Example: "  paysheet explain invoices.xlsx 17",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 2 {
				return usage(errors.New("explain needs a sheet and a row, as the spreadsheet counts: paysheet explain invoices.xlsx 17"))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			number := rowNumber(args[1])
			if number == 0 {
				return usage(fmt.Errorf("%q is no row: write its number as the spreadsheet shows it, or one of its cells", args[1]))
			}
			s, err := open(cmd.Context(), e, o, args[0], bulk.ModeApply, false)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, s.close()) }()
			return s.explain(cmd, number)
		},
	}
	o.common(cmd)
	o.rulesFlag(cmd)
	o.changeFlags(cmd)
	return cmd
}

// explanation is what explain shows of a row.
type explanation struct {
	Cells []cellJSON `json:"cells" doc:"the row as it stands in the sheet, without empty cells"`
	answer
	rowJSON
	Provider *providerView `json:"provider,omitempty" doc:"what the account's provider would say; absent for a row that asks none for anything"`
	Ledger   *ledgerView   `json:"ledger,omitempty" doc:"what the ledger knows of the reference; absent where it knows nothing"`
}

// explainDocument is what explain prints.
type explainDocument struct {
	opening
	Row explanation `json:"row" doc:"from its cells to its action"`
}

type cellJSON struct {
	Cell   string `json:"cell" doc:"Invoices!A17"`
	Header string `json:"header" doc:"of the column"`
	Text   string `json:"text" doc:"as stored"`
}

func (s *session) explain(cmd *cobra.Command, number int) error {
	ctx := cmd.Context()
	if info := s.table.Info(); number <= info.HeaderRow {
		return usage(fmt.Errorf("row %d is at or above the header, which is row %d", number, info.HeaderRow))
	}
	last := 0
	for raw, err := range s.table.Rows(ctx) {
		if err != nil {
			return err
		}
		last = raw.Number
		if raw.Number != number {
			continue
		}
		row := s.columns.Row(raw)
		item, err := s.planner.Item(ctx, row)
		if err != nil {
			return err
		}
		x := explanation{rowJSON: rowOf(item), Cells: s.cellsOf(row), Provider: s.providerView(item), Ledger: ledgerViewOf(item.Known)}
		if class, _ := row.Class(); s.script != nil && class == invoice.Billable {
			x.answer = s.askRules(ctx, row)
		}
		return s.showExplanation(cmd, x, item)
	}
	return usage(fmt.Errorf("the sheet has no row %d: its last is row %d", number, last))
}

func (s *session) cellsOf(row invoice.Row) []cellJSON {
	var cells []cellJSON
	info := s.table.Info()
	for column, header := range info.Header {
		if header == "" {
			continue
		}
		if text, ok := row.Cell(header); ok && text != "" {
			cells = append(cells, cellJSON{info.Ref(row.Number(), column), header, text})
		}
	}
	return cells
}

func (s *session) showExplanation(cmd *cobra.Command, x explanation, item bulk.Item) error {
	out := cmd.OutOrStdout()
	if s.options.json {
		return writeJSON(out, explainDocument{opened("explain"), x})
	}
	var b strings.Builder
	b.WriteString(s.header("explain"))
	fmt.Fprintf(&b, "\nRow %d\n", x.Row)
	for _, cell := range x.Cells {
		fmt.Fprintf(&b, "  %s %s %s\n", pad(cell.Cell, 18), pad(cell.Header, 22), cut(bulk.Clean(cell.Text), 50))
	}
	x.show(&b, s.rulesPath)
	x.Provider.show(&b)
	x.Ledger.show(&b)
	text := printable(b.String()) + "\n" + s.env.palette(cmd).marked(item.Action.Mark(), string(item.Action))
	if item.Rule != "" {
		text += printable(" (decided at " + item.Rule + ")")
	}
	text += "\n" + itemLines(item)
	if item.StillOpen && item.Action == bulk.Skip && item.Known != nil { // a plan has a list of its own for these
		text += wrapped("      ", "link still open at "+printable(item.Known.Account)+": cancel it if it must not be paid")
	}
	_, err := fmt.Fprint(out, text)
	return err
}
