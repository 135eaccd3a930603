package main

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"paysheet/script/lint"
)

func newRulesCheck(e env, code *int) *cobra.Command {
	var o options
	cmd := &cobra.Command{
		Use: "check [RULES] [SHEET]", Short: "Find mistakes in rules before a row meets them",
		Long: `check compiles the rules, looks for slips, and, where a sheet is named, checks
them against its header: columns that are not there, fields without a column.
It ends with 2 where there is an error, and with 0 where there are only warnings.`,
		Example: "  paysheet rules check\n  paysheet rules check rules.star invoices.xlsx",
		Args:    takes(0, 2),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			rules, sheetPath, err := rulesAndSheet(args)
			if err != nil {
				return err
			}
			b, err := openBench(cmd.Context(), e, o, rules, sheetPath)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, b.close()) }()
			found, err := lint.Check(b.folder, b.file, b.schema())
			if err != nil {
				return usage(err)
			}
			if lint.Errors(found) > 0 {
				*code = exitUsage
			}
			if o.json {
				return writeJSON(cmd.OutOrStdout(), map[string]any{
					"version": documentVersion, "command": "rules check", "rules": b.rulesPath, "findings": nonNil(found),
				})
			}
			showFindings(cmd.OutOrStdout(), b.rulesPath, found, sheetPath != "")
			return nil
		},
	}
	o.rulesFlags(cmd)
	return cmd
}

// nonNil makes a list that JSON shows as [] and not as null.
func nonNil[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// showFindings writes each finding with its line and a caret, and the count.
func showFindings(w io.Writer, rulesPath string, found []lint.Finding, withSheet bool) {
	var b strings.Builder
	folder := filepath.Dir(rulesPath)
	for _, f := range found {
		fmt.Fprintf(&b, "%s:%d:%d: %s: %s (%s)\n", filepath.Join(folder, f.File), f.Line, f.Col, f.Severity, f.Message, f.Rule)
		if f.Source != "" {
			source := []rune(strings.ReplaceAll(f.Source, "\t", " "))
			fmt.Fprintf(&b, "    %s\n    %s^\n", string(source), strings.Repeat(" ", max(0, min(f.Col-1, len(source)))))
		}
	}
	errs := lint.Errors(found)
	switch {
	case len(found) == 0:
		fmt.Fprintf(&b, "%s: nothing found\n", rulesPath)
	default:
		fmt.Fprintf(&b, "%s: %s, %s\n", rulesPath, plural(errs, "error", "errors"), plural(len(found)-errs, "warning", "warnings"))
	}
	if !withSheet {
		b.WriteString("Name a sheet too, and columns are checked against its header.\n")
	}
	_, _ = io.WriteString(w, printable(b.String()))
}
