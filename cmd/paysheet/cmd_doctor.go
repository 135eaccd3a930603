package main

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/rivo/uniseg"
	"github.com/spf13/cobra"

	"paysheet/bulk/checkup"
	"paysheet/bulk/ledger"
	"paysheet/providers"
	"paysheet/script"
)

// finding is one line of doctor: ok, warning or error, and the mend.
type finding struct {
	Level string `json:"level" doc:"ok, warning or error"`
	About string `json:"about" doc:"what was looked at"`
	Text  string `json:"text" doc:"what was found"`
	Mend  string `json:"mend,omitempty" doc:"what to do"`
}

func newDoctor(e env, code *int) *cobra.Command {
	var o options
	cmd := &cobra.Command{
		Use: "doctor [SHEET]", Short: "Check everything before money moves",
		Long: `doctor reads the config, resolves the secrets, compiles the rules, opens the
ledger, looks at the disk and at who else is at work, and asks every account for a
link that cannot exist, which shows whether the credentials are taken and whether
this machine's clock is right. Of a sheet that is named it tells whether it can be
read, which column is what, and what a spreadsheet or an export did to its data.
Each line says ok, warning or error, and how to mend it.`,
		Args: takes(0, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := o.checkRegion(); err != nil {
				return err
			}
			d := &doctor{env: e, options: o}
			d.examine(cmd.Context(), args)
			if len(args) == 1 {
				d.data(cmd.Context(), args[0])
			}
			*code = d.code()
			return d.show(cmd)
		},
	}
	cmd.Flags().StringVar(&o.config, "config", "", "the config file (default: paysheet.toml here, then beside the sheet)")
	cmd.Flags().StringVar(&o.rules, "rules", "", "the rules")
	cmd.Flags().BoolVar(&o.json, "json", false, "print one JSON document")
	cmd.Flags().BoolVar(&o.sandbox, "sandbox", false, "compare the sheet with the sandbox's links, not the real ones")
	o.regionFlags(cmd)
	return cmd
}

// doctorIndent is where the findings' words begin.
const doctorIndent = 30

type doctor struct {
	env      env
	options  options
	findings []finding
	report   *checkup.Report // of the sheet's data; nil where none was looked at
	path     string          // of that sheet
	lacking  []string        // accounts without one of their settings
}

// ok notes what is well.
func (d *doctor) ok(about, format string, args ...any) { d.mend("ok", about, "", format, args...) }

// told notes an error that says itself what to do, as those of sheets and of
// the ledger's place do.
func (d *doctor) told(about string, err error) { d.mend("error", about, "", "%v", err) }

// mend notes a finding with what to do about it.
func (d *doctor) mend(level, about, mend, format string, args ...any) {
	d.findings = append(d.findings, finding{level, printable(about), printable(fmt.Sprintf(format, args...)), printable(mend)})
}

// result notes an error with its mend, or that all is well.
func (d *doctor) result(about string, err error, mend, well string) {
	if err != nil {
		d.mend("error", about, mend, "%v", err)
		return
	}
	d.ok(about, "%s", well)
}

func (d *doctor) examine(ctx context.Context, args []string) {
	sheetPath := filepath.Join(".", "sheet")
	if len(args) == 1 {
		sheetPath = args[0]
	}
	path, err := findConfig(d.options.config, sheetPath)
	if err == nil && path == "" {
		d.mend("error", "config", "paysheet init writes a first one", "there is no paysheet.toml here or beside the sheet")
		return
	}
	if err != nil {
		d.mend("error", "config", "name a file that is there with --config, or paysheet init writes a first one", "%v", err)
		return
	}
	c, err := loadConfig(path)
	d.result("config", err, "correct it in the file; paysheet providers NAME lists what an account takes", path)
	if err != nil {
		return
	}
	d.secrets(ctx, c)
	d.rules(c, sheetPath)
	d.ledger(ctx, c)
	named := ""
	if len(args) == 1 {
		named = args[0]
	}
	d.disk(c, named)
	d.locks(c, named)
	d.accounts(ctx, c)
	if named != "" {
		d.sheet(ctx, c, named)
	}
}

func (d *doctor) rules(c *config, sheetPath string) {
	s := &session{config: c, options: d.options}
	path, err := s.findRules(sheetPath)
	if err != nil || path == "none" {
		d.result("rules", err, `paysheet rules new SHEET writes first ones; rules = "none" in the config says that there are none`, `none, as the config says: every row goes to its account column or the only account`)
		return
	}
	environment := script.Environment{Today: providers.DateOf(d.env.clock().In(c.zone))}
	for _, account := range c.accounts {
		environment.Accounts = append(environment.Accounts, script.Account{
			Name: account.name, Provider: account.definition.Name, Capabilities: capabilitiesOf(account.definition),
		})
	}
	folder, file := folderOf(path)
	_, err = script.Compile(folder, file, environment)
	d.result("rules", err, "correct the line; paysheet rules check "+path+" shows all that is wrong", path+" compiles")
}

func (d *doctor) ledger(ctx context.Context, c *config) {
	folder := c.stateFolder()
	warnings, err := ledger.CheckFolder(folder)
	if err != nil {
		d.told("ledger", err)
		return
	}
	for _, warning := range warnings {
		d.mend("warning", "ledger", "", "%s", warning)
	}
	l, err := ledger.Open(ctx, folder, ledger.Options{Clock: d.env.clock, Who: d.env.who(), ReadOnly: true})
	if err != nil {
		d.told("ledger", err)
		return
	}
	defer func() { _ = l.Close() }()
	n, err := l.Verify(ctx)
	d.result("ledger", err, "leave the folder as it is, and put a copy of it back that verifies; paysheet audit verify tells more", fmt.Sprintf("%s, %s in an unbroken chain", folder, plural(int(n), "event", "events")))
}

// accounts asks each account for a link that cannot exist: "not found" shows
// that address and credentials are right, and nothing is made or changed.
func (d *doctor) accounts(ctx context.Context, c *config) {
	if len(c.accounts) == 0 {
		d.mend("error", "accounts", "add [accounts.NAME]; paysheet providers shows what each provider needs", "the config has none")
		return
	}
	w := newWitness(d.env.clock)
	for _, account := range c.accounts {
		if slices.Contains(d.lacking, account.name) {
			d.mend("warning", account.name, "put it in place, and ask again", "not asked: it lacks a setting, see above")
			continue
		}
		o := opener{env: d.env, config: c, transport: w}
		a, err := o.account(ctx, account, true)
		if err != nil {
			d.mend("error", account.name, "write it under [accounts."+account.name+"] in the config; paysheet providers "+account.definition.Name+" lists the settings", "%v", err)
			continue
		}
		if a.Familiar != nil && !a.Familiar(a.Scope.Host) {
			d.mend("warning", account.name, "make sure that base_url is meant: its calls carry your credentials", "calls go to %s, which is no host of %s", a.Scope.Host, a.Title)
		}
		_, err = a.Provider.Get(ctx, "00000000")
		switch {
		case err == nil, slices.Contains([]providers.Kind{providers.NotFound, providers.Invalid}, providers.KindOf(err)):
			d.ok(account.name, "%s takes the credentials", a.Title)
		case providers.Is(err, providers.Denied):
			d.mend("error", account.name, "make new ones in the provider's dashboard, and put them in place with paysheet secret set", "%s refuses the credentials: %v", a.Title, err)
		default:
			d.mend("error", account.name, "look at the network, at a proxy (HTTPS_PROXY) and at base_url, and ask again", "%s could not be asked: %v", a.Title, err)
		}
	}
	d.clock(w)
}

func (d *doctor) sheet(ctx context.Context, c *config, path string) {
	s := &session{env: d.env, options: d.options, path: path, config: c}
	defer func() { _ = s.close() }()
	if err := s.openSheet(ctx, path); err != nil {
		d.told("sheet", err)
		return
	}
	info := s.table.Info()
	d.ok("sheet", "%s, header in row %d", path, info.HeaderRow)
	d.columns(s.columns)
	for _, guess := range append(info.Guesses, s.columns.Guesses()...) {
		d.ok("sheet", "%s", guess)
	}
}

func (d *doctor) code() int {
	if slices.ContainsFunc(d.findings, func(f finding) bool { return f.Level == "error" }) {
		return exitUsage
	}
	return exitDone
}

func (d *doctor) show(cmd *cobra.Command) error {
	out := cmd.OutOrStdout()
	if d.options.json {
		return writeJSON(out, doctorDocument{opened("doctor"), d.findings, d.report})
	}
	colours := d.env.palette(cmd)
	for _, f := range d.findings {
		indent, whole := doctorIndent, false
		for word := range strings.FieldsSeq(f.Text) {
			if uniseg.StringWidth(word) > lineWidth-doctorIndent {
				indent, whole = doctorIndent-21, true // a long path has a line of its own
			}
		}
		text := wrapped(strings.Repeat(" ", indent), f.Text)
		about := printable(f.About) + "\n" // the text begins on the next line
		if !whole && uniseg.StringWidth(f.About) <= doctorIndent-10 {
			text, about = strings.TrimLeft(text, " "), pad(f.About, doctorIndent-10)+" "
		}
		_, _ = fmt.Fprintf(out, "%s %s%s\n", colours.paint(levelStyle(f.Level), pad(f.Level, 8)), about, strings.TrimRight(text, "\n"))
		if f.Mend != "" {
			_, _ = fmt.Fprint(out, wrapped(strings.Repeat(" ", indent), "→ "+f.Mend))
		}
	}
	if d.report != nil {
		_, _ = fmt.Fprint(out, dataLines(d.report, d.path))
	}
	return nil
}

func levelStyle(level string) style {
	switch level {
	case "ok":
		return good
	case "warning":
		return caution
	default:
		return bad
	}
}
