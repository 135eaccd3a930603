package sandbox

import (
	"crypto/subtle"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

type operation string

const (
	opNone         operation = ""
	opCreate       operation = "create"
	opGet          operation = "get"
	opList         operation = "list"
	opUpdate       operation = "update"
	opCancel       operation = "cancel"
	opActivate     operation = "activate"
	opShare        operation = "share"
	opTransactions operation = "transactions"
	opToken        operation = "token"
)

func operationNames() []string {
	return []string{"create", "get", "list", "update", "cancel", "activate", "share", "transactions", "token", "any"}
}

// maxBody is more than any documented request needs.
const maxBody = 1 << 20

// call is one request to an API, read whole.
type call struct {
	op       operation
	id       string // the link named in the path, unescaped
	request  *http.Request
	body     []byte
	now      time.Time
	merchant string // set once the caller is known
}

// answer is what goes back; nothing is sent before it is whole.
type answer struct {
	status int
	header http.Header
	body   []byte
}

func reply(status int, value any) answer {
	body, err := json.Marshal(value)
	if err != nil {
		return answer{status: http.StatusInternalServerError}
	}
	return answer{status: status, body: body}
}

func (a answer) write(w http.ResponseWriter) {
	header := w.Header()
	for name, values := range a.header {
		header[name] = values
	}
	if len(a.body) > 0 && header.Get("Content-Type") == "" {
		header.Set("Content-Type", "application/json")
	}
	if a.status != http.StatusNoContent {
		header.Set("Content-Length", strconv.Itoa(len(a.body)))
	}
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body)
}

// api is one provider's rules.
type api interface {
	// route names the operation and the link of a path; opNone is answered by serve as well.
	route(r *http.Request) (operation, string)
	serve(c *call) answer
	// denied, throttled and broken are the provider's 401, 429 and 500.
	denied() answer
	throttled() answer
	broken() answer
	// state is the provider's word for a link's state, and whether it can be paid.
	state(l *link, now time.Time) (string, bool)
	// expire moves a link's end into the past; withdraw takes it back as the API's cancel does.
	expire(l *link, now time.Time)
	withdraw(l *link, now time.Time) error
}

// desk is one provider's stand-in: its rules, its links, its tokens and its faults.
type desk struct {
	name      string
	book      *book
	clock     func() time.Time
	knobs     settings
	merchants []string // known identities; nil for any
	tokens    *tokens
	faults    *faults
	limits    *limiter
	api       api
	pages     http.Handler
}

func (d *desk) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if isPage(r.URL.Path) {
		d.pages.ServeHTTP(w, r)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		answer{status: http.StatusRequestEntityTooLarge}.write(w)
		return
	}
	c := &call{request: r, body: body, now: d.clock()}
	c.op, c.id = d.api.route(r)
	fault, hit := d.faults.next(c.op)
	if !hit {
		d.api.serve(c).write(w)
		return
	}
	d.serveFault(w, c, fault)
}

func (d *desk) serveFault(w http.ResponseWriter, c *call, fault Fault) {
	switch fault.Kind {
	case FaultDropBefore:
		cut(w, false)
		return
	case FaultThrottle, FaultThrottleBare:
		a := d.api.throttled()
		if fault.Kind == FaultThrottle {
			a.header = http.Header{"Retry-After": {"1"}}
		}
		a.write(w)
		return
	case FaultUnauthorized:
		d.api.denied().write(w)
		return
	case FaultTokenExpiry:
		d.tokens.revoke(bearer(c.request))
	}
	d.spoil(w, c.request, d.api.serve(c), fault)
}

// spoil loses or falsifies the answer to work that was done.
func (d *desk) spoil(w http.ResponseWriter, r *http.Request, done answer, fault Fault) {
	switch fault.Kind {
	case FaultDropAfter, FaultResetAfter:
		cut(w, fault.Kind == FaultResetAfter)
		return
	case FaultTruncated:
		truncate(w, done)
		return
	case Fault500After:
		done = d.api.broken()
	case Fault502After, Fault503After:
		status := http.StatusBadGateway
		if fault.Kind == Fault503After {
			status = http.StatusServiceUnavailable
		}
		done = webPage(status, http.StatusText(status))
	case FaultHTML:
		done = webPage(http.StatusOK, "Please wait")
	case FaultEmpty:
		done = answer{status: http.StatusOK}
	case FaultSlow:
		wait := time.NewTimer(fault.Wait)
		defer wait.Stop()
		select {
		case <-wait.C:
		case <-r.Context().Done():
		}
	}
	done.write(w)
}

func webPage(status int, title string) answer {
	return answer{
		status: status,
		header: http.Header{"Content-Type": {"text/html; charset=utf-8"}},
		body:   []byte("<!doctype html><html><head><title>" + title + "</title></head><body><h1>" + title + "</h1></body></html>\n"),
	}
}

// cut ends the connection without an answer, politely (FIN) or not (RST).
func cut(w http.ResponseWriter, reset bool) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // HTTP/2: the server resets the stream, which is the same to a client
	}
	inner := conn
	if wrapped, ok := conn.(interface{ NetConn() net.Conn }); ok {
		inner = wrapped.NetConn()
	}
	if tcp, ok := inner.(*net.TCPConn); ok && reset {
		_ = tcp.SetLinger(0)
	}
	_ = inner.Close()
}

// truncate promises the whole body and sends half of it.
func truncate(w http.ResponseWriter, a answer) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(a.body)+1))
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body[:len(a.body)/2])
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}

// run does one request's work on the book; a disk that fails is the provider's 500.
func (d *desk) run(work func(*txn) answer) answer {
	a, err := do(d.book, work)
	if err != nil {
		return d.api.broken()
	}
	return a
}

func (d *desk) knowsMerchant(identity string) bool {
	return identity != "" && (d.merchants == nil || slices.Contains(d.merchants, identity))
}

func bearer(r *http.Request) string {
	_, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	return token
}

// scheme returns the token of an Authorization header of this scheme, "" for another.
func scheme(r *http.Request, name string) string {
	given, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if given != name {
		return ""
	}
	return token
}

func sameSecret(given, want string) bool {
	return subtle.ConstantTimeCompare([]byte(given), []byte(want)) == 1
}

func isJSON(r *http.Request) bool { return contentType(r) == "application/json" }

func isForm(r *http.Request) bool { return contentType(r) == "application/x-www-form-urlencoded" }

func contentType(r *http.Request) string {
	kind, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	return strings.ToLower(strings.TrimSpace(kind))
}

// jsonBody reads the object that a create or an update must send.
func jsonBody(c *call) (map[string]any, error) {
	if !isJSON(c.request) {
		return nil, refusal("Content-Type must be application/json")
	}
	body, err := decodeObject(c.body)
	if err != nil {
		return nil, refusal("The body is not a JSON object")
	}
	return body, nil
}

// way is one documented path; a star stands for the link's id.
type way struct {
	method string
	path   string
	op     operation
}

func match(method string, parts []string, ways []way) (operation, string) {
	for _, one := range ways {
		wanted := strings.Split(one.path, "/")
		if one.method != method || len(wanted) != len(parts) {
			continue
		}
		id := ""
		if slices.EqualFunc(wanted, parts, func(want, part string) bool {
			if want == "*" {
				id = part
			}
			return want == "*" || want == part
		}) {
			return one.op, id
		}
	}
	return opNone, ""
}

// segments splits a path as it was sent, so that an escaped slash stays inside an id.
func segments(r *http.Request) []string {
	parts := strings.Split(strings.TrimPrefix(r.URL.EscapedPath(), "/"), "/")
	for i, part := range parts {
		if plain, err := url.PathUnescape(part); err == nil {
			parts[i] = plain
		}
	}
	return parts
}
