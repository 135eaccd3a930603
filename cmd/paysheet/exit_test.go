package main

import (
	"errors"
	"fmt"
	"testing"

	"paysheet/bulk/sheet"
)

// TestExitCodes keeps apart what whoever called can put right by calling again
// with other words, and what failed.
func TestExitCodes(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		err  error
		code int
	}{
		{nil, exitDone},
		{errors.New("no room left"), exitFailed},
		{fmt.Errorf("items.xlsx: %w", sheet.NotThere(errors.New("there is no table"))), exitUsage},
		{fmt.Errorf("items.xlsx: %w", sheet.ErrLocked), exitLocked},
		{usage(errors.New("no such flag")), exitUsage},
	} {
		if got := exitCode(tt.err); got != tt.code {
			t.Errorf("%v: %d, want %d", tt.err, got, tt.code)
		}
	}
}
