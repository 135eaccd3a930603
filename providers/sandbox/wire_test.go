package sandbox_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"paysheet/providers/internal/wiretest"
	"paysheet/providers/sandbox"
)

// wireCase says what a documented exchange needs around it: the date of the document, knobs, and what has
// to have happened before.
type wireCase struct {
	at     string // RFC 3339
	knobs  string // "name=value name=value"
	faults string
	before func(r *rig) string // returns the id that stands for the documented one
}

const (
	onepayDay = "2026-04-22T08:30:00Z"
	conomyDay = "2026-03-10T12:00:00Z"
	zohoDay   = "2024-02-26T12:31:12Z"
	payuDay   = "2026-09-01T06:00:00Z"
	oldDay    = "2022-03-21T09:23:53Z"
	pageOnly  = "payu.dialect=new payu.paid_fields=off"
)

// first makes the link of the provider's first documented create.
func first(r *rig) string {
	ex := load(r.tb, r.provider, "create")[0]
	return r.createWith(ex.Request.Path, string(ex.Request.Body)).ID
}

func activated(r *rig) string {
	id := first(r)
	r.call(http.MethodPost, "/payment-links/"+id+"/activate", "").mustBe(r, http.StatusOK)
	return id
}

func cancelled(r *rig) string {
	id := first(r)
	if err := r.box.Withdraw(r.provider, r.box.Links(r.provider)[0].URL); err != nil {
		r.tb.Fatal(err)
	}
	return id
}

func paidUp(r *rig) string {
	id := first(r)
	if err := r.box.Pay(r.provider, r.box.Links(r.provider)[0].URL, ""); err != nil {
		r.tb.Fatal(err)
	}
	return id
}

func paidInvoice(r *rig) string {
	l := r.create("PAID")
	if err := r.box.Pay(r.provider, l.URL, ""); err != nil {
		r.tb.Fatal(err)
	}
	return l.ID
}

func oldInvoice(r *rig) string {
	return r.createWith("/payment-links",
		`{"subAmount":2,"description":"paymentLink for testing","source":"API","invoiceNumber":"INV8446471886220"}`).ID
}

func wireCases() map[string]wireCase {
	all := map[string]wireCase{}
	add := func(at, knobs string, before func(*rig) string, names ...string) {
		for _, name := range names {
			all[name] = wireCase{at: at, knobs: knobs, before: before}
		}
	}
	add(onepayDay, "", nil, "onepay/create#0", "onepay/errors#1", "onepay/errors#2", "onepay/errors#3", "onepay/errors#4", "onepay/errors#5")
	add(onepayDay, "", first, "onepay/get#0", "onepay/update#0", "onepay/delete#0")
	add(onepayDay, "", paidUp, "onepay/errors#0")
	all["onepay/errors#6"] = wireCase{at: onepayDay, faults: "onepay:throttle-bare"}

	add(conomyDay, "", nil, "conomy/auth#0", "conomy/create#0", "conomy/errors#1", "conomy/errors#2", "conomy/errors#3", "conomy/errors#5")
	add(conomyDay, "conomy.auth_status=400", nil, "conomy/errors#6")
	add(conomyDay, "", first, "conomy/get#0", "conomy/activate#0", "conomy/list#0", "conomy/list#1", "conomy/delete#0", "conomy/errors#4")
	add(conomyDay, "", activated, "conomy/errors#0")
	add(conomyDay, "conomy.errors=new conomy.checkout_token_unique=on", first, "conomy/errors-new#0", "conomy/errors-new#2", "conomy/errors-new#3")
	add(conomyDay, "conomy.errors=new", activated, "conomy/errors-new#1")

	add(zohoDay, "", nil, "zoho/create#0", "zoho/token#0", "zoho/token#1", "zoho/token#2", "zoho/errors#2", "zoho/errors#3")
	add("2026-06-01T10:30:00Z", "zoho.create_status=201 zoho.created_time=milliseconds", nil, "zoho/create#1")
	add(zohoDay, "", first, "zoho/update#0", "zoho/cancel#0", "zoho/errors#0", "zoho/errors#1")
	add(zohoDay, "zoho.payment_type=off", paidUp, "zoho/get#0")
	add(zohoDay, "", cancelled, "zoho/errors#4")
	all["zoho/errors#5"] = wireCase{at: zohoDay, faults: "zoho:http500-after-create"}

	add(payuDay, pageOnly, nil, "payu/token#0", "payu/token#1", "payu/token#2", "payu/create#0", "payu/errors#1", "payu/errors#2", "payu/get-new#1")
	add("2025-03-12T16:28:19Z", "payu.dialect=new", nil, "payu/create#1")
	add(payuDay, pageOnly, first, "payu/get-new#0", "payu/list-new#0", "payu/list-new#1", "payu/list-new#2", "payu/update-new#0",
		"payu/cancel#0", "payu/errors#0", "payu/errors#3", "payu/errors#6", "payu/errors#7")
	add(payuDay, pageOnly, cancelled, "payu/cancel#1")
	add(payuDay, pageOnly, paidInvoice, "payu/errors#4", "payu/errors#5")
	add(oldDay, "payu.dialect=old", oldInvoice, "payu/get-old#0", "payu/get-old#1", "payu/get-old#2", "payu/list-old#0", "payu/update-old#0",
		"payu/update-old#1", "payu/share#0")
	add("2024-10-16T10:04:52Z", "payu.dialect=new", transacted, "payu/txns#0")
	return all
}

// transacted is the invoice of the documented transaction, paid.
func transacted(r *rig) string {
	l := r.create("INV2669646610062")
	if err := r.box.Pay(r.provider, l.URL, ""); err != nil {
		r.tb.Fatal(err)
	}
	return l.ID
}

func load(tb testing.TB, provider, operation string) []wiretest.Exchange {
	tb.Helper()
	return wiretest.Load(tb, filepath.Join("..", "..", "testdata", "wire", provider, operation+".http"))
}

// TestWire sends every documented request and compares the answer with the documented one: the
// same status, the same keys, the same types, the same words where they say what happened.
func TestWire(t *testing.T) {
	t.Parallel()
	cases := wireCases()
	paths, err := filepath.Glob("../../testdata/wire/*/*.http")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no wire files: %v", err)
	}
	for _, path := range paths {
		provider, operation := filepath.Base(filepath.Dir(path)), strings.TrimSuffix(filepath.Base(path), ".http")
		for i, ex := range load(t, provider, operation) {
			name := fmt.Sprintf("%s/%s#%d", provider, operation, i)
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				one, known := cases[name]
				if !known {
					t.Fatalf("no case says what %s needs", name)
				}
				checkExchange(t, provider, one, ex)
			})
		}
	}
}

func checkExchange(t *testing.T, provider string, one wireCase, ex wiretest.Exchange) {
	t.Helper()
	at, err := time.Parse(time.RFC3339, one.at)
	if err != nil {
		t.Fatal(err)
	}
	opts := sandbox.Options{
		Clock: func() time.Time { return at }, Knobs: map[string]string{},
		Merchants: map[string][]string{"zoho": {"23137556"}},
	}
	for _, knob := range strings.Fields(one.knobs) {
		name, value, _ := strings.Cut(knob, "=")
		opts.Knobs[name] = value
	}
	if one.faults != "" {
		fault, err := sandbox.ParseFault(one.faults)
		if err != nil {
			t.Fatal(err)
		}
		opts.Faults = []sandbox.Fault{fault}
	}
	r := newRig(t, provider, opts)
	path := ex.Request.Path
	if one.before != nil {
		id := one.before(r)
		for _, documented := range []string{"8IT20WK7", "69f1c1d2a7b3c4d5e6f70811", "173000002315107"} {
			path = strings.ReplaceAll(path, documented, id)
		}
	}
	got := r.send(ex.Request.Method, path, mapped(r, ex.Request.Header), mappedBody(provider, string(ex.Request.Body)))
	if got.status != ex.Response.Status {
		t.Fatalf("answered %d %s, the document %d", got.status, got.body, ex.Response.Status)
	}
	if ex.Response.Body == nil {
		if len(got.body) > 0 {
			t.Errorf("answered a body: %s", got.body)
		}
		return
	}
	var want map[string]any
	decoder := json.NewDecoder(strings.NewReader(string(ex.Response.Body)))
	decoder.UseNumber()
	if err := decoder.Decode(&want); err != nil {
		t.Fatal(err)
	}
	sameShape(t, "", want, got.json)
	sameWords(t, want, got.json)
}

// mapped puts working credentials where the document has placeholders.
func mapped(r *rig, header http.Header) http.Header {
	header = header.Clone()
	for name, values := range header {
		switch value := values[0]; {
		case value == "KEY" && r.provider == "onepay":
			header[name] = []string{sandbox.OnePayAPIKey}
		case value == "KEY":
			header[name] = []string{sandbox.ConomyAPIKey}
		case strings.HasSuffix(value, " READONLY"):
			header[name] = []string{"Bearer " + r.freshToken("read_payment_links")}
		case strings.HasSuffix(value, "TOKEN"):
			header[name] = r.credentials()["Authorization"]
		}
	}
	return header
}

func mappedBody(provider, body string) string {
	secret := map[string]string{"conomy": sandbox.ConomyClientSecret, "zoho": sandbox.ZohoClientSecret, "payu": sandbox.PayUClientSecret}[provider]
	if secret == "" {
		return body
	}
	return strings.NewReplacer("=SECRET", "="+secret, `"SECRET"`, `"`+secret+`"`, "=REFRESH", "="+sandbox.ZohoRefreshToken).Replace(body)
}

func sameShape(t *testing.T, path string, want, got any) {
	t.Helper()
	switch want := want.(type) {
	case map[string]any:
		object, ok := got.(map[string]any)
		if !ok {
			t.Errorf("%s is %T, the document has an object", path, got)
			return
		}
		if a, b := slices.Sorted(maps.Keys(want)), slices.Sorted(maps.Keys(object)); !slices.Equal(a, b) {
			t.Errorf("%s has the keys %v, the document %v", path, b, a)
		}
		for name := range want {
			sameShape(t, path+"."+name, want[name], object[name])
		}
	case []any:
		list, ok := got.([]any)
		if !ok || len(list) != len(want) {
			t.Errorf("%s is %v, the document has %d items", path, got, len(want))
			return
		}
		for i := range want {
			sameShape(t, fmt.Sprintf("%s[%d]", path, i), want[i], list[i])
		}
	default:
		if fmt.Sprintf("%T", want) != fmt.Sprintf("%T", got) {
			t.Errorf("%s is %T, the document has %T", path, got, want)
		}
	}
}

// sameWords compares what tells a client what happened.
func sameWords(t *testing.T, want, got map[string]any) {
	t.Helper()
	for _, name := range []string{"status", "statusCode", "code", "type", "error", "error_description", "message", "detail"} {
		if a, b := fmt.Sprint(want[name]), fmt.Sprint(got[name]); !strings.EqualFold(a, b) {
			t.Errorf("%s is %q, the document has %q", name, b, a)
		}
	}
}

func (got reply) mustBe(r *rig, status int) {
	r.tb.Helper()
	if got.status != status {
		r.tb.Fatalf("answered %d %s, want %d", got.status, got.body, status)
	}
}
