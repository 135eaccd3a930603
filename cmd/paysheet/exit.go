package main

import (
	"errors"
	"slices"

	"paysheet/bulk/ledger"
	"paysheet/bulk/sheet"
	"paysheet/script"
)

// The exit statuses; scripts rely on them.
const (
	exitDone        = 0
	exitFailed      = 1
	exitUsage       = 2 // usage, configuration or rules
	exitRows        = 3 // some rows failed or were rejected
	exitUncertain   = 4
	exitGuard       = 5 // stopped by a guard or a missing approval
	exitChanges     = 6 // --exit-code and there are changes
	exitNotWritten  = 7 // links are safe in the ledger, the sheet is not written
	exitLocked      = 8
	exitInterrupted = 130
)

// mendSheet ends the error of a run whose sheet could not be written.
const mendSheet = "mend that and run again"

var errInterrupted = errors.New("interrupted")

// failure is an error that knows its exit status.
type failure struct {
	code int
	err  error
}

func (f *failure) Error() string { return f.err.Error() }
func (f *failure) Unwrap() error { return f.err }

func usage(err error) error { return &failure{exitUsage, err} }

// exitCode gives the status for an error of a command.
func exitCode(err error) int {
	var f *failure
	var locked *ledger.LockedError
	var away *script.RunawayError
	var choice *sheet.ChoiceError
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &f):
		return f.code
	case errors.As(err, &locked), errors.Is(err, sheet.ErrLocked):
		return exitLocked
	case errors.As(err, &choice):
		return exitUsage
	case errors.Is(err, errInterrupted):
		return exitInterrupted
	case errors.As(err, &away):
		return exitUsage
	default:
		return exitFailed
	}
}

// worst gives the status that wins where several hold.
func worst(codes ...int) int {
	order := []int{exitInterrupted, exitFailed, exitUsage, exitNotWritten, exitLocked, exitGuard, exitUncertain, exitRows, exitChanges, exitDone}
	for _, code := range order {
		if slices.Contains(codes, code) {
			return code
		}
	}
	return exitFailed
}
