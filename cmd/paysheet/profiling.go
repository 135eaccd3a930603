package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"runtime/trace"
	"time"

	"github.com/spf13/cobra"
)

// profiling writes down where a run's time and memory go, for a bug report. The
// files name functions and sizes; they hold no cell, no secret and no argument.
type profiling struct {
	folder string
	cpu    *os.File
	trace  *trace.FlightRecorder
}

// A trace keeps what happened last, so that its file can be sent whatever the
// run took.
const (
	traceBytes = 64 << 20
	traceAge   = time.Hour
)

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
	p.trace = trace.NewFlightRecorder(trace.FlightRecorderConfig{MinAge: traceAge, MaxBytes: traceBytes})
	if err := errors.Join(pprof.StartCPUProfile(p.cpu), p.trace.Start()); err != nil {
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
	err := errors.Join(
		p.cpu.Close(),
		p.write("trace.out", func(f *os.File) error { _, err := p.trace.WriteTo(f); return err }),
	)
	p.trace.Stop()
	runtime.GC() // so that the heap's profile is of now
	err = errors.Join(err, p.write("heap.pprof", func(f *os.File) error { return pprof.Lookup("allocs").WriteTo(f, 0) }))
	if err != nil {
		return fmt.Errorf("--profile: %w", err)
	}
	return nil
}

func (p *profiling) write(name string, content func(*os.File) error) error {
	file, err := os.Create(filepath.Join(p.folder, name))
	if err != nil {
		return err
	}
	return errors.Join(content(file), file.Close())
}
