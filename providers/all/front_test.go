package all_test

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"sync"
)

// front stands before a stand-in and spoils API requests; the requests for access
// tokens pass. It writes its own faults, so that it also checks those of the sandbox.
type front struct {
	behind http.Handler

	mu     sync.Mutex
	fault  string
	at     int // the request to hit, from 1; 0 is every one, -1 none
	number int // API requests since the fault was armed
	hits   int
	seen   map[string]bool // client addresses, to tell a connection that is used again
	fresh  bool            // the first hit should have been on a used connection and was not
	log    []exchange
}

// exchange is one request as it came in.
type exchange struct {
	method, target string
	header         http.Header
	body           []byte
}

func isToken(r *http.Request) bool { return r.Header.Get("Authorization") == "" }

// arm puts a fault on the requests from here on; "" is none.
func (f *front) arm(fault string, at int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.fault, f.at, f.number, f.hits, f.log = fault, at, 0, 0, nil
}

// requests gives what came in since the fault was armed, tokens left out.
func (f *front) requests() []exchange {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.log)
}

func (f *front) struck() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.hits
}

// next counts a request and gives the fault that hits it.
func (f *front) next(r *http.Request, body []byte) (fault string, armed string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	used := f.seen[r.RemoteAddr]
	f.seen[r.RemoteAddr] = true
	if isToken(r) {
		return "", f.fault
	}
	f.log = append(f.log, exchange{r.Method, r.RequestURI, r.Header.Clone(), body})
	f.number++
	if f.fault == "" || f.fault == refused || f.fault == tlsCut || (f.at != 0 && f.number != f.at) {
		return "", f.fault
	}
	f.hits++
	if onUsed(f.fault) && f.hits == 1 && !used {
		f.fresh = true
	}
	return f.fault, f.fault
}

// onUsed tells the faults of a connection that has carried a request before.
func onUsed(fault string) bool { return fault == finReused || fault == rstReused }

func (f *front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	fault, armed := f.next(r, body)
	if armed == cutBefore || armed == cutAfter {
		w.Header().Set("Connection", "close") // each request has a connection of its own
	}
	f.spoil(w, r, fault)
}

// spoil answers with a fault; those that lose an answer do the work first.
func (f *front) spoil(w http.ResponseWriter, r *http.Request, fault string) {
	switch fault {
	case "", refused, tlsCut: // these two happen before there is a request
		f.behind.ServeHTTP(w, r)
		return
	case cutBefore:
		hangUp(w, false)
		return
	case throttled, throttledBare:
		if fault == throttled {
			w.Header().Set("Retry-After", "7")
		}
		page(w, http.StatusTooManyRequests, "text/plain", "slow down")
		return
	case tokenGone:
		page(w, http.StatusUnauthorized, "application/json", `{"error":"invalid_token","message":"Invalid OAuth token."}`)
		return
	}
	done := httptest.NewRecorder()
	f.behind.ServeHTTP(done, r)
	switch fault {
	case cutAfter, finReused, rstReused:
		hangUp(w, fault == rstReused)
	case fails500, fails502, fails503:
		status, _ := strconv.Atoi(fault)
		page(w, status, "text/html", "<h1>"+http.StatusText(status)+"</h1>")
	case tooSlow:
		<-r.Context().Done()
	case truncated:
		conn, buffer, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		text := done.Body.String()
		_, _ = fmt.Fprintf(buffer, "HTTP/1.1 %d OK\r\nContent-Length: %d\r\n\r\n%s", done.Code, len(text)+1, text[:len(text)/2])
		_ = buffer.Flush()
		_ = conn.Close()
	case html200:
		page(w, http.StatusOK, "text/html", "<!doctype html><title>One moment</title>")
	}
}

func page(w http.ResponseWriter, status int, kind, text string) {
	w.Header().Set("Content-Type", kind)
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text)
}

// hangUp closes the connection with FIN or RST and without an answer.
func hangUp(w http.ResponseWriter, reset bool) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	if tcp, ok := conn.(*net.TCPConn); ok && reset {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}
