package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/user"
	"strings"
	"time"

	"github.com/rivo/uniseg"
)

// env is everything outside that a command may touch, so that tests can give
// their own.
type env struct {
	in       io.Reader
	out, err io.Writer
	clock    func() time.Time
	getenv   func(string) string
	// sleep waits between the tries of a call; nil waits for real.
	sleep func(context.Context, time.Duration) error
	// user names the person; nil asks the operating system.
	user func() string

	inTerminal, outTerminal, errTerminal bool
	// hidden reads a line from the terminal without showing it.
	hidden func() ([]byte, error)
	// width gives the columns of the terminal behind stderr as they are now; nil
	// where there is none.
	width func() int
}

// who names the person behind the run for the ledger and for locks.
func (e env) who() string {
	if e.user != nil {
		return e.user()
	}
	if u, err := user.Current(); err == nil && u.Username != "" {
		return u.Username
	}
	return "unknown"
}

// say writes a line for people to stderr; a terminal that is gone is no reason
// to stop a run that moves money.
func (e env) say(format string, args ...any) {
	_, _ = fmt.Fprintf(e.err, format+"\n", args...)
}

// complain says an error. On a terminal its sentences are broken between words;
// lines that are set in, such as a line of the rules, stay as they are.
func (e env) complain(text string) {
	for line := range strings.SplitSeq(printable(text), "\n") {
		if e.errTerminal && uniseg.StringWidth(line) > lineWidth && !strings.HasPrefix(line, " ") {
			line = strings.TrimSuffix(wrapped("", line), "\n")
		}
		e.say("%s", line)
	}
}

// columns gives the terminal's width; that of an ordinary one where it cannot
// be known.
func (e env) columns() int {
	if e.width != nil {
		if n := e.width(); n > 0 {
			return n
		}
	}
	return lineWidth
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
