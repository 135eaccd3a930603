package rest

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
)

const benchBody = `{"amount":"150000.00","currency":"LKR","description":"Invoice 1001","expiration_date":"2026-12-31","reference_number":"INV-1001-2026"}`

const benchAnswer = `{"status":200,"message":"ok","data":{"link_id":"8IT20WK7","link_url":"https://onepay.lk/pay/8IT20WK7","amount":"150000.00"}}`

func benchServer(b *testing.B) string {
	b.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		_, _ = io.WriteString(w, benchAnswer)
	}))
	b.Cleanup(server.Close)
	return server.URL
}

// BenchmarkCreate is one create with its decoded answer, eight at once; compare
// with BenchmarkBare, which sends the same bytes with net/http alone.
func BenchmarkCreate(b *testing.B) {
	client := newClient(b, benchServer(b), func(o *Options) { o.MaxConns = 8 })
	body := map[string]string{
		"amount": "150000.00", "currency": "LKR", "description": "Invoice 1001", "expiration_date": "2026-12-31", "reference_number": "INV-1001-2026",
	}
	b.SetParallelism(4)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			call := Call{Op: "create", Method: http.MethodPost, Path: "/links", JSON: body, Creates: true}
			answer, err := client.Do(b.Context(), call)
			var into map[string]any
			if err == nil {
				err = client.Decode(call, answer, &into)
			}
			if err != nil {
				b.Error(err)
			}
		}
	})
}

// BenchmarkBare is the same exchange with net/http alone.
func BenchmarkBare(b *testing.B) {
	address := benchServer(b) + "/links"
	client := &http.Client{Transport: &http.Transport{MaxConnsPerHost: 8, MaxIdleConnsPerHost: 8}}
	b.SetParallelism(4)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			resp, err := client.Post(address, "application/json", bytes.NewReader([]byte(benchBody)))
			if err != nil {
				b.Error(err)
				continue
			}
			if _, err := io.Copy(io.Discard, resp.Body); err != nil {
				b.Error(err)
			}
			_ = resp.Body.Close()
		}
	})
}
