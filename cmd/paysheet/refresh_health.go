package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// healthVersion changes when a reader of the file must change.
const healthVersion = 1

// health is the document that --health keeps for a monitor. A refresh is well
// while last_success is not much older than the interval, and alive while next
// is not long past.
type health struct {
	Version int    `json:"version" doc:"of the file's form; it changes when a reader must change"`
	Command string `json:"command" doc:"that keeps the file"`
	subject
	Host        string         `json:"host" doc:"the machine"`
	PID         int            `json:"pid" doc:"of the process"`
	State       string         `json:"state" doc:"running, waiting or ended"` // running, waiting, ended
	Started     time.Time      `json:"started" doc:"when the process was"`
	Rounds      int            `json:"rounds" doc:"since started"`                                        // since started
	Skipped     int            `json:"rounds_skipped" doc:"since started, because another round went on"` // since started
	LastRound   *healthRound   `json:"last_round,omitempty" doc:"absent before the first one has ended"`
	LastSuccess *time.Time     `json:"last_success,omitempty" doc:"end of the last round without an error or a failed link"` // end of the last round without an error or a failed link
	LastError   *healthFailure `json:"last_error,omitempty" doc:"the last one; it stays until another comes"`
	Next        *time.Time     `json:"next,omitempty" doc:"when the next round is due"`
	// Written lets the next start leave the sheet alone where nothing is new.
	Written *written `json:"sheet_written,omitempty" doc:"lets the next start leave the sheet alone where nothing is new"`
}

type healthRound struct {
	Began time.Time `json:"began" doc:"when"`
	Ended time.Time `json:"ended" doc:"when"`
	roundFigures
}

type healthFailure struct {
	At    time.Time `json:"at" doc:"when"`
	Exit  int       `json:"exit" doc:"what a run of its own would have ended with"`
	Error string    `json:"error" doc:"why"`
}

// healthFile writes the document; a nil one writes nothing.
type healthFile struct {
	path string
	doc  health
}

// openHealth begins the document anew, but keeps what an earlier start knew of
// its last success and error. It refuses to write over any other file.
func openHealth(path string, what subject, started time.Time) (*healthFile, error) {
	if path == "" {
		return nil, nil
	}
	host, err := os.Hostname()
	if err != nil {
		return nil, fmt.Errorf("--health: %w", err)
	}
	h := &healthFile{path: path, doc: health{
		Version: healthVersion, Command: "refresh", subject: what, Host: host, PID: os.Getpid(), State: "waiting", Started: started,
	}}
	text, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist), err == nil && len(text) == 0:
		return h, h.begin()
	case err != nil:
		return nil, usage(fmt.Errorf("--health: %w", err))
	}
	var earlier health
	if err := json.Unmarshal(text, &earlier); err != nil || earlier.Command != "refresh" || earlier.Version == 0 {
		return nil, usage(fmt.Errorf("--health %s is another file and is not written over: name one that is not there yet", path))
	}
	h.doc.LastRound, h.doc.LastSuccess, h.doc.LastError, h.doc.Written = earlier.LastRound, earlier.LastSuccess, earlier.LastError, earlier.Written
	return h, h.begin()
}

// begin writes the document before the first round, so that a monitor has one
// and a place where it cannot be is told before anything is called.
func (h *healthFile) begin() error {
	if err := h.write(); err != nil {
		var place *fs.PathError
		if errors.As(err, &place) {
			err = place.Err
		}
		return usage(fmt.Errorf("--health %s cannot be written (%w): name a file in a folder that is there and can be written to", h.path, err))
	}
	return nil
}

// write puts the document in its place whole or not at all.
func (h *healthFile) write() error {
	if h == nil {
		return nil
	}
	h.doc.Started, h.doc.Next = h.doc.Started.Truncate(time.Second), whole(h.doc.Next)
	doc := h.doc
	if doc.Written != nil && *doc.Written == (written{}) {
		doc.Written = nil
	}
	text, err := json.MarshalIndent(doc, "", "  ")
	if err != nil {
		return fmt.Errorf("--health: %w", err)
	}
	file, err := os.CreateTemp(filepath.Dir(h.path), ".paysheet-health-*.tmp")
	if err != nil {
		return fmt.Errorf("--health: %w", err)
	}
	_, err = file.Write(append(text, '\n'))
	// A monitor is seldom the user who runs paysheet, and no secret is in it.
	err = errors.Join(err, file.Chmod(0o644), file.Close())
	if err == nil {
		err = os.Rename(file.Name(), h.path)
	}
	if err != nil {
		return fmt.Errorf("--health: %w", errors.Join(err, os.Remove(file.Name())))
	}
	return nil
}

// waiting says when the next round is due.
func (h *healthFile) waiting(next time.Time) error {
	if h == nil {
		return nil
	}
	h.doc.State, h.doc.Next = "waiting", &next
	return h.write()
}

// running says that a round goes on.
func (h *healthFile) running() error {
	if h == nil {
		return nil
	}
	h.doc.State = "running"
	return h.write()
}

// ended says that nothing runs any more.
func (h *healthFile) ended() error {
	if h == nil {
		return nil
	}
	h.doc.State, h.doc.Next = "ended", nil
	return h.write()
}

// wrote gives what earlier starts wrote into the sheet, for the rounds to read
// and to keep; nil without a file.
func (h *healthFile) wrote() *written {
	if h == nil {
		return nil
	}
	if h.doc.Written == nil {
		h.doc.Written = &written{}
	}
	return h.doc.Written
}

// took notes how a round went; the document is written with what comes next.
func (h *healthFile) took(began, ended time.Time, figures roundFigures) {
	if h == nil {
		return
	}
	began, ended = began.Truncate(time.Millisecond), ended.Truncate(time.Millisecond)
	h.doc.Rounds++
	h.doc.LastRound = &healthRound{began, ended, figures}
	if figures.Error == "" && figures.Failed == 0 {
		h.doc.LastSuccess = &ended
		return
	}
	text := figures.Error
	if text == "" {
		text = plural(figures.Failed, "link", "links") + " could not be read"
	}
	h.doc.LastError = &healthFailure{ended, figures.Exit, text}
}

// whole takes the parts of a second off an instant that may be missing.
func whole(at *time.Time) *time.Time {
	if at == nil {
		return nil
	}
	second := at.Truncate(time.Second)
	return &second
}
