package main

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"paysheet/providers"
	"paysheet/providers/all"
)

// answers is what init needs to know.
type answers struct {
	folder, provider, currency, timezone string

	assumed []string // what nobody was asked, with the flag that says otherwise
}

func newInit(e env) *cobra.Command {
	var a answers
	cmd := &cobra.Command{
		Use: "init [FOLDER]", Short: "Start a project folder: config, rules, and a sheet to fill",
		Long: `init writes paysheet.toml, rules.star with its tests, and a sheet to fill into a
folder, ready for paysheet apply --sandbox. It asks three questions on a
terminal, or none with the flags, and never writes over a file. The sheet has
drop-down lists and limits for what may be typed into it.`,
		Example: "  paysheet init\n  paysheet init colombo --provider onepay --currency LKR --timezone Asia/Colombo",
		Args:    takes(0, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			a.folder = "."
			if len(args) == 1 {
				a.folder = args[0]
			}
			if err := a.ask(e); err != nil {
				return usage(err)
			}
			written, err := a.write()
			if err != nil {
				return err
			}
			out := cmd.OutOrStdout()
			if len(a.assumed) > 0 {
				e.complain("There was no terminal to ask on, so this is assumed: " + strings.Join(a.assumed, ", ") + ".")
			}
			for _, path := range written {
				_, _ = fmt.Fprintln(out, "wrote", path)
			}
			_, _ = fmt.Fprint(out, a.next())
			return nil
		},
	}
	cmd.Flags().StringVar(&a.provider, "provider", "", "the provider: "+strings.Join(providerNames(), ", "))
	cmd.Flags().StringVar(&a.currency, "currency", "", "the currency of rows that name none, as an ISO 4217 code")
	cmd.Flags().StringVar(&a.timezone, "timezone", "", "the IANA time zone in which dates are read, such as Asia/Colombo")
	return cmd
}

// next says what to do with the new project, in the order to do it.
func (a *answers) next() string {
	d, _ := all.Find(a.provider)
	config, at := filepath.Join(a.folder, configName), ""
	if a.folder != "." {
		at = " --config " + config
	}
	var b strings.Builder
	fmt.Fprintf(&b, "\nTry it, with nobody charged:\n  paysheet apply --sandbox %s\n", filepath.Join(a.folder, firstSheet))
	fmt.Fprintf(&b, "Then fill in %s,\nkeep each secret where it is safe, and check everything:\n", config)
	for _, s := range d.Settings {
		if s.Secret {
			fmt.Fprintf(&b, "  paysheet secret set main %s%s\n", s.Name, at)
		}
	}
	b.WriteString("  paysheet doctor" + at + "\n")
	return b.String()
}

// ask fills in what the flags left open: by asking on a terminal, else with
// what the provider suggests.
func (a *answers) ask(e env) error {
	reader := bufio.NewReader(e.in)
	err := a.question(e, reader, "provider", &a.provider, "Provider ("+strings.Join(providerNames(), ", ")+")", "onepay", func(name string) error {
		if _, ok := all.Find(name); !ok {
			return fmt.Errorf("there is no provider %q%s; there are %s", name, nearest(name, providerNames()), strings.Join(providerNames(), ", "))
		}
		return nil
	})
	if err != nil {
		return err
	}
	d, _ := all.Find(a.provider)
	takes, suggested := capabilitiesOf(d).Currencies, "USD"
	if len(takes) > 0 {
		suggested = string(takes[0])
	}
	err = a.question(e, reader, "currency", &a.currency, "Currency of rows that name none", suggested, func(code string) error {
		currency, err := providers.ParseCurrency(code)
		if err != nil {
			return err
		}
		if len(takes) > 0 && !slices.Contains(takes, currency) {
			return fmt.Errorf("%s takes no %s, only %s", d.Title, currency, joinWords(takes, " "))
		}
		a.currency = string(currency)
		return nil
	})
	if err != nil {
		return err
	}
	zone := time.Local.String()
	if zone == "Local" {
		zone = "UTC"
	}
	return a.question(e, reader, "timezone", &a.timezone, "Time zone", zone, func(name string) error {
		if _, err := time.LoadLocation(name); err != nil {
			return fmt.Errorf("%q is no IANA time zone such as Asia/Colombo", name)
		}
		return nil
	})
}

// question takes an answer that a flag gave, or asks until one passes the check;
// where nobody can be asked, the suggestion is taken and noted.
func (a *answers) question(e env, reader *bufio.Reader, flag string, answer *string, text, suggested string, check func(string) error) error {
	if *answer != "" {
		return check(*answer)
	}
	if !e.inTerminal {
		*answer = suggested
		a.assumed = append(a.assumed, fmt.Sprintf("%s (--%s)", suggested, flag))
		return check(suggested)
	}
	for {
		_, _ = fmt.Fprintf(e.err, "%s [%s]: ", text, suggested)
		line, err := reader.ReadString('\n')
		if err != nil && line == "" {
			return errors.New("no answer")
		}
		*answer = cmp.Or(strings.TrimSpace(line), suggested)
		wrong := check(*answer)
		if wrong == nil {
			return nil
		}
		e.say("%s", printable(wrong.Error()))
	}
}

// write makes the files; one that exists stops it before anything is written.
func (a *answers) write() ([]string, error) {
	d, _ := all.Find(a.provider)
	sheet, err := a.sheetFile(capabilitiesOf(d).Currencies)
	if err != nil {
		return nil, err
	}
	files := []struct{ name, text string }{
		{configName, a.configText(d)}, {"rules.star", a.rulesText()}, {"rules_test.star", a.testsText()}, {firstSheet, string(sheet)},
	}
	for _, f := range files {
		if path := filepath.Join(a.folder, f.name); exists(path) {
			return nil, usage(fmt.Errorf("%s is there already and is not written over: choose another folder", path))
		}
	}
	if err := os.MkdirAll(a.folder, 0o755); err != nil { //nolint:gosec // a project folder is the user's own and shared on purpose
		return nil, fmt.Errorf("making the folder: %w", err)
	}
	var written []string
	for _, f := range files {
		path := filepath.Join(a.folder, f.name)
		if err := os.WriteFile(path, []byte(f.text), 0o644); err != nil { //nolint:gosec // no secret is in it: the config names variables
			return written, fmt.Errorf("writing: %w", err)
		}
		written = append(written, path)
	}
	return written, nil
}
