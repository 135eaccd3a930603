package bulk

import (
	"strings"
	"testing"
	"time"

	"paysheet/bulk/ledger"
	"paysheet/providers"
	"paysheet/script"
)

func money(tb testing.TB, text string) providers.Money {
	tb.Helper()
	amount, currency, _ := strings.Cut(text, " ")
	m, err := providers.ParseMoney(amount, currency)
	if err != nil {
		tb.Fatal(err)
	}
	return m
}

// TestDecide is the policy in one table: what is wanted × what is remembered.
func TestDecide(t *testing.T) {
	t.Parallel()
	hundred, sixty := money(t, "100.00 LKR"), money(t, "60.00 LKR")
	here := &Account{Name: "colombo", Label: "colombo", Title: "OnePay", Scope: ledger.Scope{Provider: "onepay"}}
	entry := func(state ledger.State, status providers.Status) *ledger.Entry {
		return &ledger.Entry{
			Key: ledger.Key{Scope: here.Scope, Reference: "INV-1", Generation: 1}, State: state, Account: "colombo",
			Amount: hundred, Sent: "INV-1", Link: providers.Link{ID: "L1", Status: status},
			Terms: terms(&providers.LinkRequest{Reference: "INV-1", Amount: hundred}),
		}
	}
	known := func(status providers.Status) *ledger.Entry { return entry(ledger.Known, status) }
	partly := known(providers.PartiallyPaid)
	partly.Link.Paid = money(t, "40.00 LKR")
	second := known(providers.Cancelled)
	second.Generation = 2
	link := wish{mode: ModeApply, verdict: script.VerdictLink, account: here, amount: hundred, request: providers.LinkRequest{Amount: hundred}}
	with := func(w wish, change func(*wish)) wish { change(&w); return w }
	verdict := func(v script.Verdict) wish {
		return wish{mode: ModeApply, verdict: v, reason: "because", amount: hundred}
	}
	broken := with(link, func(w *wish) { w.problems = []Problem{{Message: "too long"}} })
	changed := with(link, func(w *wish) { w.amount, w.request.Amount = sixty, sixty })
	reworded := with(link, func(w *wish) { w.request.Description = "other words" })
	able := &providers.Capabilities{
		CancelFrom: []providers.Status{providers.Active, providers.Draft},
		Update:     []providers.Field{providers.FieldAmount, providers.FieldExpires}, UpdateFrom: []providers.Status{providers.Active, providers.Expired},
	}
	unable := &providers.Capabilities{}
	mine := func(e *ledger.Entry) memory { return memory{mine: e, mineCan: able} }
	stuck := func(e *ledger.Entry) memory { return memory{mine: e, mineCan: unable} }
	there := func(status providers.Status, can *providers.Capabilities) memory {
		e := known(status)
		e.Account = "delhi"
		return memory{other: e, otherCan: can}
	}
	movedAnd := func(e *ledger.Entry) memory {
		m := there(providers.Paid, able)
		m.other.Scope = ledger.Scope{Provider: "payu"}
		e.Began = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
		m.mine, m.mineCan = e, able
		return m
	}
	asking := func(w wish, p Policy) wish { w.policy = p; return w }
	update, replacing, renewing := Policy{OnChange: ChangeUpdate}, Policy{OnChange: ChangeReplace}, Policy{OnExpired: ExpiredRenew}
	foreign := known(providers.Active) // taken over from a sheet: nobody knows what was asked for
	foreign.Terms = ""
	blind := with(link, func(w *wish) {
		w.account = &Account{Name: "colombo", Label: "colombo", Title: "OnePay", Scope: here.Scope, Capabilities: providers.Capabilities{Find: providers.FindNone}}
	})
	asked := with(link, func(w *wish) {
		w.account = &Account{Name: "colombo", Label: "colombo", Title: "Conomy", Scope: here.Scope, Capabilities: providers.Capabilities{Find: providers.FindScan}}
	})
	claiming := func(w wish, c claim) wish { w.claim = c; return w }
	theirs := claim{id: "L9", url: "https://x", account: "colombo"}
	held := func(reference string) *ledger.Entry {
		e := known(providers.Active)
		e.Reference, e.Sheet, e.Row = reference, "s.xlsx", 7
		return e
	}
	adopting := claiming(with(link, func(w *wish) { w.mode = ModeAdopt }), theirs)
	retiring := known(providers.Cancelled)
	retiring.Retiring = true

	tests := []struct {
		name   string
		wish   wish
		memory memory
		action Action
		open   bool
		reason string // a part of it
	}{
		{"link, nothing known", link, memory{}, Create, false, "no link yet"},
		{"link, refused before", link, mine(entry(ledger.Refused, "")), Create, false, ""},
		{"link, another that looks alike", link, memory{alike: "looks like INV 1"}, Hold, false, "looks like"},
		{"link, another that looks alike, and one of its own", link, memory{mine: known(providers.Active), mineCan: able, alike: "looks like INV 1"}, Refresh, false, ""},
		{"link with problems", broken, memory{}, Reject, false, "too long"},
		{"link, crashed in the create", link, mine(entry(ledger.Intent, "")), Resolve, false, "not answered"},
		{"link, uncertain", link, mine(entry(ledger.Uncertain, "")), Resolve, false, "not answered"},
		{"link, made but not activated", link, mine(known(providers.Draft)), Resolve, false, ""},
		{"link, uncertain, other amount", changed, mine(entry(ledger.Uncertain, "")), Resolve, false, "the sheet now says 60.00 LKR"},
		{"link with problems, uncertain", broken, mine(entry(ledger.Uncertain, "")), Resolve, false, ""},
		{"link, active", link, mine(known(providers.Active)), Refresh, false, ""},
		{"link with problems, active", broken, mine(known(providers.Active)), Refresh, false, ""},
		{"link, partly paid", link, mine(partly), Refresh, false, ""},
		{"link, paid", link, mine(known(providers.Paid)), Keep, false, "paid"},
		{"link, expired", link, mine(known(providers.Expired)), Refresh, false, ""},
		{"link, cancelled", link, mine(known(providers.Cancelled)), Keep, false, "stays so"},
		{"changed amount, active", changed, mine(known(providers.Active)), Hold, true, "the sheet says 60.00 LKR, the link at colombo asks for 100.00 LKR"},
		{"link here, and the one that it took the place of paid late", link, movedAnd(known(providers.Active)), Refresh, false, ""},
		{"changed amount, active, can be changed", changed, mine(known(providers.Active)), Hold, true, "or change the link with --update"},
		{"changed amount, active, can only be taken back", changed, memory{mine: known(providers.Active), mineCan: &providers.Capabilities{CancelFrom: []providers.Status{providers.Active}}}, Hold, true, "make another with --replace"},
		{"changed amount, active, stays as it is", changed, stuck(known(providers.Active)), Hold, true, "correct the sheet; onepay cannot take back a link that is active"},
		{"changed amount, expired", changed, stuck(known(providers.Expired)), Hold, false, "make another link with --renew"},
		{"changed amount, expired, with --replace", asking(changed, replacing), mine(known(providers.Expired)), Hold, false, "make another link with --renew"},
		{"changed amount, paid", changed, mine(known(providers.Paid)), Hold, false, ""},
		{"the balance of a partly paid link", changed, mine(partly), Refresh, false, "open 60.00 LKR of 100.00 LKR"},
		{"unreadable amount, active", with(broken, func(w *wish) { w.amount = providers.Money{} }), mine(known(providers.Active)), Reject, true, "too long"},
		{"link here, live elsewhere", link, there(providers.Active, able), Hold, true, "cancel it first"},
		{"link here, live elsewhere, cannot be taken back", link, there(providers.Active, unable), Hold, true, "is active and onepay cannot take back"},
		{"link here, paid elsewhere", link, there(providers.Paid, able), Keep, false, "paid at delhi"},
		{"another amount here, paid elsewhere", changed, there(providers.Paid, able), Hold, false, "is paid and stays so"},
		{"link here, unresolved elsewhere", link, memory{other: entry(ledger.Intent, "")}, Resolve, false, "looked for first"},
		{"link here, live at another merchant of this account", link, memory{other: known(providers.Active)}, Hold, true, "another merchant or address"},
		{"moved with --replace", asking(link, replacing), there(providers.Active, able), Replace, false, "moved from delhi"},
		{"moved with --replace, cannot be taken back", asking(link, replacing), there(providers.Active, unable), Hold, true, "cannot take back"},
		{"moved with --replace, partly paid", asking(link, replacing), there(providers.PartiallyPaid, able), Hold, true, "something was paid"},
		{"changed amount with --update", asking(changed, update), mine(known(providers.Active)), Update, false, "100.00 LKR → 60.00 LKR"},
		{"changed amount with --update, cannot be changed", asking(changed, update), stuck(known(providers.Active)), Hold, true, "cannot change a link that is active"},
		{"changed amount with --replace", asking(changed, replacing), mine(known(providers.Active)), Replace, false, "100.00 LKR → 60.00 LKR"},
		{"changed amount with --replace, cannot be taken back", asking(changed, replacing), stuck(known(providers.Active)), Hold, true, "cannot take back"},
		{"changed amount with --replace, refused by the provider's limits", asking(with(changed, func(w *wish) { w.problems = []Problem{{Message: "too long"}} }), replacing), mine(known(providers.Active)), Reject, true, "too long"},
		{"changed words", reworded, mine(known(providers.Active)), Refresh, false, "--replace makes another link"},
		{"changed words with --update, cannot be changed", asking(reworded, update), mine(known(providers.Active)), Hold, true, "cannot change the description"},
		{"changed words with --replace", asking(reworded, replacing), mine(known(providers.Active)), Replace, false, "other words"},
		{"a moving date is no change", asking(with(link, func(w *wish) { w.request.Expires = providers.Date{Year: 2030, Month: 1, Day: 1} }), replacing), mine(known(providers.Active)), Refresh, false, ""},
		{"expired with --renew, the date can be changed", asking(link, renewing), mine(known(providers.Expired)), Update, false, "expired"},
		{"expired with --renew, it cannot", asking(link, renewing), stuck(known(providers.Expired)), Replace, false, "renewed"},
		{"paid with --replace", asking(link, replacing), mine(known(providers.Paid)), Keep, false, "paid"},
		{"cancelled with --recreate", asking(link, Policy{Recreate: true}), mine(known(providers.Cancelled)), Replace, false, "another is asked for"},
		{"a replacement that was cut off", link, mine(retiring), Replace, false, "an earlier run took the link back"},
		{"a replacement that was cut off, no longer wanted", verdict(script.VerdictSkip), mine(retiring), Skip, false, ""},
		{"cancel, cannot be taken back", verdict(script.VerdictCancel), stuck(known(providers.Active)), Skip, true, "cannot take back"},
		{"link in the sheet, unknown here", with(link, func(w *wish) { w.claim = claim{id: "L9", url: "https://x", account: "colombo"} }), memory{}, Adopt, false, ""},
		{"link in the sheet of another account", with(link, func(w *wish) { w.claim = claim{id: "L9", url: "https://x", account: "delhi"} }), memory{}, Hold, false, "delhi"},
		{"link in the sheet without an id", with(link, func(w *wish) { w.claim = claim{id: "", url: "https://x", account: "colombo"} }), memory{}, Hold, false, "without a Link ID"},
		{"link in the sheet, nobody says whose", claiming(link, claim{id: "L9"}), memory{}, Adopt, false, "checked at colombo"},
		{"link in the sheet that is another reference's", claiming(link, theirs), memory{holder: held("INV-7")}, Hold, false, "the link of INV-7 (row 7 of s.xlsx)"},
		{"uncertain in the sheet, unknown here", claiming(link, claim{doubted: true}), memory{}, Resolve, false, "this ledger knows nothing of it"},
		{"uncertain in the sheet, refused here", claiming(link, claim{doubted: true}), mine(entry(ledger.Refused, "")), Create, false, ""},
		{"uncertain here, a link was put into the sheet, can be asked", claiming(asked, theirs), mine(entry(ledger.Uncertain, "")), Resolve, false, "looked for first"},
		{"uncertain here, a link was put into the sheet, nobody can be asked", claiming(blind, theirs), mine(entry(ledger.Uncertain, "")), Adopt, false, "the sheet names a link"},
		{"uncertain here, another's link was put into the sheet", claiming(blind, theirs), memory{mine: entry(ledger.Uncertain, ""), holder: held("INV-7")}, Resolve, false, ""},
		{"uncertain here, the sheet names what the ledger has", claiming(blind, claim{id: "L1", account: "colombo"}), memory{mine: entry(ledger.Uncertain, ""), entries: []ledger.Entry{*entry(ledger.Uncertain, "")}}, Resolve, false, ""},
		{"changed words of a link made elsewhere", reworded, mine(foreign), Refresh, false, "has a link"},
		{"changed amount of a link made elsewhere", changed, mine(foreign), Hold, true, "100.00 LKR"},
		{"adopt, no link in the row", wish{mode: ModeAdopt, verdict: script.VerdictSkip}, memory{}, Leave, false, "names no link"},
		{"adopt, unknown here", adopting, memory{}, Adopt, false, "checked at colombo"},
		{"adopt, uncertain here", adopting, mine(entry(ledger.Uncertain, "")), Adopt, false, ""},
		{"adopt, known here", adopting, mine(known(providers.Active)), Refresh, false, "already"},
		{"adopt, live elsewhere", adopting, there(providers.Active, able), Hold, true, "delhi"},
		{"adopt, another reference's", adopting, memory{holder: held("INV-7")}, Hold, false, "INV-7"},
		{"adopt, an account that the config does not have", with(adopting, func(w *wish) { w.account = nil; w.claim.account = "lima" }), memory{}, Hold, false, `"lima"`},
		{"adopt, a URL alone", claiming(adopting, claim{url: "https://x", account: "colombo"}), memory{}, Hold, false, "without a Link ID"},
		{"adopt, an amount that cannot be read", with(adopting, func(w *wish) { w.problems = []Problem{{Message: "no amount"}} }), memory{}, Reject, false, "no amount"},
		{"adopt, a reference that stands twice", with(adopting, func(w *wish) { w.verdict = script.VerdictReject; w.reason = "also stands in row 9" }), memory{}, Reject, false, "row 9"},
		{"skip, nothing known", verdict(script.VerdictSkip), memory{}, Skip, false, "because"},
		{"skip, active", verdict(script.VerdictSkip), mine(known(providers.Active)), Skip, true, "because"},
		{"skip, paid", verdict(script.VerdictSkip), mine(known(providers.Paid)), Skip, false, ""},
		{"skip, uncertain", verdict(script.VerdictSkip), mine(entry(ledger.Uncertain, "")), Resolve, false, ""},
		{"hold, active", verdict(script.VerdictHold), mine(known(providers.Active)), Hold, true, ""},
		{"reject, partly paid", verdict(script.VerdictReject), mine(partly), Reject, true, ""},
		{"cancel, nothing known", verdict(script.VerdictCancel), memory{}, Skip, false, "because"},
		{"cancel, active", verdict(script.VerdictCancel), mine(known(providers.Active)), Cancel, false, "because"},
		{"cancel, partly paid", verdict(script.VerdictCancel), mine(partly), Skip, true, "not taken back"},
		{"cancel, paid", verdict(script.VerdictCancel), mine(known(providers.Paid)), Skip, false, ""},
		{"cancel, expired", verdict(script.VerdictCancel), mine(known(providers.Expired)), Skip, false, ""},
		{"cancel, uncertain", verdict(script.VerdictCancel), mine(entry(ledger.Uncertain, "")), Resolve, false, ""},
		{"refresh, nothing known", wish{mode: ModeRefresh}, memory{}, Leave, false, ""},
		{"refresh, active", wish{mode: ModeRefresh}, mine(known(providers.Active)), Refresh, false, ""},
		{"refresh, paid", wish{mode: ModeRefresh}, mine(known(providers.Paid)), Refresh, false, ""},
		{"refresh, uncertain", wish{mode: ModeRefresh}, mine(entry(ledger.Uncertain, "")), Resolve, false, ""},
		{"cancel command, active", wish{mode: ModeCancel}, mine(known(providers.Active)), Cancel, false, ""},
		{"cancel command, nothing known", wish{mode: ModeCancel}, memory{}, Skip, false, ""},
		{"second generation cancelled", link, mine(second), Keep, false, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := decide(test.wish, test.memory)
			if got.action != test.action || got.stillOpen != test.open {
				t.Errorf("got %s (still open %v) because %q, want %s (still open %v)", got.action, got.stillOpen, got.reason, test.action, test.open)
			}
			if !strings.Contains(got.reason, test.reason) {
				t.Errorf("reason %q does not say %q", got.reason, test.reason)
			}
			if test.memory.mine != nil && got.known != test.memory.mine {
				t.Errorf("the choice forgot the entry that it was made from")
			}
		})
	}
}

func TestRememberPicksWhatMatters(t *testing.T) {
	t.Parallel()
	here := &Account{Name: "colombo", Scope: ledger.Scope{Provider: "onepay"}}
	at := func(provider string, generation int, state ledger.State, status providers.Status) ledger.Entry {
		return ledger.Entry{Key: ledger.Key{Scope: ledger.Scope{Provider: provider}, Reference: "A", Generation: generation}, State: state, Link: providers.Link{Status: status}}
	}
	entries := []ledger.Entry{
		at("onepay", 1, ledger.Known, providers.Cancelled), at("payu", 1, ledger.Known, providers.Active), at("onepay", 2, ledger.Refused, ""),
	}
	m := remember(entries, here)
	if m.mine == nil || m.mine.Generation != 2 || m.other == nil || m.other.Provider != "payu" {
		t.Errorf("for an account: got %+v and %+v", m.mine, m.other)
	}
	if m := remember(entries, nil); m.mine == nil || m.mine.Provider != "payu" {
		t.Errorf("for no account the live link matters, got %+v", m.mine)
	}
	if m := remember(entries[:1], nil); m.mine == nil || m.other != nil {
		t.Errorf("a dead link is still remembered, got %+v", m)
	}
}

// TestRememberKeepsWhatWasReplaced: every link whose place was taken is looked at
// again, also one at another account, and also where no rules choose an account.
func TestRememberKeepsWhatWasReplaced(t *testing.T) {
	t.Parallel()
	here := &Account{Name: "colombo", Scope: ledger.Scope{Provider: "onepay"}}
	at := func(provider string, generation, minute int, status providers.Status) ledger.Entry {
		id := ""
		if status != "" {
			id = provider + itoa(generation)
		}
		return ledger.Entry{
			Key:   ledger.Key{Scope: ledger.Scope{Provider: provider}, Reference: "A", Generation: generation},
			State: ledger.Known, Link: providers.Link{ID: id, Status: status}, Began: time.Date(2026, 1, 1, 0, minute, 0, 0, time.UTC),
		}
	}
	entries := []ledger.Entry{
		at("onepay", 1, 2, providers.Cancelled), at("payu", 1, 1, providers.Cancelled), at("onepay", 2, 3, ""), at("onepay", 3, 4, providers.Active),
		at("zoho", 1, 5, providers.Cancelled), // made later: an account that the invoice came back from
	}
	for name, account := range map[string]*Account{"an account": here, "no account": nil} {
		m := remember(entries, account)
		var got []string
		for _, e := range m.retired {
			got = append(got, e.Link.ID)
		}
		if m.mine == nil || m.mine.Generation != 3 || strings.Join(got, " ") != "onepay1 payu1" {
			t.Errorf("for %s: the link is %+v, and it took the place of %v", name, m.mine, got)
		}
	}
}
