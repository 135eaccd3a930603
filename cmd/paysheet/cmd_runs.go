package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"paysheet/bulk"
	"paysheet/bulk/ledger"
	"paysheet/providers"
)

func newRuns(e env) *cobra.Command {
	var o options
	cmd := &cobra.Command{
		Use: "runs", Short: "What ran, by whom, over which files",
		Long: `runs lists every start of paysheet that may have changed links, the latest
first: what, when, by whom, over which sheet, and what came of its rows. It reads
the ledger and calls nobody.`,
		Example: "  paysheet runs\n  paysheet runs show 20261121-090000-1f2e3d4c",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 && args[0] != "" && args[0][0] >= '0' && args[0][0] <= '9' {
				return usage(fmt.Errorf("paysheet runs show %s shows one run", args[0]))
			}
			return onlyCommands(cmd, args)
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return listRuns(cmd, e, o) },
	}
	o.bookFlags(cmd)
	var shown options
	show := &cobra.Command{
		Use: "show ID", Short: "One run: the files with their digests, the counts, and how its links stand",
		Args: oneArgument("a run's id; paysheet runs lists them"),
		RunE: func(cmd *cobra.Command, args []string) error { return showRun(cmd, e, shown, args[0]) },
	}
	shown.bookFlags(show)
	cmd.AddCommand(show)
	return cmd
}

// oneArgument takes exactly one argument, which what describes.
func oneArgument(what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == 1 {
			return nil
		}
		return usage(fmt.Errorf("%s needs %s", words(cmd), what))
	}
}

// runJSON is a run in a document.
type runJSON struct {
	ID           string            `json:"id" doc:"as every other command takes it"`
	Command      string            `json:"command" doc:"that ran"`
	Sheet        string            `json:"sheet,omitempty" doc:"over which it ran"`
	SheetDigest  string            `json:"sheet_digest,omitempty" doc:"SHA-256 of the sheet"`
	Rules        string            `json:"rules,omitempty" doc:"path of the rules, or none"`
	RulesDigest  string            `json:"rules_digest,omitempty" doc:"SHA-256 of the rules"`
	Config       string            `json:"config,omitempty" doc:"path of the config"`
	ConfigDigest string            `json:"config_digest,omitempty" doc:"SHA-256 of the config"`
	Paysheet     string            `json:"paysheet,omitempty" doc:"the version that ran"`
	Who          string            `json:"who" doc:"the user of the operating system"`
	Host         string            `json:"host" doc:"the machine"`
	Approver     string            `json:"approver,omitempty" doc:"who said yes"`
	Started      time.Time         `json:"started" doc:"when"`
	Ended        *time.Time        `json:"ended,omitempty" doc:"when; absent for a run that was cut off or goes on"`
	Exit         *int              `json:"exit,omitempty" doc:"the exit status"`
	Counts       map[string]int    `json:"counts,omitempty" doc:"rows by outcome"`
	Totals       map[string]string `json:"totals,omitempty" doc:"amounts linked by currency, plain decimals"`
	Note         string            `json:"note,omitempty" doc:"one sentence"`
	Accepted     []string          `json:"accepted,omitempty" doc:"the kinds of oddities whose cells were read as doctor proposes"`
	Review       string            `json:"review,omitempty" doc:"the id of the review whose approved rows it carried out"`
	Approved     []string          `json:"approved,omitempty" doc:"who approved that review and when, where the config asks for it"`
}

func runOf(r ledger.Run) runJSON {
	doc := runJSON{
		ID: r.ID, Command: r.Command, Sheet: r.Sheet, SheetDigest: r.SheetDigest, Rules: r.Rules, RulesDigest: r.RulesDigest,
		Config: r.Config, ConfigDigest: r.ConfigDigest, Paysheet: r.Version, Who: r.Who, Host: r.Host, Approver: r.Approver,
		Started: r.Started, Counts: r.Summary.Counts, Totals: r.Summary.Totals, Note: r.Summary.Note, Accepted: r.Accepted,
		Review: r.Review, Approved: r.Approved,
	}
	if !r.Ended.IsZero() {
		doc.Ended, doc.Exit = &r.Ended, &r.Summary.Exit
	}
	return doc
}

func listRuns(cmd *cobra.Command, e env, o options) (err error) {
	s, err := openBook(cmd.Context(), e, o, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	runs, err := s.ledger.Runs(cmd.Context())
	if err != nil {
		return err
	}
	out := cmd.OutOrStdout()
	if o.json {
		list := make([]runJSON, 0, len(runs))
		for _, r := range runs {
			list = append(list, runOf(r))
		}
		return writeJSON(out, runsDocument{opened("runs"), list})
	}
	if len(runs) == 0 {
		more := "; --sandbox lists the runs with stand-ins"
		if o.sandbox {
			more = ""
		}
		_, err := fmt.Fprintf(out, "Nothing ran yet with this ledger%s.\n", more)
		return err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s %s %s %s %s\n", pad("run", 24), pad("started", 17), pad("command", 8), pad("by", 12), pad("exit", 4), "sheet and rows")
	for _, r := range runs {
		exit := "-"
		if !r.Ended.IsZero() {
			exit = itoa(r.Summary.Exit)
		}
		fmt.Fprintf(&b, "%s %s %s %s %s %s\n", pad(r.ID, 24), pad(s.instant(r.Started), 17), pad(r.Command, 8), pad(r.Who, 12), pad(exit, 4),
			strings.TrimSpace(r.Sheet+"  "+runCounts(r)))
	}
	_, err = io.WriteString(out, printable(b.String()))
	return err
}

// instant gives a time in the config's zone, to the minute.
func (s *session) instant(t time.Time) string { return t.In(s.config.zone).Format("2006-01-02 15:04") }

// runCounts gives "240 created, 3 held", in the order in which people read.
func runCounts(r ledger.Run) string {
	if r.Ended.IsZero() {
		return "(did not end, or still runs)"
	}
	left := maps.Clone(r.Summary.Counts)
	var words []string
	add := func(name string) {
		if n := left[name]; n > 0 {
			words = append(words, groupInt(n)+" "+name)
		}
		delete(left, name)
	}
	for _, outcome := range bulk.Outcomes() {
		add(string(outcome))
	}
	for _, name := range slices.Sorted(maps.Keys(left)) {
		add(name)
	}
	if len(words) == 0 {
		return "nothing to do"
	}
	return strings.Join(words, ", ")
}

// findRun gives a run by its id or by the beginning of one, where only one run
// begins so.
func (s *session) findRun(ctx context.Context, id string) (ledger.Run, error) {
	run, err := s.ledger.FindRun(ctx, id)
	if err == nil || !errors.Is(err, ledger.ErrMissing) {
		return run, err
	}
	runs, err := s.ledger.Runs(ctx)
	if err != nil {
		return ledger.Run{}, err
	}
	var names []string
	for _, r := range runs {
		if strings.HasPrefix(r.ID, id) && id != "" {
			run = r
			names = append(names, r.ID)
		}
	}
	switch {
	case len(names) == 1:
		return run, nil
	case len(names) > 1:
		return ledger.Run{}, usage(fmt.Errorf("%d runs begin with %q: %s", len(names), id, strings.Join(names, ", ")))
	default:
		return ledger.Run{}, usage(fmt.Errorf("this ledger has no run %q; paysheet runs lists them", id))
	}
}

func showRun(cmd *cobra.Command, e env, o options, id string) (err error) {
	ctx := cmd.Context()
	s, err := openBook(ctx, e, o, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	run, err := s.findRun(ctx, id)
	if err != nil {
		return err
	}
	links := bulk.Tally{}
	for entry, err := range s.ledger.Entries(ctx, ledger.Filter{Run: run.ID}) {
		if err != nil {
			return err
		}
		links.Add(entry.Account, standing(entry), entry.Amount)
	}
	out := cmd.OutOrStdout()
	if o.json {
		lines := []standingJSON{}
		for _, line := range links.Lines(standings()) {
			lines = append(lines, standingJSON{line.Account, line.What, line.Rows, string(line.Currency), line.Sum.String()})
		}
		return writeJSON(out, runDocument{opened("runs show"), runOf(run), lines})
	}
	_, err = io.WriteString(out, printable(s.runText(run, &links)))
	return err
}

// standings gives the words of standing in the order in which people read them.
func standings() []string {
	return []string{
		string(providers.Active), string(providers.PartiallyPaid), string(providers.Paid), string(providers.Expired), string(providers.Cancelled),
		string(providers.Draft), string(ledger.Uncertain), string(ledger.Intent), string(ledger.Refused),
	}
}

// standing is how a ledger entry stands, in one word.
func standing(e ledger.Entry) string {
	if e.State == ledger.Known {
		return string(e.Link.Status)
	}
	return string(e.State)
}

func (s *session) runText(run ledger.Run, links *bulk.Tally) string {
	var b strings.Builder
	line := func(label, text string) {
		if text != "" {
			fmt.Fprintf(&b, "  %s %s\n", pad(label, 9), text)
		}
	}
	file := func(path, digest string) string {
		if path == "" || digest == "" {
			return path
		}
		return path + " (" + fingerprint(digest) + ")"
	}
	fmt.Fprintf(&b, "run %s: %s\n", run.ID, run.Command)
	line("by", run.Who+" on "+run.Host+", process "+itoa(run.PID))
	line("approved", run.Approver)
	line("review", run.Review)
	line("approver", strings.Join(run.Approved, ", "))
	line("started", run.Started.In(s.config.zone).Format(time.RFC3339))
	if run.Ended.IsZero() {
		line("ended", "not, or not yet")
	} else {
		line("ended", fmt.Sprintf("%s, exit status %d", run.Ended.In(s.config.zone).Format(time.RFC3339), run.Summary.Exit))
	}
	line("sheet", file(run.Sheet, run.SheetDigest))
	line("rules", file(run.Rules, run.RulesDigest))
	line("config", file(run.Config, run.ConfigDigest))
	line("accepted", strings.Join(run.Accepted, ", "))
	line("paysheet", run.Version)
	line("rows", runCounts(run))
	line("note", run.Summary.Note)
	lines := links.Lines(standings())
	if len(lines) > 0 {
		b.WriteString("Its links as they are known now\n")
	}
	for _, each := range lines {
		fmt.Fprintf(&b, "  %s %-14s %12s  %24s\n", pad(each.Account, 22), each.What, plural(each.Rows, "link", "links"), sums([]bulk.Count{each.Count}))
	}
	return b.String()
}
