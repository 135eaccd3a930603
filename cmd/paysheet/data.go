package main

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/rivo/uniseg"
	"github.com/spf13/cobra"

	"paysheet/bulk"
	"paysheet/bulk/checkup"
	"paysheet/bulk/invoice"
	"paysheet/bulk/ledger"
)

// data is what is known of the oddities in a sheet's data, and which of them the
// run was told to read as proposed.
type data struct {
	report     *checkup.Report // nil until somebody looks
	accepted   []checkup.Kind
	correction invoice.Correction // nil reads every cell as stored
}

// acceptFlag says which oddities are read as doctor proposes.
func (o *options) acceptFlag(cmd *cobra.Command) {
	o.takesAccept = true
	cmd.Flags().StringVar(&o.accept, "accept", "", `read these as doctor proposes: `+checkup.Join(checkup.Acceptable())+`; "none" stops doing so`)
}

// accept puts into force what --accept names. A sheet that was read so once is
// read so again or not at all: its links stand under the references as they were
// read, and 123 and 00123 are two references.
func (s *session) accept(ctx context.Context, mode bulk.Mode) error {
	kinds, err := checkup.ParseAccepted(s.options.accept)
	if err != nil {
		return usage(fmt.Errorf("--accept: %w", err))
	}
	if s.options.accept == "" && s.ledger != nil {
		if kinds, err = s.acceptedBefore(ctx, mode); err != nil {
			return err
		}
	}
	if len(kinds) == 0 {
		return nil
	}
	if err := s.checkData(ctx); err != nil {
		return err
	}
	s.data.accepted, s.data.correction = kinds, s.data.report.Correction(kinds)
	s.columns.Correct(s.data.correction)
	return nil
}

// acceptedBefore gives what the last run over this sheet accepted. A run that may
// make links asks for it by name.
func (s *session) acceptedBefore(ctx context.Context, mode bulk.Mode) ([]checkup.Kind, error) {
	runs, err := s.ledger.Runs(ctx)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(runs, func(r ledger.Run) bool { return r.Sheet == s.table.Info().Path && r.Command != "undo" })
	if at < 0 || len(runs[at].Accepted) == 0 {
		return nil, nil
	}
	before := strings.Join(runs[at].Accepted, ",")
	if mode == bulk.ModeApply && s.options.takesAccept {
		return nil, usage(fmt.Errorf("run %s read this sheet with --accept %s, and its links stand under the references as it read them: add --accept %s, or --accept none if the sheet was corrected since",
			runs[at].ID, before, before))
	}
	s.env.say("%s", printable("Read with --accept "+before+", as run "+runs[at].ID+" did; --accept none reads the sheet as it is stored."))
	return checkup.ParseAccepted(before)
}

// acceptedWords gives what is accepted for the ledger.
func (s *session) acceptedWords() []string {
	var words []string
	for _, kind := range s.data.accepted {
		words = append(words, string(kind))
	}
	return words
}

// checkDataBeside looks at the sheet's data while its rows are decided; what it
// gives is called when they are.
func (s *session) checkDataBeside(ctx context.Context) (end func() error) {
	if s.data.report != nil {
		return func() error { return nil }
	}
	look := checkup.New(s.columns, s.table.Info(), checkup.Options{Open: s.openLinks(ctx)})
	s.planner.Look = look.Row
	return func() (err error) {
		s.planner.Look = nil
		s.data.report, err = look.Report()
		return dataError(err)
	}
}

func dataError(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("looking at the sheet's data: %w", err)
}

// checkData looks at the sheet's data, once.
func (s *session) checkData(ctx context.Context) error {
	if s.data.report != nil {
		return nil
	}
	report, err := checkup.Read(ctx, s.table.Rows(ctx), s.columns, s.table.Info(), checkup.Options{Open: s.openLinks(ctx)})
	s.data.report = report
	return dataError(err)
}

// openLinks yields the references that have an open link at the accounts in
// force, or anywhere in the ledger where no account is open.
func (s *session) openLinks(ctx context.Context) iter.Seq2[string, error] {
	if s.ledger == nil {
		return nil
	}
	var namespaces []string
	for _, account := range s.accounts {
		namespaces = append(namespaces, account.Scope.Namespace)
	}
	return func(yield func(string, error) bool) {
		more := true
		err := s.ledger.OpenReferences(ctx, func(open ledger.OpenReference) {
			if more && (len(namespaces) == 0 || slices.Contains(namespaces, open.Namespace)) {
				more = yield(open.Reference, nil)
			}
		})
		if err != nil && more {
			yield("", err)
		}
	}
}

// showData writes the short block of a plan; nothing where nothing is odd.
func (s *session) showData(b *strings.Builder) {
	report := s.data.report
	if report == nil || report.Count() == 0 {
		return
	}
	text := fmt.Sprintf("data: %s of %s; paysheet doctor %s lists them",
		plural(report.Count(), "oddity", "oddities"), plural(len(report.Groups), "kind", "kinds"), s.table.Info().Path)
	var sure []string
	for _, group := range report.Groups {
		if group.Sure > 0 {
			sure = append(sure, groupInt(group.Sure)+" "+string(group.Kind))
		}
	}
	if len(sure) > 0 {
		text += ". Sure: " + strings.Join(sure, ", ")
	}
	b.WriteString("\n" + wrapped("", printable(text+".")))
}

// dataLines writes everything that was found, with its examples.
func dataLines(report *checkup.Report, path string) string {
	var b strings.Builder
	b.WriteString("\n" + wrapped("", fmt.Sprintf("The data of %s, %s", path, rowsOf(report.Rows))))
	if report.Count() == 0 {
		b.WriteString("  nothing odd was found\n")
	}
	var acceptable []checkup.Kind
	for _, group := range report.Groups {
		fmt.Fprintf(&b, "\n  %s: %s\n", group.Kind, howSure(group))
		for _, f := range group.Examples {
			b.WriteString(findingLines(f))
		}
		if more := group.Count - len(group.Examples); more > 0 {
			fmt.Fprintf(&b, "    … and %s more\n", groupInt(more))
		}
		if group.Sure+group.Likely > 0 && slices.Contains(checkup.Acceptable(), group.Kind) {
			acceptable = append(acceptable, group.Kind)
		}
	}
	if len(acceptable) > 0 {
		b.WriteString("\n" + wrapped("  ", fmt.Sprintf("Nothing is corrected by itself. paysheet plan %s --accept %s reads the cells that are sure or likely as proposed.", path, checkup.Join(acceptable))))
	}
	return printable(b.String())
}

// howSure gives "2 sure, 1 maybe".
func howSure(group checkup.Group) string {
	var words []string
	for _, each := range []struct {
		n    int
		word checkup.Confidence
	}{{group.Sure, checkup.Sure}, {group.Likely, checkup.Likely}, {group.Maybe, checkup.Maybe}} {
		if each.n > 0 {
			words = append(words, groupInt(each.n)+" "+each.word.String())
		}
	}
	return strings.Join(words, ", ")
}

func findingLines(f checkup.Finding) string {
	head := fmt.Sprintf("%s (%s)", f.Cell, f.Confidence)
	if f.Value != "" {
		head += " " + invoice.Quote(f.Value)
	}
	if f.Proposed != "" {
		proposed := "→ " + invoice.Quote(f.Proposed)
		if uniseg.StringWidth("    "+head+" "+proposed) > lineWidth {
			head += "\n       "
		}
		head += " " + proposed
	}
	// The value is not wrapped: its spaces may be what is told.
	return "    " + head + "\n" + wrapped("        ", f.Text)
}

// data looks at the data of the sheet. It needs no account and no rules, so that
// a sheet can be looked at before anything is configured.
func (d *doctor) data(ctx context.Context, path string) {
	s := &session{env: d.env, options: d.options}
	configPath, err := findConfig(d.options.config, path)
	if err != nil {
		return // told as the config's
	}
	if s.config, err = loadConfig(configPath); err != nil {
		return
	}
	err = s.openData(ctx, path)
	defer func() { _ = s.close() }()
	told := slices.ContainsFunc(d.findings, func(f finding) bool { return f.Level == "error" && f.About == "sheet" })
	if err != nil && !told {
		d.told("sheet", err)
	}
	d.report, d.path = s.data.report, path
}

// openData opens the sheet, and the ledger as far as it can be read (what is
// wrong with it is told elsewhere), and looks at the data.
func (s *session) openData(ctx context.Context, path string) error {
	if err := s.openSheet(ctx, path); err != nil {
		return err
	}
	if err := s.openState(ctx, false); err != nil {
		s.ledger = nil
	}
	return s.checkData(ctx)
}
