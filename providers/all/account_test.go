package all_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"paysheet/providers"
	"paysheet/providers/all"
	"paysheet/providers/providertest"
	"paysheet/providers/sandbox"
)

// lasting makes the stand-ins as strict about used references as a provider may be.
func lasting() map[string]string {
	return map[string]string{"onepay.reference_unique": "on", "conomy.checkout_token_unique": "on"}
}

// TestConformanceOnAnAccountThatLasts runs the suite as at a real account, twice on
// one that remembers everything, and then looks at what it left there.
func TestConformanceOnAnAccountThatLasts(t *testing.T) {
	t.Parallel()
	for _, def := range all.Definitions() {
		t.Run(def.Name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, def.Name, lasting())
			var environ []string
			for name, value := range sandbox.EndpointAt(def.Name, s.url).Settings {
				environ = append(environ, "PAYSHEET_LIVE_"+strings.ToUpper(def.Name+"_"+name)+"="+value)
			}
			environ = append(environ, "PAYSHEET_LIVE_"+strings.ToUpper(def.Name)+"_RATE=0")
			values, missing, err := providertest.FromEnvironment(def, environ)
			if err != nil || len(missing) > 0 {
				t.Fatal(err, missing)
			}
			for range 2 {
				t.Run("the suite", func(t *testing.T) { providertest.Run(t, def, providertest.OnAccount(values, s.clock.Now)) })
				s.clock.Move(time.Second)
			}
			leftBehind(t, s)
		})
	}
}

func leftBehind(t *testing.T, s *stage) {
	t.Helper()
	links := s.box.Links(s.def.Name)
	if len(links) < 40 {
		t.Errorf("only %d links were made", len(links))
	}
	canCancel := slices.Contains(s.can(t).CancelFrom, providers.Active)
	for _, link := range links {
		if link.Payable && canCancel {
			t.Errorf("%s is left payable", link.Reference)
		}
		if len(link.Notified) > 0 {
			t.Errorf("%s: somebody was told", link.Reference)
		}
		amount, err := providers.ParseMoney(link.Amount, link.Currency)
		if err != nil {
			t.Fatal(err)
		}
		// Where parts are only taken of large totals, the least such total is large.
		if most, err := providers.ParseMoney("3", link.Currency); err != nil || amount.Decimal().Cmp(most.Decimal()) > 0 && amount.Number() != "100001.00" {
			t.Errorf("%s is over %s", link.Reference, amount)
		}
	}
}

func TestLiveVariables(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../providertest/providertest.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, def := range all.Definitions() {
		_, missing, err := providertest.FromEnvironment(def, nil)
		if err != nil || len(missing) == 0 {
			t.Errorf("%s: %v %v", def.Name, missing, err)
		}
		for i, name := range missing {
			missing[i] = strings.TrimPrefix(name, "PAYSHEET_LIVE_"+strings.ToUpper(def.Name)+"_")
		}
		want := regexp.MustCompile(`(?m)^//\t` + def.Name + ` +` + strings.Join(missing, " ") + `$`)
		if !want.Match(text) {
			t.Errorf("the package comment of providertest does not say that %s needs %v", def.Name, missing)
		}
		_, _, err = providertest.FromEnvironment(def, []string{"PAYSHEET_LIVE_" + strings.ToUpper(def.Name) + "_APPID=x"})
		if err == nil || !strings.Contains(err.Error(), "appid is no key") {
			t.Errorf("%s: a variable that is no key passed: %v", def.Name, err)
		}
	}
}
