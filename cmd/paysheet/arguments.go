package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// takes accepts between two numbers of arguments, and else shows the line to
// write.
func takes(low, high int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) >= low && len(args) <= high {
			return nil
		}
		line := cmd.Use
		if cmd.HasParent() {
			line = cmd.Parent().CommandPath() + " " + line
		}
		switch {
		case high == 0:
			return usage(fmt.Errorf("%s takes nothing after it, not %q; %s --help lists the flags", words(cmd), args[0], cmd.CommandPath()))
		case len(args) < low:
			return usage(fmt.Errorf("%s needs more: %s", words(cmd), line))
		default:
			return usage(fmt.Errorf("%s does not take %q: %s; quote a name that has spaces", words(cmd), args[high], line))
		}
	}
}

// words gives a command without the program's name: "rules check".
func words(cmd *cobra.Command) string {
	return strings.TrimPrefix(cmd.CommandPath(), cmd.Root().Name()+" ")
}

// onlyCommands are the arguments of a command that has commands of its own.
func onlyCommands(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return usage(fmt.Errorf("%s has no command %q%s; %s --help lists them", cmd.Name(), args[0], nearest(args[0], commandNames(cmd)), cmd.CommandPath()))
}

func commandNames(root *cobra.Command) []string {
	var names []string
	for _, each := range root.Commands() {
		names = append(names, each.Name())
	}
	return names
}

// oneSheet takes exactly one argument, the sheet.
func oneSheet(cmd *cobra.Command, args []string) error {
	switch len(args) {
	case 1:
		return nil
	case 0:
		return usage(fmt.Errorf("%s needs a sheet: %s invoices.xlsx", cmd.Name(), cmd.CommandPath()))
	default:
		return usage(fmt.Errorf("%s takes one sheet, not %d; quote a name that has spaces", cmd.Name(), len(args)))
	}
}

// flagError says what is wrong with a flag in words of the help.
func flagError(cmd *cobra.Command, err error) error {
	var value *pflag.InvalidValueError
	var missing *pflag.ValueRequiredError
	var unknown *pflag.NotExistError
	hint := ""
	switch {
	case errors.As(err, &value):
		err = wrongValue(value)
	case errors.As(err, &missing):
		err = fmt.Errorf("--%s needs a value: --%s %s", missing.GetFlag().Name, missing.GetFlag().Name, flagValue(missing.GetFlag()))
	case errors.As(err, &unknown) && unknown.GetSpecifiedShortnames() == "":
		var names []string
		cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
		err = fmt.Errorf("unknown flag: --%s", unknown.GetSpecifiedName())
		hint = strings.Replace(nearest(unknown.GetSpecifiedName(), names), `"`, `"--`, 1)
	case errors.As(err, &unknown):
		err = fmt.Errorf("unknown flag: -%s", unknown.GetSpecifiedName())
	default:
	}
	return usage(fmt.Errorf("%w%s; %s --help lists the flags", err, hint, cmd.CommandPath()))
}

// wrongValue says what a flag takes instead.
func wrongValue(wrong *pflag.InvalidValueError) error {
	f := wrong.GetFlag()
	kind := f.Value.Type()
	switch {
	case strings.HasPrefix(kind, "int"), strings.HasPrefix(kind, "uint"):
		kind = "a whole number"
	case kind == "bool":
		kind = "nothing, or true or false after ="
	case kind == "duration":
		kind = "a time such as 90s, 15m or 24h"
	default:
		kind = "another value"
	}
	return fmt.Errorf("--%s takes %s, not %q", f.Name, kind, wrong.GetValue())
}
