package reference

import (
	"fmt"
	"strings"
)

// Text gives entries as plain text for a terminal.
func Text(entries []Entry) string {
	var b strings.Builder
	for i, e := range entries {
		if i > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "%s -> %s\n", e.Signature(), e.Returns)
		b.WriteString("    " + e.Doc + "\n")
		for _, p := range e.Params {
			fmt.Fprintf(&b, "      %-14s %s", p.Name, p.Type)
			if p.Doc != "" {
				b.WriteString(": " + p.Doc)
			}
			b.WriteByte('\n')
		}
		for _, x := range e.Examples {
			if x.Top != "" {
				b.WriteString("    " + x.Top + "\n")
			}
			fmt.Fprintf(&b, "    %s  gives  %s\n", x.Expr, x.Gives)
		}
	}
	return b.String()
}

// Index gives one line for each entry, by group.
func Index() string {
	var b strings.Builder
	group := ""
	for _, e := range Entries() {
		if e.Group != group {
			group = e.Group
			b.WriteString(group + "\n")
		}
		first, _, _ := strings.Cut(e.Doc, ". ")
		fmt.Fprintf(&b, "  %-24s %s\n", e.Name, strings.TrimSuffix(first, "."))
	}
	return b.String()
}

// Markdown gives the whole reference as one document.
func Markdown() string {
	var b strings.Builder
	b.WriteString(`# What rules can use

Made from the program's own table by ` + "`paysheet rules doc --markdown`" + `. Every example is run by a test, for
row 17 of a sheet: invoice INV-1001 of Nimal Perera over 150,000.00 LKR, due on 2026-03-31, region north,
on 2026-03-01. The accounts are colombo (OnePay) and delhi (PayU).

Rules are [Starlark](https://github.com/bazelbuild/starlark/blob/master/spec.md), a small Python. They have no files but
those beside them, no clock, no network, no floats, and no memory between rows.
`)
	group := ""
	for _, e := range Entries() {
		if e.Group != group {
			group = e.Group
			b.WriteString("\n## " + group + "\n")
		}
		entryMarkdown(&b, e)
	}
	return b.String()
}

func entryMarkdown(b *strings.Builder, e Entry) {
	signature := e.Signature()
	if len(signature) > 80 {
		signature = e.Name + "(…)"
	}
	fmt.Fprintf(b, "\n### `%s` → %s\n\n%s\n", signature, e.Returns, escape(e.Doc))
	if len(e.Params) > 0 && (len(e.Params) > 1 || e.Params[0].Doc != "") {
		b.WriteString("\n| takes | type | default | |\n|---|---|---|---|\n")
		for _, p := range e.Params {
			fmt.Fprintf(b, "| `%s` | %s | %s | %s |\n", p.Name, escape(p.Type), code(p.Default), escape(p.Doc))
		}
	}
	if len(e.Examples) == 0 {
		return
	}
	b.WriteString("\n```python\n")
	for _, x := range e.Examples {
		if x.Top != "" {
			b.WriteString(x.Top + "\n")
		}
		fmt.Fprintf(b, "%s  # %s\n", x.Expr, x.Gives)
	}
	b.WriteString("```\n")
}

func code(s string) string {
	if s == "" {
		return ""
	}
	return "`" + s + "`"
}

func escape(s string) string {
	return strings.NewReplacer("|", `\|`, "*", `\*`, "<", "&lt;").Replace(s)
}
