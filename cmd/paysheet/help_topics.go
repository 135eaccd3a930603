package main

import "github.com/spf13/cobra"

// exitTopic is a page of the help and of the manual, and no command.
func exitTopic() *cobra.Command {
	return &cobra.Command{
		Use: "exit-status", Short: "What the exit status tells a script",
		Long: `A script or a scheduler reads from the exit status how a command ended. Where
several hold, the first of 130, 1, 7, 8, 5, 4, 3 and 6 is given.

    0  done; held and skipped rows are no fault
    1  the run failed
    2  usage, configuration or rules
    3  some rows failed or were rejected, or a link is open that should not be
    4  some rows are uncertain: a create was not answered
    5  stopped by a guard, or for want of an approval
    6  --exit-code was given and there are changes
    7  the links are safe in the ledger, but the sheet is not written
    8  locked by another run or program
  130  interrupted; what was done is written`,
	}
}
