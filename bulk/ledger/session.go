package ledger

import (
	"context"
	"fmt"

	"paysheet/providers"
)

// known gives the record under a key, nil for none, and the reference's other
// records: other generations and other scopes.
func (s *session) known(ctx context.Context, key Key) (own *record, others []*record, err error) {
	may, err := s.ledger.refs.has(ctx, s.ledger.ro, key.Namespace, key.Reference)
	if err != nil {
		return nil, nil, failure("reading the ledger", err)
	}
	if !may {
		return nil, nil, nil
	}
	all, err := scan(s.find.QueryContext(ctx, key.Namespace, key.Reference))
	if err != nil {
		return nil, nil, failure("reading the ledger", err)
	}
	for _, r := range all {
		if r.key() == key {
			own = r
		} else {
			others = append(others, r)
		}
	}
	return own, others, nil
}

// mustKnow gives the record under a key, or ErrMissing.
func (s *session) mustKnow(ctx context.Context, key Key) (*record, error) {
	if r := s.open[key]; r != nil {
		return r, nil
	}
	r, _, err := s.known(ctx, key)
	if err != nil {
		return nil, err
	}
	if r == nil {
		return nil, fmt.Errorf("%s: %w", key, ErrMissing)
	}
	return r, nil
}

// mustHaveLink gives the record of a Known link. The id is that of the link
// about to be recorded; empty means the one known.
func (s *session) mustHaveLink(ctx context.Context, key Key, id, op string) (*record, Entry, error) {
	r, err := s.mustKnow(ctx, key)
	if err != nil {
		return nil, Entry{}, err
	}
	if State(r.State) != Known {
		return nil, Entry{}, wrongState(op, r)
	}
	if id != "" && id != r.LinkID {
		return nil, Entry{}, exists(r, fmt.Sprintf("its link is %s, not %s", r.LinkID, id))
	}
	before, err := r.entry()
	return r, before, err
}

// intend writes an intent over what was there, which is nothing, a refusal or
// an unresolved attempt.
func (s *session) intend(ctx context.Context, r *record, e Entry, kind string, attempts int) error {
	var from State
	if r == nil {
		r = newRecord(e.Key)
	} else {
		from = State(r.State)
	}
	r.ask(e)
	r.link(providers.Link{})
	r.State, r.Run, r.Sheet, r.Row, r.SheetRef, r.Payee, r.Previous = string(Intent), e.Run, e.Sheet, e.Row, e.SheetReference, e.Payee, e.Previous
	if r.Run == "" {
		r.Run = s.run
	}
	r.Attempts, r.Answer, r.Reason, r.checked = attempts, "", clean(e.Reason), 0
	r.Began = s.ledger.clock().UnixNano()
	s.open[e.Key] = r
	return s.save(ctx, r, kind, from)
}

// adoptable tells why a link cannot be taken in under a key.
func (s *session) adoptable(ctx context.Context, own *record, e Entry) error {
	if own != nil {
		if State(own.State) == Known && own.LinkID != e.Link.ID {
			return exists(own, fmt.Sprintf("its link is %s, not %s", own.LinkID, e.Link.ID))
		}
		if State(own.State).Unresolved() {
			if err := sameRequest(own, e); err != nil {
				return err
			}
		}
	}
	holders, err := s.holders(ctx, e.Key, e.Link.ID)
	if err != nil || len(holders) == 0 {
		return err
	}
	return exists(holders[0], "it holds link "+e.Link.ID+" already")
}

// mayHave refuses a Sole outcome whose link another reference of the scope has.
func (s *session) mayHave(ctx context.Context, key Key, o Outcome) error {
	if !o.Sole {
		return nil
	}
	holders, err := s.holders(ctx, key, o.Link.ID)
	if err != nil {
		return err
	}
	for _, holder := range holders {
		if holder.Reference != key.Reference {
			return exists(holder, "it holds link "+o.Link.ID+" already")
		}
	}
	return nil
}

// holders gives the other entries of the key's scope that have a link.
func (s *session) holders(ctx context.Context, key Key, id string) (others []*record, err error) {
	if id == "" {
		return nil, nil
	}
	// Nearly every link is a new one, and to count none costs a third of reading none.
	var held int
	if err := s.holding.QueryRowContext(ctx, key.Provider, id).Scan(&held); err != nil {
		return nil, failure("reading the ledger", err)
	}
	if held == 0 {
		return nil, nil
	}
	all, err := scan(s.conn.QueryContext(ctx, selectByLink, key.Provider, id))
	if err != nil {
		return nil, failure("reading the ledger", err)
	}
	for _, r := range all {
		if held := r.key(); held.Scope == key.Scope && held != key {
			others = append(others, r)
		}
	}
	return others, nil
}

// sameRequest refuses another amount or another sent reference while nobody
// knows what the first request did.
func sameRequest(own *record, e Entry) error {
	amount := join(e.Amount.Number(), string(e.Amount.Currency()))
	if was := join(own.Amount, own.Currency); was != amount {
		return exists(own, fmt.Sprintf("it was asked for as %s and is unresolved, so it cannot be asked for as %s", was, amount))
	}
	if own.Sent != e.Sent {
		return exists(own, fmt.Sprintf("it was sent as %q and is unresolved, so it cannot be sent as %q", own.Sent, e.Sent))
	}
	return nil
}

func newRecord(k Key) *record {
	return &record{
		Provider: k.Provider, Environment: k.Environment, Host: k.Host, Merchant: k.Merchant,
		Namespace: k.Namespace, Reference: k.Reference, Generation: k.Generation,
	}
}

func exists(r *record, why string) error {
	found, err := r.entry()
	if err != nil {
		return err
	}
	return &ExistsError{found, why}
}

func wrongState(op string, r *record) error {
	found, err := r.entry()
	if err != nil {
		return err
	}
	return &StateError{op, found}
}
