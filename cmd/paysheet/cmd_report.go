package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"paysheet/bulk"
	"paysheet/bulk/invoice"
	"paysheet/bulk/ledger"
	"paysheet/bulk/report"
	"paysheet/bulk/sheet"
	"paysheet/providers"
)

func newReport(e env) *cobra.Command {
	var o options
	var output string
	cmd := &cobra.Command{
		Use: "report SHEET", Short: "The month on one page, to read, to print, or as a workbook with the receipts",
		Long: `report reads the sheet and the ledger and writes one page that needs no network:
what is paid, open and expired by currency, account and age, the rows that need
somebody, the links to send again, and the proof that it adds up to the sheet.
It calls no provider; paysheet refresh brings the statuses up to date first.

A name that ends in .xlsx gives the same figures as a workbook of its own, with
the receipts to post: the id, day, method and amount of each payment where the
provider tells them. Report on the sheet that apply wrote: its result columns
say why a row has no link.`,
		Example: "  paysheet report invoices.xlsx\n  paysheet report invoices.xlsx -o month.html\n  paysheet report invoices.xlsx -o month.xlsx",
		Args:    oneSheet,
		RunE: func(cmd *cobra.Command, args []string) error {
			return makeReport(cmd, e, o, args[0], output)
		},
	}
	f := cmd.Flags()
	f.StringVarP(&output, "output", "o", "", "where to write: a name that ends in .html or .xlsx (default: NAME.report.html beside the sheet)")
	f.StringVar(&o.config, "config", "", "the config file (default: paysheet.toml here, then beside the sheet)")
	o.regionFlags(cmd)
	f.StringVar(&o.asOf, "as-of", "", "the report's today, such as 2026-11-30")
	f.BoolVar(&o.sandbox, "sandbox", false, "report on the links of the built-in stand-ins")
	f.BoolVar(&o.includeHidden, "include-hidden", false, "take hidden and filtered rows too")
	f.BoolVarP(&o.quiet, "quiet", "q", false, "print nothing")
	f.BoolVar(&o.json, "json", false, "print the report as one JSON document and write no file")
	return cmd
}

func makeReport(cmd *cobra.Command, e env, o options, path, output string) (err error) {
	ctx := cmd.Context()
	switch {
	case !o.json:
		output, err = reportTarget(path, output)
	case output != "" || o.quiet:
		err = usage(errors.New("--json prints the report and writes no file: leave out --output and --quiet"))
	case !exists(path):
		err = usage(fmt.Errorf("there is no file %s", path))
	}
	if err != nil {
		return err
	}
	s, err := open(ctx, e, o, path, bulk.ModeRefresh, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	if o.json {
		return s.printReport(ctx, cmd.OutOrStdout())
	}
	month, err := s.writeReport(ctx, output)
	if err != nil || o.quiet {
		return err
	}
	return showReport(cmd.OutOrStdout(), month, output)
}

// reportTarget gives where the report goes, and refuses what it must not replace.
func reportTarget(path, output string) (string, error) {
	source, err := os.Stat(path)
	if err != nil {
		return "", usage(fmt.Errorf("there is no file %s", path))
	}
	if output == "" {
		output = strings.TrimSuffix(path, filepath.Ext(path)) + ".report.html"
	}
	switch strings.ToLower(filepath.Ext(output)) {
	case ".html", ".htm", ".xlsx":
	default:
		return "", usage(fmt.Errorf("-o %s: a report is a page or a workbook, so the name must end in .html or .xlsx", output))
	}
	there, err := os.Stat(output)
	switch {
	case err != nil:
	case os.SameFile(source, there):
		return "", usage(fmt.Errorf("-o %s is the sheet itself: a report never goes into it; name another file", output))
	case !there.Mode().IsRegular():
		return "", usage(fmt.Errorf("-o %s is no file: name a file to write to", output))
	case !isReport(output):
		return "", usage(fmt.Errorf("-o %s is there already and no report of paysheet's: name another file, or move it away", output))
	}
	if owner, locked := sheet.LockedBy(output); locked {
		return "", &failure{exitLocked, fmt.Errorf("%s is open in another program (%s): close it there and run again", output, owner)}
	}
	if err := sheet.Writable(output); err != nil {
		return "", err
	}
	return output, nil
}

// writeReport reads every row once and writes the report whole or not at all.
func (s *session) writeReport(ctx context.Context, output string) (*report.Month, error) {
	head := s.reportHead()
	month := report.New(head)
	each := func(l report.Line) error { month.Add(l); return nil }
	write := month.HTML
	if strings.EqualFold(filepath.Ext(output), ".xlsx") {
		workbook, err := report.NewWorkbook(head, "")
		if err != nil {
			return nil, err
		}
		defer func() { _ = workbook.Close() }() // the report is written by then; only temporary files are left
		each = func(l report.Line) error { month.Add(l); return workbook.Add(l) }
		write = func(w io.Writer) error { return workbook.Write(w, month) }
	}
	reader := reportReader{s: s, rows: map[linkKey]int32{}}
	if err := reader.read(ctx, each); err != nil {
		return nil, err
	}
	return month, replaceFile(s.table.Info().Path, output, write)
}

func (s *session) reportHead() report.Head {
	info := s.table.Info()
	return report.Head{
		Sheet: info.Path, Name: filepath.Base(info.Path), Worksheet: info.Sheet, Digest: info.Digest, Config: s.config.path,
		Today: s.today, Zone: s.config.zoneName, Made: s.env.clock().In(s.config.zone), Who: s.env.who(), Version: version(), Sandbox: s.options.sandbox,
	}
}

// reportReader joins the rows of the sheet with what the ledger knows.
type reportReader struct {
	s    *session
	rows map[linkKey]int32 // the first row that has a link
}

func (r *reportReader) read(ctx context.Context, each func(report.Line) error) error {
	for raw, err := range r.s.table.Rows(ctx) {
		if err != nil {
			return err
		}
		row, err := r.row(ctx, r.s.columns.Row(raw))
		if err != nil {
			return err
		}
		if err := each(report.Judge(row, r.s.today)); err != nil {
			return err
		}
	}
	return nil
}

func (r *reportReader) row(ctx context.Context, raw invoice.Row) (report.Row, error) {
	class, why := raw.Class()
	row := report.Row{Number: raw.Number(), Class: class, Why: why}
	if class.IsNoInvoice() {
		return row, nil
	}
	item, err := r.s.planner.Item(ctx, raw)
	if err != nil {
		return row, err
	}
	row.Cell, row.Reference, row.Known = item.Cell, item.Reference, item.Known
	read, problems := raw.Invoice()
	row.Amount, row.Due, row.Customer = item.Amount, read.Due, read.Customer
	if len(problems) > 0 && class == invoice.Billable {
		row.Problem = problems[0].String()
	}
	row.Sheet = r.cells(raw, row.Amount.Currency())
	if row.Known == nil {
		if row.Known, err = r.elsewhere(ctx, row); err != nil {
			return row, err
		}
	}
	if row.Known != nil {
		if err := r.link(ctx, &row); err != nil {
			return row, err
		}
	}
	r.twin(&row)
	row.Replaced, err = r.replaced(ctx, item.Retired)
	return row, err
}

// cells reads the row's own result cells. Those of the other kind of run, with
// stand-ins or without, say nothing to this one.
func (r *reportReader) cells(raw invoice.Row, currency providers.Currency) report.Cells {
	cell := func(header string) string {
		text, _ := raw.Cell(header)
		return strings.TrimSpace(text)
	}
	account := cell(invoice.LinkAccount)
	if account != "" && strings.HasPrefix(account, bulk.SandboxPrefix) != r.s.options.sandbox {
		return report.Cells{}
	}
	c := report.Cells{
		URL: cell(invoice.LinkURL), ID: cell(invoice.LinkID), Account: account, Previous: cell(invoice.LinkPrevious), Note: cell(invoice.LinkNote),
		Status: providers.Status(cell(invoice.LinkStatus)), Outcome: bulk.Outcome(cell(invoice.LinkOutcome)),
	}
	// A cell that somebody wrote over reads as not told, which the report says.
	c.Paid, _ = providers.ParseMoney(cell(invoice.LinkPaid), string(currency))
	c.Expires, _ = providers.ParseDate(cell(invoice.LinkExpires))
	if at, err := time.Parse(time.RFC3339, cell(invoice.LinkChecked)); err == nil {
		c.Checked = r.day(at)
	}
	return c
}

// elsewhere finds a link that the sheet names and the ledger has under another
// reference, which rules may have sent instead of the sheet's.
func (r *reportReader) elsewhere(ctx context.Context, row report.Row) (*ledger.Entry, error) {
	account := r.s.accounts[strings.TrimPrefix(row.Sheet.Account, bulk.SandboxPrefix)]
	if account == nil || row.Sheet.ID == "" {
		return nil, nil
	}
	entries, err := r.s.ledger.ByLinkID(ctx, account.Scope.Provider, row.Sheet.ID)
	if err != nil {
		return nil, fmt.Errorf("reading the ledger for link %s: %w", row.Sheet.ID, err)
	}
	for i := range entries {
		if entries[i].Scope == account.Scope {
			return &entries[i], nil
		}
	}
	return nil, nil
}

// twin notes the earlier row that has the same link, so that money counts once.
func (r *reportReader) twin(row *report.Row) {
	account, id := row.Sheet.Account, row.Sheet.ID
	if row.Known != nil {
		account, id = row.Known.Account, row.Known.Link.ID
	}
	if id == "" {
		return
	}
	key := keyOf(account, id)
	if first, seen := r.rows[key]; seen {
		row.Twin = int(first)
		return
	}
	r.rows[key] = int32(row.Number)
}

// day gives the civil date of an instant in the run's zone.
func (r *reportReader) day(at time.Time) providers.Date {
	if at.IsZero() {
		return providers.Date{}
	}
	return providers.DateOf(at.In(r.s.config.zone))
}

// showReport says in a few lines what was written.
func showReport(w io.Writer, m *report.Month, output string) error {
	var b strings.Builder
	for _, state := range []report.State{report.Paid, report.PartlyPaid, report.Open, report.Expired} {
		counts := m.Of(state)
		if len(counts) == 0 {
			continue
		}
		rows := 0
		for _, c := range counts {
			rows += c.Rows
		}
		fmt.Fprintf(&b, "%s: %s, %s\n", state, rowsOf(rows), sums(counts))
	}
	if n := m.Needy(); n > 0 {
		fmt.Fprintf(&b, "to look at: %s\n", rowsOf(n))
	}
	if text := m.StaleText(); text != "" {
		fmt.Fprintf(&b, "%s\n", text)
	}
	if n := m.Resends(); n > 0 {
		fmt.Fprintf(&b, "to send again: %s\n", rowsOf(n))
	}
	fmt.Fprintf(&b, "Written to %s: %s\n", printable(output), rowsOf(m.Rows()))
	_, err := io.WriteString(w, b.String())
	return err
}
