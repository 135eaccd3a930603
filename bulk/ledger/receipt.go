package ledger

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"paysheet/providers"
)

// kindReceipt is the kind of the events that say that money came in, or went back.
const kindReceipt = "receipt"

// Receipt is what an event says of a payment that the provider told of: no more
// of its payer than providers.Payment holds.
type Receipt struct {
	Payment string    `json:"payment"`           // the provider's id
	Refund  bool      `json:"refund,omitempty"`  // it went back
	Amount  string    `json:"amount"`            // "500.00 INR"
	At      time.Time `json:"at,omitzero"`       // when it was made, UTC
	Method  string    `json:"method,omitempty"`  // in the provider's word
	Renewed int64     `json:"renewed,omitempty"` // the event that told it before with other figures
}

const (
	insertReceipt = "INSERT INTO receipts (seq, entry, payment, refund, amount, currency, at, method) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
	updateReceipt = "UPDATE receipts SET seq = ?, amount = ?, currency = ?, at = ?, method = ? WHERE entry = ? AND payment = ? AND refund = ?"
	selectReceipt = "SELECT seq, payment, refund, amount, currency, at, method FROM receipts "
	// movedEntry is an entry that an event is about which changes nothing in it.
	movedEntry = "UPDATE entries SET seq = ? WHERE id = ?"
)

// receipt is a payment as its table holds it.
type receipt struct {
	seq              int64
	payment          string
	refund           bool
	amount, currency string
	at               int64
	method           string
}

func receiptOf(p providers.Payment) receipt {
	return receipt{0, p.ID, p.Refund, p.Amount.Number(), string(p.Amount.Currency()), nanos(p.At), p.Method}
}

// same compares all but the event.
func (r receipt) same(o receipt) bool {
	o.seq = r.seq
	return r == o
}

// fact is the receipt as its event says it.
func (r receipt) fact() Receipt {
	return Receipt{Payment: r.payment, Refund: r.refund, Amount: join(r.amount, r.currency), At: instant(r.at), Method: r.method}
}

// Receive records the payments that a provider told of a Known link (*StateError,
// ErrMissing). One that is known already is not written again; where the provider
// tells other figures of it now, those count and the earlier ones stay in the
// chain. A payment that Payment.Check refuses refuses them all.
func (l *Ledger) Receive(_ context.Context, key Key, payments []providers.Payment) error {
	for _, p := range payments {
		if err := p.Check(); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
	}
	if len(payments) == 0 {
		return nil
	}
	return l.write(func(ctx context.Context, s *session) error {
		r, err := s.mustKnow(ctx, key)
		if err != nil {
			return err
		}
		if State(r.State) != Known {
			return wrongState("recording its payments", r)
		}
		have, err := readReceipts(s.conn.QueryContext(ctx, selectReceipt+"WHERE entry = ?", r.id))
		if err != nil {
			return failure("reading the ledger", err)
		}
		for _, p := range payments {
			now := receiptOf(p)
			before := find(have, now)
			if before != nil && before.same(now) {
				continue
			}
			if now.seq, err = s.receive(ctx, r, now, before); err != nil {
				return err
			}
			have = append([]receipt{now}, have...) // a list may name a payment twice
		}
		return nil
	})
}

func find(all []receipt, wanted receipt) *receipt {
	for i := range all {
		if all[i].payment == wanted.payment && all[i].refund == wanted.refund {
			return &all[i]
		}
	}
	return nil
}

// receive writes one receipt with its event, which the entry's history holds but
// which changes nothing in the entry. It gives the event's number.
func (s *session) receive(ctx context.Context, r *record, now receipt, before *receipt) (int64, error) {
	digest, err := r.digest()
	if err != nil {
		return 0, failure("writing a receipt", err)
	}
	key, fact, last := r.key(), now.fact(), r.seq
	seq := s.seq + 1
	if before == nil {
		_, err = s.conn.ExecContext(ctx, insertReceipt, seq, r.id, now.payment, now.refund, now.amount, now.currency, now.at, now.method)
	} else {
		fact.Renewed = before.seq
		_, err = s.conn.ExecContext(ctx, updateReceipt, seq, now.amount, now.currency, now.at, now.method, r.id, now.payment, now.refund)
	}
	if err == nil {
		_, err = s.conn.ExecContext(ctx, movedEntry, seq, r.id)
	}
	if err != nil {
		return 0, failure("writing a receipt", err)
	}
	r.seq = seq
	return seq, s.add(ctx, &Event{
		At: s.ledger.clock().UTC(), Kind: kindReceipt, Key: &key, From: Known, To: Known, LinkID: r.LinkID, Status: r.LinkStatus,
		Amount: join(r.Amount, r.Currency), Sheet: r.Sheet, Row: r.Row, Before: last, Row256: digest, Receipt: &fact,
	})
}

// Receipts gives the payments that a link's provider told of, by the time at which
// they were made; none where it told of none, or was never asked.
func (l *Ledger) Receipts(ctx context.Context, key Key) ([]providers.Payment, error) {
	if l.ro == nil {
		return nil, nil
	}
	stored, err := readReceipts(l.received.QueryContext(ctx, key.Namespace, key.Reference, key.Generation, key.Provider, key.Environment, key.Host, key.Merchant))
	if err != nil {
		return nil, fmt.Errorf("reading the payments on %s: %w", key, err)
	}
	var d decoder
	var payments []providers.Payment
	for _, r := range stored {
		payments = append(payments, providers.Payment{
			ID: r.payment, Refund: r.refund, At: instant(r.at), Method: r.method, Amount: d.money(join(r.amount, r.currency)),
		})
	}
	if d.err != nil {
		return nil, fmt.Errorf("%w: the payments on %s: %w", ErrCorrupt, key, d.err)
	}
	return payments, nil
}

const selectReceipts = selectReceipt + "WHERE entry = (SELECT id FROM entries WHERE namespace = ? AND reference = ? AND generation = ? " +
	"AND provider = ? AND environment = ? AND host = ? AND merchant = ?) ORDER BY at, refund, id"

func readReceipts(rows *sql.Rows, err error) (all []receipt, _ error) {
	if err != nil {
		return nil, err
	}
	err = each(rows, func(rows *sql.Rows) error {
		var r receipt
		if err := rows.Scan(r.places()...); err != nil {
			return err
		}
		all = append(all, r)
		return nil
	})
	return all, err
}

func (r *receipt) places() []any {
	return []any{&r.seq, &r.payment, &r.refund, &r.amount, &r.currency, &r.at, &r.method}
}

// receipts proves that every stored receipt is as its event says, and that each
// event about one has its receipt.
func (v *verifier) receipts(ctx context.Context, tx *sql.Tx) error {
	rows, err := tx.QueryContext(ctx, "SELECT r.seq, r.payment, r.refund, r.amount, r.currency, r.at, r.method, coalesce(n.link_id, ''), coalesce(e.body, '') "+
		"FROM receipts r LEFT JOIN events e ON e.seq = r.seq LEFT JOIN entries n ON n.id = r.entry ORDER BY r.id")
	if err != nil {
		return fmt.Errorf("reading the receipts: %w", err)
	}
	return each(rows, func(rows *sql.Rows) error {
		var r receipt
		var link, body string
		if err := rows.Scan(append(r.places(), &link, &body)...); err != nil {
			return err
		}
		v.receipt--
		if v.renewed[r.seq] {
			body = ""
		}
		return v.keep(r.isAsLeft(link, body))
	})
}

func (r receipt) isAsLeft(link, body string) error {
	var e Event
	if body != "" && json.Unmarshal([]byte(body), &e) == nil && e.Receipt != nil && e.LinkID == link {
		said := *e.Receipt
		said.Renewed = 0
		if said == r.fact() {
			return nil
		}
	}
	return &BrokenError{r.seq, "receipt " + r.payment + " is not as this event left it"}
}
