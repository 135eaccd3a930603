package sandbox

import (
	"net"
	"net/http"
	"strconv"
	"time"
)

// serveFault answers a request that a fault hits.
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
