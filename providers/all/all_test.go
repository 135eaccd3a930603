package all

import (
	"testing"

	"paysheet/providers"
	"paysheet/providers/providertest"
)

// dialects are the ways in which a provider's documents, or its documents and its
// servers, disagree: a driver must hold in each.
func dialects(provider string) map[string]map[string]string {
	all := map[string]map[string]map[string]string{
		"conomy": {
			"newer errors":   {"conomy.errors": "new", "conomy.auth_status": "400"},
			"active at once": {"conomy.initial_status": "ACTIVE"},
		},
		"zoho": {
			"errors under 200":    {"zoho.error_status": "200", "zoho.error_code": "number"},
			"in milliseconds":     {"zoho.created_time": "milliseconds", "zoho.expires_in": "milliseconds", "zoho.create_status": "201"},
			"token errors as 400": {"zoho.token_error_status": "400"},
		},
		"payu": {
			"newer answers":                     {"payu.dialect": "new"},
			"no DELETE":                         {"payu.delete": "off"},
			"mid alone, strict":                 {"payu.merchant_header": "mid", "payu.strict_customer": "on"},
			"merchantId alone, malformed empty": {"payu.merchant_header": "merchantId", "payu.malformed": "empty"},
		},
	}
	return all[provider]
}

// TestConformance holds every provider to the contract, on its stand-in, as the
// documents have it and in each of their dialects.
func TestConformance(t *testing.T) {
	t.Parallel()
	for _, def := range Definitions() {
		t.Run(def.Name, func(t *testing.T) {
			t.Parallel()
			providertest.Run(t, def, providertest.OnSandbox(def.Name, nil))
		})
		for name, knobs := range dialects(def.Name) {
			t.Run(def.Name+", "+name, func(t *testing.T) {
				t.Parallel()
				providertest.Run(t, def, providertest.OnSandbox(def.Name, knobs))
			})
		}
	}
}

func TestDefinitions(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, def := range Definitions() {
		if seen[def.Name] {
			t.Errorf("%s is listed twice", def.Name)
		}
		seen[def.Name] = true
		if got, ok := Find(def.Name); !ok || got.Title != def.Title {
			t.Errorf("Find(%q) gives %q, %v", def.Name, got.Title, ok)
		}
		if def.Title == "" || len(def.Hosts) == 0 {
			t.Errorf("%s has no title or no hosts", def.Name)
		}
		names := map[string]bool{}
		identity, secret := false, false
		for _, s := range def.Table() {
			if s.Name == "" || s.Doc == "" || names[s.Name] {
				t.Errorf("%s: the setting %q has no name or words, or stands twice", def.Name, s.Name)
			}
			names[s.Name] = true
			identity, secret = identity || s.Identity, secret || s.Secret
		}
		if !identity || !secret {
			t.Errorf("%s: identity %v, secret %v", def.Name, identity, secret)
		}
		values := map[string]string{}
		for _, s := range def.Settings {
			if s.Required {
				values[s.Name] = "x"
			}
		}
		settings, err := providers.NewSettings(def.Table(), values)
		if err != nil {
			t.Errorf("%s: the required settings do not suffice: %v", def.Name, err)
		}
		can := def.Capabilities(settings)
		if len(can.Currencies) == 0 || can.Find == "" || can.Expiry == "" || can.Rate <= 0 {
			t.Errorf("%s: capabilities %+v", def.Name, can)
		}
	}
	if _, ok := Find("nobody"); ok {
		t.Error("a provider that nobody has was found")
	}
}
