package main

import (
	"bufio"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// sheetExtensions are the endings of the files that paysheet reads, as shells
// complete them.
func sheetExtensions() []string { return []string{"csv", "xlsx", "xlsm"} }

// bare is paysheet without a command: alone it shows the help, and with a sheet,
// as when one is dropped on the program, it shows what would become of it.
func bare(e env, code *int) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return cmd.Help()
		}
		return showDropped(cmd, e, args[0], code)
	}
}

// bareArgs takes no argument but one sheet that is there.
func bareArgs(cmd *cobra.Command, args []string) error {
	switch {
	case len(args) == 0:
		return nil
	case !isSheetName(args[0]) && exists(args[0]):
		return usage(fmt.Errorf("%s is no sheet: paysheet reads CSV files and Excel workbooks, whose names end in .csv, .xlsx or .xlsm", args[0]))
	case !isSheetName(args[0]) && filepath.Ext(args[0]) == "":
		return usage(fmt.Errorf("unknown command %q%s; paysheet --help lists them", args[0], nearest(args[0], commandNames(cmd))))
	case !exists(args[0]):
		return usage(fmt.Errorf("there is no file %s; paysheet --help lists the commands", args[0]))
	case len(args) > 1:
		return usage(fmt.Errorf("paysheet takes one sheet at a time, not %d; quote a name that has spaces", len(args)))
	default:
		return nil
	}
}

func isSheetName(name string) bool {
	extension := strings.ToLower(strings.TrimPrefix(filepath.Ext(name), "."))
	return slices.Contains(sheetExtensions(), extension)
}

// showDropped plans a sheet that was named and nothing else: with the accounts of
// its config, or with the stand-ins where it has none. A plan calls nobody and
// writes nothing, so it is safe to show to somebody who asked for nothing.
func showDropped(cmd *cobra.Command, e env, path string, code *int) error {
	config, err := findConfig("", path)
	if err != nil {
		return err
	}
	plan := newPlan(e, code)
	args := []string{path}
	if config == "" {
		args = append(args, "--sandbox")
	}
	if off, err := cmd.Flags().GetBool("no-color"); err == nil && off {
		args = append(args, "--no-color")
	}
	plan.Flags().Bool("no-color", false, "no colours")
	plan.SilenceErrors, plan.SilenceUsage = true, true
	plan.SetArgs(args)
	plan.SetIn(e.in)
	plan.SetOut(e.out)
	plan.SetErr(e.err)
	if err := plan.ExecuteContext(cmd.Context()); err != nil {
		return err
	}
	e.say("%s", printable(nextSteps(path, config)))
	return nil
}

// nextSteps says what somebody who has seen a plan can do next.
func nextSteps(path, config string) string {
	quoted := path
	if strings.ContainsAny(path, " '\"&()") {
		quoted = `"` + path + `"`
	}
	if config == "" {
		return fmt.Sprintf("\nThis is a plan with stand-ins: nothing was sent and nothing was written.\n"+
			"Try the whole way, with nobody charged:   paysheet apply --sandbox %s\n"+
			"Start a project with your own accounts:   paysheet init", quoted)
	}
	return fmt.Sprintf("\nThis is the plan by %s: nothing was sent and nothing was written.\nTo carry it out, in a terminal:   paysheet apply %s", config, quoted)
}

// doubleClicked is for somebody who started the program by a double click.
const doubleClicked = `
paysheet is a program for a terminal. Two ways to begin from here:
  Drop a sheet (CSV or Excel) on the program's icon to see what it would do.
  Open a terminal (Windows key, then type "powershell") and type: paysheet --help
`

// linger keeps a console open that would close with the program, so that what
// was said can be read, and tells somebody who gave no words how to go on.
func linger(e env, args []string) {
	if len(args) == 0 {
		_, _ = fmt.Fprint(e.err, doubleClicked)
	}
	_, _ = fmt.Fprint(e.err, "\nPress Enter to close this window. ")
	_, _ = bufio.NewReader(e.in).ReadString('\n')
}
