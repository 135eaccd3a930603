package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// manPage is a page of the manual in the language of man(7), being written.
type manPage struct{ text strings.Builder }

func (p *manPage) put(format string, args ...any) { fmt.Fprintf(&p.text, format, args...) }

// pageOf gives a command's or a topic's page. The date is that of the sources.
func pageOf(cmd *cobra.Command, source string, date time.Time) string {
	var p manPage
	name := pageName(cmd)
	p.put(".TH %s 1 %s %q \"paysheet's manual\"\n", roff(strings.ToUpper(name)), date.Format(time.DateOnly), source)
	p.text.WriteString(".nh\n.ad l\n") // no words are torn and no lines stretched: names are to be copied
	p.section("NAME")
	p.text.WriteString(roff(name) + ` \- ` + roff(cmd.Short) + "\n")
	isTopic := cmd.IsAdditionalHelpTopicCommand()
	if !isTopic {
		p.section("SYNOPSIS")
		for i, line := range synopsis(cmd) {
			if i > 0 {
				p.text.WriteString(".br\n")
			}
			path := cmd.CommandPath()
			p.text.WriteString(`\fB` + roff(path) + `\fR` + roff(strings.TrimPrefix(line, path)) + "\n")
		}
	}
	p.section("DESCRIPTION")
	about := cmd.Long
	if about == "" {
		about = cmd.Short + "."
	}
	p.blocks(about)
	if !isTopic {
		p.commands(cmd)
		p.flags("OPTIONS", cmd.NonInheritedFlags())
		p.flags("OPTIONS OF EVERY COMMAND", cmd.InheritedFlags())
		p.example(cmd)
		p.told(cmd)
	}
	p.seeAlso(cmd)
	return p.text.String()
}

func pageName(cmd *cobra.Command) string {
	return strings.ReplaceAll(cmd.CommandPath(), " ", "-")
}

func (p *manPage) section(title string) { p.text.WriteString(".SH " + title + "\n") }

func (p *manPage) blocks(text string) {
	for i, b := range blocksOf(text) {
		if i > 0 && b.apart {
			p.text.WriteString(".PP\n")
		}
		switch b.kind {
		case isItem:
			p.text.WriteString(".IP \\(bu 2\n" + roff(b.sentence()) + "\n")
		case isVerbatim:
			p.verbatim(b.lines)
		default:
			p.text.WriteString(roff(b.sentence()) + "\n")
		}
	}
}

// verbatim sets lines as they are, or, where they are a table of terms and what
// they mean, as one that fits.
func (p *manPage) verbatim(lines []string) {
	if table, ok := termsOf(lines); ok {
		p.text.WriteString(".PD 0\n")
		width := 0
		for _, each := range table {
			width = max(width, len(each[0])+3)
		}
		for _, each := range table {
			p.put(".TP %d\n%s\n%s\n", width, roff(each[0]), roff(each[1]))
		}
		p.text.WriteString(".PD\n")
		return
	}
	p.text.WriteString(".nf\n")
	for _, line := range lines {
		p.text.WriteString(roff(line) + "\n")
	}
	p.text.WriteString(".fi\n")
}

func (p *manPage) commands(cmd *cobra.Command) {
	for i, g := range grouped(cmd) {
		if i == 0 {
			p.section("COMMANDS")
		}
		p.text.WriteString(".SS " + roff(strings.TrimSuffix(g.title, ":")) + "\n")
		for _, each := range g.commands {
			p.put(".TP\n\\fB%s\\fR(1)\n%s\n", roff(pageName(each)), roff(each.Short))
		}
	}
}

func (p *manPage) flags(title string, flags *pflag.FlagSet) {
	if !flags.HasAvailableFlags() {
		return
	}
	p.section(title)
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		term := strings.TrimSpace(flagTerm(f))
		value := flagValue(f)
		p.text.WriteString(".TP\n\\fB" + roff(strings.TrimSpace(strings.TrimSuffix(term, value))) + `\fR`)
		if value != "" {
			p.text.WriteString(` \fI` + roff(value) + `\fR`)
		}
		p.text.WriteString("\n" + roff(flagText(f)) + "\n")
	})
}

func (p *manPage) example(cmd *cobra.Command) {
	if cmd.HasExample() {
		p.section("EXAMPLES")
		p.verbatim(strings.Split(cmd.Example, "\n"))
	}
}

// told gives the topics: whole in the first page of the manual, and in the others
// where to read of the exit status.
func (p *manPage) told(cmd *cobra.Command) {
	if cmd.HasParent() {
		p.section("EXIT STATUS")
		p.text.WriteString("0 where all went well; \\fBpaysheet\\-exit\\-status\\fR(1) tells the others.\n")
		return
	}
	for _, t := range topics() {
		p.section(strings.ToUpper(strings.ReplaceAll(t.name, "-", " ")))
		p.blocks(t.text)
	}
}

// seeAlso names the pages around this one: what it belongs to, and its
// neighbours in the help.
func (p *manPage) seeAlso(cmd *cobra.Command) {
	parent := cmd.Parent()
	if parent == nil {
		return
	}
	pages := []*cobra.Command{parent}
	for _, g := range grouped(parent) {
		for _, each := range g.commands {
			if each != cmd && each.GroupID == cmd.GroupID {
				pages = append(pages, each)
			}
		}
	}
	p.section("SEE ALSO")
	for i, each := range pages {
		comma := ",\n"
		if i == len(pages)-1 {
			comma = "\n"
		}
		p.text.WriteString(`\fB` + roff(pageName(each)) + `\fR(1)` + comma)
	}
}

// roff escapes what man(7) would take for itself, and keeps every sign the one
// that can be typed: a bare hyphen or quote may be shown as another.
func roff(text string) string {
	text = strings.NewReplacer(`\`, `\e`, "-", `\-`, "'", `\(aq`, "`", `\(ga`, "^", `\(ha`, "~", `\(ti`).Replace(text)
	if strings.HasPrefix(text, ".") {
		text = `\&` + text
	}
	return text
}
