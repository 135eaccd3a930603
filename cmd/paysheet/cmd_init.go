package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"paysheet/providers"
	"paysheet/providers/all"
)

// answers is what init needs to know.
type answers struct {
	folder, provider, currency, timezone string
}

func newInit(e env) *cobra.Command {
	var a answers
	cmd := &cobra.Command{
		Use: "init [FOLDER]", Short: "Start a project folder: config, rules, and a sheet to fill",
		Long: `init writes paysheet.toml, rules.star and invoices.csv into a folder, ready for
paysheet apply --sandbox. It asks three questions on a terminal, or none with
the flags, and never writes over a file.`,
		Args: cobra.MaximumNArgs(1),
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
			for _, path := range written {
				_, _ = fmt.Fprintln(out, "wrote", path)
			}
			sheet := filepath.Join(a.folder, "invoices.csv")
			_, _ = fmt.Fprintf(out, "\nTry it, with nobody charged:\n  paysheet apply --sandbox %s\nThen set the variables named in %s and check them:\n  paysheet doctor --config %s\n",
				sheet, filepath.Join(a.folder, configName), filepath.Join(a.folder, configName))
			return nil
		},
	}
	cmd.Flags().StringVar(&a.provider, "provider", "", "the provider: "+strings.Join(providerNames(), ", "))
	cmd.Flags().StringVar(&a.currency, "currency", "", "the currency of rows that name none, as an ISO 4217 code")
	cmd.Flags().StringVar(&a.timezone, "timezone", "", "the IANA time zone in which dates are read, such as Asia/Colombo")
	return cmd
}

// ask fills in what the flags left open: by asking on a terminal, else with
// what the provider suggests.
func (a *answers) ask(e env) error {
	reader := bufio.NewReader(e.in)
	if err := question(e, reader, &a.provider, "Provider ("+strings.Join(providerNames(), ", ")+")", "onepay"); err != nil {
		return err
	}
	d, ok := all.Find(a.provider)
	if !ok {
		return fmt.Errorf("there is no provider %q%s; there are %s", a.provider, nearest(a.provider, providerNames()), strings.Join(providerNames(), ", "))
	}
	suggested := "USD"
	if list := capabilitiesOf(d).Currencies; len(list) > 0 {
		suggested = string(list[0])
	}
	if err := question(e, reader, &a.currency, "Currency of rows that name none", suggested); err != nil {
		return err
	}
	currency, err := providers.ParseCurrency(a.currency)
	if err != nil {
		return err
	}
	a.currency = string(currency)
	zone := time.Local.String()
	if zone == "Local" {
		zone = "UTC"
	}
	if err := question(e, reader, &a.timezone, "Time zone", zone); err != nil {
		return err
	}
	if _, err := time.LoadLocation(a.timezone); err != nil {
		return fmt.Errorf("%q is no IANA time zone such as Asia/Colombo", a.timezone)
	}
	return nil
}

func question(e env, reader *bufio.Reader, answer *string, text, suggested string) error {
	if *answer != "" {
		return nil
	}
	*answer = suggested
	if !e.inTerminal {
		return nil
	}
	_, _ = fmt.Fprintf(e.err, "%s [%s]: ", text, suggested)
	line, err := reader.ReadString('\n')
	if err != nil && line == "" {
		return errors.New("no answer")
	}
	if line = strings.TrimSpace(line); line != "" {
		*answer = line
	}
	return nil
}

// write makes the files; one that exists stops it before anything is written.
func (a *answers) write() ([]string, error) {
	d, _ := all.Find(a.provider)
	files := []struct{ name, text string }{
		{configName, a.configText(d)}, {"rules.star", a.rulesText()}, {"invoices.csv", a.sheetText()},
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

func (a *answers) configText(d providers.Definition) string {
	var b strings.Builder
	fmt.Fprintf(&b, "rules    = \"rules.star\"\ntimezone = %q\n\n[sheet]\ncurrency = %q\n\n[guards]\nmax_creates = 1000\n\n[accounts.main]\nprovider = %q\n",
		a.timezone, a.currency, d.Name)
	for _, s := range d.Settings {
		value := s.Default
		switch {
		case s.Secret:
			value = "env:" + strings.ToUpper(d.Name+"_"+s.Name)
		case !s.Required:
			continue
		}
		if s.List {
			fmt.Fprintf(&b, "%s = [%q]  # %s\n", s.Name, value, s.Doc)
			continue
		}
		if value == "" {
			value = "env:" + strings.ToUpper(d.Name+"_"+s.Name)
		}
		fmt.Fprintf(&b, "%s = %q  # %s\n", s.Name, value, s.Doc)
	}
	return b.String()
}

func (a *answers) rulesText() string {
	return `"""Which link does an invoice get? paysheet explain SHEET ROW shows how a row was decided."""
rules(version = 1)

def decide(row):
    if row["Status"] in ("Paid", "Void"):
        return skip("settled: " + row["Status"])
    return link(
        account = accounts.main,
        expires = max(row.due_date, today()) + days(14) if row.due_date != None else today() + days(30),
        description = "Invoice " + row.reference,
    )
`
}

func (a *answers) sheetText() string {
	return "Invoice Number,Customer Name,Email,Currency,Balance Due,Due Date,Status\n" +
		"INV-0001,Nimal Perera,nimal@example.com," + a.currency + ",15000,2030-01-31,Open\n" +
		"INV-0002,Asha Rao,asha@example.com," + a.currency + ",2500,2030-01-31,Open\n" +
		"INV-0003,Lucia Vera,lucia@example.com," + a.currency + ",990,2030-01-31,Paid\n"
}
