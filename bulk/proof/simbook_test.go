package proof

import (
	"context"
	"errors"
	"time"

	"paysheet/bulk"
	"paysheet/bulk/ledger"
	"paysheet/providers"
)

var errKilled = errors.New("killed")

// mortalBook is the real ledger inside a run that can be killed before a write,
// and after it before anybody learns of it.
type mortalBook struct {
	bulk.Book
	*life
	pause func(what string) time.Duration
	tell  func(format string, args ...any)
}

func (b mortalBook) do(what string, key ledger.Key, write func() error) error {
	if b.isDead() || !b.sleep(b.pause("before "+what+key.String())) {
		return errKilled
	}
	err := write()
	b.tell("ledger: %s %s: %v", what, key, err)
	if !b.sleep(b.pause("after " + what + key.String())) {
		return errKilled
	}
	return err
}

func (b mortalBook) Begin(ctx context.Context, e ledger.Entry) error {
	return b.do("Begin", e.Key, func() error { return b.Book.Begin(ctx, e) })
}

func (b mortalBook) Rebegin(ctx context.Context, e ledger.Entry) error {
	return b.do("Rebegin", e.Key, func() error { return b.Book.Rebegin(ctx, e) })
}

func (b mortalBook) Finish(ctx context.Context, key ledger.Key, o ledger.Outcome) (now ledger.Entry, err error) {
	err = b.do("Finish "+string(o.State), key, func() error {
		var failed error
		now, failed = b.Book.Finish(ctx, key, o)
		return failed
	})
	return now, err
}

func (b mortalBook) Observe(ctx context.Context, key ledger.Key, link providers.Link, reason string) error {
	return b.do("Observe "+string(link.Status), key, func() error { return b.Book.Observe(ctx, key, link, reason) })
}

func (b mortalBook) Receive(ctx context.Context, key ledger.Key, payments []providers.Payment) error {
	return b.do("Receive", key, func() error { return b.Book.Receive(ctx, key, payments) })
}

func (b mortalBook) Adopt(ctx context.Context, e ledger.Entry) error {
	return b.do("Adopt", e.Key, func() error { return b.Book.Adopt(ctx, e) })
}

func (b mortalBook) Amend(ctx context.Context, e ledger.Entry) error {
	return b.do("Amend", e.Key, func() error { return b.Book.Amend(ctx, e) })
}

func (b mortalBook) Retire(ctx context.Context, key ledger.Key, on bool, reason string) error {
	return b.do("Retire", key, func() error { return b.Book.Retire(ctx, key, on, reason) })
}
