package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"paysheet/bulk/sheet"
	sheets "paysheet/bulk/sheet/all"
	"paysheet/providers/sandbox"
)

// update rewrites golden files and the expected output in the stories.
var update = flag.Bool("update", false, "rewrite golden files")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"paysheet": tell})
}

// tell is the program in a story, which says by STORY_USER who runs it.
func tell() {
	var user func() string
	if name := os.Getenv("STORY_USER"); name != "" {
		user = func() string { return name }
	}
	os.Exit(start(user))
}

// TestStories runs testdata/script: one file a behaviour, as a user would type it.
func TestStories(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Files: stories(t), RequireExplicitExec: true, RequireUniqueNames: true, UpdateScripts: *update,
		Setup: func(e *testscript.Env) error {
			e.Setenv("HOME", e.WorkDir)
			e.Setenv("TZ", "UTC")
			e.Setenv("SAMPLES", samplesFolder())
			e.Values[worldKey{}] = &world{}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"stand": cmdStand, "cells": cmdCells, "fill": cmdFill, "drop": cmdDrop, "book": cmdBook, "page": cmdPage, "links": cmdLinks, "pay": cmdPay, "told": cmdTold, "waitlinks": cmdWaitLinks, "stop": cmdStop,
			"linkid": cmdLinkID, "waittext": cmdWaitText,
		},
	})
}

// stories gives the files to run: with -short, as under the race detector, those
// of commands that call providers, which are the ones with goroutines.
func stories(t *testing.T) []string {
	t.Helper()
	patterns := []string{"*"}
	if testing.Short() {
		patterns = []string{"apply_*", "changed_*", "interrupt_*", "plan_while_*", "refresh_*", "settle_*", "undo_*"}
	}
	var all []string
	for _, pattern := range patterns {
		files, err := filepath.Glob(filepath.Join("..", "..", "testdata", "script", pattern+".txtar"))
		if err != nil || len(files) == 0 {
			t.Fatalf("no story %s: %v", pattern, err)
		}
		all = append(all, files...)
	}
	return all
}

func samplesFolder() string {
	path, err := filepath.Abs(filepath.Join("..", "..", "samples"))
	if err != nil {
		return ""
	}
	return path
}

// world is what one story has running.
type world struct {
	box    *sandbox.Sandbox
	cancel context.CancelFunc
}

type worldKey struct{}

func (w *world) close() error {
	if w.box == nil {
		return nil
	}
	w.cancel()
	err := w.box.Close()
	w.box = nil
	return err
}

func worldOf(ts *testscript.TestScript) *world { return ts.Value(worldKey{}).(*world) }

// cmdStand starts the stand-ins as servers of their own, with faults, and writes
// a config that reaches them: stand [FAULT ...]. Started again it keeps its
// links and its config.
func cmdStand(ts *testscript.TestScript, neg bool, args []string) {
	w := worldOf(ts)
	if neg {
		ts.Fatalf("stand cannot be negated")
	}
	ts.Check(w.close())
	options := sandbox.Options{Dir: ts.MkAbs("stand"), Clock: time.Now}
	for _, text := range args {
		fault, err := sandbox.ParseFault(text)
		ts.Check(err)
		options.Faults = append(options.Faults, fault)
	}
	box, err := sandbox.Open(options)
	ts.Check(err)
	ctx, cancel := context.WithCancel(context.Background())
	endpoints, err := box.Listen(ctx, false)
	ts.Check(err)
	w.box, w.cancel = box, cancel
	ts.Defer(func() { _ = w.close() })
	config := "timezone = \"Asia/Colombo\"\n"
	if head, err := os.ReadFile(ts.MkAbs("head.toml")); err == nil {
		config = string(head)
	}
	ts.Check(os.WriteFile(ts.MkAbs("paysheet.toml"), []byte(config+sandboxConfig(endpoints)), 0o600))
}

func cmdStop(ts *testscript.TestScript, _ bool, _ []string) { ts.Check(worldOf(ts).close()) }

// cmdCells prints a sheet's cells, one row a line: cells FILE[!WORKSHEET]
// [HEADER ...].
func cmdCells(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) == 0 {
		ts.Fatalf("usage: cells FILE[!WORKSHEET] [HEADER ...]")
	}
	file, worksheet, _ := strings.Cut(args[0], "!")
	table, err := sheets.Open(context.Background(), ts.MkAbs(file), sheet.Options{Name: worksheet})
	ts.Check(err)
	defer func() { _ = table.Close() }()
	var columns []int
	for _, header := range args[1:] {
		found := -1
		for i, text := range table.Info().Header {
			if text == header {
				found = i
			}
		}
		if found < 0 {
			ts.Fatalf("%s has no column %q, only %q", args[0], header, table.Info().Header)
		}
		columns = append(columns, found)
	}
	for row, err := range table.Rows(context.Background()) {
		ts.Check(err)
		var texts []string
		if len(args) == 1 {
			for _, cell := range row.Cells {
				texts = append(texts, cell.Text)
			}
		}
		for _, column := range columns {
			texts = append(texts, row.Cell(column).Text)
		}
		_, _ = fmt.Fprintln(ts.Stdout(), strings.Join(texts, "|"))
	}
}

// cmdLinks checks what a stand-in holds: links PROVIDER N says that there are N
// links, and that no reference has two.
func cmdLinks(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: links PROVIDER N")
	}
	links := worldOf(ts).box.Links(args[0])
	seen := map[string]bool{}
	for _, link := range links {
		if seen[link.Reference] {
			ts.Fatalf("%s holds two links for %s", args[0], link.Reference)
		}
		seen[link.Reference] = true
	}
	if got := strconv.Itoa(len(links)); got != args[1] {
		ts.Fatalf("%s holds %s links, not %s", args[0], got, args[1])
	}
}

// cmdPay pays a link by its reference: pay PROVIDER REFERENCE [AMOUNT], or with
// "late" for an amount one that is over.
func cmdPay(ts *testscript.TestScript, _ bool, args []string) {
	amount := ""
	if len(args) == 3 {
		amount = args[2]
	}
	for _, link := range worldOf(ts).box.Links(args[0]) {
		if link.Reference == args[1] {
			if amount == "late" {
				ts.Check(worldOf(ts).box.PayLate(args[0], link.URL))
				return
			}
			ts.Check(worldOf(ts).box.Pay(args[0], link.URL, amount))
			return
		}
	}
	ts.Check(errors.New("no link for " + args[1]))
}

// cmdWaitLinks waits until a stand-in holds at least N links: waitlinks PROVIDER N.
func cmdWaitLinks(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[1])
	ts.Check(err)
	for range 3000 {
		if len(worldOf(ts).box.Links(args[0])) >= want {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	ts.Fatalf("%s never held %s links", args[0], args[1])
}

// cmdLinkID puts the id of a reference's link into a variable: linkid VAR PROVIDER REFERENCE.
func cmdLinkID(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 3 {
		ts.Fatalf("usage: linkid VAR PROVIDER REFERENCE")
	}
	for _, link := range worldOf(ts).box.Links(args[1]) {
		if link.Reference == args[2] {
			ts.Setenv(args[0], link.ID)
			return
		}
	}
	ts.Fatalf("%s has no link for %s", args[1], args[2])
}
