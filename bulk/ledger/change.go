package ledger

import (
	"context"
	"errors"
	"fmt"

	"paysheet/providers"
)

// Begin records durably that a create is about to be sent; only when it
// returns nil may the provider be called. It looks at Key, Account, Sent,
// Amount, Asked, Terms, Run, Sheet, Row and Previous of the entry.
//
// It refuses with an *ExistsError when the key is there already in any state
// but Refused, and when another generation, or another account of the same
// namespace and environment, holds a link that can be paid or may exist: that
// is the promise of one payable link a reference. ErrPoisoned means that
// nothing may be sent any more.
func (l *Ledger) Begin(ctx context.Context, e Entry) error {
	if err := checkAsked(ctx, e); err != nil {
		return err
	}
	return l.write(func(ctx context.Context, s *session) error {
		own, others, err := s.known(ctx, e.Key)
		if err != nil {
			return err
		}
		if own != nil && State(own.State) != Refused {
			return exists(own, openWords(own.State))
		}
		for _, other := range others {
			found, err := other.entry()
			if err != nil {
				return err
			}
			if found.Environment == e.Environment && found.Open() {
				return &ExistsError{found, "another link of this reference can be paid, or may exist"}
			}
		}
		return s.intend(ctx, own, e, "begin", 1)
	})
}

// Rebegin records that an unresolved create is about to be sent again, which
// is right only where the provider refuses a second link of one reference. The
// entry must be Intent or Uncertain without a known link (*StateError,
// ErrMissing), and Amount and Sent must be those of the first time
// (*ExistsError): another amount is another invoice.
func (l *Ledger) Rebegin(ctx context.Context, e Entry) error {
	if err := checkAsked(ctx, e); err != nil {
		return err
	}
	return l.write(func(ctx context.Context, s *session) error {
		own, err := s.mustKnow(ctx, e.Key)
		if err != nil {
			return err
		}
		if !State(own.State).Unresolved() || own.LinkID != "" {
			return wrongState("sending it again", own)
		}
		if err := sameRequest(own, e); err != nil {
			return err
		}
		return s.intend(ctx, own, e, "rebegin", own.Attempts+1)
	})
}

// Finish records durably what came of a call, or later what Find or a person
// found out about it; the entry must be Intent or Uncertain (*StateError,
// ErrMissing). It gives the entry as it now stands. A create that was sent
// more than once and refused the last time stays Uncertain, because that says
// nothing of the earlier times; from Uncertain itself, Refused is taken as
// proven. A Sole outcome whose link another reference has gives an *ExistsError
// and changes nothing. Finish is not stopped by ctx.
func (l *Ledger) Finish(_ context.Context, key Key, o Outcome) (Entry, error) {
	if err := errors.Join(key.check(), o.check()); err != nil {
		return Entry{}, err
	}
	var now Entry
	err := l.write(func(ctx context.Context, s *session) error {
		r, err := s.mustKnow(ctx, key)
		if err != nil {
			return err
		}
		from := State(r.State)
		if !from.Unresolved() {
			return wrongState("recording a call's outcome", r)
		}
		if err := s.mayHave(ctx, key, o); err != nil {
			return err
		}
		before, err := r.entry()
		if err != nil {
			return err
		}
		r.State, r.Reason = string(o.State), clean(o.Reason)
		if from == Intent && o.State == Refused && r.Attempts > 1 {
			r.State = string(Uncertain)
		}
		if o.Answer != "" {
			r.Answer = o.Answer
		}
		r.link(merge(before.Link, o.Link))
		if o.State == Known {
			r.checked = s.ledger.clock().UnixNano()
		}
		delete(s.open, key)
		if err := s.save(ctx, r, "finish", from); err != nil {
			return err
		}
		now, err = r.entry()
		return err
	})
	return now, err
}

// Observe records what the provider said later of a Known link (*StateError,
// ErrMissing); what it leaves out stays as last known. A link of another id is
// refused. Reading the same again moves Checked alone, without an event.
func (l *Ledger) Observe(_ context.Context, key Key, link providers.Link, reason string) error {
	return l.write(func(ctx context.Context, s *session) error {
		r, before, err := s.mustHaveLink(ctx, key, link.ID, "recording its link's state")
		if err != nil {
			return err
		}
		r.checked = s.ledger.clock().UnixNano()
		after := merge(before.Link, link)
		if after == before.Link {
			if _, err := s.touch.ExecContext(ctx, r.checked, r.id); err != nil {
				return failure("writing an entry", err)
			}
			return nil
		}
		r.link(after)
		r.Reason = clean(reason)
		return s.save(ctx, r, "observe", Known)
	})
}

// Retire records durably, before a link is taken back, that another is to be
// made in its place, so that a run which is cut off in between is gone on with.
// on = false takes it back where the link turns out to stay. Errors are those of
// Observe.
func (l *Ledger) Retire(_ context.Context, key Key, on bool, reason string) error {
	return l.write(func(ctx context.Context, s *session) error {
		r, err := s.mustKnow(ctx, key)
		if err != nil {
			return err
		}
		if State(r.State) != Known {
			return wrongState("replacing it", r)
		}
		if r.Retiring == on {
			return nil
		}
		r.Retiring, r.Reason = on, clean(reason)
		return s.save(ctx, r, "retire", Known)
	})
}

// Amend records that the provider accepted an update of a Known link: what is
// asked now (Amount, Asked, Terms of e), the link as it stands (e.Link) and
// e.Reason. Run, Sheet and Row stay those that made the link; the event names
// the run that changed it. Errors are those of Observe.
func (l *Ledger) Amend(_ context.Context, e Entry) error {
	return l.write(func(ctx context.Context, s *session) error {
		r, before, err := s.mustHaveLink(ctx, e.Key, e.Link.ID, "recording an update")
		if err != nil {
			return err
		}
		e.Account, e.Sent = before.Account, before.Sent
		r.ask(e)
		r.link(merge(before.Link, e.Link))
		r.Reason, r.checked = clean(e.Reason), s.ledger.clock().UnixNano()
		return s.save(ctx, r, "amend", Known)
	})
}

// Adopt takes in a link that was made elsewhere and checked at its provider;
// e.Link needs its ID. It refuses with an *ExistsError when the key holds
// another link, when another key holds this one, and when the key is
// unresolved and was asked for another amount.
func (l *Ledger) Adopt(ctx context.Context, e Entry) error {
	if err := checkAsked(ctx, e); err != nil {
		return err
	}
	if e.Link.ID == "" {
		return fmt.Errorf("%s: a link without its provider's id cannot be adopted", e.Reference)
	}
	return l.write(func(ctx context.Context, s *session) error {
		r, _, err := s.known(ctx, e.Key)
		if err != nil {
			return err
		}
		if err := s.adoptable(ctx, r, e); err != nil {
			return err
		}
		var from State
		var before providers.Link
		if r == nil {
			r = newRecord(e.Key)
		} else {
			found, err := r.entry()
			if err != nil {
				return err
			}
			from, before = found.State, found.Link
		}
		r.ask(e)
		r.State, r.Reason, r.checked = string(Known), clean(e.Reason), s.ledger.clock().UnixNano()
		if from != Known {
			r.Run, r.Sheet, r.Row, r.SheetRef, r.Payee, r.Previous = e.Run, e.Sheet, e.Row, e.SheetReference, e.Payee, e.Previous
		}
		r.link(merge(before, e.Link))
		delete(s.open, e.Key)
		return s.save(ctx, r, "adopt", from)
	})
}

func checkAsked(ctx context.Context, e Entry) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := e.check(); err != nil {
		return err
	}
	if e.Amount.IsNone() {
		return fmt.Errorf("%s: a ledger entry needs the amount asked for", e.Reference)
	}
	return nil
}

// openWords says for people why a key cannot be begun once more.
func openWords(state string) string {
	if State(state) == Known {
		return "the ledger has a link for it already"
	}
	return "a create of it is under way, or was never answered"
}
