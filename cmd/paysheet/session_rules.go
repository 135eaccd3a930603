package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"paysheet/bulk"
	"paysheet/script"
)

// openRules finds and compiles the rules. A run against real accounts without
// rules stops unless the config says that there are none.
func (s *session) openRules(sheetPath string) error {
	path, err := s.findRules(sheetPath)
	if err != nil {
		return err
	}
	s.rulesPath = path
	if path == "none" {
		names := make([]string, 0, len(s.accounts))
		for name := range s.accounts {
			names = append(names, name)
		}
		s.rules = bulk.SheetRules{Accounts: names}
		return nil
	}
	folder, file := folderOf(path)
	s.script, err = script.Compile(folder, file, s.scriptEnvironment())
	if err != nil {
		return usage(err)
	}
	s.rules = s.script
	return nil
}

func (s *session) scriptEnvironment() script.Environment {
	e := script.Environment{Today: s.today, Columns: s.columns.Headers(), Now: s.env.clock}
	for _, a := range s.accounts {
		e.Accounts = append(e.Accounts, script.Account{Name: a.Name, Provider: a.Scope.Provider, Capabilities: a.Capabilities})
	}
	slices.SortFunc(e.Accounts, func(a, b script.Account) int { return strings.Compare(a.Name, b.Name) })
	return e
}

// findRules gives the path of the rules, or "none".
func (s *session) findRules(sheetPath string) (string, error) {
	if given := s.options.rules; given != "" {
		if given != "none" && !exists(given) {
			return "", usage(fmt.Errorf("there is no rules file %s", given))
		}
		return given, nil
	}
	if named := s.config.rules; named != "" {
		if named == "none" {
			return named, nil
		}
		path := named
		if !filepath.IsAbs(path) {
			path = filepath.Join(s.config.folder, path)
		}
		if !exists(path) {
			return "", usage(fmt.Errorf("%s says rules = %q, but there is no file %s", s.config.path, named, path))
		}
		return path, nil
	}
	var beside []string
	if s.config.path != "" {
		beside = append(beside, s.config.folder)
	}
	for _, folder := range append(beside, filepath.Dir(sheetPath)) {
		if path := filepath.Join(folder, "rules.star"); exists(path) {
			return path, nil
		}
	}
	if s.options.sandbox {
		return "none", nil
	}
	return "", usage(errors.New(`there are no rules: put rules.star beside the sheet, name it with --rules, or write rules = "none" in the config to send every row to its account column`))
}
