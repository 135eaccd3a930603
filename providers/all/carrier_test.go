package all_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
)

// dialer gives every request a connection of its own and, where a fault is armed,
// sends the one that is due elsewhere.
type dialer struct {
	elsewhere string

	mu     sync.Mutex
	armed  bool
	at     int
	number int
	hits   int
}

func (d *dialer) arm(at int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.armed, d.at, d.number, d.hits = true, at, 0, 0
}

func (d *dialer) disarm() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.armed = false
}

func (d *dialer) struck() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.hits
}

func (d *dialer) dial(ctx context.Context, network, address string) (net.Conn, error) {
	d.mu.Lock()
	if d.armed {
		d.number++
		if d.at == 0 || d.number == d.at {
			d.hits++
			address = d.elsewhere
		}
	}
	d.mu.Unlock()
	return (&net.Dialer{}).DialContext(ctx, network, address)
}

// overTLS serves a stage with TLS, over connections that a dialer makes.
func (s *stage) overTLS(t *testing.T, d *dialer) {
	t.Helper()
	server := httptest.NewUnstartedServer(s.front)
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	s.url = server.URL
	roots := x509.NewCertPool()
	roots.AddCert(server.Certificate())
	s.carrier = &http.Transport{
		DialContext: d.dial, DisableKeepAlives: true,
		TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: roots},
	}
}

// nobody gives an address on which nobody listens.
func nobody(t *testing.T) string {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	return listener.Addr().String()
}

// cutter gives an address whose connections end in the middle of the TLS handshake.
func cutter(t *testing.T) string {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			_, _ = conn.Read(make([]byte, 64)) // the beginning of the client's hello
			_ = conn.Close()
		}
	}()
	t.Cleanup(func() {
		_ = listener.Close()
		<-ended
	})
	return listener.Addr().String()
}

// pipes are connections inside the process, over which time can stand still.
type pipes struct {
	conns chan net.Conn
	done  chan struct{}
	end   func()
}

func newPipes() *pipes {
	p := &pipes{conns: make(chan net.Conn), done: make(chan struct{})}
	p.end = sync.OnceFunc(func() { close(p.done) })
	return p
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case conn := <-p.conns:
		return conn, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	p.end()
	return nil
}

func (p *pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1} }

func (p *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	mine, theirs := net.Pipe()
	select {
	case p.conns <- theirs:
		return mine, nil
	case <-p.done:
	case <-ctx.Done():
	}
	return nil, errors.New("nobody accepts")
}

// overPipes serves a stage inside the process.
func (s *stage) overPipes(t *testing.T) {
	t.Helper()
	p := newPipes()
	server := &http.Server{Handler: s.front}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = server.Serve(p)
	}()
	carrier := &http.Transport{DialContext: p.dial}
	t.Cleanup(func() {
		carrier.CloseIdleConnections()
		_ = server.Close()
		<-ended
	})
	s.url, s.carrier = "http://127.0.0.1:1", carrier
}
