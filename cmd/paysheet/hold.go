package main

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/spf13/cobra"

	"paysheet/bulk/sheet"
)

// hold takes the sheet for this run before its first call, so that no other
// machine with a ledger of its own makes the same links. A sandboxed run has
// stand-ins of its own and holds only the copy that it writes.
func (s *session) hold(path, target string) (release func() error, err error) {
	what := path
	if s.options.sandbox {
		what = target
	}
	me := sheet.Holder{Who: s.env.who(), Run: s.run, State: absolute(s.state), Since: s.env.clock()}
	held, err := s.take(what, me)
	if errors.Is(err, fs.ErrPermission) && what != target {
		// The sheet's folder is somebody else's to write; two runs into one copy
		// still meet at the copy.
		s.env.say("! %s takes no lock, so paysheet on another machine is not kept away from it", filepath.Dir(path))
		held, err = s.take(target, me)
	}
	if err != nil {
		return nil, locked(path, err)
	}
	return held.Release, nil
}

// take takes a lock. One whose owner died on this machine, and whose ledger is
// the one in use, hides nothing: what that run did is in the ledger, and the
// ledger's own lock is in our hands. Any other is left to a person.
func (s *session) take(path string, me sheet.Holder) (*sheet.Held, error) {
	held, err := sheet.Hold(path, me)
	var by *sheet.HeldError
	if !errors.As(err, &by) || !by.Gone || by.Holder.State != me.State {
		return held, err
	}
	s.env.say("%s", printable(fmt.Sprintf("Run %s of %s ended without giving %s back; its ledger is this one, so this run goes on where it stopped.", by.Holder.Run, by.Holder.Who, path)))
	if err := by.Free(); err != nil {
		return nil, err
	}
	return sheet.Hold(path, me)
}

// locked adds the way out to a lock that another run has.
func locked(path string, err error) error {
	var by *sheet.HeldError
	if !errors.As(err, &by) {
		return err
	}
	advice := "wait until it has ended"
	switch {
	case by.Gone:
		advice = fmt.Sprintf("it worked with another ledger (%s): run apply there first if you can, then free it with paysheet unlock %s", by.Holder.State, path)
	case by.Elsewhere():
		advice = "wait until it has ended; if it never will, free it with paysheet unlock --force " + path
	}
	return &failure{exitLocked, fmt.Errorf("%w: %s; nothing was sent", err, advice)}
}

func absolute(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return path
}

func newUnlock(e env) *cobra.Command {
	var force bool
	cmd := &cobra.Command{
		Use: "unlock SHEET", Short: "Free the lock of a run that is gone",
		Long: `A run that calls providers locks its sheet with a file beside it, so that no
other machine works on the same sheet. A run that was killed leaves the file
behind. unlock removes it once the run is gone. It refuses while the run's
process lives on this machine; of a run on another machine nothing can be known
here, so that takes --force.

Before forcing: links that the other run made are in the other ledger only. Run
apply there, or take them into this ledger with adopt.`,
		Example: "  paysheet unlock invoices.xlsx",
		Args:    oneSheet,
		RunE: func(cmd *cobra.Command, args []string) error {
			return unlock(cmd, e, args[0], force)
		},
	}
	cmd.Flags().BoolVar(&force, "force", false, "free a lock of another machine too")
	return cmd
}

func unlock(cmd *cobra.Command, e env, path string, force bool) error {
	by, err := sheet.HeldBy(path)
	if errors.Is(err, sheet.ErrNotHeld) {
		if !exists(path) {
			return usage(fmt.Errorf("there is no file %s", path))
		}
		e.say("%s", printable(path+" is not locked."))
		return nil
	}
	if err != nil {
		return err
	}
	switch {
	case by.Gone:
	case !by.Elsewhere():
		return &failure{exitLocked, fmt.Errorf("%w: it still runs: wait for it, or stop process %d; if that process is not paysheet, delete %s", by, by.Holder.PID, by.Path)}
	case !force:
		return &failure{exitLocked, fmt.Errorf("%w: whether it still runs cannot be seen from here: make sure that it does not, then add --force", by)}
	}
	if err := by.Free(); err != nil {
		return err
	}
	_, err = fmt.Fprintln(cmd.OutOrStdout(), printable(fmt.Sprintf("Freed %s: it was held by run %s of %s on %s.", path, orUnknown(by.Holder.Run), orUnknown(by.Holder.Who), orUnknown(by.Holder.Host))))
	return err
}

func orUnknown(text string) string {
	if text == "" {
		return "somebody unknown"
	}
	return text
}
