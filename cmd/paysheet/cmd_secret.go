package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"paysheet/providers"
)

// secretSet is what secret set works with.
type secretSet struct {
	env     env
	config  *config
	account fileAccount
	key     string
	inFile  bool // --file
	noInput bool
}

func newSecret(e env) *cobra.Command {
	cmd := &cobra.Command{
		Use: "secret", Short: "Keep an account's credentials where they are safe",
		Args: onlyCommands,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	var configFlag string
	var x secretSet
	set := &cobra.Command{
		Use: "set ACCOUNT KEY", Short: "Ask for a credential and keep it in the system's keyring, or in a file",
		Long: `secret set asks for a credential without showing it (or reads one line from a
pipe), keeps it in the system's keyring, and writes into the config where it is
found. With --file it is kept in a file in the state folder that only you can
read. The credential itself never stands in the config, on the command line or
in a log.`,
		Example: "  paysheet secret set colombo api_key\n  pass show onepay | paysheet secret set colombo api_key --file",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 2 {
				return usage(errors.New("secret set needs an account of the config and one of its settings, and nothing else: paysheet secret set colombo api_key"))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			path, err := findConfig(configFlag, "sheet")
			if err == nil && path == "" {
				err = usage(errors.New("there is no paysheet.toml here: paysheet init writes a first one, and --config names another"))
			}
			if err != nil {
				return err
			}
			x.env = e
			if x.config, err = loadConfig(path); err != nil {
				return err
			}
			if err := x.find(args[0], args[1]); err != nil {
				return usage(err)
			}
			return x.set(cmd.Context(), cmd.OutOrStdout())
		},
	}
	set.Flags().StringVar(&configFlag, "config", "", "the config file (default: paysheet.toml here)")
	set.Flags().BoolVar(&x.inFile, "file", false, "keep it in a file in the state folder instead of the keyring")
	set.Flags().BoolVar(&x.noInput, "no-input", false, "never ask")
	cmd.AddCommand(set)
	return cmd
}

// find checks that the config has the account and that the key is a secret of
// its provider.
func (x *secretSet) find(account, key string) error {
	at := slices.IndexFunc(x.config.accounts, func(a fileAccount) bool { return a.name == account })
	if at < 0 {
		var names []string
		for _, a := range x.config.accounts {
			names = append(names, a.name)
		}
		return fmt.Errorf("%s has no account %q%s; it has %s", x.config.path, account, nearest(account, names), listed(names))
	}
	x.account, x.key = x.config.accounts[at], key
	var secret []string
	for _, s := range x.account.definition.Table() {
		if s.Secret {
			secret = append(secret, s.Name)
		}
	}
	if slices.Contains(secret, key) {
		return nil
	}
	if slices.ContainsFunc(x.account.definition.Table(), func(s providers.Setting) bool { return s.Name == key }) {
		return fmt.Errorf("%s is no secret: write it into %s itself; the secrets of %s are %s", key, x.config.path, x.account.definition.Name, listed(secret))
	}
	return fmt.Errorf("%q is no setting of %s%s; its secrets are %s", key, x.account.definition.Name, nearest(key, secret), listed(secret))
}

func listed(words []string) string {
	if len(words) == 0 {
		return "none"
	}
	return strings.Join(words, ", ")
}

// set asks, keeps, reads back, and writes the reference into the config.
func (x *secretSet) set(ctx context.Context, out io.Writer) error {
	value, err := x.ask()
	if err != nil {
		return err
	}
	place, err := x.keep(value)
	if err != nil {
		return err
	}
	back, err := x.config.resolve(ctx, x.env, place.reference)
	if err != nil {
		return fmt.Errorf("the secret was written to %s and cannot be read back: %w", place.told, err)
	}
	if back != value {
		return fmt.Errorf("the secret was written to %s and comes back as something else: nothing in the config was changed", place.told)
	}
	_, _ = fmt.Fprintf(out, "Kept in %s.\n", printable(place.told))
	told, err := x.refer(place.reference)
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintf(out, "%s\npaysheet doctor shows whether the provider takes it.\n", printable(told))
	return nil
}

// ask gives the secret: typed unseen on a terminal, else the one line that comes
// in.
func (x *secretSet) ask() (string, error) {
	var text string
	switch {
	case !x.env.inTerminal:
		data, err := io.ReadAll(io.LimitReader(bufio.NewReader(x.env.in), 64<<10))
		if err != nil {
			return "", fmt.Errorf("reading the secret: %w", err)
		}
		text = strings.TrimRight(string(data), "\r\n")
	case x.noInput:
		return "", usage(errors.New("--no-input: write the secret into a pipe, such as: pass show onepay | paysheet secret set ACCOUNT KEY"))
	default:
		_, _ = fmt.Fprintf(x.env.err, "%s of %s, not shown as you type: ", x.key, printable(x.account.name))
		typed, err := x.env.hidden()
		x.env.say("")
		if err != nil {
			return "", fmt.Errorf("reading the secret: %w", err)
		}
		text = string(typed)
	}
	text = strings.TrimSpace(text) // no provider's credential begins or ends with space; a paste often does
	switch {
	case text == "":
		return "", usage(errors.New("no secret came in: nothing was kept"))
	case strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) || r == unicode.ReplacementChar }):
		return "", usage(errors.New("the secret has line ends or characters that cannot be seen: it must be one line; nothing was kept"))
	default:
		return text, nil
	}
}
