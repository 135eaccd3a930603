package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"paysheet/bulk/invoice"
	"paysheet/script"
)

func newRulesRepl(e env) *cobra.Command {
	var o options
	var number int
	cmd := &cobra.Command{
		Use: "repl [RULES] [SHEET]", Short: "Try expressions with the rules and one row at hand",
		Long: `repl reads expressions and prints what they give, with everything that the rules
define. With --row, row is that row of the sheet, so decide(row) and its parts
can be tried. Tab completes names; an empty line ends a block; Ctrl-D ends it.`,
		Example: "  paysheet rules repl --row 17 invoices.xlsx",
		Args:    takes(0, 2),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			rules, sheetPath, err := rulesAndSheet(args)
			if err != nil {
				return err
			}
			if number > 0 && sheetPath == "" {
				return usage(errors.New("--row needs a sheet: paysheet rules repl --row 17 invoices.xlsx"))
			}
			b, err := openBench(cmd.Context(), e, o, rules, sheetPath)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, b.close()) }()
			return b.repl(cmd.Context(), cmd.OutOrStdout(), number)
		},
	}
	o.rulesFlags(cmd)
	cmd.Flags().IntVar(&number, "row", 0, "the row that row stands for, as the spreadsheet counts")
	return cmd
}

func (b *bench) repl(ctx context.Context, out io.Writer, number int) error {
	rules, err := b.compile()
	if err != nil {
		return err
	}
	var row script.Row // nil without --row
	if number > 0 {
		if row, err = b.rowAt(ctx, number); err != nil {
			return err
		}
	}
	lines, restore, err := b.lines(&out)
	if err != nil {
		return err
	}
	defer restore()
	prompt, err := rules.Prompt(ctx, row, out)
	if err != nil {
		return usage(err)
	}
	lines.complete(prompt.Names())
	for ctx.Err() == nil {
		lines.first()
		text, err := prompt.Eval(lines.next)
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			text = err.Error()
		case text == "":
			continue
		}
		if _, err := fmt.Fprintln(out, printable(text)); err != nil {
			return fmt.Errorf("writing to the terminal: %w", err)
		}
	}
	return context.Cause(ctx)
}

// rowAt finds a row of the sheet.
func (b *bench) rowAt(ctx context.Context, number int) (invoice.Row, error) {
	for raw, err := range b.table.Rows(ctx) {
		if err != nil {
			return invoice.Row{}, err
		}
		if raw.Number == number {
			return b.columns.Row(raw), nil
		}
	}
	return invoice.Row{}, usage(fmt.Errorf("the sheet has no row %d below its header", number))
}

// typist reads what a person types: with editing and completion on a terminal,
// plain lines otherwise.
type typist struct {
	plain    *bufio.Scanner
	terminal *term.Terminal
}

// lines prepares reading. On a terminal it replaces out, because a terminal
// that edits lines also writes them.
func (b *bench) lines(out *io.Writer) (*typist, func(), error) {
	file, isFile := b.env.in.(*os.File)
	if !isFile || !b.env.inTerminal || !b.env.outTerminal {
		return &typist{plain: bufio.NewScanner(b.env.in)}, func() {}, nil
	}
	state, err := term.MakeRaw(int(file.Fd()))
	if err != nil {
		return nil, nil, fmt.Errorf("preparing the terminal: %w", err)
	}
	t := term.NewTerminal(struct {
		io.Reader
		io.Writer
	}{file, *out}, "")
	*out = t
	return &typist{terminal: t}, func() { _ = term.Restore(int(file.Fd()), state) }, nil
}

// complete sets what Tab offers: the one name that begins with the word before
// the cursor.
func (t *typist) complete(names []string) {
	if t.terminal == nil {
		return
	}
	t.terminal.AutoCompleteCallback = func(line string, pos int, key rune) (string, int, bool) {
		if key != '\t' {
			return "", 0, false
		}
		word, rest := completed(line[:pos], names)
		return word + line[pos:], len(word), rest
	}
}

// completed completes the last word of a line where one name alone begins so.
func completed(line string, names []string) (string, bool) {
	start := 1 + strings.LastIndexFunc(line, func(r rune) bool {
		return r != '_' && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9')
	})
	var found []string
	for _, name := range names {
		if start < len(line) && strings.HasPrefix(name, line[start:]) {
			found = append(found, name)
		}
	}
	if len(found) != 1 {
		return line, false
	}
	return line[:start] + found[0], true
}

func (t *typist) first() {
	if t.terminal != nil {
		t.terminal.SetPrompt(">>> ")
	}
}

// next gives one line; the lines after the first belong to a block.
func (t *typist) next() (string, error) {
	if t.terminal != nil {
		line, err := t.terminal.ReadLine()
		t.terminal.SetPrompt("... ")
		return line, err
	}
	if !t.plain.Scan() {
		if err := t.plain.Err(); err != nil {
			return "", fmt.Errorf("reading what was typed: %w", err)
		}
		return "", io.EOF
	}
	return t.plain.Text(), nil
}
