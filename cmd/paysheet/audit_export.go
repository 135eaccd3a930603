package main

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"paysheet/bulk/ledger"
)

func newAuditExport(e env) *cobra.Command {
	var o options
	var output string
	cmd := &cobra.Command{
		Use: "export -o FILE", Short: "Every record for an auditor, without secrets or customers' data",
		Long: `export writes one record for each change in the ledger, as JSON lines or, where
the name ends in .csv, as CSV: what happened when, in whose hands and in which
run, to which reference, amount and link id, with the hashes of the chain and of
the sheet, the rules and the config that were used.

Left out: secrets, which the ledger never holds; the addresses of links, which
are as good as a key to whoever finds them; folders, which can carry a name; and
sentences for people, because rules may put a customer's name into one. Their
SHA-256 is there, so that a sentence can be proven later. The names of the people
who ran paysheet stay, because that is what an audit is about.`,
		Example: "  paysheet audit export -o audit.jsonl\n  paysheet audit export -o audit.csv",
		Args:    takes(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if output == "" || output == "-" { // a file is written whole or not at all
				return usage(errors.New("name the file to write: paysheet audit export -o audit.jsonl"))
			}
			return auditExport(cmd, e, o, output)
		},
	}
	o.bookFlags(cmd)
	cmd.Flags().StringVarP(&output, "output", "o", "", "the file to write: .jsonl or .csv")
	return cmd
}

// exported is one record of the ledger as it leaves the house.
type exported struct {
	Seq          int64  `json:"seq"`
	Hash         string `json:"hash"`
	Prev         string `json:"prev"`
	At           string `json:"at"`
	Kind         string `json:"kind"`
	Who          string `json:"who,omitempty"`
	Run          string `json:"run,omitempty"`
	Command      string `json:"command,omitempty"` // of the start of a run, like all to exit
	Approver     string `json:"approver,omitempty"`
	SheetSHA256  string `json:"sheet_sha256,omitempty"`
	RulesSHA256  string `json:"rules_sha256,omitempty"`
	ConfigSHA256 string `json:"config_sha256,omitempty"`
	Paysheet     string `json:"paysheet,omitempty"`
	Exit         string `json:"exit,omitempty"` // of the end of a run
	Provider     string `json:"provider,omitempty"`
	Environment  string `json:"environment,omitempty"`
	Merchant     string `json:"merchant,omitempty"`
	Namespace    string `json:"namespace,omitempty"`
	Reference    string `json:"reference,omitempty"`
	Generation   int    `json:"generation,omitempty"`
	From         string `json:"from,omitempty"`
	To           string `json:"to,omitempty"`
	LinkID       string `json:"link_id,omitempty"`
	Status       string `json:"status,omitempty"`
	Amount       string `json:"amount,omitempty"`
	Sheet        string `json:"sheet,omitempty"` // its name, without folders
	Row          int    `json:"row,omitempty"`
	AnswerSHA256 string `json:"answer_sha256,omitempty"`
	ReasonSHA256 string `json:"reason_sha256,omitempty"`
}

func exportOf(e ledger.Event, runs map[string]ledger.Run) exported {
	x := exported{
		Seq: e.Seq, Hash: e.Hash, Prev: e.Prev, At: e.At.UTC().Format(time.RFC3339Nano), Kind: e.Kind, Who: e.Who, Run: e.Run,
		From: string(e.From), To: string(e.To), LinkID: e.LinkID, Status: e.Status, Amount: e.Amount, Sheet: fileName(e.Sheet), Row: e.Row,
		AnswerSHA256: e.Answer, ReasonSHA256: ledger.Digest(e.Reason),
	}
	if e.Key != nil {
		x.Provider, x.Environment, x.Merchant, x.Namespace = e.Key.Provider, e.Key.Environment, e.Key.Merchant, e.Key.Namespace
		x.Reference, x.Generation = e.Key.Reference, e.Key.Generation
	}
	run := runs[e.Run]
	switch e.Kind {
	case "run":
		x.Command, x.Approver, x.Paysheet = run.Command, run.Approver, run.Version
		x.SheetSHA256, x.RulesSHA256, x.ConfigSHA256 = run.SheetDigest, run.RulesDigest, run.ConfigDigest
	case "end":
		x.Exit = itoa(run.Summary.Exit)
	}
	return x
}

func fileName(path string) string {
	if path == "" {
		return ""
	}
	return filepath.Base(path)
}

func auditExport(cmd *cobra.Command, e env, o options, output string) (err error) {
	ctx := cmd.Context()
	s, err := openBook(ctx, e, o, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	all, err := s.ledger.Runs(ctx)
	if err != nil {
		return err
	}
	runs := map[string]ledger.Run{}
	for _, run := range all {
		runs[run.ID] = run
	}
	write := exportLines
	if strings.EqualFold(filepath.Ext(output), ".csv") {
		write = exportCSV
	}
	n := 0
	err = writeWhole(output, func(w io.Writer) error {
		n, err = write(ctx, w, s.ledger, runs)
		return err
	})
	if err != nil {
		return fmt.Errorf("writing %s: %w", output, err)
	}
	if o.json {
		return writeJSON(cmd.OutOrStdout(), exportDocument{opened("audit export"), output, n, s.head()})
	}
	_, err = fmt.Fprintln(cmd.OutOrStdout(), printable(fmt.Sprintf("Written to %s: %s, head %s", output, plural(n, "record", "records"), orWord(s.head()))))
	return err
}

func exportLines(ctx context.Context, w io.Writer, l *ledger.Ledger, runs map[string]ledger.Run) (n int, err error) {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	for event, err := range l.Events(ctx, 1) {
		if err != nil {
			return n, err
		}
		if err := encoder.Encode(exportOf(event, runs)); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// exportCSV writes the same fields under the same names.
func exportCSV(ctx context.Context, w io.Writer, l *ledger.Ledger, runs map[string]ledger.Run) (n int, err error) {
	out := csv.NewWriter(w)
	if err := out.Write(exportHeader()); err != nil {
		return 0, err
	}
	for event, err := range l.Events(ctx, 1) {
		if err != nil {
			return n, err
		}
		if err := out.Write(exportOf(event, runs).fields()); err != nil {
			return n, err
		}
		n++
	}
	out.Flush()
	return n, out.Error()
}

func exportHeader() []string {
	return []string{
		"seq", "hash", "prev", "at", "kind", "who", "run", "command", "approver", "sheet_sha256", "rules_sha256", "config_sha256", "paysheet",
		"exit", "provider", "environment", "merchant", "namespace", "reference", "generation", "from", "to", "link_id", "status", "amount",
		"sheet", "row", "answer_sha256", "reason_sha256",
	}
}

func (x exported) fields() []string {
	number := func(n int) string {
		if n == 0 {
			return ""
		}
		return itoa(n)
	}
	fields := []string{
		strconv.FormatInt(x.Seq, 10), x.Hash, x.Prev, x.At, x.Kind, x.Who, x.Run, x.Command, x.Approver, x.SheetSHA256, x.RulesSHA256,
		x.ConfigSHA256, x.Paysheet, x.Exit, x.Provider, x.Environment, x.Merchant, x.Namespace, x.Reference, number(x.Generation), x.From, x.To,
		x.LinkID, x.Status, x.Amount, x.Sheet, number(x.Row), x.AnswerSHA256, x.ReasonSHA256,
	}
	for i, field := range fields {
		fields[i] = noFormula(field)
	}
	return fields
}

// noFormula keeps a spreadsheet from taking a text for a formula (OWASP, CSV
// Injection).
func noFormula(text string) string {
	if strings.ContainsAny(firstRune(strings.TrimLeft(text, " \u00a0\ufeff")), "=+-@|%＝＋－＠\t\r\n") {
		return "'" + text
	}
	return text
}

// firstRune gives the first character of a text, and a space for none.
func firstRune(text string) string {
	for _, r := range text {
		return string(r)
	}
	return " "
}

// writeWhole writes a file whole or not at all, for its owner alone.
func writeWhole(path string, write func(io.Writer) error) (err error) {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return errors.New("it is no file: name a file to write to")
	}
	file, err := os.CreateTemp(filepath.Dir(path), ".paysheet-export-*.tmp")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(file.Name()))
		}
	}()
	out := bufio.NewWriter(file)
	if err = write(out); err == nil {
		err = out.Flush()
	}
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return err
	}
	return os.Rename(file.Name(), path)
}
