package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"
)

// newMan makes the command that packagers use; people meet its pages in man.
func newMan() *cobra.Command {
	return &cobra.Command{
		Use: "man DIR", Short: "Write the manual pages into a folder", Hidden: true,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usage(errors.New("man writes its pages into one folder: paysheet man DIR"))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := os.MkdirAll(args[0], 0o755); err != nil { //nolint:gosec // manual pages are for everybody to read
				return fmt.Errorf("making the folder: %w", err)
			}
			// The date is the sources', so that the same sources give the same pages.
			date, err := time.Parse(time.RFC3339, thisBuild().date)
			if err != nil {
				date = time.Unix(0, 0).UTC()
			}
			return writeManual(cmd.Root(), args[0], date)
		},
	}
}

// writeManual writes the page of a command and those of its commands and topics.
func writeManual(cmd *cobra.Command, folder string, date time.Time) error {
	path := filepath.Join(folder, pageName(cmd)+".1")
	page := pageOf(cmd, "paysheet "+thisBuild().version, date)
	if err := os.WriteFile(path, []byte(page), 0o644); err != nil { //nolint:gosec // manual pages are for everybody to read
		return fmt.Errorf("writing the manual: %w", err)
	}
	for _, g := range grouped(cmd) {
		for _, each := range g.commands {
			if err := writeManual(each, folder, date); err != nil {
				return err
			}
		}
	}
	return nil
}
