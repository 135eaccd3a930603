package rest

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"paysheet/providers"
)

// wire is a server of raw connections: it reads each request whole and lets react
// answer it or break the connection. It counts what arrived.
func wire(t *testing.T, react func(conn *net.TCPConn, n int64)) (string, *atomic.Int64) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	var arrived atomic.Int64
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer func() { _ = conn.Close() }()
				in := bufio.NewReader(conn)
				for {
					req, err := http.ReadRequest(in)
					if err != nil {
						return
					}
					if _, err := io.Copy(io.Discard, req.Body); err != nil {
						return
					}
					react(conn.(*net.TCPConn), arrived.Add(1))
				}
			}()
		}
	}()
	return "http://" + listener.Addr().String(), &arrived
}

func say(conn net.Conn, text string) { _, _ = io.WriteString(conn, text) }

const good = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"

// TestBrokenConnections: whatever breaks after a connection was got, a create is
// Uncertain and arrives once.
func TestBrokenConnections(t *testing.T) {
	t.Parallel()
	for name, react := range map[string]func(*net.TCPConn, int64){
		"FIN after the request": func(c *net.TCPConn, _ int64) { _ = c.Close() },
		"RST after the request": func(c *net.TCPConn, _ int64) { _ = c.SetLinger(0); _ = c.Close() },
		"truncated headers":     func(c *net.TCPConn, _ int64) { say(c, "HTTP/1.1 200 OK\r\nContent-"); _ = c.Close() },
		"truncated body": func(c *net.TCPConn, _ int64) {
			say(c, "HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{\"id\":")
			_ = c.Close()
		},
		"truncated JSON": func(c *net.TCPConn, _ int64) { say(c, "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n{\"id\":") },
		"HTML":           func(c *net.TCPConn, _ int64) { say(c, "HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n<html></html>") },
		"empty 200":      func(c *net.TCPConn, _ int64) { say(c, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") },
		"endless headers": func(c *net.TCPConn, _ int64) {
			say(c, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Long: "+strings.Repeat("x", 128<<10)+"\r\n\r\n{}")
			_ = c.Close()
		},
		"not HTTP": func(c *net.TCPConn, _ int64) { say(c, "SSH-2.0\r\n\r\n"); _ = c.Close() },
		"oversize": func(c *net.TCPConn, _ int64) {
			say(c, "HTTP/1.1 200 OK\r\nContent-Length: 10485760\r\n\r\n\""+strings.Repeat("x", maxBody)+"\"")
		},
	} {
		for _, reused := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/reused=%v", name, reused), func(t *testing.T) {
				t.Parallel()
				skip := int64(0)
				if reused {
					skip = 1
				}
				base, arrived := wire(t, func(c *net.TCPConn, n int64) {
					if n <= skip {
						say(c, good)
						return
					}
					react(c, n)
				})
				client := newClient(t, base)
				for range skip {
					if err := run(t.Context(), client, create()); err != nil {
						t.Fatal(err)
					}
				}
				err := run(t.Context(), client, create())
				if providers.KindOf(err) != providers.Uncertain {
					t.Errorf("create: %v: %v, want uncertain", providers.KindOf(err), err)
				}
				if got := arrived.Load() - skip; got != 1 {
					t.Errorf("one create arrived %d times", got)
				}
				if err := run(t.Context(), client, get()); !providers.Is(err, providers.Unavailable) {
					t.Errorf("get: %v: %v, want unavailable", providers.KindOf(err), err)
				}
			})
		}
	}
}

// TestNotSent: without a connection nothing was sent, whatever the call.
func TestNotSent(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := listener.Addr().String()
	_ = listener.Close()
	cut, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cut.Close() })
	go func() {
		for {
			conn, err := cut.Accept()
			if err != nil {
				return
			}
			_ = conn.Close()
		}
	}()
	refusing := func(config *tls.Config) string {
		server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("a request arrived") }))
		server.Config.ErrorLog = log.New(io.Discard, "", 0)
		server.TLS = config
		server.StartTLS()
		t.Cleanup(server.Close)
		return server.URL
	}
	for name, test := range map[string]struct {
		base string
		want providers.Kind
	}{
		"refused connection": {"http://" + closed, providers.Unavailable},
		"unknown host":       {"https://paysheet.invalid", providers.Unavailable},
		"TLS cut":            {"https://" + cut.Addr().String(), providers.Unavailable},
		"unknown authority":  {refusing(nil), providers.Invalid},
		"TLS 1.1":            {refusing(&tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}), providers.Unavailable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := newClient(t, test.base)
			for _, call := range []Call{create(), get()} {
				err := run(t.Context(), client, call)
				if providers.KindOf(err) != test.want || !strings.Contains(err.Error(), "nothing was sent") {
					t.Errorf("%s: %v: %v, want %v and that nothing was sent", call.Op, providers.KindOf(err), err, test.want)
				}
			}
		})
	}
}
