package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"

	"paysheet/bulk"
	"paysheet/bulk/ledger"
	"paysheet/providers"
)

// limits names what paysheet cannot know about a run before its first call, and
// a person has to say: whose links an account's are, and whether a new ledger is
// the first. Stand-ins have no such limits.
func (s *session) limits(ctx context.Context, v *view) ([]string, error) {
	if s.options.sandbox {
		return nil, nil
	}
	uses, err := s.ledger.Uses(ctx)
	if err != nil {
		return nil, err
	}
	return append(s.newMerchants(uses), s.newLedger(v, uses)...), nil
}

// planLimits tells of them, with the status that apply would end with.
func (s *session) planLimits(ctx context.Context, v *view, code *int) error {
	found, err := s.limits(ctx, v)
	for _, text := range found {
		s.env.say("apply would stop: %s", printable(text))
		*code = worst(*code, exitGuard)
	}
	return err
}

// stopAtLimits stops a run at them.
func (s *session) stopAtLimits(ctx context.Context, v *view, mode bulk.Mode) error {
	if mode != bulk.ModeApply && mode != bulk.ModeAdopt {
		return nil
	}
	found, err := s.limits(ctx, v)
	if err != nil || len(found) == 0 {
		return err
	}
	return &failure{exitGuard, errors.New("stopped before the first call:\n  " + strings.Join(found, "\n  "))}
}

// newMerchants finds accounts that are another merchant than the one whose links
// the ledger has under their name.
func (s *session) newMerchants(uses []ledger.Use) []string {
	if s.options.newMerchant {
		return nil
	}
	var found []string
	for _, name := range s.accountNames() {
		a := s.accounts[name]
		for _, use := range uses {
			was, now := identity(use.Scope), identity(a.Scope)
			if use.Account != a.Label || use.Open == 0 || was == now {
				continue
			}
			found = append(found, fmt.Sprintf(
				"account %s is %s now, but it was %s when it made %s: put that back, give the new merchant an account name of its own, or say with --new-merchant that it is meant (only the old settings can then look at the old links or take them back)",
				a.Name, now, was, plural(use.Open, "link that is still open", "links that are still open")))
		}
	}
	return found
}

// identity names the merchant behind an account.
func identity(s ledger.Scope) string {
	words := []string{s.Provider}
	if s.Environment != "" && s.Environment != "production" {
		words = append(words, s.Environment)
	}
	if s.Merchant != "" {
		words = append(words, s.Merchant)
	}
	return strings.Join(words, " ") + " at " + s.Host
}

// newLedger finds accounts that would get their first links of this ledger and
// cannot be asked which links they have already.
func (s *session) newLedger(v *view, uses []ledger.Use) []string {
	if s.options.newLedger {
		return nil
	}
	creates := map[string]int{}
	for _, line := range v.tally.Lines(nil) {
		if line.What == string(bulk.Create) {
			creates[line.Account] += line.Rows
		}
	}
	var found []string
	for _, name := range s.accountNames() {
		a := s.accounts[name]
		if creates[name] == 0 || a.Capabilities.Find != providers.FindNone || loopbackHost(a.Scope.Host) || s.knows(a, uses) {
			continue
		}
		found = append(found, fmt.Sprintf(
			"the ledger in %s %s, and %s cannot be asked whether it has links for the %s to account %s already: two ledgers that know nothing of each other can make two links for one invoice, and that is the limit of what paysheet can promise. If links were made before, put the ledger or its copy (ledger_backup) back, or take the links in the sheet over with paysheet adopt. If these are the first, say so with --new-ledger",
			s.state, fresh(a, uses), a.Title, plural(creates[name], "row that goes", "rows that go"), a.Name))
	}
	return found
}

// knows tells that the ledger has entries of an account: of its merchant, in
// whatever namespace, or of another one under its name, where --new-merchant
// says that the change is meant.
func (s *session) knows(a *bulk.Account, uses []ledger.Use) bool {
	return slices.ContainsFunc(uses, func(use ledger.Use) bool {
		return identity(use.Scope) == identity(a.Scope) || use.Account == a.Label && s.options.newMerchant
	})
}

// fresh says in which way the ledger is new to an account.
func fresh(a *bulk.Account, uses []ledger.Use) string {
	if len(uses) == 0 {
		return "is new"
	}
	return "has made nothing at account " + a.Name + " yet"
}

func (s *session) accountNames() []string {
	names := make([]string, 0, len(s.accounts))
	for name := range s.accounts {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func loopbackHost(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
