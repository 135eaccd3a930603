//go:build !windows

package main

import (
	"errors"
	"os"
	"syscall"
)

// ownConsole tells that the terminal closes with this process; elsewhere than on
// Windows nobody starts a terminal program so.
func ownConsole() bool { return false }

// prepareTerminal tells whether a terminal understands what colours and the bar
// are made of; TERM says so elsewhere.
func prepareTerminal(*os.File) bool { return true }

// brokenPipe tells that nobody reads any more what is written.
func brokenPipe(err error) bool { return errors.Is(err, syscall.EPIPE) }
