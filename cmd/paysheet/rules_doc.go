package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"paysheet/script/reference"
)

func newRulesDoc(e env) *cobra.Command {
	var o options
	var markdown, stub bool
	cmd := &cobra.Command{
		Use: "doc [NAME]", Short: "What rules can use: every name with what it takes, gives, and an example",
		Long: `doc lists every name that rules can use. With a name it tells what that takes
and gives, with examples: link, money.percent, percent, dates.`,
		Example: "  paysheet rules doc money.round\n  paysheet rules doc --stub",
		Args:    takes(0, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			out := cmd.OutOrStdout()
			switch {
			case markdown && stub, (markdown || stub) && len(args) > 0:
				return usage(errors.New("choose one of NAME, --markdown and --stub"))
			case markdown:
				_, err := io.WriteString(out, reference.Markdown())
				return err
			case stub:
				return writeStub(cmd, e, o)
			case len(args) == 0:
				_, err := io.WriteString(out, reference.Index()+"\npaysheet rules doc NAME tells more of one.\n")
				return err
			}
			found := reference.Find(args[0])
			if len(found) == 0 {
				return usage(fmt.Errorf("rules have no name %q%s; paysheet rules doc lists them", args[0], nearest(args[0], docNames())))
			}
			if o.json {
				return writeJSON(out, map[string]any{"version": documentVersion, "command": "rules doc", "entries": found})
			}
			_, err := io.WriteString(out, reference.Text(found))
			return err
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.config, "config", "", "the config file, whose accounts the stub names")
	f.BoolVar(&markdown, "markdown", false, "print the whole reference as Markdown")
	f.BoolVar(&stub, "stub", false, "write "+reference.StubName+" beside the rules, for completion in editors that take *.star for Python")
	f.BoolVar(&o.json, "json", false, "print one JSON document")
	return cmd
}

// docNames lists what doc can be asked for: names, and methods by themselves.
func docNames() []string {
	names := reference.Names()
	for _, name := range reference.Names() {
		if _, part, ok := strings.Cut(name, "."); ok {
			names = append(names, part)
		}
	}
	return names
}

// writeStub writes the stub beside the rules. It is ours, so it is written over.
func writeStub(cmd *cobra.Command, e env, o options) (err error) {
	b, err := openBench(cmd.Context(), e, o, "", "")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.close()) }()
	path := filepath.Join(filepath.Dir(b.rulesPath), reference.StubName)
	if err := os.WriteFile(path, []byte(b.stub()), 0o600); err != nil {
		return fmt.Errorf("writing the stub: %w", err)
	}
	_, err = fmt.Fprintln(cmd.OutOrStdout(), "wrote", printable(path))
	return err
}

// stub names the accounts, and the columns where a sheet is known.
func (b *bench) stub() string {
	var accounts []string
	for _, a := range b.environment().Accounts {
		accounts = append(accounts, a.Name)
	}
	var columns []string
	for _, c := range b.environment().Columns {
		columns = append(columns, strings.ToValidUTF8(c, "?"))
	}
	return reference.Stub(accounts, columns)
}
