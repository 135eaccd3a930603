package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"paysheet/script/lint"
)

func newRulesFmt(e env, code *int) *cobra.Command {
	var o options
	var check bool
	cmd := &cobra.Command{
		Use: "fmt [FILE ...]", Short: "Give rules their standard layout",
		Long: `fmt rewrites rules and their tests in one layout: four spaces, one space around
operators, long calls one value a line. It changes no meaning and sorts nothing.
Without a name it takes every .star file beside the rules.`,
		Example: "  paysheet rules fmt\n  paysheet rules fmt --check rules.star",
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				var err error
				if args, err = starFiles(cmd, e, o); err != nil {
					return err
				}
			}
			changed := 0
			for _, path := range args {
				done, err := formatFile(path, check)
				if err != nil {
					return err
				}
				if !done {
					continue
				}
				changed++
				_, _ = fmt.Fprintln(cmd.OutOrStdout(), printable(path))
			}
			if check && changed > 0 {
				*code = exitFailed
				e.say("%s: paysheet rules fmt lays them out", plural(changed, "file is laid out otherwise", "files are laid out otherwise"))
			}
			return nil
		},
	}
	f := cmd.Flags()
	f.BoolVar(&check, "check", false, "change nothing; name the files that would change, and end with 1 if there are any")
	f.StringVar(&o.config, "config", "", "the config file, which may name the rules")
	return cmd
}

// starFiles lists the .star files beside the rules.
func starFiles(cmd *cobra.Command, e env, o options) (paths []string, err error) {
	b, err := openBench(cmd.Context(), e, o, "", "")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, b.close()) }()
	found, err := filepath.Glob(filepath.Join(filepath.Dir(b.rulesPath), "*.star"))
	if err != nil {
		return nil, fmt.Errorf("looking for rules: %w", err)
	}
	return found, nil
}

// formatFile lays one file out and tells whether that changed, or would change, it.
func formatFile(path string, check bool) (bool, error) {
	before, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, usage(fmt.Errorf("there is no rules file %s", path))
	}
	if err != nil {
		return false, usage(fmt.Errorf("reading rules: %w", err))
	}
	after, err := lint.Format(path, before)
	if err != nil {
		return false, usage(err)
	}
	if bytes.Equal(before, after) {
		return false, nil
	}
	if check {
		return true, nil
	}
	return true, writeOver(path, after)
}

// writeOver replaces a file's content at once, with its permissions: a cut-off
// write must not leave half a file of rules.
func writeOver(path string, content []byte) (err error) {
	if path, err = filepath.EvalSymlinks(path); err != nil {
		return fmt.Errorf("writing rules: %w", err)
	}
	info, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	temp, err := os.CreateTemp(filepath.Dir(path), ".paysheet-*")
	if err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("writing %s: %w", path, err), os.Remove(temp.Name()))
		}
	}()
	_, err = temp.Write(content)
	err = errors.Join(err, temp.Chmod(info.Mode().Perm()), temp.Sync(), temp.Close())
	if err != nil {
		return err
	}
	return os.Rename(temp.Name(), path)
}
