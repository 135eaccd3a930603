// Package wiretest reads the documented requests and responses in
// testdata/wire, so that tests of a driver and tests of its stand-in judge
// against the same page of the provider's document.
//
// It is test support: only _test.go files below providers import it. It knows
// nothing of any provider.
package wiretest

import (
	"errors"
	"fmt"
	"net/http"
	"net/textproto"
	"os"
	"strconv"
	"strings"
	"testing"
)

// Request is what the document says a client sends.
type Request struct {
	Method string
	Path   string // with the query, as written after the host
	Header http.Header
	Body   []byte // nil where the request has none
}

// Response is what the document says the provider answers.
type Response struct {
	Status int
	Header http.Header
	Body   []byte // nil where the answer has none
}

// Exchange is one documented request with its answer.
type Exchange struct {
	// Source is the document with its date, and the remarks on what was
	// inferred. An exchange that names none has that of the one before it.
	Source   string
	Request  Request
	Response Response
}

// Load reads every exchange of one file. A file that is missing, breaks the
// format or names no source ends the test.
func Load(tb testing.TB, path string) []Exchange {
	tb.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		tb.Fatalf("wire file: %v", err)
	}
	all, err := parse(string(text))
	if err != nil {
		tb.Fatalf("wire file %s: %v", path, err)
	}
	return all
}

func parse(text string) ([]Exchange, error) {
	var all []Exchange
	source := ""
	for i, part := range strings.Split("\n"+strings.ReplaceAll(text, "\r\n", "\n"), "\n---\n") {
		ex, err := parseOne(part)
		if err != nil {
			return nil, fmt.Errorf("exchange %d: %w", i+1, err)
		}
		if ex.Source == "" {
			ex.Source = source
		}
		if ex.Source == "" {
			return nil, fmt.Errorf("exchange %d: no line \"# source: DOCUMENT, DATE\"", i+1)
		}
		source = ex.Source
		all = append(all, ex)
	}
	return all, nil
}

func parseOne(text string) (Exchange, error) {
	var ex Exchange
	lines := strings.Split(text, "\n")
	at := 0
	var remarks []string
	for ; at < len(lines) && !strings.HasPrefix(lines[at], "> "); at++ {
		line := strings.TrimSpace(lines[at])
		switch {
		case line == "":
		case strings.HasPrefix(line, "#"):
			remarks = append(remarks, strings.TrimSpace(strings.TrimPrefix(line, "#")))
		default:
			return ex, fmt.Errorf("line %q stands before the request and is no remark", line)
		}
	}
	if len(remarks) > 0 {
		source, found := strings.CutPrefix(remarks[0], "source:")
		if !found {
			return ex, fmt.Errorf("the first remark is %q, not a source", remarks[0])
		}
		remarks[0] = strings.TrimSpace(source)
		ex.Source = strings.Join(remarks, " ")
	}
	request, at := block(lines, at, ">")
	response, _ := block(lines, at, "<")
	if err := request.asRequest(&ex.Request); err != nil {
		return ex, err
	}
	return ex, response.asResponse(&ex.Response)
}

// raw is one side of an exchange: marked lines, then a body without marks.
type raw struct {
	head []string
	body []byte
}

func block(lines []string, at int, mark string) (raw, int) {
	var side raw
	for ; at < len(lines) && strings.HasPrefix(lines[at], mark+" "); at++ {
		side.head = append(side.head, strings.TrimSpace(lines[at][2:]))
	}
	start := at
	for at < len(lines) && !isStatus(lines[at]) {
		at++
	}
	if body := strings.TrimSpace(strings.Join(lines[start:at], "\n")); body != "" {
		side.body = []byte(body)
	}
	return side, at
}

// isStatus tells the first line of an answer from a body that has a "<" of its own.
func isStatus(line string) bool {
	code, found := strings.CutPrefix(line, "< ")
	_, err := strconv.Atoi(strings.TrimSpace(code))
	return found && err == nil
}

func (r raw) asRequest(to *Request) error {
	if len(r.head) == 0 {
		return errors.New("no line \"> METHOD PATH\"")
	}
	method, path, found := strings.Cut(r.head[0], " ")
	if !found || !strings.HasPrefix(path, "/") {
		return fmt.Errorf("the request line %q is not \"METHOD /path\"", r.head[0])
	}
	header, err := headers(r.head[1:])
	*to = Request{Method: method, Path: path, Header: header, Body: r.body}
	return err
}

func (r raw) asResponse(to *Response) error {
	if len(r.head) == 0 {
		return errors.New("no line \"< STATUS\"")
	}
	status, err := strconv.Atoi(r.head[0])
	if err != nil {
		return fmt.Errorf("the status %q is no number", r.head[0])
	}
	header, err := headers(r.head[1:])
	*to = Response{Status: status, Header: header, Body: r.body}
	return err
}

func headers(lines []string) (http.Header, error) {
	header := http.Header{}
	for _, line := range lines {
		name, value, found := strings.Cut(line, ":")
		if !found {
			return nil, fmt.Errorf("the header %q has no colon", line)
		}
		header.Add(textproto.CanonicalMIMEHeaderKey(name), strings.TrimSpace(value))
	}
	return header, nil
}
