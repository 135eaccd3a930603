package ledger

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"
)

// Event is one link of the chain: one change of state of an entry, or the
// start or end of a run. Its JSON, in this order of fields, is what is hashed;
// a later field must be omitted when empty.
type Event struct {
	Seq    int64     `json:"seq"`              // 1, 2, 3 … without a gap
	Prev   string    `json:"prev"`             // the hash of the event before; empty for the first
	At     time.Time `json:"at"`               // UTC
	Kind   string    `json:"kind"`             // begin, rebegin, finish, observe, retire, amend, adopt, receipt, run, end, review, approve
	Who    string    `json:"who,omitempty"`    // the person
	Run    string    `json:"run,omitempty"`    // the run going on, or that starts or ends
	Key    *Key      `json:"key,omitempty"`    // nil for a run's event
	From   State     `json:"from,omitempty"`   // empty where there was no entry
	To     State     `json:"to,omitempty"`     //
	LinkID string    `json:"link,omitempty"`   //
	Status string    `json:"status,omitempty"` // the link's
	Amount string    `json:"amount,omitempty"` // asked for: "150000.00 LKR"
	Sheet  string    `json:"sheet,omitempty"`  // that asked
	Row    int       `json:"row,omitempty"`    // that asked
	Answer string    `json:"answer,omitempty"` // digest of the provider's raw answer
	Reason string    `json:"reason,omitempty"` //
	Before int64     `json:"before,omitempty"` // the last event about the same entry or run; 0 for its first
	Row256 string    `json:"row256"`           // digest of the stored entry or run as this event left it
	// Review and Approval are what these two kinds of events say. They are about
	// no entry and no run: the event is the whole record.
	Review   *Review   `json:"review,omitempty"`
	Approval *Approval `json:"approval,omitempty"`
	// Receipt is what a receipt event says, about the entry that Key names.
	Receipt *Receipt `json:"receipt,omitempty"`
	Hash    string   `json:"-"` // SHA-256 of the JSON, in hexadecimal
}

// add appends an event to the chain. It is the only place that moves the head.
func (s *session) add(ctx context.Context, e *Event) error {
	e.Seq, e.Prev, e.Who = s.seq+1, s.hash, s.ledger.who
	if e.Run == "" {
		e.Run = s.run
	}
	body, err := json.Marshal(e)
	if err != nil {
		return failure("writing an event", err)
	}
	e.Hash = hashOf(body)
	if _, err := s.append.ExecContext(ctx, e.Seq, e.Hash, string(body)); err != nil {
		return failure("writing an event", err)
	}
	s.seq, s.hash = e.Seq, e.Hash
	return nil
}

// save writes an entry as it is now, with the event that says how it came to
// be so.
func (s *session) save(ctx context.Context, r *record, kind string, from State) error {
	now := s.ledger.clock().UTC()
	r.Changed = now.UnixNano()
	digest, err := r.digest()
	if err != nil {
		return failure("writing an entry", err)
	}
	key, before := r.key(), r.seq
	r.seq = s.seq + 1
	if err := s.store(ctx, r, kind); err != nil {
		return failure("writing an entry", err)
	}
	return s.add(ctx, &Event{
		At: now, Kind: kind, Key: &key, From: from, To: State(r.State), LinkID: r.LinkID, Status: r.LinkStatus,
		Amount: join(r.Amount, r.Currency), Sheet: r.Sheet, Row: r.Row, Answer: r.Answer, Reason: r.Reason,
		Before: before, Row256: digest,
	})
}

// store writes the entry's row: a new one, what is news of it, or all of it.
func (s *session) store(ctx context.Context, r *record, kind string) error {
	switch {
	case r.id == 0:
		res, err := s.insert.ExecContext(ctx, r.values()...)
		if err != nil {
			return err
		}
		if r.id, err = res.LastInsertId(); err != nil {
			return err
		}
		s.ledger.refs.add(r.Namespace, r.Reference)
	case kind == "finish" || kind == "observe" || kind == "retire":
		_, err := s.tell.ExecContext(ctx, append(r.told(), r.id)...)
		return err
	default:
		if _, err := s.update.ExecContext(ctx, append(r.values()[1:], r.id)...); err != nil {
			return err
		}
	}
	if r.SheetRef != "" {
		s.ledger.refs.add(r.Namespace, r.SheetRef)
	}
	return nil
}

func hashOf(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}
