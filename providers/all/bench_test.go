//go:build unix

package all_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"paysheet/providers/all"
)

// BenchmarkCreate measures how many links a second a driver makes at its stand-in,
// eight calls at once, beside net/http alone sending the same requests with the
// same headers: what the driver itself costs. The stand-in syncs each link to the
// disk, as a server would.
func BenchmarkCreate(b *testing.B) { compare(b, "create") }

// BenchmarkGet is the same for reading a link.
func BenchmarkGet(b *testing.B) { compare(b, "get") }

const atOnce = 8

// compare runs a driver and net/http in turns of equal numbers of calls, so that
// whatever else the machine does weighs on both. It reports both rates, and the
// driver's as a share of net/http's: by the clock, and by the time of the processors,
// each the median of the turns.
func compare(b *testing.B, what string) {
	b.Helper()
	for _, def := range all.Definitions() {
		b.Run(def.Name, func(b *testing.B) {
			s := newStage(b, def.Name, map[string]string{"conomy.initial_status": "ACTIVE"})
			p := s.bare(b, nil)
			first, err := p.Create(b.Context(), s.request(b, "FIRST"))
			if err != nil {
				b.Fatal(err)
			}
			s.front.arm("", 0)
			if what == "create" {
				_, err = p.Create(b.Context(), s.request(b, "SECOND"))
			} else {
				_, err = p.Get(b.Context(), first.ID)
			}
			sample := s.front.requests()[0]
			if err != nil {
				b.Fatal(err)
			}
			server := httptest.NewServer(s.front.behind) // nothing between
			b.Cleanup(server.Close)
			s.url = server.URL
			var number atomic.Int64
			plain := s.request(b, "")
			driver := func() error {
				if what == "get" {
					_, err := p.Get(b.Context(), first.ID)
					return err
				}
				req := plain
				req.Reference = reference(&number)
				_, err := p.Create(b.Context(), req)
				return err
			}
			bare := s.loop(b, sample, &number)
			p = s.bare(b, nil)
			(&effort{}).add(b, 2*atOnce, driver)
			(&effort{}).add(b, 2*atOnce, bare)
			b.ResetTimer()
			race(b, driver, bare)
		})
	}
}

const inTurn = 200

func race(b *testing.B, driver, bare func() error) {
	b.Helper()
	var mine, theirs effort
	var byClock, byCPU []float64
	for done := 0; done < b.N; done += inTurn {
		n := min(b.N-done, inTurn)
		var m, t effort
		if done/inTurn%2 == 0 {
			m.add(b, n, driver)
			t.add(b, n, bare)
		} else {
			t.add(b, n, bare)
			m.add(b, n, driver)
		}
		byClock = append(byClock, 100*t.took.Seconds()/m.took.Seconds())
		byCPU = append(byCPU, 100*t.cpu.Seconds()/m.cpu.Seconds())
		mine, theirs = mine.plus(m), theirs.plus(t)
	}
	b.ReportMetric(float64(b.N)/mine.took.Seconds(), "driver/s")
	b.ReportMetric(float64(b.N)/theirs.took.Seconds(), "net/http/s")
	b.ReportMetric(median(byClock), "%time")
	b.ReportMetric(median(byCPU), "%cpu")
}

func median(of []float64) float64 {
	slices.Sort(of)
	return (of[(len(of)-1)/2] + of[len(of)/2]) / 2
}

func reference(number *atomic.Int64) string { return fmt.Sprintf("INV-%08d", number.Add(1)) }

// loop is net/http alone: the sample's request again and again, with another
// reference each time, and the answer read whole.
func (s *stage) loop(b *testing.B, sample exchange, number *atomic.Int64) func() error {
	b.Helper()
	client := &http.Client{Transport: &http.Transport{MaxConnsPerHost: atOnce, MaxIdleConnsPerHost: atOnce, DisableCompression: true}}
	b.Cleanup(client.CloseIdleConnections)
	return func() error {
		body := sample.body
		if sample.method == http.MethodPost {
			body = bytes.ReplaceAll(body, []byte("SECOND"), []byte(reference(number)))
		}
		request, err := http.NewRequestWithContext(b.Context(), sample.method, s.url+sample.target, bytes.NewReader(body))
		if err != nil {
			return err
		}
		for name, values := range sample.header {
			if name != "Content-Length" {
				request.Header[name] = values
			}
		}
		response, err := client.Do(request)
		if err != nil {
			return err
		}
		defer func() { _ = response.Body.Close() }()
		text, err := io.ReadAll(response.Body)
		if err == nil && response.StatusCode/100 != 2 {
			err = fmt.Errorf("%d %s", response.StatusCode, text)
		}
		return err
	}
}

// effort is what calls took: by the clock, and of the processors (client and
// stand-in together), which other work on the machine does not stretch.
type effort struct{ took, cpu time.Duration }

func (e effort) plus(o effort) effort { return effort{e.took + o.took, e.cpu + o.cpu} }

func spent(b *testing.B) time.Duration {
	b.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// add makes n calls, some at once.
func (e *effort) add(b *testing.B, n int, call func() error) {
	b.Helper()
	var left atomic.Int64
	left.Store(int64(n))
	var failed atomic.Value
	var group sync.WaitGroup
	start, before := time.Now(), spent(b)
	for range atOnce {
		group.Go(func() {
			for left.Add(-1) >= 0 {
				if err := call(); err != nil {
					failed.Store(err)
				}
			}
		})
	}
	group.Wait()
	e.took += time.Since(start)
	e.cpu += spent(b) - before
	if err := failed.Load(); err != nil {
		b.Fatal(err)
	}
}
