package main

import (
	"context"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"

	"paysheet/bulk"
	"paysheet/providers"
)

func itoa(n int) string { return strconv.Itoa(n) }

// view is what is kept of a plan to show it and to guard it: sums over all of
// it, and some of its rows. Its size does not grow with the sheet.
type view struct {
	tally     bulk.Tally
	guards    *bulk.GuardCheck
	warnings  []bulk.Warning
	absent    absentees // open links that the sheet asks for no more; of a plan only
	elsewhere elsewhere // open links of other sheets; of a plan only
	limits    []string  // what a person has to say before the first call; of a review only
	rows      map[bulk.Action]*rowGroup
	stillOpen []bulk.Item
	failures  failures // rejected rows that the rules failed on
	open      int      // rows with a payable link that they no longer want
	// skippedOpen are those of them that are skipped; the others are held or
	// rejected and told as such.
	skippedOpen int
	lasting     map[string]lasting // new links that cannot be taken back, by account
	hidden      bulk.Tally
	rounded     int
	notify      int            // customers whom a provider will write to
	calls       int            // rows that call a provider
	callsAt     map[string]int // the same by account
	changes     int            // rows that would change something at a provider
}

// survey reads a plan once. each, if not nil, is given every item as it comes.
func survey(items iter.Seq2[bulk.Item, error], guards *bulk.GuardCheck, accounts map[string]*bulk.Account, each func(bulk.Item) error) (*view, error) {
	v := &view{guards: guards, rows: map[bulk.Action]*rowGroup{}, callsAt: map[string]int{}}
	for item, err := range items {
		if err != nil {
			return nil, err
		}
		v.add(item)
		v.last(item, accounts)
		if each == nil {
			continue
		}
		if err := each(item); err != nil {
			return nil, err
		}
	}
	return v, nil
}

// lasting are links that nobody can take back once they are made.
type lasting struct {
	rows  int
	until providers.Date // the last day on which any of them can be paid
	open  int            // those without an expiry of their own
	usual string         // what the account does about these
}

// last counts a new link at an account that cannot cancel an active one.
func (v *view) last(item bulk.Item, accounts map[string]*bulk.Account) {
	if item.Action != bulk.Create && item.Action != bulk.Replace {
		return
	}
	account := accounts[item.Account]
	if account == nil || slices.Contains(account.Capabilities.CancelFrom, providers.Active) {
		return
	}
	if v.lasting == nil {
		v.lasting = map[string]lasting{}
	}
	l := v.lasting[item.Account]
	l.rows++
	if item.Request.Expires.IsZero() {
		l.open, l.usual = l.open+1, account.Capabilities.DefaultExpiry
	}
	if l.until.Before(item.Request.Expires) {
		l.until = item.Request.Expires
	}
	v.lasting[item.Account] = l
}

func (v *view) add(item bulk.Item) {
	if item.Action == bulk.Leave {
		v.tally.Leave(item)
		return
	}
	account := item.Account
	if account == "" && item.Known != nil {
		account = item.Known.Account
	}
	v.tally.Add(account, string(item.Action), item.Amount)
	v.guards.Add(item)
	v.count(item)
	v.keep(item)
}

// keep takes the first rows of each action, to be shown.
func (v *view) keep(item bulk.Item) {
	if item.Action == bulk.Reject && v.failures.add(item) {
		return
	}
	rows := v.rows[item.Action]
	if rows == nil {
		rows = &rowGroup{}
		v.rows[item.Action] = rows
	}
	rows.item(item, needsSomebody(item.Action))
	if item.StillOpen && item.Action == bulk.Skip {
		v.skippedOpen++
		if len(v.stillOpen) < needRows {
			v.stillOpen = append(v.stillOpen, item)
		}
	}
}

// count adds up what a row would ask of its provider.
func (v *view) count(item bulk.Item) {
	if item.Hidden {
		v.hidden.Add("", "hidden", item.Amount)
	}
	if item.Rounded {
		v.rounded++
	}
	if item.StillOpen {
		v.open++
	}
	if item.Action.Calls() {
		v.calls++
		v.callsAt[accountOf(item)]++
	}
	if item.Action.Calls() && item.Action != bulk.Refresh {
		v.changes++
	}
	if (item.Action == bulk.Create || item.Action == bulk.Replace) && (item.Request.Notify.Email || item.Request.Notify.SMS) {
		v.notify++
	}
}

// header names everything that the run stands on and every guess made.
func (s *session) header(command string) string {
	var b strings.Builder
	info := s.table.Info()
	line := func(label, format string, args ...any) {
		text := wrapped(strings.Repeat(" ", 11), fmt.Sprintf(format, args...))
		fmt.Fprintf(&b, "  %-8s %s", label, strings.TrimLeft(text, " "))
	}
	fmt.Fprintf(&b, "paysheet %s %s\n", command, printable(info.Path))
	table := "the whole file"
	if info.Sheet != "" {
		table = "worksheet " + info.Sheet
	}
	line("table", "%s, header in row %d", table, info.HeaderRow)
	if s.config.path == "" {
		line("config", "none")
	} else {
		line("config", "%s (%s)", s.config.path, fingerprint(s.config.digest))
	}
	switch {
	case s.rules == nil:
	case s.script == nil:
		line("rules", "none: every row goes to its account column or the only account")
	default:
		line("rules", "%s (%s)", s.rulesPath, fingerprint(s.script.Digest()))
	}
	line("today", "%s (%s)", s.today, s.config.zoneName)
	if s.reviewed != nil {
		line("review", "%s", s.reviewed.String())
	}
	if words := s.acceptedWords(); words != nil {
		line("accepted", "%s: such cells are read as doctor proposes", strings.Join(words, ", "))
	}
	if s.options.sandbox {
		line("accounts", "the sandbox's stand-ins: nobody is called or charged")
	}
	for _, strange := range s.strangeHosts() {
		line("warning", "%s", strange.text)
	}
	label := "guessed"
	for _, guess := range append(slices.Clone(info.Guesses), s.columns.Guesses()...) {
		line(label, "%s", guess)
		label = ""
	}
	return b.String()
}

type strangeHost struct{ account, text string }

// strangeHosts names the accounts whose calls go to a host that their provider
// is not known for.
func (s *session) strangeHosts() []strangeHost {
	var found []strangeHost
	for _, name := range slices.Sorted(maps.Keys(s.accounts)) {
		a := s.accounts[name]
		if !s.options.sandbox && a.Familiar != nil && !a.Familiar(a.Scope.Host) {
			found = append(found, strangeHost{name, fmt.Sprintf("account %s calls %s, which is no host of %s", name, a.Scope.Host, a.Title)})
		}
	}
	return found
}

// look reads the plan once and keeps what is shown of it.
func (s *session) look(ctx context.Context, each func(bulk.Item) error) (*view, error) {
	past, err := s.past(ctx)
	if err != nil {
		return nil, err
	}
	warnings, err := s.warnings(ctx)
	if err != nil {
		return nil, err
	}
	v, err := survey(s.items(ctx), s.config.guards.Watch(past), s.accounts, s.warning(ctx, warnings, each))
	if err != nil {
		return nil, err
	}
	v.warnings = warnings.Found()
	return v, s.verdict(ctx)
}

// lookAndKeep is look, and keeps the plan: what was shown, guarded and agreed to
// is then carried out without being decided once more.
func (s *session) lookAndKeep(ctx context.Context, each func(bulk.Item) error) (*view, error) {
	kept := bulk.KeepPlan(s.spool)
	v, err := s.look(ctx, func(item bulk.Item) error {
		kept.Add(item)
		return each(item)
	})
	if err == nil {
		s.kept = kept
	}
	return v, err
}
