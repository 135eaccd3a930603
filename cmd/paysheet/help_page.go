package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/rivo/uniseg"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// showHelp writes a command's help so that it fits an ordinary terminal.
func showHelp(cmd *cobra.Command, _ []string) {
	_, _ = io.WriteString(cmd.OutOrStdout(), helpPage(cmd))
}

func helpPage(cmd *cobra.Command) string {
	var b strings.Builder
	about := cmd.Long
	if about == "" {
		about = cmd.Short + "."
	}
	for i, part := range blocksOf(about) {
		if part.apart && i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(part.text())
	}
	if cmd.IsAdditionalHelpTopicCommand() {
		return b.String()
	}
	b.WriteString("\nUsage:\n")
	for _, line := range synopsis(cmd) {
		b.WriteString("  " + line + "\n")
	}
	if cmd.HasExample() {
		b.WriteString("\nExamples:\n" + cmd.Example + "\n")
	}
	for _, g := range grouped(cmd) {
		b.WriteString("\n" + g.title + "\n" + g.list())
	}
	b.WriteString(flagList("Flags:", cmd.LocalFlags()) + flagList("Flags of every command:", cmd.InheritedFlags()))
	if cmd.HasAvailableSubCommands() {
		fmt.Fprintf(&b, "\n%s COMMAND --help tells more about a command.\n", cmd.CommandPath())
	}
	return b.String()
}

func (b block) text() string {
	switch b.kind {
	case isItem:
		return "- " + strings.TrimPrefix(wrapped("  ", b.sentence()), "  ")
	case isVerbatim:
		return strings.Join(b.lines, "\n") + "\n"
	default:
		return wrapped("", b.sentence())
	}
}

// synopsis gives the ways to write a command.
func synopsis(cmd *cobra.Command) []string {
	var lines []string
	if cmd.Runnable() {
		lines = append(lines, cmd.UseLine())
	}
	if cmd.HasAvailableSubCommands() {
		lines = append(lines, cmd.CommandPath()+" COMMAND [flags]")
	}
	return lines
}

// commandGroup is a list in the help, of commands or of topics.
type commandGroup struct {
	title    string
	commands []*cobra.Command
}

// grouped gives the commands of a command as the help lists them, and after them
// the topics.
func grouped(cmd *cobra.Command) []commandGroup {
	groups := []commandGroup{{title: "Commands:"}}
	for _, g := range cmd.Groups() {
		groups = append(groups, commandGroup{title: g.Title})
	}
	more := commandGroup{title: "More to read, with " + cmd.CommandPath() + " help:"}
	for _, each := range cmd.Commands() {
		switch {
		case each.IsAdditionalHelpTopicCommand():
			more.commands = append(more.commands, each)
		case each.Hidden:
		default:
			at := 0
			for i, g := range cmd.Groups() {
				if g.ID == each.GroupID {
					at = i + 1
				}
			}
			groups[at].commands = append(groups[at].commands, each)
		}
	}
	var full []commandGroup
	for _, g := range append(groups, more) {
		if len(g.commands) > 0 {
			full = append(full, g)
		}
	}
	return full
}

func (g commandGroup) list() string {
	var b strings.Builder
	for _, each := range g.commands {
		b.WriteString(beside(fmt.Sprintf("  %-13s", each.Name()), each.Short))
	}
	return b.String()
}

// beside sets a text beside a term, and goes on below it in the same column.
func beside(term, text string) string {
	lines := wrapped(strings.Repeat(" ", uniseg.StringWidth(term)), text)
	return term + strings.TrimLeft(lines, " ")
}

// flagList lists flags under a title; nothing where there are none.
func flagList(title string, flags *pflag.FlagSet) string {
	width := 0
	flags.VisitAll(func(f *pflag.Flag) {
		if !f.Hidden {
			width = max(width, len(flagTerm(f)))
		}
	})
	if width == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("\n" + title + "\n")
	flags.VisitAll(func(f *pflag.Flag) {
		if !f.Hidden {
			b.WriteString(beside(fmt.Sprintf("  %-*s  ", width, flagTerm(f)), flagText(f)))
		}
	})
	return b.String()
}

// flagTerm gives a flag as it is written: "-o, --output FILE".
func flagTerm(f *pflag.Flag) string {
	term := "    --" + f.Name
	if f.Shorthand != "" {
		term = "-" + f.Shorthand + ", --" + f.Name
	}
	if value := flagValue(f); value != "" {
		term += " " + value
	}
	return term
}

// flagText gives what a flag does, with what holds where it is not given.
func flagText(f *pflag.Flag) string {
	switch f.DefValue {
	case "", "0", "false", "[]", "0s":
		return f.Usage
	default:
		return f.Usage + " (default " + f.DefValue + ")"
	}
}

// flagValue names what is written after a flag, in capitals as in the usage
// lines; nothing for a flag that stands alone.
func flagValue(f *pflag.Flag) string {
	switch f.Name {
	case "config", "output", "rules", "approved", "save", "junit", "cover-html", "health":
		return "FILE"
	case "profile":
		return "FOLDER"
	case "sheet", "table", "provider":
		return "NAME"
	case "as-of":
		return "DATE"
	case "where":
		return "EXPRESSION"
	case "rows", "range", "accept", "head", "fault", "knob", "link-id", "run", "every", "currency", "timezone", "reason":
		return strings.ToUpper(f.Name[strings.IndexByte(f.Name, '-')+1:])
	default:
	}
	switch f.Value.Type() {
	case "bool":
		return ""
	case "int", "int64", "uint":
		return "N"
	default:
		return "TEXT"
	}
}
