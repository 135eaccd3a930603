package sandbox

import (
	"crypto/subtle"
	"io"
	"net/http"
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
	body, err := appendJSON(make([]byte, 0, 1<<10), value)
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

// now is the present as the log keeps it: without a zone and a monotonic part, so that what was
// just made and what was read back are the same.
func (d *desk) now() time.Time { return d.clock().UTC().Round(0) }

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
	c := &call{request: r, body: body, now: d.now()}
	c.op, c.id = d.api.route(r)
	fault, hit := d.faults.next(c.op)
	if !hit {
		d.api.serve(c).write(w)
		return
	}
	d.serveFault(w, c, fault)
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
