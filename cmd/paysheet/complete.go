package main

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"paysheet/bulk/checkup"
)

// completions gives every command what a shell can offer for its arguments and
// flags. It goes over the finished tree, by the words that the usage lines
// have, so that a new command gets the same without a word of its own.
func completions(e env, root *cobra.Command) {
	for _, cmd := range root.Commands() {
		completions(e, cmd)
	}
	if root.ValidArgsFunction == nil {
		root.ValidArgsFunction = argumentsOf(e, root.Use)
	}
	root.Flags().VisitAll(func(f *pflag.Flag) {
		if offer := offerOf(f.Name); offer != nil {
			// It fails only for a flag that is not there.
			_ = root.RegisterFlagCompletionFunc(f.Name, offer)
		}
	})
}

// argumentsOf offers what a usage line names, one after the other.
func argumentsOf(e env, use string) cobra.CompletionFunc {
	words := strings.Fields(use)[1:]
	return func(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		if len(args) >= len(words) {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return offer(e, cmd, words[len(args)], args)
	}
}

// offer gives what can stand for one word of a usage line.
func offer(e env, cmd *cobra.Command, word string, args []string) ([]string, cobra.ShellCompDirective) {
	switch strings.Trim(word, "[]") {
	case "SHEET":
		return sheetExtensions(), cobra.ShellCompDirectiveFilterFileExt
	case "RULES", "OLD", "NEW":
		return append([]string{"star"}, sheetExtensions()...), cobra.ShellCompDirectiveFilterFileExt
	case "FOLDER", "DIR":
		return nil, cobra.ShellCompDirectiveFilterDirs
	case "ACCOUNT":
		return accountNames(cmd), cobra.ShellCompDirectiveNoFileComp
	case "KEY":
		return secretNames(cmd, args), cobra.ShellCompDirectiveNoFileComp
	case "RUN", "ID":
		return runIDs(e, cmd), cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
	case "NAME":
		if cmd.Name() == "providers" {
			return providerNames(), cobra.ShellCompDirectiveNoFileComp
		}
	default:
	}
	return nil, cobra.ShellCompDirectiveDefault
}

// offerOf gives the completion of a flag that means the same wherever it is.
func offerOf(flag string) cobra.CompletionFunc {
	switch flag {
	case "config":
		return cobra.FixedCompletions([]string{"toml"}, cobra.ShellCompDirectiveFilterFileExt)
	case "rules":
		return cobra.FixedCompletions([]string{"star"}, cobra.ShellCompDirectiveFilterFileExt)
	case "provider":
		return cobra.FixedCompletions(providerNames(), cobra.ShellCompDirectiveNoFileComp)
	case "account":
		return func(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
			return accountNames(cmd), cobra.ShellCompDirectiveNoFileComp
		}
	case "accept":
		var kinds []string
		for _, kind := range checkup.Acceptable() {
			kinds = append(kinds, string(kind))
		}
		return cobra.FixedCompletions(kinds, cobra.ShellCompDirectiveNoFileComp)
	case "sheet", "rows", "where", "as-of", "table", "range", "header-row", "reason", "link-id", "row", "currency", "timezone":
		return cobra.NoFileCompletions
	default:
		return nil
	}
}

// configFor is the config that a command line being typed would use; nil where
// there is none or it cannot be read. Completion never complains.
func configFor(cmd *cobra.Command, sheetPath string) *config {
	given := ""
	if f := cmd.Flag("config"); f != nil {
		given = f.Value.String()
	}
	path, err := findConfig(given, sheetPath)
	if err != nil || path == "" {
		return nil
	}
	c, err := loadConfig(path)
	if err != nil {
		return nil
	}
	return c
}

func accountNames(cmd *cobra.Command) []string {
	c := configFor(cmd, filepath.Join(".", "sheet"))
	if c == nil {
		return nil
	}
	names := make([]string, len(c.accounts))
	for i, account := range c.accounts {
		names[i] = cobra.CompletionWithDesc(account.name, account.definition.Title)
	}
	return names
}

func secretNames(cmd *cobra.Command, args []string) []string {
	c := configFor(cmd, filepath.Join(".", "sheet"))
	if c == nil || len(args) == 0 {
		return nil
	}
	at := slices.IndexFunc(c.accounts, func(a fileAccount) bool { return a.name == args[0] })
	if at < 0 {
		return nil
	}
	var names []string
	for _, s := range c.accounts[at].definition.Table() {
		if s.Secret {
			names = append(names, cobra.CompletionWithDesc(s.Name, s.Doc))
		}
	}
	return names
}

// runIDs gives the latest runs of the ledger in force, the last first.
func runIDs(e env, cmd *cobra.Command) []string {
	o := options{quiet: true}
	if f := cmd.Flag("config"); f != nil {
		o.config = f.Value.String()
	}
	if f := cmd.Flag("sandbox"); f != nil {
		o.sandbox = f.Value.String() == "true"
	}
	s, err := openBook(cmd.Context(), e, o, false)
	if err != nil {
		return nil
	}
	defer func() { _ = s.close() }()
	runs, err := s.ledger.Runs(cmd.Context())
	if err != nil {
		return nil
	}
	slices.Reverse(runs)
	var ids []string
	for _, run := range runs[:min(len(runs), 20)] {
		ids = append(ids, cobra.CompletionWithDesc(run.ID, printable(run.Command+" of "+orLedger(run.Sheet))))
	}
	return ids
}
