package ledger

import (
	"errors"
	"strings"
	"testing"

	"paysheet/providers"
)

func TestFinding(t *testing.T) {
	t.Parallel()
	l := open(t, t.TempDir())
	for i, state := range []State{Known, Uncertain, Refused, Known} {
		e := entry(t, "INV-"+string(rune('A'+i)))
		if i == 3 {
			e.Account, e.Namespace, e.Run = "kandy", "2026", "r2"
		}
		put(t, l, e, state, i)
	}
	paid := entry(t, "INV-A").Key
	if err := l.Observe(t.Context(), paid, providers.Link{Status: providers.Paid}, ""); err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		filter Filter
		want   string
	}{
		"all":      {Filter{}, "ABCD"},
		"open":     {Filter{Open: true}, "BD"},
		"account":  {Filter{Account: "kandy"}, "D"},
		"run":      {Filter{Run: "r1"}, "ABC"},
		"states":   {Filter{States: []State{Refused, Known}}, "ACD"},
		"together": {Filter{States: []State{Known}, Open: true, Account: "colombo"}, ""},
	} {
		var got strings.Builder
		for e, err := range l.Entries(t.Context(), tc.filter) {
			if err != nil {
				t.Fatal(err)
			}
			got.WriteString(e.Reference[4:])
		}
		if got.String() != tc.want {
			t.Errorf("%s: got %q, want %q", name, got.String(), tc.want)
		}
	}
	for range 2 { // before and after the references are in memory
		var seen strings.Builder
		err := l.OpenReferences(t.Context(), func(ref OpenReference) { seen.WriteString(ref.Namespace + ref.Reference[4:]) })
		if err != nil || seen.String() != "B2026D" {
			t.Errorf("open references: %q, %v", seen.String(), err)
		}
	}
	if found, err := l.ByLinkID(t.Context(), "onepay", link(t, 3).ID); err != nil || len(found) != 1 || found[0].Reference != "INV-D" {
		t.Errorf("by link: %+v, %v", found, err)
	}
	if found, err := l.Lookup(t.Context(), "", "INV-D"); err != nil || len(found) != 0 {
		t.Errorf("in another namespace: %+v, %v", found, err)
	}
	given := entry(t, "LK/7")
	given.SheetReference = "7"
	put(t, l, given, Known, 5)
	for _, reference := range []string{"LK/7", "7"} {
		if found, err := l.Lookup(t.Context(), "", reference); err != nil || len(found) != 1 || found[0].SheetReference != "7" {
			t.Errorf("an entry that the rules gave another reference, by %s: %+v, %v", reference, found, err)
		}
	}
	taken := entry(t, "INV-Z")
	taken.Link = link(t, 0)
	if err := l.Adopt(t.Context(), taken); !errors.Is(err, ErrExists) {
		t.Errorf("adopting another reference's link: %v", err)
	}
}

func TestImpossibleRequests(t *testing.T) {
	t.Parallel()
	l := open(t, t.TempDir())
	for name, spoil := range map[string]func(*Entry){
		"no reference":  func(e *Entry) { e.Reference = "" },
		"no provider":   func(e *Entry) { e.Provider = "" },
		"no generation": func(e *Entry) { e.Generation = 0 },
		"no amount":     func(e *Entry) { e.Amount = providers.Money{} },
		"bad text":      func(e *Entry) { e.Reference = "a\xff" },
		"NUL":           func(e *Entry) { e.Namespace = "a\x00" },
	} {
		e := entry(t, "INV-1")
		spoil(&e)
		if err := l.Begin(t.Context(), e); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	e := entry(t, "INV-1")
	put(t, l, e, Intent, 0)
	for name, o := range map[string]Outcome{
		"a link without id": {State: Known}, "an intent": {State: Intent}, "nothing": {},
		"a refusal with a link": {State: Refused, Link: link(t, 1)},
	} {
		if _, err := l.Finish(t.Context(), e.Key, o); err == nil {
			t.Errorf("%s was taken as an outcome", name)
		}
	}
	if n, _, err := l.Head(t.Context()); n != 1 || err != nil {
		t.Errorf("there are %d events, %v", n, err)
	}
}

func TestClean(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"the amount is too small":                "the amount is too small",
		"bad\x1b[31m\u202e text\nof a.b@c.lk, x": "bad [31m text of [address] x",
		"කොළඹ":                                   "කොළඹ",
	} {
		if got := clean(text); got != want {
			t.Errorf("clean(%q) = %q, want %q", text, got, want)
		}
	}
	if got := clean(strings.Repeat("ab", longest)); len([]rune(got)) != longest {
		t.Errorf("a long text has %d characters left", len([]rune(got)))
	}
}
