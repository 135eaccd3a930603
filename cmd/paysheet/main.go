// Command paysheet turns a sheet of invoices into payment links and writes the
// links back into the sheet.
//
// This folder turns words into calls and results into words: cobra, the config,
// the terminal and the progress bar live here and nowhere else. Everything that
// is decided about an invoice is decided in bulk.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"paysheet/bulk/sheet"
)

func main() { os.Exit(start(nil)) }

// start is the whole program; user names the person, nil asks the system.
func start(user func() string) int {
	if os.Getenv("GOGC") == "" {
		sheet.Pace()
	}
	ctx, stop := interruptible(context.Background())
	cobra.MousetrapHelpText = "" // a window that is ours alone is kept open below
	e := env{
		in: os.Stdin, out: os.Stdout, err: os.Stderr,
		clock: time.Now, getenv: os.Getenv, user: user,
		inTerminal:  term.IsTerminal(int(os.Stdin.Fd())),
		outTerminal: isTerminal(os.Stdout),
		errTerminal: isTerminal(os.Stderr),
		hidden:      func() ([]byte, error) { return term.ReadPassword(int(os.Stdin.Fd())) },
		width:       terminalWidth,
	}
	code := run(ctx, e, os.Args[1:])
	if e.inTerminal && ownConsole() {
		linger(e, os.Args[1:])
	}
	stop()
	return code
}

// isTerminal tells that a stream ends on a screen that can be drawn on.
func isTerminal(f *os.File) bool {
	return term.IsTerminal(int(f.Fd())) && prepareTerminal(f)
}

// terminalWidth gives the columns of the terminal behind stderr, 0 if it has none.
func terminalWidth() int {
	width, _, err := term.GetSize(int(os.Stderr.Fd()))
	if err != nil {
		return 0
	}
	return width
}

// interruptible gives a context that ends at the first Ctrl-C (or SIGTERM, or the
// end of the terminal), so that what is in flight is finished and written; the
// second ends the process at once. The ledger is durable either way. That nobody
// reads the output any more, as behind head, ends nothing.
func interruptible(parent context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(parent)
	signals := make(chan os.Signal, 2)
	signal.Ignore(syscall.SIGPIPE)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	if !signal.Ignored(syscall.SIGHUP) { // nohup stays in force
		signal.Notify(signals, syscall.SIGHUP)
	}
	go func() {
		if _, ok := <-signals; !ok {
			return
		}
		_, _ = os.Stderr.WriteString("\nStopping: what is in flight is finished and written first.\nCtrl-C again stops at once.\n")
		cancel(errInterrupted)
		if _, ok := <-signals; ok {
			os.Exit(exitInterrupted)
		}
	}()
	return ctx, func() {
		signal.Stop(signals)
		close(signals)
		cancel(nil)
	}
}
