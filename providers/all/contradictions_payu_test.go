package all_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"paysheet/providers"
)

// The documents of the four providers contradict each other, or their own samples,
// on nineteen points. Each has a test in the files named contradictions that holds
// the driver to both sides.

// json reads the JSON that a request carried.
func (e exchange) json(t *testing.T) map[string]any {
	t.Helper()
	var into map[string]any
	if err := json.Unmarshal(e.body, &into); err != nil {
		t.Fatalf("%s %s carries %q: %v", e.method, e.target, e.body, err)
	}
	return into
}

// create makes a link that must come about and gives the request that made it.
func (s *stage) create(t *testing.T, p providers.Provider, req providers.LinkRequest) (providers.Link, exchange) {
	t.Helper()
	s.front.arm("", 0)
	link, err := p.Create(t.Context(), req)
	if err != nil {
		t.Fatalf("create: %v", err)
	}
	return link, s.front.requests()[0]
}

// between puts a handler of the test's before the stand-in.
func (s *stage) between(handle func(w http.ResponseWriter, r *http.Request, behind http.Handler)) {
	behind := s.front.behind
	s.front.behind = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handle(w, r, behind) })
}

// rewritten passes a request on and changes the text of its answer.
func rewritten(w http.ResponseWriter, r *http.Request, behind http.Handler, change func(string) string) {
	done := httptest.NewRecorder()
	behind.ServeHTTP(done, r)
	page(w, done.Code, "application/json", change(done.Body.String()))
}

// dialects of PayU's answers: the pages of 2022 to 2024 and those of 2026.
func payuDialects() []string { return []string{"old", "new"} }

func payuStage(t *testing.T, dialect string) *stage {
	t.Helper()
	return newStage(t, "payu", map[string]string{"payu.dialect": dialect})
}

func TestContradiction01PayUSendsBothMerchantHeaders(t *testing.T) {
	t.Parallel()
	for _, wanted := range []string{"mid", "merchantId"} {
		s := newStage(t, "payu", map[string]string{"payu.merchant_header": wanted})
		_, sent := s.create(t, s.bare(t, nil), s.request(t, "INV-1"))
		for _, header := range []string{"mid", "merchantId"} {
			if got := sent.header.Get(header); got != "8237550" {
				t.Errorf("a server that asks for %s got %s = %q", wanted, header, got)
			}
		}
	}
}

func TestContradiction02PayUGetsByPathThenByID(t *testing.T) {
	t.Parallel()
	for _, pathKnown := range []bool{true, false} {
		s := payuStage(t, "old")
		p := s.bare(t, nil)
		made, _ := s.create(t, p, s.request(t, "INV-1"))
		if !pathKnown {
			s.between(func(w http.ResponseWriter, r *http.Request, behind http.Handler) {
				if r.Method == http.MethodGet && strings.HasPrefix(r.URL.Path, "/payment-links/") {
					page(w, http.StatusOK, "application/json", `{"status":-1,"message":"paymentLink not found","result":null,"errorCode":null}`)
					return
				}
				behind.ServeHTTP(w, r)
			})
		}
		s.front.arm("", 0)
		got, err := p.Get(t.Context(), "INV-1")
		if err != nil || got.URL != made.URL || got.Amount != made.Amount {
			t.Errorf("path known %t: %+v, %v", pathKnown, got, err)
		}
		asked := s.front.requests()
		if want := map[bool]int{true: 1, false: 2}[pathKnown]; len(asked) != want {
			t.Fatalf("path known %t: asked %v", pathKnown, asked)
		}
		if asked[0].target != "/payment-links/INV-1" || !pathKnown && !strings.Contains(asked[1].target, "/payment-links?ID=INV-1&dateFrom=") {
			t.Errorf("path known %t: asked %v", pathKnown, asked)
		}
	}
}

func TestContradiction03PayUAlwaysSendsAnExpiry(t *testing.T) {
	t.Parallel()
	ends := map[time.Time]bool{}
	for _, days := range []string{"7", "365"} {
		s := newStage(t, "payu", map[string]string{"payu.default_expiry_days": days})
		req := s.request(t, "INV-1")
		req.Expires = providers.Date{}
		_, sent := s.create(t, s.bare(t, nil), req)
		if got := sent.json(t)["expiryDate"]; got != "2026-04-09 23:59:59" {
			t.Errorf("a server whose default is %s days got expiryDate %v", days, got)
		}
		ends[s.holds("INV-1")[0].Expires.UTC()] = true
	}
	if len(ends) != 1 {
		t.Errorf("the links end at %v", ends)
	}
}

func TestContradiction04PayUReadsBothLists(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]string{
		"old": `{"pageSize":20,"pages":1,"rows":2,"pageOffset":0,"paymentLinksList":[{"invoiceNumber":"INV-0","amount":1,"status":"active","active":true,"paymentLinkURL":"https://v.payu.in/0","expiry":"2026-03-30 23:59:59"},
			{"invoiceNumber":"INV-1","description":"d","createDate":"2026-03-10 15:00:00.0","paymentLinkURL":"https://v.payu.in/1","amount":1500.5,"active":true,"expiry":"2026-03-30 23:59:59","status":"active"}]}`,
		"new": `{"total":2,"pageNumber":1,"pageSize":10,"data":[{"invoiceNumber":"INV-0","totalAmount":1,"active":true,"paymentLink":"https://v.payu.in/0"},
			{"invoiceNumber":"INV-1","description":"d","paymentLink":"https://v.payu.in/1","totalAmount":1500.5,"active":true,"expiryDate":"2026-03-30 23:59:59"}]}`,
	} {
		s := payuStage(t, name)
		s.between(func(w http.ResponseWriter, r *http.Request, behind http.Handler) {
			if r.Method == http.MethodGet {
				page(w, http.StatusOK, "application/json", `{"status":0,"message":null,"result":`+row+`,"errorCode":null}`)
				return
			}
			behind.ServeHTTP(w, r)
		})
		p := s.bare(t, nil)
		got, err := p.Find(t.Context(), "INV-1")
		if err != nil || got.URL != "https://v.payu.in/1" || got.Amount.Number() != "1500.50" || got.Expires.String() != "2026-03-30" || got.Status != providers.Active {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
		if _, err := p.Find(t.Context(), "INV-2"); !providers.Is(err, providers.NotFound) {
			t.Errorf("%s: one that is not listed: %v", name, err)
		}
	}
}

func TestContradiction05PayUUpdatesUnderBothNamesOfTheExpiry(t *testing.T) {
	t.Parallel()
	for _, dialect := range payuDialects() {
		s := payuStage(t, dialect)
		p := s.bare(t, nil)
		req := s.request(t, "INV-1")
		s.create(t, p, req)
		req.Expires = req.Expires.AddDays(5)
		s.front.arm("", 0)
		got, err := p.Update(t.Context(), "INV-1", req)
		if err != nil || got.Expires != req.Expires {
			t.Errorf("%s: %+v, %v", dialect, got, err)
		}
		body := s.front.requests()[0].json(t)
		if body["expiry"] != "2026-04-04 23:59:59" || body["expiryDate"] != body["expiry"] {
			t.Errorf("%s: sent %v", dialect, body)
		}
	}
}

func TestContradiction06PayUMessagesInAnyCase(t *testing.T) {
	t.Parallel()
	for message, want := range map[string]providers.Kind{
		"paymentLink not found": providers.NotFound, "Payment link not found.": providers.NotFound, "PAYMENT LINK NOT FOUND": providers.NotFound,
		"Invoice Number already exists. Please enter new invoice number.": providers.Conflict, "invoice number ALREADY EXISTS": providers.Conflict,
		"Cannot cancel a payment link that has already been paid.": providers.Conflict, "description is required.": providers.Invalid,
	} {
		s := payuStage(t, "old")
		s.between(func(w http.ResponseWriter, r *http.Request, behind http.Handler) {
			if isToken(r) {
				behind.ServeHTTP(w, r)
				return
			}
			page(w, http.StatusOK, "application/json", `{"status":-1,"message":"`+message+`","result":null}`)
		})
		if _, err := s.bare(t, nil).Get(t.Context(), "INV-1"); !providers.Is(err, want) {
			t.Errorf("%q: %v is %s, want %s", message, err, providers.KindOf(err), want)
		}
	}
	for _, message := range []string{"Payment link is already cancelled.", "PAYMENT LINK IS ALREADY CANCELLED"} {
		s := payuStage(t, "new")
		p := s.bare(t, nil)
		s.create(t, p, s.request(t, "INV-1"))
		s.between(func(w http.ResponseWriter, r *http.Request, behind http.Handler) {
			rewritten(w, r, behind, func(text string) string {
				return strings.ReplaceAll(text, "Payment link is already cancelled.", message)
			})
		})
		for range 2 {
			if got, err := p.Cancel(t.Context(), "INV-1"); err != nil || got.Status != providers.Cancelled {
				t.Errorf("%q: %+v, %v", message, got, err)
			}
		}
	}
}

func TestContradiction07PayUSucceedsOnlyByItsStatus(t *testing.T) {
	t.Parallel()
	for status, want := range map[string]providers.Kind{
		`"status":0`: succeeds, `"status":"0"`: succeeds, `"status":-1`: providers.Invalid, `"status":"-1"`: providers.Invalid,
		`"state":0`: providers.Uncertain, `"status":null`: providers.Uncertain, `"status":200`: providers.Uncertain, `"status":true`: providers.Uncertain,
	} {
		s := payuStage(t, "old")
		s.between(func(w http.ResponseWriter, r *http.Request, behind http.Handler) {
			rewritten(w, r, behind, func(text string) string {
				// The envelope's status stands last; the link's own is a word.
				return strings.Replace(text, `"status":0`, status, 1)
			})
		})
		_, err := s.bare(t, nil).Create(t.Context(), s.request(t, "INV-1"))
		if want == succeeds && err != nil || want != succeeds && !providers.Is(err, want) {
			t.Errorf("%s: %v, want %s", status, err, want)
		}
	}
}
