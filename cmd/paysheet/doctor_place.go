package main

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"paysheet/bulk/invoice"
	"paysheet/bulk/ledger"
	"paysheet/bulk/sheet"
)

// witness carries calls and notes what time the answers say it is. The Date of
// an answer is the instant at which it was made, in whole seconds (RFC 9110,
// section 6.6.1, June 2022); one out of a cache carries an Age and says nothing.
type witness struct {
	next  http.RoundTripper
	clock func() time.Time

	mu   sync.Mutex
	skew time.Duration // of this machine's clock, ahead where positive
	host string        // that said so; empty where none did
}

func newWitness(clock func() time.Time) *witness {
	transport := &http.Transport{
		Proxy: http.ProxyFromEnvironment, TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout: 10 * time.Second, ForceAttemptHTTP2: true,
	}
	return &witness{next: transport, clock: clock}
}

// RoundTrip makes the call and looks at the answer's Date.
func (w *witness) RoundTrip(r *http.Request) (*http.Response, error) {
	sent := w.clock()
	resp, err := w.next.RoundTrip(r)
	if err != nil {
		return resp, err
	}
	date, bad := http.ParseTime(resp.Header.Get("Date"))
	if bad != nil || resp.Header.Get("Age") != "" {
		return resp, nil
	}
	got := w.clock()
	// The answer was made at some time between sending and getting, and its Date
	// has lost up to a second.
	middle := sent.Add(got.Sub(sent) / 2)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.skew, w.host = middle.Sub(date.Add(500*time.Millisecond)), r.URL.Hostname()
	return resp, nil
}

const (
	// skewTold is what a person should know of: expiries that are sent as an
	// instant or a duration begin to be wrong by it.
	skewTold = 30 * time.Second
	// skewWrong is where servers begin to refuse tokens and signatures as too old
	// or not yet valid (five minutes is the usual leeway, RFC 6749 era servers and
	// Kerberos alike).
	skewWrong = 5 * time.Minute
)

// clock tells how far this machine's clock is from the providers'.
func (d *doctor) clock(w *witness) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.host == "" {
		d.mend("warning", "clock", "it is compared once an account above is asked and answers", "no provider answered with the time, so the clock could not be compared")
		return
	}
	off, way := w.skew.Round(time.Second), "ahead of"
	if off < 0 {
		off, way = -off, "behind"
	}
	const mend = "let the system set its clock by the network (timedatectl set-ntp true; on Windows: Settings, Time, Sync now)"
	switch {
	case off >= skewWrong:
		d.mend("error", "clock", mend, "this machine is %s %s the time that %s says", briefTime(off), way, w.host)
	case off >= skewTold:
		d.mend("warning", "clock", mend, "this machine is %s %s the time that %s says", briefTime(off), way, w.host)
	default:
		d.ok("clock", "within %s of the time that %s says", briefTime(skewTold), w.host)
	}
}

const (
	roomTold  = 500 << 20
	roomWrong = 50 << 20 // a backup, a new sheet and the ledger must fit
)

// disk tells how much room there is where files are written.
func (d *doctor) disk(c *config, sheetPath string) {
	folders := []string{c.stateFolder()}
	if sheetPath != "" {
		folders = append(folders, filepath.Dir(sheetPath))
	}
	var last uint64
	for _, folder := range folders {
		for !exists(folder) && folder != filepath.Dir(folder) {
			folder = filepath.Dir(folder) // it will be made here
		}
		free, err := freeBytes(folder)
		if err == nil && free == last {
			continue // the same disk
		}
		last = free
		text := fmt.Sprintf("%s free for %s", sizeText(free), folder)
		const mend = "make room: each run keeps a backup of the sheet in the state folder, and old ones can be deleted"
		switch {
		case errors.Is(err, errors.ErrUnsupported):
			continue
		case err != nil:
			d.mend("warning", "disk", "look at the folder's permissions, and at whether its disk is there", "the room for %s cannot be seen: %v", folder, err)
		case free < roomWrong:
			d.mend("error", "disk", mend, "%s", text)
		case free < roomTold:
			d.mend("warning", "disk", mend, "%s", text)
		default:
			d.ok("disk", "%s", text)
		}
	}
}

// sizeText gives a number of bytes as people say it.
func sizeText(n uint64) string {
	switch {
	case n >= 10<<30:
		return fmt.Sprintf("%d GB", n>>30)
	case n >= 1<<30:
		return fmt.Sprintf("%.1f GB", float64(n)/(1<<30))
	default:
		return fmt.Sprintf("%d MB", n>>20)
	}
}

// locks tells who works with the ledger and the sheet right now.
func (d *doctor) locks(c *config, sheetPath string) {
	free := true
	var held *ledger.LockedError
	if err := ledger.HeldBy(c.stateFolder()); errors.As(err, &held) {
		free = false
		d.mend("warning", "locks", "wait until that run has ended", "%v", err)
	} else if err != nil {
		free = false
		d.told("locks", err)
	}
	if sheetPath != "" {
		if by, err := sheet.HeldBy(sheetPath); err == nil {
			free = false
			mend := "wait until that run has ended; if it is gone: paysheet unlock " + sheetPath
			d.mend("warning", "locks", mend, "%v", by)
		}
		if owner, open := sheet.LockedBy(sheetPath); open {
			free = false
			d.mend("warning", "locks", "close it there before apply", "%s is open in another program (%s)", sheetPath, owner)
		}
	}
	if free {
		d.ok("locks", "nobody else is at work here")
	}
}

// columns tells which fields the sheet has no column for; which column stands for
// the others is told as it was found.
func (d *doctor) columns(columns *invoice.Columns) {
	var missing []string
	for _, field := range invoice.Fields() {
		if _, ok := columns.Field(field); !ok {
			missing = append(missing, string(field))
		}
	}
	all := len(invoice.Fields())
	text := fmt.Sprintf("%d of %d fields found", all-len(missing), all)
	if len(missing) > 0 {
		text += "; not in the sheet: " + strings.Join(missing, ", ")
	}
	d.ok("columns", "%s", text)
}
