package bulk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"paysheet/bulk/invoice"
	"paysheet/bulk/ledger"
	"paysheet/providers"
	"paysheet/script"
)

// link turns what the rules said into the request that would be sent, and
// collects every reason why the provider would refuse it.
func (p *Planner) link(row invoice.Row, inv invoice.Invoice, said script.Link, item *Item, w *wish) {
	account, known := p.Accounts[said.Account]
	if !known {
		w.problems = append(w.problems, p.unknownAccount(row, said.Account))
		return
	}
	w.account = account
	request := requestOf(inv, said)
	p.noticeOverrides(item, inv, said)
	w.amount = request.Amount
	w.policy = Policy{OnChange: said.OnChange, OnExpired: said.OnExpired}.or(p.Policy)
	request.Reference = account.sent(item.Reference, 1)
	request.Notify = p.addressees(item, request, account)
	item.Request, w.request = request, request
	if request.Amount.IsNone() {
		return // the row's own problems say why
	}
	for _, problem := range account.Capabilities.Check(request, p.Today) {
		told := Problem{
			Cell: row.Cellname(problem.Field), Field: problem.Field, Value: p.shown(problem.Field, request),
			Message: "account " + account.Name + ": " + problem.Message,
		}
		if gave(said, problem.Field) {
			// The sheet's own cell is not to blame.
			told.Cell, told.Value = row.Cellname(string(invoice.Reference)), ""
			told.Message = "as " + item.Rule + " gives it, for " + told.Message
		}
		w.problems = append(w.problems, told)
	}
}

// addressees gives of whom the rules would have written to those who can be, and
// tells of the others.
func (p *Planner) addressees(item *Item, q providers.LinkRequest, account *Account) providers.Notify {
	to, told := q.Notify, func(notice string) { item.Notices = append(item.Notices, notice) }
	if to != (providers.Notify{}) && !account.Capabilities.Notifies {
		told(account.Title + " writes to nobody: notify has no effect")
		return providers.Notify{}
	}
	if to.Email && strings.TrimSpace(q.Customer.Email) == "" {
		told("notify: the row has no email address to write to")
		to.Email = false
	}
	if to.SMS && strings.TrimSpace(q.Customer.Phone) == "" {
		told("notify: the row has no phone number to write to")
		to.SMS = false
	}
	return to
}

// avoid passes over generations whose reference is another invoice's own: with
// INV-1 and INV-1-2 in one sheet, the second link of INV-1 is INV-1-3.
func (p *Planner) avoid(ctx context.Context, item *Item, w wish) error {
	if w.account == nil || item.Action != Replace {
		return nil
	}
	for ; item.Generation > 1; item.Generation++ {
		sent := item.Reference + "-" + itoa(item.Generation)
		entries, err := p.Memory.Lookup(ctx, w.account.Scope.Namespace, sent)
		if err != nil {
			return fmt.Errorf("reading the ledger for %s: %w", sent, err)
		}
		if len(entries) == 0 && len(p.duplicates.Exact(sent)) == 0 {
			break
		}
	}
	item.Request.Reference = w.account.sent(item.Reference, item.Generation)
	return nil
}

// recheck holds a link to the provider's limits once more where its reference
// grew by a generation, before anything is taken back for it.
func (p *Planner) recheck(item *Item, w wish) {
	if w.account == nil || item.Generation < 2 || item.Action != Replace && item.Action != Create {
		return
	}
	for _, problem := range w.account.Capabilities.Check(item.Request, p.Today) {
		if problem.Field == "reference" {
			item.Action = Hold
			item.Reason = "a further link of this invoice cannot be made, so the one there is stays: account " + w.account.Name + ": " + problem.Message
			item.StillOpen = item.Known != nil && item.Known.State == ledger.Known && item.Known.Link.Status.Payable()
			if item.Known != nil {
				item.Account = p.accountOf(item.Known)
			}
			return
		}
	}
}

// requestOf joins what the rules said with what the sheet says where they said
// nothing.
func requestOf(inv invoice.Invoice, said script.Link) providers.LinkRequest {
	request := providers.LinkRequest{
		Amount: inv.Amount, Description: inv.Description, Expires: inv.Expires, MinPartial: inv.MinPartial,
		Customer: inv.Customer, ReturnURL: said.ReturnURL, FailureURL: said.FailureURL, Notify: said.Notify,
	}
	override(&request.Amount, said.Amount)
	override(&request.Description, said.Description)
	override(&request.Expires, said.Expires)
	override(&request.MinPartial, said.MinPartial)
	override(&request.Customer.Name, said.CustomerName)
	override(&request.Customer.Email, said.Email)
	override(&request.Customer.Phone, said.Phone)
	return request
}

func override[T any](value *T, said *T) {
	if said != nil {
		*value = *said
	}
}

// gave tells that the rules said a field themselves.
func gave(said script.Link, field string) bool {
	switch field {
	case "amount":
		return said.Amount != nil
	case "reference":
		return said.Reference != ""
	case "description":
		return said.Description != nil
	case "expires":
		return said.Expires != nil
	case "min_partial":
		return said.MinPartial != nil
	default:
		return false
	}
}

// noticeOverrides tells where the rules send another reference or amount than
// the sheet has, with both.
func (p *Planner) noticeOverrides(item *Item, inv invoice.Invoice, said script.Link) {
	if said.Reference != "" && said.Reference != item.Reference {
		item.Notices = append(item.Notices, fmt.Sprintf("the rules send reference %q for the sheet's %q", said.Reference, item.Reference))
		item.Reference, item.SheetReference = said.Reference, item.Reference
	}
	if said.Amount != nil && *said.Amount != inv.Amount {
		item.Notices = append(item.Notices, fmt.Sprintf("the rules ask for %s, the sheet says %s", *said.Amount, inv.Amount))
	}
}

// shown gives the value of a request's field, for a problem.
func (p *Planner) shown(field string, r providers.LinkRequest) string {
	switch field {
	case "currency":
		return string(r.Amount.Currency())
	case "amount":
		return r.Amount.String()
	case "reference":
		return r.Reference
	case "description":
		return r.Description
	case "expires":
		return r.Expires.String()
	case "min_partial":
		return r.MinPartial.String()
	default:
		return ""
	}
}

func (p *Planner) unknownAccount(row invoice.Row, name string) Problem {
	names := make([]string, 0, len(p.Accounts))
	for each := range p.Accounts {
		names = append(names, each)
	}
	slices.Sort(names)
	message := fmt.Sprintf("there is no account %q: the config has %s", name, strings.Join(names, ", "))
	if name == "" {
		message = "no account is named for this row: fill its account column with one of " + strings.Join(names, ", ")
		if _, none := p.Rules.(SheetRules); none {
			message += ", or write rules that choose (paysheet rules new)"
		}
	}
	return Problem{Cell: row.Cellname(string(invoice.Account)), Field: "account", Value: name, Message: message}
}

// SheetRules is rules = "none": every row goes to its account column, or to the
// only account, with the sheet's own expiry and description.
type SheetRules struct{ Accounts []string }

// Decide never fails.
func (s SheetRules) Decide(_ context.Context, row script.Row) (script.Decision, error) {
	account, err := row.Text(string(invoice.Account))
	if err != nil || account == "" {
		account = ""
		if len(s.Accounts) == 1 {
			account = s.Accounts[0]
		}
	}
	return script.Decision{Verdict: script.VerdictLink, Link: script.Link{Account: account}}, nil
}
