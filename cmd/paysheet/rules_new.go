package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"paysheet/bulk/invoice"
	"paysheet/providers"
	"paysheet/script"
	"paysheet/script/lint"
	"paysheet/script/reference"
)

func newRulesNew(e env) *cobra.Command {
	var o options
	cmd := &cobra.Command{
		Use: "new SHEET", Short: "Write first rules, a test and a stub for editors, from the sheet's own header",
		Long: `new writes rules.star, rules_test.star and ` + reference.StubName + ` beside the sheet,
made of its header, its currencies and the configured accounts. It never writes
over a file.`,
		Example: "  paysheet rules new invoices.xlsx",
		Args:    oneSheet,
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			b := &bench{session: &session{env: e, options: o}}
			defer func() { err = errors.Join(err, b.close()) }()
			return b.begin(cmd, args[0])
		},
	}
	o.rulesFlags(cmd)
	return cmd
}

// begin reads what is known and writes the files.
func (b *bench) begin(cmd *cobra.Command, sheetPath string) error {
	ctx := cmd.Context()
	folder := filepath.Dir(sheetPath)
	paths := []string{"rules.star", "rules_test.star", reference.StubName}
	for i, name := range paths {
		paths[i] = filepath.Join(folder, name)
		if exists(paths[i]) {
			return usage(fmt.Errorf("%s is there already, and new writes over nothing", paths[i]))
		}
	}
	configPath, err := findConfig(b.options.config, sheetPath)
	if err != nil {
		return err
	}
	if b.config, err = loadConfig(configPath); err != nil {
		return err
	}
	b.options.sandbox = b.options.sandbox || len(b.config.accounts) == 0
	for _, step := range []func() error{
		b.setToday, func() error { return b.openSheet(ctx, sheetPath) }, func() error { return b.knowAccounts(ctx) },
	} {
		if err := step(); err != nil {
			return err
		}
	}
	draft, err := b.draft(ctx)
	if err != nil {
		return err
	}
	texts := []string{draft.rules(filepath.Base(sheetPath)), draft.tests(), b.stub()}
	for i, path := range paths {
		if err := writeNew(path, texts[i]); err != nil {
			return err
		}
		_, _ = fmt.Fprintln(cmd.OutOrStdout(), "wrote", printable(path))
	}
	_, err = fmt.Fprintf(cmd.OutOrStdout(), "\nTry them:\n  paysheet rules test %s\n  paysheet plan --sandbox %s\n", printable(paths[0]), printable(sheetPath))
	return err
}

// writeNew writes a file that is not there yet, laid out as rules fmt does.
func writeNew(path, text string) error {
	if strings.HasSuffix(path, ".star") {
		formatted, err := lint.Format(filepath.Base(path), []byte(text))
		if err != nil {
			return err
		}
		text = string(formatted)
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return usage(fmt.Errorf("writing %s: %w", path, err))
	}
	_, err = file.WriteString(text)
	return errors.Join(err, file.Close())
}

// draft is what first rules are made of.
type draft struct {
	currencies []string          // of the sheet, the commonest first
	account    map[string]string // by currency: the one that takes it
	columns    []string          // that are no field
	due, name  bool              // the sheet has due dates, names
	example    map[string]string // fields of the first invoice
}

// draft looks at the sheet's first rows and at the accounts.
func (b *bench) draft(ctx context.Context) (*draft, error) {
	d := &draft{account: map[string]string{}, example: map[string]string{}}
	count := map[string]int{}
	const enough = 10_000
	seen := 0
	for raw, err := range b.table.Rows(ctx) {
		if err != nil {
			return nil, err
		}
		row := b.columns.Row(raw)
		if class, _ := row.Class(); class != invoice.Billable {
			continue
		}
		if code, err := row.Text(string(invoice.Currency)); err == nil && code != "" {
			count[code]++
			d.keep(row, code)
		}
		if seen++; seen == enough {
			break
		}
	}
	for code := range count {
		d.currencies = append(d.currencies, code)
	}
	slices.SortFunc(d.currencies, func(a, b string) int { return 2*(count[b]-count[a]) + strings.Compare(a, b) })
	d.lookAtAccounts(b.environment().Accounts)
	d.lookAtColumns(b)
	return d, nil
}

// lookAtAccounts sends each currency to the account that takes it and the fewest
// others: it is more likely to be there for it.
func (d *draft) lookAtAccounts(accounts []script.Account) {
	takes := func(a script.Account) int {
		if n := len(a.Capabilities.Currencies); n > 0 {
			return n
		}
		return math.MaxInt // it says nothing, and may take all
	}
	accounts = slices.SortedStableFunc(slices.Values(accounts), func(a, b script.Account) int { return cmp.Compare(takes(a), takes(b)) })
	for _, a := range accounts {
		for _, code := range d.currencies {
			takes := slices.ContainsFunc(a.Capabilities.Currencies, func(c providers.Currency) bool { return string(c) == code })
			if d.account[code] == "" && (takes || len(a.Capabilities.Currencies) == 0) {
				d.account[code] = a.Name
			}
		}
	}
}

// keep takes the first invoice that has an amount as the example of the test.
func (d *draft) keep(row invoice.Row, code string) {
	if len(d.example) > 0 {
		return
	}
	amount, err := row.Money(string(invoice.Amount))
	if err != nil || amount.Sign() <= 0 {
		return
	}
	reference, err := row.Text(string(invoice.Reference))
	if err != nil || reference == "" {
		return
	}
	d.example = map[string]string{"reference": reference, "amount": amount.Number(), "currency": code}
}

func (d *draft) lookAtColumns(b *bench) {
	taken := map[int]bool{}
	for _, field := range invoice.Fields() {
		if column, ok := b.columns.Field(field); ok {
			taken[column] = true
		}
	}
	for i, header := range b.table.Info().Header {
		if header != "" && !taken[i] && slices.Contains(b.columns.Headers(), header) {
			d.columns = append(d.columns, header)
		}
	}
	_, d.due = b.columns.Field(invoice.DueDate)
	_, d.name = b.columns.Field(invoice.CustomerName)
}

func (d *draft) rules(sheetName string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\"\"\"Which link does an invoice of this sheet get?\n\nA first draft for %s: change it, then run paysheet rules test.\n\"\"\"\n\n",
		strings.ReplaceAll(strings.ReplaceAll(sheetName, `\`, "/"), `"`, "'"))
	b.WriteString("rules(version = 1)\n\ndef decide(row):  # type: (Row) -> Decision\n")
	if header := d.status(); header != "" {
		fmt.Fprintf(&b, "    if row[%s].lower() in (\"void\", \"paid\", \"cancelled\"):\n        return cancel(\"settled or void in the sheet\")\n", strconv.Quote(header))
	}
	b.WriteString("    account = account_for(row)\n    if account == None:\n        return hold(\"no account takes %s\" % row.currency)\n    return link(\n        account = account,\n")
	expires := "today() + days(14)"
	if d.due {
		expires = "max(row.due_date or today(), today()) + days(14)"
	}
	b.WriteString("        expires = " + expires + ",\n")
	description := `"Invoice %s" % row.reference`
	if d.name {
		description = `"Invoice %s for %s" % (row.reference, row.customer_name)`
	}
	b.WriteString("        description = " + description + ",\n    )\n\n")
	b.WriteString("def account_for(row):  # type: (Row) -> Account | None\n")
	for _, code := range d.currencies {
		if name := d.account[code]; name != "" {
			fmt.Fprintf(&b, "    if row.currency == %q:\n        return because(\"%s goes to %s\", accounts[%q])\n", code, code, name, name)
		}
	}
	b.WriteString("    return None\n")
	if len(d.columns) > 0 {
		words := make([]string, 0, len(d.columns))
		for _, header := range d.columns[:min(len(d.columns), 20)] {
			words = append(words, "row["+strconv.Quote(header)+"]")
		}
		b.WriteString("\n# Columns of the sheet that are no field of an invoice:\n# " + strings.Join(words, "\n# ") + "\n")
	}
	return b.String()
}

func (d *draft) tests() string {
	var b strings.Builder
	b.WriteString("\"\"\"What the rules promise. paysheet rules test runs this.\"\"\"\n\n")
	if name := d.account[d.example["currency"]]; name != "" {
		fmt.Fprintf(&b, "def test_first_invoice_of_the_sheet(t):\n    d = decide(t.row(reference = %q, amount = %q, currency = %q))\n    t.linked(d)\n    t.eq(d.account, accounts[%q])\n\n",
			d.example["reference"], d.example["amount"], d.example["currency"], name)
	}
	fmt.Fprintf(&b, "def test_a_currency_without_an_account_is_held(t):\n    t.held(decide(t.row(amount = \"1\", currency = %q)))\n", d.foreign())
	if header := d.status(); header != "" {
		fmt.Fprintf(&b, "\ndef test_void_is_taken_back(t):\n    t.cancelled(decide(t.row(**{%s: \"Void\"})))\n", strconv.Quote(header))
	}
	return b.String()
}

// foreign gives a currency that the rules send to no account.
func (d *draft) foreign() string {
	all := providers.Currencies()
	return all[max(0, slices.IndexFunc(all, func(code string) bool { return d.account[code] == "" }))]
}

// status gives the column that tells what became of an invoice, "" for none.
func (d *draft) status() string {
	for _, header := range d.columns {
		if strings.Contains(strings.ToLower(header), "status") {
			return header
		}
	}
	return ""
}
