package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"paysheet/bulk/ledger"
)

func newAudit(e env) *cobra.Command {
	cmd := &cobra.Command{
		Use: "audit", Short: "Prove the ledger's chain, and who made which link",
		Args: onlyCommands,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newAuditVerify(e), newAuditShow(e), newAuditExport(e))
	return cmd
}

func newAuditVerify(e env) *cobra.Command {
	var o options
	var head string
	cmd := &cobra.Command{
		Use: "verify", Short: "Prove that no record was changed, put in, or taken out",
		Long: `verify reads every record of the ledger. Each holds the SHA-256 of the one before
it, and every link and every run is compared with the last record about it. The
first record that is broken or missing is named.

What this alone cannot prove: somebody who can write the ledger can also cut
records off its end, or compute the whole chain anew, and such a ledger verifies.
That shows only against a head that was kept where he cannot write. Every run
prints the head at its end: mail it, print it, or commit it, and give it here as
--head. It then is proven that everything up to that head is still what it was.
Of what came after the head nothing more is proven than without it.`,
		Example: "  paysheet audit verify\n  paysheet audit verify --head 124:9f86d081884c7d65",
		Args:    takes(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return auditVerify(cmd, e, o, head)
		},
	}
	o.bookFlags(cmd)
	cmd.Flags().StringVar(&head, "head", "", "a head that a run printed: NUMBER:HASH, or the first 12 digits of a hash or more")
	return cmd
}

func auditVerify(cmd *cobra.Command, e env, o options, head string) (err error) {
	ctx := cmd.Context()
	s, err := openBook(ctx, e, o, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	n, failed := s.ledger.Verify(ctx)
	if failed == nil && head != "" {
		failed = s.ledger.VerifyHead(ctx, head)
	}
	var broken *ledger.BrokenError
	if failed != nil && !errors.As(failed, &broken) {
		if head != "" && n > 0 {
			return usage(failed)
		}
		return failed
	}
	out := cmd.OutOrStdout()
	if o.json {
		doc := verifyDocument{opening: opened("audit verify"), Events: n, Head: s.head(), Whole: failed == nil}
		if broken != nil {
			doc.Broken = &brokenJSON{broken.Seq, broken.What}
		}
		return errors.Join(writeJSON(out, doc), failed)
	}
	if failed != nil {
		return fmt.Errorf("%w; compare with a copy of the ledger from before, and find out who could write %s", failed, s.state)
	}
	text := fmt.Sprintf("Whole: %s, head %s\n", plural(int(n), "record", "records"), orWord(s.head()))
	if head == "" {
		text += "Not compared with a head kept elsewhere: that the end was not cut off, or all of it\nwritten anew, is not proven (paysheet audit verify --help).\n"
	} else {
		text += "It holds the head that was kept: nothing up to there was changed.\n"
	}
	_, err = io.WriteString(out, text)
	return err
}

func orWord(text string) string {
	if text == "" {
		return "none"
	}
	return text
}

func newAuditShow(e env) *cobra.Command {
	var o options
	cmd := &cobra.Command{
		Use: "show URL|ID|REFERENCE", Short: "Who made a link, when, from which sheet and rules, and every state since",
		Args: oneArgument("what to look for: a link's address, its id, or an invoice's reference"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return auditShow(cmd, e, o, args[0])
		},
	}
	o.bookFlags(cmd)
	return cmd
}

// traced is one link with everything that the ledger knows of how it came to be.
type traced struct {
	entry  ledger.Entry
	run    ledger.Run // zero where the ledger has none
	events []ledger.Event
}

func auditShow(cmd *cobra.Command, e env, o options, text string) (err error) {
	ctx := cmd.Context()
	s, err := openBook(ctx, e, o, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	found, err := s.trace(ctx, text)
	if err != nil {
		return err
	}
	if len(found) == 0 {
		return usage(fmt.Errorf("this ledger knows no link, id or reference %q; --sandbox looks into the sandbox's", text))
	}
	out := cmd.OutOrStdout()
	if o.json {
		links := make([]auditLink, 0, len(found))
		for _, t := range found {
			links = append(links, t.document())
		}
		return writeJSON(out, auditDocument{opened("audit show"), links})
	}
	var b strings.Builder
	for i, t := range found {
		if i > 0 {
			b.WriteByte('\n')
		}
		s.traceText(&b, t)
	}
	_, err = io.WriteString(out, printable(b.String()))
	return err
}

func (s *session) trace(ctx context.Context, text string) ([]traced, error) {
	entries, err := s.ledger.Search(ctx, text)
	if err != nil {
		return nil, err
	}
	var found []traced
	for _, entry := range entries {
		t := traced{entry: entry}
		if t.run, err = s.ledger.FindRun(ctx, entry.Run); err != nil && !errors.Is(err, ledger.ErrMissing) {
			return nil, err
		}
		if t.events, err = s.ledger.History(ctx, entry.Key); err != nil {
			return nil, err
		}
		found = append(found, t)
	}
	return found, nil
}

func (s *session) traceText(b *strings.Builder, t traced) {
	e, run := t.entry, t.run
	line := func(label, text string) {
		if text != "" {
			fmt.Fprintf(b, "  %s %s\n", pad(label, 9), text)
		}
	}
	file := func(path, digest string) string {
		if digest == "" {
			return path
		}
		return path + " (SHA-256 " + digest + ")"
	}
	fmt.Fprintf(b, "%s, link %d: %s, %s\n", e.Reference, e.Generation, e.Amount, standing(e))
	line("link", strings.TrimSpace(e.Link.URL+" "+e.Link.ID))
	line("replaces", e.Previous)
	line("account", fmt.Sprintf("%s at %s", e.Account, strings.Join(strings.Fields(e.Provider+" "+e.Environment+" "+e.Merchant), " ")))
	line("sheet", fmt.Sprintf("%s, row %d", e.Sheet, e.Row))
	line("run", e.Run)
	if run.ID != "" {
		line("by", run.Who+" on "+run.Host)
		line("approved", run.Approver)
		line("review", run.Review)
		line("approver", strings.Join(run.Approved, ", "))
		line("sheet was", file(run.Sheet, run.SheetDigest))
		line("rules", file(run.Rules, run.RulesDigest))
		line("config", file(run.Config, run.ConfigDigest))
		line("paysheet", run.Version)
	}
	b.WriteString("  Every state\n")
	for _, event := range t.events {
		state := string(event.To)
		if event.Status != "" {
			state += " " + event.Status
		}
		fmt.Fprintf(b, "    %6d  %s  %s %s by %s in run %s\n", event.Seq, event.At.In(s.config.zone).Format(time.RFC3339),
			pad(event.Kind, 8), pad(state, 16), orUnknown(event.Who), orWord(event.Run))
		if event.Reason != "" && event.Receipt == nil {
			b.WriteString(wrapped("            ", event.Reason))
		}
		if r := event.Receipt; r != nil {
			b.WriteString(wrapped("            ", s.receiptText(r)))
		}
	}
}

// receiptText says what came in, or went back.
func (s *session) receiptText(r *ledger.Receipt) string {
	what := "payment "
	if r.Refund {
		what = "refund of "
	}
	text := what + r.Payment + ": " + r.Amount
	if r.Method != "" {
		text += " by " + r.Method
	}
	if !r.At.IsZero() {
		text += ", made " + r.At.In(s.config.zone).Format(time.RFC3339)
	}
	return text
}
