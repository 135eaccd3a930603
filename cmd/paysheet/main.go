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
	"runtime/debug"
	"syscall"
	"time"

	"golang.org/x/term"

	"paysheet/bulk/sheet"
)

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(sheet.CollectAt)
	}
	ctx, stop := interruptible(context.Background())
	code := run(ctx, env{
		in: os.Stdin, out: os.Stdout, err: os.Stderr,
		clock: time.Now, getenv: os.Getenv,
		inTerminal:  term.IsTerminal(int(os.Stdin.Fd())),
		outTerminal: term.IsTerminal(int(os.Stdout.Fd())),
		errTerminal: term.IsTerminal(int(os.Stderr.Fd())),
		width:       terminalWidth,
	}, os.Args[1:])
	stop()
	os.Exit(code)
}

// terminalWidth gives the columns of the terminal behind stderr, 0 if it has none.
func terminalWidth() int {
	width, _, err := term.GetSize(int(os.Stderr.Fd()))
	if err != nil {
		return 0
	}
	return width
}

// interruptible gives a context that ends at the first Ctrl-C (or SIGTERM), so
// that what is in flight is finished and written; the second ends the process
// at once. The ledger is durable either way.
func interruptible(parent context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(parent)
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		if _, ok := <-signals; !ok {
			return
		}
		_, _ = os.Stderr.WriteString("\nStopping: finishing what is in flight, then writing the sheet. Ctrl-C again stops at once.\n")
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
