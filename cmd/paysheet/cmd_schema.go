package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

func newSchema(_ env) *cobra.Command {
	return &cobra.Command{
		Use: "schema [COMMAND]", Short: "The JSON Schema of what a command prints with --json",
		Long: `schema prints the JSON Schema (draft 2020-12) of the document that a command
prints with --json. Every field is described and nothing else stands in a
document. events is one line of refresh --events, health the file of
refresh --health. A document's version changes when a reader would have to change; new
fields do not change it, so do not reject what you do not know.

Documents: ` + strings.Join(documentNames(), ", ") + `.`,
		Example:   "  paysheet schema plan > plan.schema.json\n  paysheet schema runs show",
		ValidArgs: documentNames(),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				for _, d := range documents() {
					_, _ = fmt.Fprintf(cmd.OutOrStdout(), "%-12s %s\n", d.command, d.means)
				}
				return nil
			}
			name := strings.Join(args, " ")
			d, found := findDocument(name)
			if !found {
				return usage(fmt.Errorf("no document %q has a schema%s; choose one of %s", name, nearest(name, documentNames()), strings.Join(documentNames(), ", ")))
			}
			return writeJSON(cmd.OutOrStdout(), schemaOf(d))
		},
	}
}
