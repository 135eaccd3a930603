package conomy

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"paysheet/providers"
	"paysheet/providers/internal/wireserver"
	"paysheet/providers/internal/wiretest"
)

func TestCreateActivates(t *testing.T) {
	t.Parallel()
	p := opened(t, nil, documented(t, "create.http", 0), documented(t, "activate.http", 0))
	got, err := p.Create(t.Context(), request(t))
	if err != nil {
		t.Fatal(err)
	}
	wireserver.Same(t, got, documentedLink(t, providers.Active))
}

func TestCreateThatIsActiveAtOnce(t *testing.T) {
	t.Parallel()
	p := opened(t, nil, wiretest.Saying(documented(t, "create.http", 0), "ATTEMPT", "ACTIVE"))
	got, err := p.Create(t.Context(), request(t))
	if err != nil {
		t.Fatal(err)
	}
	wireserver.Same(t, got, documentedLink(t, providers.Active))
}

func TestCreateNotActivatedKeepsItsID(t *testing.T) {
	t.Parallel()
	for name, activate := range map[string]wiretest.Exchange{
		"refused":       wiretest.Answering(documented(t, "activate.http", 0), 400, `{"statusCode":400,"error":"Bad Request","message":"no"}`),
		"throttled":     wiretest.Answering(documented(t, "activate.http", 0), 429, `{}`),
		"broken":        wiretest.Answering(documented(t, "activate.http", 0), 500, ``),
		"html":          wiretest.Answering(documented(t, "activate.http", 0), 200, `<html>`),
		"still ATTEMPT": wiretest.Saying(documented(t, "activate.http", 0), "ACTIVE", "ATTEMPT"),
	} {
		p := opened(t, nil, documented(t, "create.http", 0), activate)
		got, err := p.Create(t.Context(), request(t))
		if !providers.Is(err, providers.Uncertain) || got.ID != linkID || got.Status != providers.Draft {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

func TestCreateWithoutIDOrURLIsUncertain(t *testing.T) {
	t.Parallel()
	create := documented(t, "create.http", 0)
	for name, ex := range map[string]wiretest.Exchange{
		"no id":      wiretest.Saying(create, `"id"`, `"other"`),
		"empty":      wiretest.Answering(create, 201, ``),
		"html":       wiretest.Answering(create, 200, `<html><body>hello</body></html>`),
		"cut":        wiretest.Answering(create, 201, `{"id": "69f1`),
		"no url":     wiretest.Saying(wiretest.Saying(create, "ATTEMPT", "ACTIVE"), `"url"`, `"other"`),
		"bad url":    wiretest.Saying(wiretest.Saying(create, "ATTEMPT", "ACTIVE"), checkout, `javascript:alert(1)`),
		"user info":  wiretest.Saying(wiretest.Saying(create, "ATTEMPT", "ACTIVE"), checkout, `https://a:b@checkout.conomyhq.com/`),
		"no amount":  wiretest.Saying(wiretest.Saying(create, "ATTEMPT", "ACTIVE"), "totalAmount", "other"),
		"odd status": wiretest.Saying(create, "ATTEMPT", "PAUSED"),
		"500":        wiretest.Answering(create, 500, `{"statusCode":500,"error":"Internal Server Error","message":"oops"}`),
	} {
		got, err := opened(t, nil, ex).Create(t.Context(), request(t))
		if !providers.Is(err, providers.Uncertain) {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
		if strings.Contains(name, "url") && (got.ID != linkID || got.URL != "") {
			t.Errorf("%s: the id is lost or the URL is not withheld: %+v", name, got)
		}
	}
}

func TestGet(t *testing.T) {
	t.Parallel()
	for state, want := range map[string]providers.Status{
		"ATTEMPT": providers.Draft, "ACTIVE": providers.Active, "PROCESSING_PAYMENT": providers.Active,
		"EXPIRED": providers.Expired, "FINISHED": providers.Paid,
	} {
		link := documentedLink(t, want)
		if want == providers.Paid {
			link.Paid = link.Amount
		}
		got, err := opened(t, nil, wiretest.Saying(documented(t, "get.http", 0), "ATTEMPT", state)).Get(t.Context(), linkID)
		if err != nil {
			t.Fatal(err)
		}
		wireserver.Same(t, got, link)
	}
}

func TestFindActivatesWhatACreateLeft(t *testing.T) {
	t.Parallel()
	p := opened(t, nil, documented(t, "list.http", 0), documented(t, "activate.http", 0))
	got, err := p.Find(t.Context(), "invoice-1001")
	if err != nil {
		t.Fatal(err)
	}
	wireserver.Same(t, got, documentedLink(t, providers.Active))

	p = opened(t, nil, documented(t, "list.http", 0))
	if _, err := p.Find(t.Context(), "invoice-100"); !providers.Is(err, providers.NotFound) {
		t.Errorf("a reference that only begins alike: %v", err)
	}
}

func TestFindThrottledIsNotUncertain(t *testing.T) {
	t.Parallel()
	p := opened(t, nil, documented(t, "list.http", 0), wiretest.Answering(documented(t, "activate.http", 0), 429, ``))
	if _, err := p.Find(t.Context(), "invoice-1001"); !providers.Is(err, providers.Throttled) {
		t.Errorf("got %v", err)
	}
}

// listed makes a page of the list; each word is "reference STATE day".
func listed(t *testing.T, offset string, pagination string, links ...string) wiretest.Exchange {
	t.Helper()
	ex := documented(t, "list.http", 0)
	ex.Request.Path = strings.ReplaceAll(ex.Request.Path, "offset=0", "offset="+offset)
	var all []string
	for _, link := range links {
		words := strings.Fields(link)
		all = append(all, `{"id":"`+words[0]+words[2]+`","checkoutToken":"`+words[0]+`","status":"`+words[1]+`","items":[],"currency":"CLP",`+
			`"totalAmount":"5","url":"https://checkout.conomyhq.com/x","createdAt":"2026-03-`+words[2]+`T12:00:00Z","duration":60}`)
	}
	return wiretest.Answering(ex, 200, `{"pagination":`+pagination+`,"results":[`+strings.Join(all, ",")+`]}`)
}

func TestFindReadsEveryPage(t *testing.T) {
	t.Parallel()
	first := listed(t, "0", `{"count":2,"next":2,"previous":0,"total":5}`, "a ACTIVE 01", "b ACTIVE 02")
	second := listed(t, "2", `{"count":4,"next":4,"previous":0,"total":5}`, "c ACTIVE 03", "want ACTIVE 04")
	for name, last := range map[string]wiretest.Exchange{
		"count reaches total":   listed(t, "4", `{"count":5,"next":5,"previous":2,"total":5}`, "e ACTIVE 05"),
		"next does not advance": listed(t, "4", `{"count":1,"next":4,"previous":2,"total":5}`, "e ACTIVE 05"),
		"an empty page":         listed(t, "4", `{"count":0,"next":9,"previous":2,"total":5}`),
	} {
		got, err := opened(t, nil, first, second, last).Find(t.Context(), "want")
		if err != nil || got.ID != "want04" {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

func TestFindChoosesAmongSeveral(t *testing.T) {
	t.Parallel()
	for want, links := range map[string][]string{
		"r02": {"r EXPIRED 05", "r ACTIVE 02", "r ACTIVE 01", "r FINISHED 04"},
		"r04": {"r EXPIRED 05", "r FINISHED 04", "r ATTEMPT 06"},
		"r07": {"r EXPIRED 05", "r EXPIRED 07"},
	} {
		n := strconv.Itoa(len(links))
		p := opened(t, nil, listed(t, "0", `{"count":`+n+`,"next":`+n+`,"previous":0,"total":`+n+`}`, links...))
		if got, err := p.Find(t.Context(), "r"); err != nil || got.ID != want {
			t.Errorf("of %v got %q, want %q (%v)", links, got.ID, want, err)
		}
	}
}

func TestUpdateIsUnsupported(t *testing.T) {
	t.Parallel()
	p, err := Definition().Open(providers.Account{Settings: settingsOf(t, "http://127.0.0.1:1", nil), Clock: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Update(t.Context(), linkID, request(t)); !providers.Is(err, providers.Unsupported) {
		t.Errorf("got %v", err)
	}
}

func TestCancel(t *testing.T) {
	t.Parallel()
	gone := documented(t, "errors.http", 1)
	gone.Request.Path = "/payment-links/" + linkID
	for _, state := range []string{"ATTEMPT", "EXPIRED"} {
		p := opened(t, nil, wiretest.Saying(documented(t, "get.http", 0), "ATTEMPT", state), documented(t, "delete.http", 0), gone, gone)
		for range 2 {
			if got, err := p.Cancel(t.Context(), linkID); err != nil || got.Status != providers.Cancelled || got.ID != linkID {
				t.Errorf("%s: %+v, %v", state, got, err)
			}
		}
		if got, err := p.Get(t.Context(), linkID); err != nil || got.Status != providers.Cancelled {
			t.Errorf("get after: %+v, %v", got, err)
		}
	}
	if _, err := opened(t, nil, gone).Cancel(t.Context(), linkID); !providers.Is(err, providers.NotFound) {
		t.Errorf("a link that this process did not delete: %v", err)
	}
}

func TestCancelOfALinkThatCannotBeDeleted(t *testing.T) {
	t.Parallel()
	for state, want := range map[string]string{
		"ACTIVE":             "Conomy deletes only links in ATTEMPT or EXPIRED; this one is ACTIVE, payable until 2026-03-11 12:00:00 +00:00",
		"PROCESSING_PAYMENT": "Conomy deletes only links in ATTEMPT or EXPIRED; this one is PROCESSING_PAYMENT, payable until 2026-03-11 12:00:00 +00:00",
		"FINISHED":           "Conomy deletes only links in ATTEMPT or EXPIRED; this one is FINISHED",
	} {
		_, err := opened(t, nil, wiretest.Saying(documented(t, "get.http", 0), "ATTEMPT", state)).Cancel(t.Context(), linkID)
		if !providers.Is(err, providers.Conflict) || err.Error() != "conomy cancel: "+want {
			t.Errorf("%s: %v", state, err)
		}
	}
	for _, refusal := range []wiretest.Exchange{documented(t, "errors.http", 0), documented(t, "errors-new.http", 1)} {
		_, err := opened(t, nil, documented(t, "get.http", 0), refusal).Cancel(t.Context(), linkID)
		if !providers.Is(err, providers.Conflict) || !strings.Contains(err.Error(), "Only ATTEMPT and EXPIRED payment links can be deleted") {
			t.Errorf("activated meanwhile: %v", err)
		}
	}
}
