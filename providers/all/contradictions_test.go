package all_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"paysheet/providers"
)

func TestContradiction08ZohoNotifiesByOneField(t *testing.T) {
	t.Parallel()
	for _, field := range []string{"notify_customer", "notify_user"} {
		s := newStage(t, "zoho", nil)
		p := s.bare(t, map[string]string{"notify_field": field})
		req := s.request(t, "INV-1")
		req.Notify = providers.Notify{Email: true, SMS: true}
		link, sent := s.create(t, p, req)
		if body := sent.json(t); body["notify_user"] != nil || body["notify_customer"] != nil {
			t.Errorf("%s: the create already asks to notify: %v", field, body)
		}
		s.front.arm("", 0)
		if _, err := p.Update(t.Context(), link.ID, req); err != nil {
			t.Fatal(err)
		}
		body := s.front.requests()[0].json(t)
		other := map[string]string{"notify_customer": "notify_user", "notify_user": "notify_customer"}[field]
		if body[field] == nil || body[other] != nil {
			t.Errorf("asked to send %s alone, sent %v", field, body)
		}
		if told := s.holds("INV-1")[0].Notified; !slices.Equal(told, []string{"email", "sms"}) {
			t.Errorf("%s: told over %v", field, told)
		}
	}
}

func TestContradiction09ZohoReferencesKeepTheLowerLimit(t *testing.T) {
	t.Parallel()
	for _, limit := range []string{"50", "100"} {
		s := newStage(t, "zoho", map[string]string{"zoho.reference_limit": limit})
		req := s.request(t, strings.Repeat("7", 50))
		s.create(t, s.bare(t, nil), req)
		req.Reference += "7"
		problems := s.can(t).Check(req, providers.DateOf(s.clock.Now()))
		if len(problems) != 1 || problems[0].Field != "reference" {
			t.Errorf("51 characters: %v", problems)
		}
	}
}

func TestContradiction10ZohoTimesInSecondsOrMilliseconds(t *testing.T) {
	t.Parallel()
	for _, unit := range []string{"seconds", "milliseconds"} {
		s := newStage(t, "zoho", map[string]string{"zoho.created_time": unit, "zoho.expires_in": unit})
		var tokens int
		s.between(func(w http.ResponseWriter, r *http.Request, behind http.Handler) {
			if isToken(r) {
				tokens++
			}
			behind.ServeHTTP(w, r)
		})
		p := s.bare(t, nil)
		link, _ := s.create(t, p, s.request(t, "INV-1"))
		if !link.Created.Equal(s.clock.Now()) {
			t.Errorf("%s: created %s, want %s", unit, link.Created, s.clock.Now())
		}
		for _, step := range []struct {
			pass time.Duration
			want int
		}{{50 * time.Minute, 1}, {15 * time.Minute, 2}} {
			s.clock.Move(step.pass)
			if _, err := p.Get(t.Context(), link.ID); err != nil || tokens != step.want {
				t.Errorf("%s: %d tokens after another %s, want %d; %v", unit, tokens, step.pass, step.want, err)
			}
		}
	}
}

func TestContradiction11ZohoCodesAndErrorsUnder200(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"string", "number"} {
		for _, status := range []string{"real", "200"} {
			s := newStage(t, "zoho", map[string]string{"zoho.error_code": code, "zoho.error_status": status})
			s.between(func(w http.ResponseWriter, r *http.Request, behind http.Handler) {
				rewritten(w, r, behind, func(text string) string {
					if code == "string" {
						text = strings.Replace(text, `"code":0`, `"code":"0"`, 1)
					}
					return text
				})
			})
			p := s.bare(t, nil)
			link, _ := s.create(t, p, s.request(t, "INV-1"))
			if _, err := p.Get(t.Context(), "173000000000000"); !providers.Is(err, providers.NotFound) {
				t.Errorf("code as %s, status %s: %v", code, status, err)
			}
			if got, err := p.Cancel(t.Context(), link.ID); err != nil || got.Status != providers.Cancelled {
				t.Errorf("code as %s, status %s: %+v, %v", code, status, got, err)
			}
			if _, err := p.Update(t.Context(), link.ID, s.request(t, "INV-1")); !providers.Is(err, providers.Conflict) {
				t.Errorf("code as %s, status %s: %v", code, status, err)
			}
		}
	}
	for _, status := range []string{"200", "400"} {
		s := newStage(t, "zoho", map[string]string{"zoho.token_error_status": status})
		_, err := s.bare(t, map[string]string{"refresh_token": "1000.old"}).Create(t.Context(), s.request(t, "INV-1"))
		if !providers.Is(err, providers.Denied) || len(s.holds("INV-1")) != 0 {
			t.Errorf("a refused refresh token under %s: %v", status, err)
		}
	}
}

func TestContradiction12ZohoRedirectURIOnRefresh(t *testing.T) {
	t.Parallel()
	for _, one := range []struct {
		server, setting string
		want            providers.Kind
	}{
		{"optional", "", succeeds},
		{"optional", "https://example.com/done", succeeds},
		{"required", "https://example.com/done", succeeds},
		{"required", "", providers.Denied},
	} {
		s := newStage(t, "zoho", map[string]string{"zoho.redirect_uri": one.server})
		_, err := s.bare(t, map[string]string{"redirect_uri": one.setting}).Create(t.Context(), s.request(t, "INV-1"))
		if one.want == succeeds && err != nil || one.want != succeeds && !providers.Is(err, one.want) {
			t.Errorf("%s, sent %q: %v", one.server, one.setting, err)
		}
	}
}

func TestContradiction13ConomyTwoShapesOfErrors(t *testing.T) {
	t.Parallel()
	for _, shape := range []string{"old", "new"} {
		s := newStage(t, "conomy", map[string]string{"conomy.errors": shape, "conomy.checkout_token_unique": "on"})
		p := s.bare(t, nil)
		link, _ := s.create(t, p, s.request(t, "INV-1"))
		_, err := p.Get(t.Context(), "000000000000000000000000")
		wantKind(t, shape+": unknown link", err, providers.NotFound)
		_, err = p.Create(t.Context(), s.request(t, "INV-1"))
		wantKind(t, shape+": used token", err, providers.Conflict)
		_, err = p.Cancel(t.Context(), link.ID)
		wantKind(t, shape+": active link", err, providers.Conflict)
		bad := s.bare(t, map[string]string{"payment_methods": "CHEQUE"})
		_, err = bad.Create(t.Context(), s.request(t, "INV-2"))
		wantKind(t, shape+": unknown way to pay", err, providers.Invalid)
		if !strings.Contains(fmt.Sprint(err), "paymentMethodsAllowed") {
			t.Errorf("%s: Conomy's own words are lost: %v", shape, err)
		}
	}
}

func wantKind(t *testing.T, what string, err error, kind providers.Kind) {
	t.Helper()
	if !providers.Is(err, kind) {
		t.Errorf("%s: %v, want %s", what, err, kind)
	}
}

func TestContradiction14ConomyDestinationAccount(t *testing.T) {
	t.Parallel()
	full := map[string]string{"account_shape": "full", "account_type": "CONOMY", "account_holder": "Asha"}
	for _, one := range []struct {
		server  string
		changes map[string]string
		want    providers.Kind
	}{{"number", nil, succeeds}, {"number", full, succeeds}, {"full", full, succeeds}, {"full", nil, providers.Invalid}} {
		s := newStage(t, "conomy", map[string]string{"conomy.account": one.server})
		_, err := s.bare(t, one.changes).Create(t.Context(), s.request(t, "INV-1"))
		if one.want == succeeds && err != nil || one.want != succeeds && !providers.Is(err, one.want) {
			t.Errorf("%s, sent %v: %v", one.server, one.changes, err)
		}
	}
}

func TestContradiction15ConomyActivatesOnlyWhatIsNotActive(t *testing.T) {
	t.Parallel()
	for state, requests := range map[string]int{"ATTEMPT": 2, "ACTIVE": 1} {
		s := newStage(t, "conomy", map[string]string{"conomy.initial_status": state})
		link, _ := s.create(t, s.bare(t, nil), s.request(t, "INV-1"))
		if got := len(s.front.requests()); got != requests || link.Status != providers.Active {
			t.Errorf("made as %s: %d requests, want %d; status %s", state, got, requests, link.Status)
		}
	}
}

func TestContradiction16ConomyListCursor(t *testing.T) {
	t.Parallel()
	s := newStage(t, "conomy", map[string]string{"conomy.initial_status": "ACTIVE"})
	p := s.bare(t, nil)
	const last = 120
	for n := range last + 1 {
		s.create(t, p, s.request(t, fmt.Sprintf("INV-%d", n)))
	}
	meanings := map[string]func(pagination map[string]int, offset int){
		"an offset":                  func(map[string]int, int) {},
		"the position of the last":   func(p map[string]int, _ int) { p["next"]-- },
		"the page's count beside it": func(p map[string]int, offset int) { p["count"] -= offset },
		"missing":                    func(p map[string]int, _ int) { delete(p, "next") },
		"missing, as are the others": func(p map[string]int, _ int) { clear(p) },
		"the same on every page":     func(p map[string]int, _ int) { p["next"] = 50 },
	}
	behind := s.front.behind
	for meaning, change := range meanings {
		s.front.behind = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			offset := 0
			_, _ = fmt.Sscan(r.URL.Query().Get("offset"), &offset)
			rewritten(w, r, behind, func(text string) string {
				var answer struct {
					Pagination map[string]int `json:"pagination"`
					Results    []any          `json:"results"`
				}
				if r.URL.Path != "/payment-links" || json.Unmarshal([]byte(text), &answer) != nil {
					return text
				}
				change(answer.Pagination, offset)
				changed, err := json.Marshal(answer)
				if err != nil {
					t.Error(err)
				}
				return string(changed)
			})
		})
		got, err := p.Find(t.Context(), fmt.Sprintf("INV-%d", last))
		if err != nil || got.Reference != fmt.Sprintf("INV-%d", last) {
			t.Errorf("next is %s: %v", meaning, err)
		}
		_, err = p.Find(t.Context(), "INV-none")
		wantKind(t, "next is "+meaning, err, providers.NotFound)
	}
	// A server that takes next alone gives its first page for ever.
	s.front.behind = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		query := r.URL.Query()
		query.Del("offset")
		r.URL.RawQuery = query.Encode()
		behind.ServeHTTP(w, r)
	})
	_, err := p.Find(t.Context(), fmt.Sprintf("INV-%d", last))
	wantKind(t, "a server that ignores offset", err, providers.NotFound)
}

func TestContradiction17ConomyCreatedAtIsNoExpiry(t *testing.T) {
	t.Parallel()
	s := newStage(t, "conomy", nil)
	req := s.request(t, "INV-1")
	link, sent := s.create(t, s.bare(t, nil), req)
	if !link.Created.Equal(s.clock.Now()) || link.Expires != req.Expires {
		t.Errorf("created %s, expires %s", link.Created, link.Expires)
	}
	// From 2026-03-10 09:30:00 to 2026-03-30 23:59:59, both in the run's zone.
	if got := sent.json(t)["duration"]; got != float64(20*86400+52199) {
		t.Errorf("duration %v", got)
	}
}
