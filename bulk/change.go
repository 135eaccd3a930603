package bulk

import (
	"fmt"
	"slices"

	"paysheet/bulk/ledger"
	"paysheet/providers"
)

// What may happen to a link whose invoice changed, and to one that expired. The
// words are those of link(on_change = …, on_expired = …).
const (
	ChangeKeep    = "keep"
	ChangeUpdate  = "update"
	ChangeReplace = "replace"
	ExpiredKeep   = "keep"
	ExpiredRenew  = "renew"
)

// Policy says what may happen to a link that exists. The zero value is nothing.
type Policy struct {
	OnChange  string // ChangeKeep, ChangeUpdate or ChangeReplace; empty is ChangeKeep
	OnExpired string // ExpiredKeep or ExpiredRenew; empty is ExpiredKeep
	Recreate  bool   // a cancelled link gets a successor
}

// or fills in what the rules left open with what the command line says.
func (p Policy) or(other Policy) Policy {
	if p.OnChange == "" {
		p.OnChange = other.OnChange
	}
	if p.OnExpired == "" {
		p.OnExpired = other.OnExpired
	}
	p.Recreate = p.Recreate || other.Recreate
	return p
}

// decideChange compares a payable link with what the row asks for now. Moving
// dates alone are never a change.
func decideChange(w wish, m memory) choice {
	e := m.mine
	fields, changes := changed(e, w.request)
	text := ChangeWords(changes)
	keep := choice{action: Refresh, known: e, generation: e.Generation, reason: HasLink}
	if len(fields) == 0 {
		return keep
	}
	var blocked string
	switch w.policy.OnChange {
	case ChangeUpdate:
		if blocked = cannotUpdate(m.mineCan, e, fields); blocked == "" {
			if cannotUpdate(m.mineCan, e, []providers.Field{providers.FieldExpires}) == "" {
				changes = withExpiry(changes, e, w.request.Expires)
			}
			return orReject(w, choice{action: Update, known: e, generation: e.Generation, changes: changes, reason: text}, m)
		}
	case ChangeReplace:
		if blocked = cannotRetire(m.mineCan, e); blocked == "" {
			c := replace(w, m, text)
			c.changes = withExpiry(changes, e, w.request.Expires)
			return c
		}
	}
	if blocked != "" {
		return without(Hold, text+": "+blocked, m)
	}
	if w.amount != e.Amount {
		return without(Hold, changedAmount(w.amount, m), m)
	}
	keep.reason = text + wayOut(m.mineCan, e, fields)
	return keep
}

// wayOut names the flag that would bring a link up to date, as far as its
// provider can.
func wayOut(can *providers.Capabilities, e *ledger.Entry, fields []providers.Field) string {
	switch {
	case cannotUpdate(can, e, fields) == "":
		return " (--update changes the link)"
	case cannotRetire(can, e) == "":
		return " (--replace makes another link)"
	default:
		return " (the link stays as it was made)"
	}
}

// changed lists what a request asks for that the link was not asked to be: the
// fields, and the same for people with old and new where the old is known.
func changed(e *ledger.Entry, q providers.LinkRequest) (fields []providers.Field, changes []Change) {
	add := func(field providers.Field, c Change) {
		fields, changes = append(fields, field), append(changes, c)
	}
	if q.Amount != e.Amount {
		add(providers.FieldAmount, Change{string(providers.FieldAmount), e.Amount.String(), q.Amount.String()})
	}
	if e.Terms == "" {
		return fields, changes // a link that was made elsewhere: what it was asked to be is not known
	}
	if ledger.Digest(q.Description) != e.Asked.Description {
		add(providers.FieldDescription, Change{string(providers.FieldDescription), "", fmt.Sprintf("%q", q.Description)})
	}
	if q.MinPartial != e.Asked.MinPartial {
		add(providers.FieldMinPartial, Change{string(providers.FieldMinPartial), orNone(e.Asked.MinPartial.String()), orNone(q.MinPartial.String())})
	}
	q.Reference = e.Sent
	if len(fields) == 0 && terms(&q) != e.Terms {
		add(providers.FieldEmail, Change{Field: "customer or return address"})
		fields = append(fields, providers.FieldPhone, providers.FieldReturnURL)
	}
	return fields, changes
}

// cannotUpdate says why a provider cannot change these fields of a link, empty
// where it can.
func cannotUpdate(can *providers.Capabilities, e *ledger.Entry, fields []providers.Field) string {
	if can == nil {
		return accountGone(e)
	}
	if !slices.Contains(can.UpdateFrom, e.Link.Status) {
		return fmt.Sprintf("%s cannot change a link that is %s", e.Provider, e.Link.Status)
	}
	for _, field := range fields {
		if !slices.Contains(can.Update, field) {
			return fmt.Sprintf("%s cannot change the %s of a link; --replace takes the link back and makes another", e.Provider, field)
		}
	}
	return ""
}

// cannotTakeBack says why a provider cannot cancel a link as it stands.
func cannotTakeBack(can *providers.Capabilities, e *ledger.Entry) string {
	switch {
	case can == nil:
		return accountGone(e)
	case slices.Contains(can.CancelFrom, e.Link.Status):
		return ""
	case e.Link.Expires.IsZero():
		return fmt.Sprintf("%s cannot take back a link that is %s", e.Provider, e.Link.Status)
	default:
		return fmt.Sprintf("%s cannot take back a link that is %s; it stays payable until %s", e.Provider, e.Link.Status, e.Link.Expires)
	}
}

// cannotRetire says why a link cannot make room for another: nothing that was
// paid, even in part, is replaced, and nothing that stays payable.
func cannotRetire(can *providers.Capabilities, e *ledger.Entry) string {
	switch {
	case can == nil:
		return accountGone(e)
	case e.Link.Status == providers.PartiallyPaid, e.Link.Status == providers.Paid, e.Link.Paid.Sign() > 0:
		return "something was paid on it, so it is not replaced"
	case e.Link.Status == providers.Expired, e.Link.Status == providers.Cancelled:
		return ""
	default:
		return cannotTakeBack(can, e)
	}
}

func accountGone(e *ledger.Entry) string {
	return "the config no longer has account " + e.Account
}

// replace takes the link's place with the next generation.
func replace(w wish, m memory, reason string) choice {
	c := choice{action: Replace, known: m.mine, generation: nextGeneration(m.mine), reason: reason, changes: withExpiry(nil, m.mine, w.request.Expires)}
	if blocked := cannotRetire(m.mineCan, m.mine); blocked != "" {
		return without(Hold, reason+", but "+blocked, m)
	}
	return orReject(w, c, m)
}

// renew makes an expired link payable again: by a later date where the provider
// can change one, else by the next generation.
func renew(w wish, m memory) choice {
	e := m.mine
	if cannotUpdate(m.mineCan, e, []providers.Field{providers.FieldExpires}) == "" && w.amount == e.Amount {
		change := Change{string(providers.FieldExpires), orNone(e.Link.Expires.String()), w.request.Expires.String()}
		return orReject(w, choice{action: Update, known: e, generation: e.Generation, changes: []Change{change}, reason: "expired; " + change.String()}, m)
	}
	return replace(w, m, "the link has expired and is renewed")
}

// orReject lets a change go ahead only if the provider would take the request.
func orReject(w wish, c choice, m memory) choice {
	if len(w.problems) > 0 {
		return without(Reject, w.problems[0].Message, m)
	}
	return c
}
