package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"runtime/trace"

	"github.com/spf13/cobra"
)

// profiling writes down where a run's time and memory go, for a bug report. The
// files name functions and sizes; they hold no cell, no secret and no argument.
type profiling struct {
	folder string
	cpu    *os.File
	trace  *traceFile
}

// traceFile ends the trace when it has become large, so that it can be sent
// whatever the run took: how a run begins mostly tells how it goes on.
type traceFile struct {
	*os.File
	left int
}

const mostTrace = 128 << 20

// Write is called by one goroutine, the runtime's.
func (t *traceFile) Write(b []byte) (int, error) {
	if t.left > 0 && t.left <= len(b) {
		go trace.Stop() // which waits for this very call
	}
	t.left -= len(b)
	return t.File.Write(b)
}

// flag gives every command --profile.
func (p *profiling) flag(root *cobra.Command) {
	root.PersistentFlags().StringVar(&p.folder, "profile", "", "write CPU and heap profiles and a trace of the run into this folder, for a bug report")
	root.PersistentPreRunE = func(*cobra.Command, []string) error { return p.start() }
}

func (p *profiling) start() error {
	if p.folder == "" {
		return nil
	}
	if err := os.MkdirAll(p.folder, 0o700); err != nil {
		return usage(fmt.Errorf("--profile: %w", err))
	}
	var err error
	if p.cpu, err = os.Create(filepath.Join(p.folder, "cpu.pprof")); err != nil {
		return usage(fmt.Errorf("--profile: %w", err))
	}
	file, err := os.Create(filepath.Join(p.folder, "trace.out"))
	if err != nil {
		return errors.Join(usage(fmt.Errorf("--profile: %w", err)), p.cpu.Close())
	}
	p.trace = &traceFile{file, mostTrace}
	if err := errors.Join(pprof.StartCPUProfile(p.cpu), trace.Start(p.trace)); err != nil {
		return fmt.Errorf("--profile: %w", err)
	}
	return nil
}

// stop writes what was seen. It does nothing where nothing was started.
func (p *profiling) stop() error {
	if p.trace == nil {
		return nil
	}
	pprof.StopCPUProfile()
	trace.Stop()
	err := errors.Join(p.cpu.Close(), p.trace.Close())
	runtime.GC() // so that the heap's profile is of now
	err = errors.Join(err, p.writeHeap())
	if err != nil {
		return fmt.Errorf("--profile: %w", err)
	}
	return nil
}

// writeHeap writes what is held and what was ever allocated.
func (p *profiling) writeHeap() error {
	file, err := os.Create(filepath.Join(p.folder, "heap.pprof"))
	if err != nil {
		return err
	}
	return errors.Join(pprof.Lookup("allocs").WriteTo(file, 0), file.Close())
}
