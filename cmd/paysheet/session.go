package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"paysheet/bulk"
	"paysheet/bulk/invoice"
	"paysheet/bulk/ledger"
	"paysheet/bulk/review"
	"paysheet/bulk/sheet"
	"paysheet/bulk/spool"
	"paysheet/providers"
	"paysheet/providers/sandbox"
	"paysheet/script"
)

// options are the flags that every command over a sheet shares.
type options struct {
	config, rules, asOf       string
	rows, where               string
	worksheet, table, cells   string
	headerRow                 int
	accept                    string
	takesAccept               bool // there is a flag to accept with
	update, replace, renew    bool
	recreate                  bool
	wait                      bool
	canary                    int // changes that go ahead alone; 0 is none
	newMerchant, newLedger    bool
	approved                  string // the review whose rows are carried out
	sandbox, yes, json, quiet bool
	verbose, noInput          bool
	includeHidden             bool
	watch                     *watcher // of a refresh; nil in every other command
}

// policy gives what the flags allow to happen to links that exist.
func (o options) policy() bulk.Policy {
	p := bulk.Policy{Recreate: o.recreate}
	switch {
	case o.replace:
		p.OnChange = bulk.ChangeReplace
	case o.update:
		p.OnChange = bulk.ChangeUpdate
	}
	if o.renew {
		p.OnExpired = bulk.ExpiredRenew
	}
	return p
}

// session is everything that a command over a sheet works with. close ends it.
type session struct {
	env       env
	options   options
	path      string // of the sheet as typed; empty where a review says it
	colours   palette
	config    *config
	table     sheet.Table
	spool     *spool.Spool // what the run needs again
	columns   *invoice.Columns
	data      data
	password  string // of a protected workbook, once it was asked for
	accounts  map[string]*bulk.Account
	rules     bulk.Decider
	script    *script.Rules // nil for rules = "none"
	rulesPath string
	today     providers.Date
	state     string // the folder of the ledger in force
	run       string
	planner   *bulk.Planner
	kept      *bulk.KeptPlan // the plan as it was shown; nil until it was
	ledger    *ledger.Ledger
	payees    ledger.PayeeKey
	sandbox   *sandbox.Sandbox
	// stoppedEarly says why only the first links of the run were made.
	stoppedEarly string
	answers      *bufio.Reader  // of questions; nil until the first
	planned      *review.Digest // of a plan that is written into a review
	reviewed     *reviewed      // the review whose approved rows are carried out
	waiting      func(account, reason string, d time.Duration)
}

// open prepares a session: config, sheet, columns, accounts, rules, ledger, in
// the order in which a user would fix what is wrong. call says that providers
// will be called, so the ledger is taken for writing and credentials are needed.
func open(ctx context.Context, e env, o options, path string, mode bulk.Mode, call bool) (*session, error) {
	s := &session{env: e, options: o, path: path}
	if err := s.prepare(ctx, path, mode, call); err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

func (s *session) prepare(ctx context.Context, path string, mode bulk.Mode, call bool) error {
	configPath, err := findConfig(s.options.config, cmp.Or(path, s.options.approved))
	if err != nil {
		return err
	}
	if s.config, err = loadConfig(configPath); err != nil {
		return err
	}
	if s.options.approved != "" {
		if err := s.openReview(ctx, call); err != nil {
			return err
		}
		path = cmp.Or(path, s.reviewed.record.Sheet)
	}
	if err := s.setToday(); err != nil {
		return err
	}
	if err := s.openSheet(ctx, path); err != nil {
		return err
	}
	if err := s.openState(ctx, call); err != nil {
		return err
	}
	if err := s.openAccounts(ctx, call); err != nil {
		return err
	}
	if mode == bulk.ModeApply {
		if err := s.openRules(path); err != nil {
			return err
		}
	}
	return s.makePlanner(ctx, mode)
}

func (s *session) setToday() error {
	s.today = providers.DateOf(s.env.clock().In(s.config.zone))
	if s.options.asOf == "" {
		return nil
	}
	date, err := providers.ParseDate(s.options.asOf)
	if err != nil {
		return usage(fmt.Errorf("--as-of: %w", err))
	}
	s.today = date
	return nil
}

// openState opens the ledger and, for a sandboxed run that calls, the stand-ins.
func (s *session) openState(ctx context.Context, call bool) error {
	if s.ledger != nil {
		return nil // for the review
	}
	s.state = s.config.stateFolder()
	if s.options.sandbox {
		s.state = filepath.Join(s.state, "sandbox")
	}
	if call {
		if err := s.checkState(); err != nil {
			return err
		}
		if err := ledger.MakeFolder(s.config.stateFolder()); err != nil {
			return fmt.Errorf("making the state folder: %w", err)
		}
	}
	s.tellLedger(call)
	opened, err := ledger.Open(ctx, s.state, ledger.Options{Clock: s.env.clock, Who: s.env.who(), ReadOnly: !call})
	if err != nil {
		return err
	}
	s.ledger = opened
	if s.payees, err = ledger.OpenPayeeKey(s.state, call); err != nil {
		return err
	}
	if !call || !s.options.sandbox {
		return nil
	}
	s.sandbox, err = sandbox.Open(sandbox.Options{Dir: filepath.Join(s.state, "links"), Clock: s.env.clock})
	if err != nil {
		return fmt.Errorf("opening the sandbox: %w", err)
	}
	return nil
}

func (s *session) openAccounts(ctx context.Context, call bool) error {
	o := opener{env: s.env, config: s.config, sandboxed: s.options.sandbox, waiting: func(account, reason string, d time.Duration) {
		if s.waiting != nil {
			s.waiting(account, reason, d)
		}
	}}
	if s.sandbox != nil {
		endpoints, err := s.sandbox.Listen(ctx, false)
		if err != nil {
			return fmt.Errorf("starting the sandbox: %w", err)
		}
		o.endpoints = map[string]sandbox.Endpoint{}
		for _, endpoint := range endpoints {
			o.endpoints[endpoint.Provider] = endpoint
		}
	}
	if len(s.config.accounts) == 0 && !s.options.sandbox {
		return usage(errors.New("no account is configured: add one to paysheet.toml (paysheet init writes a first one), or try --sandbox, which needs none"))
	}
	var err error
	s.accounts, err = o.accounts(ctx, call)
	return err
}

func (s *session) makePlanner(ctx context.Context, mode bulk.Mode) error {
	if err := s.accept(ctx, mode); err != nil {
		return err
	}
	s.planner = &bulk.Planner{
		Mode: mode, Table: s.table, Columns: s.columns, Rules: s.rules, Accounts: s.accounts,
		Memory: s.ledger, Today: s.today, Sandbox: s.options.sandbox, Policy: s.options.policy(),
		Past:    s.pastLinks(mode),
		Working: s.working, Payee: s.payees.Of,
	}
	chosen, err := s.chooser(ctx)
	if err != nil {
		return err
	}
	s.planner.Chosen = chosen
	s.nameRun()
	return s.planner.Prepare(ctx)
}

// close ends everything that was opened, in the reverse order.
func (s *session) close() error {
	var faults []error
	if s.ledger != nil {
		faults = append(faults, s.ledger.Close())
	}
	if s.sandbox != nil {
		faults = append(faults, s.sandbox.Close())
	}
	if s.table != nil {
		faults = append(faults, s.table.Close())
	}
	if s.spool != nil {
		faults = append(faults, s.spool.Close())
	}
	return errors.Join(faults...)
}
