package all_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"paysheet/providers"
	"paysheet/providers/all"
)

// page gives the address of a link's page at the stage.
func (s *stage) page(link providers.Link) string {
	return s.url + link.URL[strings.Index(link.URL, "/pay/"):]
}

// is checks what the driver's next look at a link says.
func is(t *testing.T, p providers.Provider, link providers.Link, want providers.Status) providers.Link {
	t.Helper()
	got, err := p.Get(t.Context(), link.ID)
	if err != nil || got.Status != want {
		t.Errorf("the next look gives %s, want %s; %v", got.Status, want, err)
	}
	return got
}

// TestBrowser does what a person does on the stand-ins' pages, with the keyboard
// alone and without scripts, and lets the driver look afterwards.
func TestBrowser(t *testing.T) {
	t.Parallel()
	findChrome(t)
	for _, def := range all.Definitions() {
		t.Run(def.Name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, def.Name, nil)
			p := s.bare(t, nil)
			c := startChrome(t)
			can := s.can(t)
			make1 := func(reference string) providers.Link {
				link, _ := s.create(t, p, s.request(t, reference))
				return link
			}

			paid, expired, gone := make1("INV-PAID"), make1("INV-EXPIRED"), make1("INV-GONE")
			c.open(s.page(paid))
			c.tabTo(`e.value === "full"`)
			c.enter()
			is(t, p, paid, providers.Paid)

			c.open(s.url + "/")
			c.tabTo(`e.ariaLabel === "Expire INV-EXPIRED"`)
			c.enter()
			is(t, p, expired, providers.Expired)

			if halves(can) { // it lets go only of what has expired
				c.tabTo(`e.ariaLabel === "Expire INV-GONE"`)
				c.enter()
			}
			c.tabTo(`/^(Delete|Cancel) INV-GONE$/.test(e.ariaLabel)`)
			c.enter()
			if halves(can) {
				_, err := p.Get(t.Context(), gone.ID)
				wantKind(t, "the next look", err, providers.NotFound)
			} else {
				is(t, p, gone, providers.Cancelled)
			}

			c.open(s.url + "/")
			c.tabTo(`e.name === "q"`)
			c.write("inv-paid")
			c.enter()
			var rows int
			if c.ask(`document.querySelectorAll("tbody tr").length`, &rows); rows != 1 {
				t.Errorf("the search for one link shows %d", rows)
			}
			if can.Partial.Allowed {
				payInParts(t, s, p, c)
			}
		})
	}
}

func payInParts(t *testing.T, s *stage, p providers.Provider, c *chrome) {
	t.Helper()
	req := s.request(t, "INV-PARTS")
	currency := string(req.Amount.Currency())
	req.Amount, req.MinPartial = money(t, "150000.50", currency), money(t, "50000", currency)
	link, _ := s.create(t, p, req)
	s.part(c, link, "1")
	var notice string
	if c.ask(`document.querySelector("[role=alert]").innerText`, &notice); !strings.Contains(notice, "less than the smallest part") {
		t.Errorf("a part that is too small: %q", notice)
	}
	c.shoot(s.def.Name + "-notice")
	is(t, p, link, providers.Active)
	s.part(c, link, "60000.25")
	if s.can(t).TellsPaid {
		if got := is(t, p, link, providers.PartiallyPaid); got.Paid.Number() != "60000.25" {
			t.Errorf("paid %s", got.Paid)
		}
	} else {
		is(t, p, link, providers.Active)
	}
	c.open(s.url + "/?q=INV-PARTS")
	c.tabTo(`e.ariaLabel === "Pay INV-PARTS in full"`)
	c.enter()
	is(t, p, link, providers.Paid)
}

// part pays a part on the payer's page.
func (s *stage) part(c *chrome, link providers.Link, amount string) {
	c.t.Helper()
	c.open(s.page(link))
	c.tabTo(`e.id === "amount"`)
	c.write(amount)
	c.enter()
}

// faultsOfAPage lists what keeps somebody from using a page: parts beyond the
// edge, controls without a name, text or edges too pale (WCAG 2.2, 1.4.3 and
// 1.4.11), and targets too small (2.5.8).
const faultsOfAPage = `(() => {
	const found = [];
	const rgb = text => text.match(/[\d.]+/g).map(Number);
	const light = color => { const [r, g, b] = rgb(color).map(v => { v /= 255; return v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; }); return .2126 * r + .7152 * g + .0722 * b; };
	const contrast = (a, b) => { const [x, y] = [light(a), light(b)].sort((m, n) => n - m); return (x + .05) / (y + .05); };
	const behind = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor; if ((rgb(c)[3] ?? 1) > 0) return c; } return "rgb(255, 255, 255)"; };
	if (document.documentElement.scrollWidth > innerWidth) found.push("it is " + document.documentElement.scrollWidth + " wide in a window of " + innerWidth);
	if (document.scripts.length) found.push("it has scripts");
	if (!document.documentElement.lang || !document.title) found.push("it has no language or title");
	for (const e of document.querySelectorAll("body *")) {
		const style = getComputedStyle(e), own = [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
		if (own && contrast(style.color, behind(e)) < 4.5) found.push("pale text: " + e.innerText);
	}
	for (const e of document.querySelectorAll("input:not([type=hidden]), button")) {
		const what = e.outerHTML, box = e.getBoundingClientRect(), style = getComputedStyle(e);
		if (!(e.labels?.length || e.ariaLabel || e.innerText.trim())) found.push("no name: " + what);
		if (box.height < 24 || box.width < 24) found.push("too small: " + what);
		if (Math.max(contrast(style.borderTopColor, behind(e.parentElement)), contrast(style.backgroundColor, behind(e.parentElement))) < 3) found.push("pale edge: " + what);
		if (box.left < 0 || box.right > innerWidth) found.push("beyond the edge: " + what);
	}
	return found;
})()`

// TestPagesCanBeUsed looks at every page on a phone and a desk, in light and dark.
func TestPagesCanBeUsed(t *testing.T) {
	t.Parallel()
	findChrome(t)
	for _, def := range all.Definitions() {
		t.Run(def.Name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, def.Name, nil)
			p := s.bare(t, nil)
			c := startChrome(t)
			c.look(360, 740, "light")
			c.open(s.url + "/")
			c.shoot(def.Name + "-empty")
			links := s.variety(t, p)
			addresses := map[string]string{"control": s.url + "/", "search": s.url + "/?q=nothing", "missing": s.url + "/pay/nothing"}
			for name, link := range links {
				addresses["pay-"+name] = s.page(link)
			}
			for _, view := range views() {
				c.look(view.width, view.height, view.scheme)
				for name, address := range addresses {
					c.open(address)
					var faults []string
					c.ask(faultsOfAPage, &faults)
					for _, fault := range faults {
						t.Errorf("%s at %d, %s: %s", name, view.width, view.scheme, fault)
					}
					c.shoot(fmt.Sprintf("%s-%s-%d-%s", def.Name, name, view.width, view.scheme))
				}
			}
		})
	}
}

// view is a window and the colours that its person likes.
type view struct {
	width, height int
	scheme        string
}

// views gives a phone in the light and a desk in the dark, or with PAYSHEET_SHOTS
// every window in both.
func views() []view {
	if os.Getenv("PAYSHEET_SHOTS") == "" {
		return []view{{360, 740, "light"}, {1280, 800, "dark"}}
	}
	var every []view
	for _, window := range [][2]int{{360, 740}, {820, 1180}, {1280, 800}} {
		every = append(every, view{window[0], window[1], "light"}, view{window[0], window[1], "dark"})
	}
	return every
}

// variety makes links in every state, with texts long and strange.
func (s *stage) variety(t *testing.T, p providers.Provider) map[string]providers.Link {
	t.Helper()
	links := map[string]providers.Link{}
	for state, reference := range map[string]string{"active": "INV-1001", "paid": "INV-1002", "expired": "INV-2026-000000000000099", "parts": "INV-1004"} {
		req := s.request(t, reference)
		if state == "expired" {
			req.Description = "ගෙවීම سداد " + strings.Repeat("a long description ", 10)
		}
		if state == "parts" && s.can(t).Partial.Allowed {
			currency := string(req.Amount.Currency())
			req.Amount, req.MinPartial = money(t, "999999.99", currency), money(t, "400000", currency)
		}
		links[state], _ = s.create(t, p, req)
	}
	if s.can(t).Partial.Allowed {
		if err := s.box.Pay(s.def.Name, links["parts"].URL, "450000.5"); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.box.Pay(s.def.Name, links["paid"].URL, ""); err != nil {
		t.Fatal(err)
	}
	if err := s.box.Expire(s.def.Name, links["expired"].URL); err != nil {
		t.Fatal(err)
	}
	return links
}
