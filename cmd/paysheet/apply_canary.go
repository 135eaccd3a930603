package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"paysheet/bulk"
)

// canaryFlag lets the first changes of a run go ahead alone.
func (o *options) canaryFlag(cmd *cobra.Command) {
	cmd.Flags().IntVar(&o.canary, "canary", 0, "make or change the first N links, show them, then ask (without a terminal: stop)")
}

// checkCanary refuses what --canary cannot mean.
func (o *options) checkCanary(cmd *cobra.Command) error {
	switch {
	case !cmd.Flags().Changed("canary"):
		return nil
	case o.canary < 1:
		return usage(fmt.Errorf("--canary %d: write how many links go first, from 1 up", o.canary))
	case o.wait:
		return usage(errors.New("--canary stops and asks in the middle of a run, --wait waits at its end: choose one"))
	default:
		return nil
	}
}

// firstFew is the canary of a run; nil where there is none, or where it would
// be the whole run.
type firstFew struct {
	*bulk.Canary
	s     *session
	total int // changes of the whole run
}

func (s *session) firstFew(v *view, p *progress) *firstFew {
	total := 0
	for _, action := range bulk.Actions() {
		if action.Changes() {
			total += v.tally.CountOf(string(action))
		}
	}
	if s.options.canary == 0 || total <= s.options.canary {
		return nil
	}
	f := &firstFew{s: s, total: total}
	f.Canary = &bulk.Canary{First: s.options.canary, GoOn: func(ctx context.Context, made []bulk.Result) bool {
		p.hush(true)
		defer p.hush(false)
		return f.ask(ctx, made)
	}}
	return f
}

func (f *firstFew) items(ctx context.Context, items iter.Seq2[bulk.Item, error]) iter.Seq2[bulk.Item, error] {
	if f == nil {
		return items
	}
	return f.Items(ctx, items)
}

// watch gives what the runner tells of each result.
func (f *firstFew) watch(pass func(bulk.Result)) func(bulk.Result) {
	if f == nil {
		return pass
	}
	return func(r bulk.Result) {
		pass(r)
		f.Done(r)
	}
}

// why says why the other changes did not follow; empty where they did.
func (f *firstFew) why() string {
	if f == nil {
		return ""
	}
	return f.Stopped()
}

// stopped is the error of a run whose other changes did not follow.
func (f *firstFew) stopped() error {
	if f.why() == "" {
		return nil
	}
	return &failure{exitGuard, fmt.Errorf("stopped after %d of %s: %s", f.First, plural(f.total, "link", "links"), f.Stopped())}
}

// ask shows what was made and asks whether the others follow. Where nobody can
// be asked they do not.
func (f *firstFew) ask(ctx context.Context, made []bulk.Result) bool {
	s := f.s
	var b strings.Builder
	fmt.Fprintf(&b, "\nThe first %s of %s:\n", plural(len(made), "link", "links"), groupInt(f.total))
	inOrder := slices.SortedFunc(slices.Values(made), func(a, b bulk.Result) int { return a.Row - b.Row })
	for i := range inOrder {
		r := &inOrder[i]
		b.WriteString(rowLine(r.Item, string(r.Outcome)))
		b.WriteString("      " + printable(strings.TrimSpace(r.Label+" "+r.Link.URL)) + "\n")
	}
	_, _ = fmt.Fprint(s.env.err, b.String())
	if s.options.sandbox || s.options.noInput || !s.env.inTerminal {
		return false
	}
	_, _ = fmt.Fprintf(s.env.err, "\nLook at them. Go on with the other %s? [y/N] ", groupInt(f.total-len(made)))
	return s.yes(ctx)
}

// yes reads the answer to a question. A run that is being stopped needs none;
// the read itself cannot be called back, and ends with the process.
func (s *session) yes(ctx context.Context) bool {
	if s.answers == nil {
		s.answers = bufio.NewReader(s.env.in)
	}
	answer := make(chan string, 1)
	go func() {
		line, err := s.answers.ReadString('\n')
		if err != nil && line == "" {
			line = "no"
		}
		answer <- line
	}()
	select {
	case line := <-answer:
		line = strings.ToLower(strings.TrimSpace(line))
		return line == "y" || line == "yes"
	case <-ctx.Done():
		return false
	}
}
