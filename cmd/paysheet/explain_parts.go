package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"paysheet/bulk"
	"paysheet/bulk/invoice"
	"paysheet/bulk/ledger"
	"paysheet/script"
)

// answer is what the rules said of a row, and how they came to it.
type answer struct {
	Trace    script.Trace  `json:"trace,omitempty" doc:"the conditions that the rules went through, in their order"`
	Decision []script.Term `json:"decision,omitempty" doc:"everything that the decision says"`
	Error    string        `json:"error,omitempty" doc:"why the rules failed on this row, instead of a decision"`
	Frame    string        `json:"error_source,omitempty" doc:"the line of the rules that failed"` // the line of the rules that failed
}

func (s *session) askRules(ctx context.Context, row invoice.Row) answer {
	trace, decision, err := s.script.Explain(ctx, row)
	a := answer{Trace: trace}
	var failed *script.Error
	switch {
	case err == nil:
		a.Decision = decision.Terms()
	case errors.As(err, &failed):
		a.Error, a.Frame = failed.Message, fmt.Sprintf("%s:%d: %s", failed.File, failed.Line, strings.TrimSpace(failed.Source))
	default:
		a.Error = err.Error()
	}
	return a
}

func (a *answer) show(b *strings.Builder, rules string) {
	if len(a.Trace)+len(a.Decision) == 0 && a.Error == "" {
		return
	}
	fmt.Fprintf(b, "\nThe rules, %s\n", rules)
	for _, step := range a.Trace {
		b.WriteString(traceLine(step))
	}
	if a.Error != "" {
		b.WriteString(wrapped("  ", "! "+a.Error))
		if a.Frame != "" {
			b.WriteString("    " + a.Frame + "\n")
		}
		return
	}
	for _, t := range a.Decision {
		fmt.Fprintf(b, "  => %-12s %s\n", t.Name, cut(bulk.Clean(t.Value), 60))
	}
}

// traceLine shows one condition, what it came to and whether its branch was
// taken, or what the rules said there.
func traceLine(step script.Step) string {
	indent := strings.Repeat("  ", step.Depth)
	var b strings.Builder
	if step.Said != "" {
		fmt.Fprintf(&b, "  %s· line %d: %s %s\n", indent, step.Line, map[string]string{"because": "because", "print": "printed:"}[step.Said], cut(bulk.Clean(step.Text), 200))
		return b.String()
	}
	mark := "✗"
	if step.Taken {
		mark = "✓"
	}
	fmt.Fprintf(&b, "  %s%s line %d: %s  → %s\n", indent, mark, step.Line, step.Text, cut(bulk.Clean(step.Value), 60))
	for _, seen := range step.Saw {
		fmt.Fprintf(&b, "  %s      %s = %s\n", indent, seen.Text, cut(bulk.Clean(seen.Value), 60))
	}
	return b.String()
}

// providerView is what the account's provider would say to the request, as far
// as its documents tell.
type providerView struct {
	Account    string       `json:"account" doc:"as the config names it"`
	Provider   string       `json:"provider" doc:"its name for people"`
	Objections []objectJSON `json:"objections" doc:"why the provider would refuse, as far as its documents tell"`
}

type objectJSON struct {
	Field   string `json:"field" doc:"of the invoice"`
	Message string `json:"message" doc:"the value, the rule and what to do"`
}

// providerView is nil for a row that asks no provider for anything.
func (s *session) providerView(item bulk.Item) *providerView {
	account := s.accounts[item.Account]
	if account == nil || item.Request.Amount.IsNone() {
		return nil
	}
	v := &providerView{Account: account.Name, Provider: account.Title, Objections: []objectJSON{}}
	for _, p := range account.Capabilities.Check(item.Request, s.today) {
		v.Objections = append(v.Objections, objectJSON{p.Field, p.Message})
	}
	return v
}

func (v *providerView) show(b *strings.Builder) {
	if v == nil {
		return
	}
	fmt.Fprintf(b, "\nThe provider, %s at %s\n", v.Provider, v.Account)
	if len(v.Objections) == 0 {
		b.WriteString("  has no objection that its documents tell of\n")
	}
	for _, o := range v.Objections {
		b.WriteString(wrapped("  ", "! "+o.Field+": "+o.Message))
	}
}

// ledgerView is what the ledger knows of the row's reference.
type ledgerView struct {
	Key        string    `json:"key" doc:"of the entry, for people"`
	Generation int       `json:"generation" doc:"1 for the first link of the reference, 2 for the one that replaced it"`
	Account    string    `json:"account" doc:"that was asked"`
	State      string    `json:"state" doc:"intent, known, refused or uncertain"`
	Sent       string    `json:"sent_reference,omitempty" doc:"the reference as it travelled"`
	Asked      string    `json:"asked,omitempty" doc:"the amount asked for, for people"`
	Link       *linkJSON `json:"link,omitempty" doc:"as last known"`
	Run        string    `json:"run" doc:"that asked for the link"`
	Changed    string    `json:"changed" doc:"when anything but the look last changed, UTC"`
	Checked    string    `json:"checked,omitempty" doc:"when the provider last told of the link, UTC"`
	Reason     string    `json:"reason,omitempty" doc:"the last sentence for people"`
	paid       string    // so far, for people
}

func ledgerViewOf(e *ledger.Entry) *ledgerView {
	if e == nil {
		return nil
	}
	v := &ledgerView{
		Key: fmt.Sprint(e.Key), Generation: e.Generation, Account: e.Account, State: fmt.Sprint(e.State), Sent: e.Sent,
		Run: e.Run, Changed: e.Changed.UTC().Format("2006-01-02T15:04:05Z"), Reason: e.Reason,
	}
	if !e.Amount.IsNone() {
		v.Asked = e.Amount.String()
	}
	if !e.Checked.IsZero() {
		v.Checked = e.Checked.UTC().Format("2006-01-02T15:04:05Z")
	}
	if e.Link.ID != "" {
		if !e.Link.Paid.IsNone() {
			v.paid = e.Link.Paid.String()
		}
		v.Link = &linkJSON{e.Link.ID, e.Link.URL, e.Link.Status, e.Account, e.Link.Paid.Number(), e.Link.Expires.String(), e.Previous}
	}
	return v
}

func (v *ledgerView) show(b *strings.Builder) {
	b.WriteString("\nThe ledger\n")
	if v == nil {
		b.WriteString("  knows nothing of this reference\n")
		return
	}
	fmt.Fprintf(b, "  %s at %s: %s since %s, by run %s\n", v.Key, v.Account, v.State, v.Changed, v.Run)
	if v.Link != nil {
		fmt.Fprintf(b, "  link %s is %s over %s", v.Link.ID, v.Link.Status, v.Asked)
		if v.paid != "" {
			fmt.Fprintf(b, ", %s paid", v.paid)
		}
		if v.Link.Expires != "" {
			fmt.Fprintf(b, ", until %s", v.Link.Expires)
		}
		fmt.Fprintf(b, "\n  %s\n", v.Link.URL)
	}
	if v.Checked != "" {
		fmt.Fprintf(b, "  last looked at %s\n", v.Checked)
	}
	if v.Reason != "" {
		b.WriteString(wrapped("  ", v.Reason))
	}
}
