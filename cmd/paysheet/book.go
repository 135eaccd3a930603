package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"paysheet/bulk/ledger"
)

// openBook prepares a command that works from the ledger alone. call says that
// providers will be called, so the ledger is taken for writing and the accounts
// are opened.
func openBook(ctx context.Context, e env, o options, call bool) (*session, error) {
	s := &session{env: e, options: o}
	err := s.prepareBook(ctx, call)
	if err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

func (s *session) prepareBook(ctx context.Context, call bool) error {
	path, err := findConfig(s.options.config, ".")
	if err != nil {
		return err
	}
	if s.config, err = loadConfig(path); err != nil {
		return err
	}
	if err := s.setToday(); err != nil {
		return err
	}
	if err := s.openState(ctx, call); err != nil || !call {
		return err
	}
	s.nameRun()
	return s.openAccounts(ctx, call)
}

// bookFlags gives a command over the ledger the flags that all of them share.
func (o *options) bookFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&o.config, "config", "", "the config file (default: paysheet.toml here)")
	f.BoolVar(&o.sandbox, "sandbox", false, "the sandbox's ledger instead of the real one")
	f.BoolVar(&o.json, "json", false, "print one JSON document")
}

// nameRun gives the run its id: when it started, and enough chance that two
// machines never meet.
func (s *session) nameRun() {
	id := make([]byte, 4)
	rand.Read(id) // never fails, says package crypto/rand
	s.run = s.env.clock().UTC().Format("20060102-150405-") + hex.EncodeToString(id)
}

// working names the run that another process is carrying out over the ledger.
func (s *session) working(ctx context.Context) (run, since string, ok bool, err error) {
	now, ok, err := s.ledger.Working(ctx)
	return now.ID, s.instant(now.Started), ok, err
}

// checkState refuses a state folder where the ledger is not safe, and warns of
// one where it may not be.
func (s *session) checkState() error {
	warnings, err := ledger.CheckFolder(s.config.stateFolder())
	if err != nil {
		return usage(err)
	}
	for _, warning := range warnings {
		s.env.say("! %s", printable(warning))
	}
	return nil
}

// head gives the chain's head as a person keeps it; empty where it cannot be
// read, which the next command that needs the ledger tells.
func (s *session) head() string {
	seq, hash, err := s.ledger.Head(context.Background())
	if err != nil {
		return ""
	}
	return ledger.FormatHead(seq, hash)
}

// backUp copies the ledger to where the config says, after a run against real
// accounts.
func (s *session) backUp(ctx context.Context) error {
	if s.config.copyTo == "" || s.options.sandbox {
		return nil
	}
	path := s.config.copyTo
	if !filepath.IsAbs(path) {
		path = filepath.Join(s.config.folder, path)
	}
	if err := s.ledger.Backup(ctx, path); err != nil {
		return fmt.Errorf("the run is done, but ledger_backup failed: %w", err)
	}
	return nil
}
