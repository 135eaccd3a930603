package csv

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
)

// lookBeside detects the encoding and takes the file apart at the same time, by
// the encoding that its first bytes show. Where the rest of the file shows
// another one, the file is taken apart once more.
func (t *table) lookBeside(ctx context.Context) error {
	presumed, ok, err := t.presume()
	if err != nil {
		return err
	}
	var taken error
	ended := make(chan struct{})
	if ok {
		go func() {
			defer close(ended)
			taken = t.take(ctx, presumed)
		}()
	}
	found, digest, err := detect(ctx, t.file, t.path, t.size)
	if ok {
		<-ended
	}
	switch {
	case err != nil:
		return err
	case !ok:
		taken = t.take(ctx, found)
	case found.table != nil || found.width != presumed.width:
		if t.opts.Keep != nil {
			t.opts.Keep.Forget()
			t.opts.Keep = nil
		}
		taken = t.take(ctx, found)
	case found.guess != "":
		t.codec = found
		t.info.Guesses = slices.Insert(t.info.Guesses, 0, found.guess)
	}
	t.info.Digest = digest
	return taken
}

// presume gives the encoding that the first bytes of a file show. ok is false
// where they show that it needs all of them to tell.
func (t *table) presume() (c codec, ok bool, err error) {
	head := make([]byte, min(t.size, sampleSize))
	if _, err := t.file.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return c, false, fmt.Errorf("reading %s: %w", t.path, err)
	}
	seen := census{head: head, odd: -1, nul: -1, undefined: -1}
	seen.count(head, 0, false)
	c, fault, _ := seen.decide(t.size)
	c.guess = ""
	return c, fault == "" && c.width == 1 && c.table == nil, nil
}
