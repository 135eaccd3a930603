package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"paysheet/bulk/invoice"
	"paysheet/bulk/sheet"
	"paysheet/script"
	"paysheet/script/lint"
)

func newRules(e env, code *int) *cobra.Command {
	cmd := &cobra.Command{
		Use: "rules", Short: "Check, test, format, compare and look into rules",
		Long: `Everything that somebody who writes rules needs, without a run. No command of
these calls a provider or needs a credential.`,
		Args: onlyCommands,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(
		newRulesCheck(e, code), newRulesTest(e, code), newRulesFmt(e, code), newRulesDoc(e), newRulesDiff(e, code),
		newRulesRepl(e), newRulesProfile(e), newRulesNew(e),
	)
	return cmd
}

// rulesFlags are the flags that the rules commands share.
func (o *options) rulesFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&o.config, "config", "", "the config file (default: paysheet.toml here, then beside the rules)")
	f.StringVar(&o.asOf, "as-of", "", "what today() gives, such as 2026-11-30")
	o.regionFlags(cmd)
	f.BoolVar(&o.sandbox, "sandbox", false, "use the built-in stand-ins as accounts")
	f.BoolVar(&o.json, "json", false, "print one JSON document")
}

// bench is what the rules commands work with: a session without ledger and
// providers, and without a sheet unless one was named.
type bench struct {
	*session
	folder  fs.FS  // of the rules
	file    string // of the rules, within folder
	unknown error  // why the accounts are not known by their own identity; nil where they are
}

// rulesAndSheet tells the rules from the sheet among arguments by their names.
func rulesAndSheet(args []string) (rules, sheetPath string, err error) {
	for _, arg := range args {
		switch {
		case strings.EqualFold(filepath.Ext(arg), ".star") && rules == "":
			rules = arg
		case sheetPath == "" && !strings.EqualFold(filepath.Ext(arg), ".star"):
			sheetPath = arg
		default:
			return "", "", usage(fmt.Errorf("%s: name one rules file (.star) and at most one sheet", strings.Join(args, " ")))
		}
	}
	return rules, sheetPath, nil
}

// openBench reads the config and the sheet, if one is named, and finds the
// rules. It does not compile them.
func openBench(ctx context.Context, e env, o options, rules, sheetPath string) (*bench, error) {
	b := &bench{session: &session{env: e, options: o}}
	if err := b.prepare(ctx, rules, sheetPath); err != nil {
		return nil, errors.Join(err, b.close())
	}
	return b, nil
}

func (b *bench) prepare(ctx context.Context, rules, sheetPath string) error {
	near := sheetPath
	if near == "" {
		near = rules
	}
	configPath, err := findConfig(b.options.config, near)
	if err != nil {
		return err
	}
	if b.config, err = loadConfig(configPath); err != nil {
		return err
	}
	if err := b.setToday(); err != nil {
		return err
	}
	if sheetPath != "" {
		if err := b.openSheet(ctx, sheetPath); err != nil {
			return err
		}
	}
	if len(b.config.accounts) == 0 {
		b.options.sandbox = true // rules can be written before there is a contract
	}
	if err := b.knowAccounts(ctx); err != nil {
		return err
	}
	return b.locate(rules, near)
}

// knowAccounts takes the config's accounts, with the stand-ins' settings where
// their own are not filled in yet: rules see only names and what a provider can
// do. unknown keeps why, for a command that also looks into the ledger, where links
// stand under the accounts' own identity.
func (b *bench) knowAccounts(ctx context.Context) error {
	b.unknown = b.openAccounts(ctx, false)
	if b.unknown == nil {
		return nil
	}
	var err error
	if b.accounts, err = (opener{env: b.env, config: b.config, sandboxed: true}).accounts(ctx, false); err != nil {
		return b.unknown
	}
	for _, a := range b.accounts {
		a.Familiar = nil // nobody is called, so no host is strange
	}
	return nil
}

// locate finds the rules file.
func (b *bench) locate(rules, near string) error {
	b.options.rules = rules
	path, err := b.findRules(near)
	if err != nil {
		return err
	}
	if path == "none" {
		return usage(errors.New("there are no rules: name a rules file, or put rules.star into this folder"))
	}
	b.rulesPath = path
	b.folder, b.file = folderOf(path)
	return nil
}

// environment is what the rules see; without a sheet they know no columns.
func (b *bench) environment() script.Environment {
	if b.columns == nil {
		b.columns = &invoice.Columns{}
		defer func() { b.columns = nil }()
	}
	return b.scriptEnvironment()
}

// compile compiles the rules; a mistake in them is the user's.
func (b *bench) compile() (*script.Rules, error) {
	rules, err := script.Compile(b.folder, b.file, b.environment())
	if err != nil {
		return nil, usage(err)
	}
	return rules, nil
}

// schema is what rules are checked against.
func (b *bench) schema() lint.Schema {
	s := lint.Schema{Env: b.environment()}
	if b.columns == nil {
		return s
	}
	empty := b.columns.Row(sheet.Row{})
	s.HasColumn = func(header string) bool {
		_, ok := empty.Cell(header)
		return ok
	}
	s.HasField = func(field string) bool {
		_, ok := b.columns.Field(invoice.Field(field))
		return ok || field == string(invoice.Currency) && b.config.sheet.Currency != ""
	}
	return s
}

// testFiles lists the files of tests and case tables in the rules' folder.
func (b *bench) testFiles() (tests, cases []string, err error) {
	entries, err := fs.ReadDir(b.folder, ".")
	if err != nil {
		return nil, nil, fmt.Errorf("looking for tests: %w", err)
	}
	for _, entry := range entries {
		name := entry.Name()
		switch {
		case strings.HasSuffix(name, "_test.star"):
			tests = append(tests, name)
		case strings.HasSuffix(name, "_cases.csv"):
			cases = append(cases, name)
		}
	}
	slices.Sort(tests)
	slices.Sort(cases)
	return tests, cases, nil
}
