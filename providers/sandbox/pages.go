package sandbox

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

//go:embed page
var pageFiles embed.FS

// pages are what a person sees of a stand-in: the payer's page of each link, and at the root
// the control page. Both work without JavaScript. No form is taken from another
// site: a browser says where a form comes from, and the server checks it.
type pages struct {
	*desk
	templates *template.Template
}

func isPage(path string) bool {
	return path == "/" || path == "/style.css" || strings.HasPrefix(path, "/pay/") || strings.HasPrefix(path, "/control/")
}

func newPages(d *desk) http.Handler {
	p := &pages{desk: d, templates: template.Must(template.New("").Funcs(template.FuncMap{"money": shownMoney}).ParseFS(pageFiles, "page/*.html"))}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", p.index)
	mux.HandleFunc("GET /pay/{page}", p.show)
	mux.HandleFunc("POST /pay/{page}", p.takePayment)
	mux.HandleFunc("POST /control/{page}", p.control)
	mux.HandleFunc("GET /style.css", func(w http.ResponseWriter, r *http.Request) {
		http.ServeFileFS(w, r, pageFiles, "page/style.css")
	})
	return http.NewCrossOriginProtection().Handler(mux)
}

// shown is one link as the templates see it.
type shown struct {
	Link
	Page     string
	Due      string // what is still due; empty where the payer fills it in
	Parts    bool
	Least    string
	Received []payment
	Expiry   string
	Delete   string // the word for taking it back, empty where this state has no way
	Expire   bool
	Late     bool   // a payment that was under way may still arrive
	Process  string // the word that moves a Conomy link into or out of a payment
}

type view struct {
	Company string
	Notice  string
	One     shown
	All     []shown
	Query   string
	Count   int
	From    int
	Older   string
	Newer   string
	Others  []other
}

// other is the control page of another stand-in.
type other struct{ Company, URL string }

func company(provider string) string {
	return map[string]string{"onepay": "OnePay", "conomy": "Conomy", "zoho": "Zoho Payments", "payu": "PayU"}[provider]
}

// others gives the other control pages, where this one is on its fixed port, so
// that theirs are too.
func (p *pages) others(r *http.Request) []other {
	if _, at, _ := strings.Cut(r.Host, ":"); at != strconv.Itoa(port(p.name)) {
		return nil
	}
	var all []other
	for _, name := range providerNames() {
		if name != p.name {
			all = append(all, other{company(name), "http://127.0.0.1:" + strconv.Itoa(port(name)) + "/"})
		}
	}
	return all
}

func (p *pages) describe(l *link) shown {
	one := shown{
		Link: p.view(l), Page: l.Page, Parts: l.Parts || l.Amount == "", Least: l.Least, Received: l.Payments,
		Expire: true, Delete: map[string]string{"onepay": "Delete", "conomy": "Delete", "zoho": "Cancel", "payu": "Cancel"}[p.name],
	}
	if l.Amount != "" {
		one.Due = shortest(sum(rat(l.Amount), l.paid().Neg(l.paid())))
	}
	if !l.Expires.IsZero() {
		one.Expiry = l.Expires.Add(-time.Second).In(ist()).Format("2 January 2006, 15:04 MST")
		if p.name == "conomy" {
			one.Expiry = l.Expires.UTC().Format("2 January 2006, 15:04 MST")
		}
	}
	one.Expire = !l.expired(p.now()) && !l.Cancelled && !l.complete()
	one.Late = p.takesLate(l)
	trial := l.copied()
	if p.api.withdraw(&trial, p.now()) != nil {
		one.Delete = ""
	}
	if p.name == "conomy" && one.Payable {
		one.Process = "Start a payment"
		if l.Processing {
			one.Process = "Break the payment off"
		}
	}
	return one
}

func (p *pages) render(w http.ResponseWriter, status int, name string, v view) {
	v.Company = company(p.name)
	var page bytes.Buffer
	if err := p.templates.ExecuteTemplate(&page, name, v); err != nil {
		http.Error(w, "The page cannot be shown.", http.StatusInternalServerError)
		return
	}
	header := w.Header()
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Referrer-Policy", "same-origin")
	header.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(page.Bytes())
}

// find shows a link as it is now, durable before it is shown.
func (p *pages) find(page string) (shown, bool) {
	one, err := do(p.book, func(t *txn) *shown {
		l, found := t.page(page)
		if !found {
			return nil
		}
		described := p.describe(&l)
		return &described
	})
	if err != nil || one == nil {
		return shown{}, false
	}
	return *one, true
}

func (p *pages) show(w http.ResponseWriter, r *http.Request) { p.showPay(w, r, http.StatusOK, "") }

func (p *pages) showPay(w http.ResponseWriter, r *http.Request, status int, notice string) {
	one, found := p.find(r.PathValue("page"))
	if !found {
		p.render(w, http.StatusNotFound, "missing.html", view{})
		return
	}
	p.render(w, status, "pay.html", view{One: one, Notice: notice})
}

// takePayment pays in full or a part. The form carries what had been paid when it was shown, so
// that sending it twice pays once.
func (p *pages) takePayment(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	amount := strings.TrimSpace(r.PostFormValue("amount"))
	if how := r.PostFormValue("how"); how == "part" && amount == "" {
		p.showPay(w, r, http.StatusBadRequest, "Write the amount to pay.")
		return
	} else if how != "part" {
		amount = ""
	}
	err := p.change(r.PathValue("page"), func(d *desk, l *link) error {
		if seen := r.PostFormValue("paid"); seen != shortest(l.paid()) {
			return refusal("Another payment came in meanwhile. Check the amount that is due now.")
		}
		return d.pay(l, amount)
	})
	if err != nil {
		p.showPay(w, r, http.StatusConflict, err.Error())
		return
	}
	http.Redirect(w, r, "/pay/"+url.PathEscape(r.PathValue("page")), http.StatusSeeOther)
}

func (p *pages) control(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	action, amount := r.PostFormValue("action"), strings.TrimSpace(r.PostFormValue("amount"))
	err := p.change(r.PathValue("page"), func(d *desk, l *link) error {
		if seen := r.PostForm["paid"]; len(seen) > 0 && seen[0] != shortest(l.paid()) {
			return refusal("Another payment came in meanwhile. Check the amount that is due now.")
		}
		return d.act(l, action, amount)
	})
	if err != nil {
		p.list(w, r, http.StatusConflict, err.Error())
		return
	}
	http.Redirect(w, r, "/?"+url.Values{"q": {r.PostFormValue("q")}, "from": {r.PostFormValue("from")}}.Encode(), http.StatusSeeOther)
}

// act does what a button of the control page says.
func (d *desk) act(l *link, action, amount string) error {
	switch {
	case action == "pay":
		return d.pay(l, "")
	case action == "part" && amount != "":
		return d.pay(l, amount)
	case action == "part":
		return refusal("Write the amount of the part.")
	case action == "late":
		return d.payLate(l)
	case action == "expire":
		d.api.expire(l, d.now())
		return nil
	case action == "delete":
		return d.api.withdraw(l, d.now())
	case action == "process" && d.name == "conomy":
		return d.process(l)
	}
	return refusal("There is no such action.")
}

// process moves an ACTIVE Conomy link into PROCESSING_PAYMENT and back.
func (d *desk) process(l *link) error {
	if _, payable := d.api.state(l, d.now()); !payable {
		return refusal("Only an ACTIVE link can be in the middle of a payment.")
	}
	l.Processing = !l.Processing
	return nil
}

// pageSize is how many links the control page shows at once, newest first.
const pageSize = 100

func (p *pages) index(w http.ResponseWriter, r *http.Request) { p.list(w, r, http.StatusOK, "") }

func (p *pages) list(w http.ResponseWriter, r *http.Request, status int, notice string) {
	query := strings.TrimSpace(r.FormValue("q"))
	from, _ := number(r.FormValue("from"), 0)
	v := view{Notice: notice, Query: query, From: from}
	rows, err := do(p.book, func(t *txn) []shown {
		var found []*link
		t.each("", func(l *link) bool {
			if strings.Contains(strings.ToLower(l.ID+"\n"+l.Reference+"\n"+l.Description+"\n"+l.Merchant), strings.ToLower(query)) {
				found = append(found, l)
			}
			return true
		})
		slices.Reverse(found)
		v.Count = len(found)
		var rows []shown
		for _, l := range cutOut(found, from, pageSize) {
			rows = append(rows, p.describe(l))
		}
		return rows
	})
	if err != nil {
		http.Error(w, "The links cannot be read.", http.StatusInternalServerError)
		return
	}
	v.All, v.Others = rows, p.others(r)
	at := func(from int) string { return "/?" + url.Values{"q": {query}, "from": {strconv.Itoa(from)}}.Encode() }
	if from > 0 {
		v.Newer = at(max(from-pageSize, 0))
	}
	if from+pageSize < v.Count {
		v.Older = at(from + pageSize)
	}
	p.render(w, status, "control.html", v)
}
