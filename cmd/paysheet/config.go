package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	toml "github.com/pelletier/go-toml/v2"

	"paysheet/bulk"
	"paysheet/bulk/invoice"
	"paysheet/providers"
	"paysheet/providers/all"
)

// configName is the file that is looked for in the working folder and beside
// the sheet.
const configName = "paysheet.toml"

// config is paysheet.toml, checked.
type config struct {
	path   string // empty where there is no config
	folder string // against which its paths are read
	digest string

	rules    string
	state    string
	copyTo   string // ledger_backup
	zone     *time.Location
	zoneName string
	sheet    fileSheet
	columns  map[invoice.Field]string
	guards   bulk.Guards
	accounts []fileAccount
	// closedDays is for how many days refresh looks at a link that is paid, expired
	// or cancelled.
	closedDays int

	approvers     []string // who may approve a review; none: no approval is needed
	approvalValid time.Duration
}

// file is the TOML document itself.
type file struct {
	Rules         string                    `toml:"rules"`
	State         string                    `toml:"state"`
	Backup        string                    `toml:"ledger_backup"`
	Timezone      string                    `toml:"timezone"`
	Approvers     []string                  `toml:"approvers"`
	ApprovalValid string                    `toml:"approval_valid"`
	Sheet         fileSheet                 `toml:"sheet"`
	Columns       map[string]string         `toml:"columns"`
	Guards        fileGuards                `toml:"guards"`
	Refresh       fileRefresh               `toml:"refresh"`
	Accounts      map[string]map[string]any `toml:"accounts"`
}

type fileSheet struct {
	Name      string `toml:"name"`
	HeaderRow int    `toml:"header_row"`
	Table     string `toml:"table"`
	Range     string `toml:"range"`
	Currency  string `toml:"currency"`
	Rounding  string `toml:"rounding"`
	Decimal   string `toml:"decimal"`
	Dates     string `toml:"dates"`
}

type fileAccount struct {
	name       string
	definition providers.Definition
	values     map[string]string // as written: env:NAME and the like unresolved
}

// findConfig gives the path of the config for a sheet, empty where there is none.
func findConfig(flag, sheetPath string) (string, error) {
	if flag != "" {
		if !exists(flag) {
			return "", usage(fmt.Errorf("there is no config file %s", flag))
		}
		return flag, nil
	}
	for _, folder := range []string{".", filepath.Dir(sheetPath)} {
		if path := filepath.Join(folder, configName); exists(path) {
			return path, nil
		}
	}
	return "", nil
}

// loadConfig reads and checks a config; an empty path gives the config of
// somebody who has none. Every error is the user's and names file and line.
func loadConfig(path string) (*config, error) {
	c := &config{path: path, folder: ".", state: ".paysheet", zone: time.Local, zoneName: "this machine's time zone", closedDays: defaultClosedDays}
	if path == "" {
		return c, nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, usage(fmt.Errorf("reading the config: %w", err))
	}
	sum := sha256.Sum256(text)
	text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf")) // some editors begin a file so
	c.folder, c.digest = filepath.Dir(path), hex.EncodeToString(sum[:])
	var f file
	if err := toml.Unmarshal(text, &f); err != nil {
		return nil, usage(decodeError(path, err))
	}
	lines := keyLines(text)
	if err := checkKeys(path, lines); err != nil {
		return nil, usage(err)
	}
	if err := c.take(f, lines); err != nil {
		return nil, usage(err)
	}
	return c, nil
}

func decodeError(path string, err error) error {
	var d *toml.DecodeError
	if errors.As(err, &d) {
		row, column := d.Position()
		return fmt.Errorf("%s:%d:%d: %s", path, row, column, wrongKind(d))
	}
	return fmt.Errorf("%s: %w", path, err)
}

// wrongKind says a fault of the decoder in the config's words: an amount without
// quotes is the likeliest of all.
func wrongKind(d *toml.DecodeError) string {
	text := strings.TrimPrefix(d.Error(), "toml: ")
	kind, goal, found := strings.Cut(strings.TrimPrefix(text, "cannot decode TOML "), " into ")
	if !found || len(d.Key()) == 0 {
		return text
	}
	key := strings.Join(d.Key(), ".")
	switch {
	case strings.Contains(goal, "map["):
		return fmt.Sprintf("%s is written as a TOML %s: write an amount for each currency, such as { LKR = %s }", key, kind, `"7000.00"`)
	case strings.HasSuffix(goal, "string"):
		return fmt.Sprintf("%s is written as a TOML %s: put the value in quotes", key, kind)
	case strings.HasSuffix(goal, "int"):
		return fmt.Sprintf("%s is written as a TOML %s: write a whole number without quotes", key, kind)
	default:
		return fmt.Sprintf("%s is written as a TOML %s, which it cannot be", key, kind)
	}
}

// take moves a decoded document into the config, checking each value.
func (c *config) take(f file, lines map[string]int) error {
	at := func(key string, format string, args ...any) error {
		return fmt.Errorf("%s:%d: %s", c.path, lines[key], fmt.Sprintf(format, args...))
	}
	c.rules, c.sheet, c.copyTo = f.Rules, f.Sheet, f.Backup
	if f.State != "" {
		c.state = f.State
	}
	if f.Timezone != "" {
		zone, err := time.LoadLocation(f.Timezone)
		if err != nil {
			return at("timezone", "timezone = %q is no IANA time zone such as Asia/Colombo", f.Timezone)
		}
		c.zone, c.zoneName = zone, f.Timezone
	}
	if err := checkSheet(f.Sheet, lines, at); err != nil {
		return err
	}
	c.columns = map[invoice.Field]string{}
	for field, header := range f.Columns {
		c.columns[invoice.Field(field)] = header
	}
	if err := c.takeGuards(f.Guards, lines, at); err != nil {
		return err
	}
	if err := c.takeRefresh(f.Refresh, at); err != nil {
		return err
	}
	if err := c.takeApprovers(f, lines, at); err != nil {
		return err
	}
	return c.takeAccounts(f, at)
}

// checkSheet refuses what [sheet] cannot mean.
func checkSheet(f fileSheet, lines map[string]int, at func(key, format string, args ...any) error) error {
	if f.Currency != "" {
		if _, err := providers.ParseCurrency(f.Currency); err != nil {
			return at("sheet.currency", "currency: %v", err)
		}
	}
	if _, set := lines["sheet.header_row"]; set && f.HeaderRow < 1 {
		return at("sheet.header_row", "header_row = %d: rows count from 1, as the spreadsheet shows", f.HeaderRow)
	}
	if !slices.Contains([]string{"", "none", "half-up"}, f.Rounding) {
		return at("sheet.rounding", "rounding = %q is neither none nor half-up", f.Rounding)
	}
	if f.Table != "" && f.Range != "" {
		return at("sheet.range", "table and range both say where the invoices are: keep one")
	}
	return nil
}

func (c *config) takeAccounts(f file, at func(key, format string, args ...any) error) error {
	names := make([]string, 0, len(f.Accounts))
	for name := range f.Accounts {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		values := map[string]string{}
		for key, value := range f.Accounts[name] {
			text, err := settingText(value)
			if err != nil {
				return at("accounts."+name+"."+key, "%s: %v", key, err)
			}
			values[key] = text
		}
		if key, found := misspeltProvider(values); found {
			return at("accounts."+name+"."+key, "unknown key %q%s", "accounts."+name+"."+key, nearest(key, []string{"provider"}))
		}
		definition, ok := all.Find(values["provider"])
		if !ok {
			return at("accounts."+name, "account %s has provider = %q%s: choose one of %s", name, values["provider"], nearest(values["provider"], providerNames()), strings.Join(providerNames(), ", "))
		}
		delete(values, "provider")
		for key := range values {
			if !slices.ContainsFunc(definition.Table(), func(s providers.Setting) bool { return s.Name == key }) {
				return at("accounts."+name+"."+key, "%q is no setting of %s%s", key, definition.Name, nearest(key, settingNames(definition)))
			}
		}
		c.accounts = append(c.accounts, fileAccount{name, definition, values})
	}
	return nil
}

// stateFolder gives where the ledger, the backups and the sandbox live.
func (c *config) stateFolder() string {
	if filepath.IsAbs(c.state) {
		return c.state
	}
	return filepath.Join(c.folder, c.state)
}

func providerNames() []string {
	var names []string
	for _, d := range all.Definitions() {
		names = append(names, d.Name)
	}
	return names
}

func settingNames(d providers.Definition) []string {
	names := []string{"provider"}
	for _, s := range d.Table() {
		names = append(names, s.Name)
	}
	return names
}

// fingerprint is the start of a digest, enough to tell two files apart by eye.
func fingerprint(digest string) string {
	if len(digest) > 12 {
		return digest[:12]
	}
	return digest
}
