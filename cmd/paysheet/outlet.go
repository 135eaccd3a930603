package main

import (
	"errors"
	"fmt"
	"io"
	"sync"
)

// outlet is stdout for a command. Most of what is written for people is written
// without looking at the error; the outlet keeps the first, so that a disk that is
// full does not pass for a list that is short.
type outlet struct {
	to io.Writer

	mu  sync.Mutex
	err error
}

func (o *outlet) Write(p []byte) (int, error) {
	n, err := o.to.Write(p)
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.err == nil {
		o.err = err
	}
	return n, err
}

// judge gives the error of a command with what became of its output: that the
// reader of a pipe has gone, as head does, is nothing to tell; that something
// could not be written is, even where the command did not look.
func (o *outlet) judge(err error) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	switch {
	case o.err == nil:
		return err
	case brokenPipe(o.err):
		return withoutPipe(err)
	case errors.Is(err, o.err):
		return err
	default:
		return errors.Join(err, fmt.Errorf("not everything could be printed: %w", o.err))
	}
}

// withoutPipe takes a pipe that nobody reads out of joined errors.
func withoutPipe(err error) error {
	var joined interface{ Unwrap() []error }
	switch {
	case !brokenPipe(err):
		return err
	case !errors.As(err, &joined):
		return nil
	}
	var others []error
	for _, each := range joined.Unwrap() {
		others = append(others, withoutPipe(each))
	}
	return errors.Join(others...)
}
