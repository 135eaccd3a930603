package sandbox

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Knob is a point on which a provider's documents are silent or contradict each
// other, or a limit that a test wants lower. Name is PROVIDER.WORD, as in
// [Options.Knobs].
type Knob struct {
	Name    string
	Default string
	Values  string // the values it takes: words with "|" between, or "number", "duration", "words", "name"
	Help    string
}

const onOff = "on|off"

// Knobs lists every knob with its default, in the order of the names.
func Knobs() []Knob {
	all := slices.Concat(onepayKnobs(), conomyKnobs(), zohoKnobs(), payuKnobs())
	slices.SortFunc(all, func(a, b Knob) int { return strings.Compare(a.Name, b.Name) })
	return all
}

func onepayKnobs() []Knob {
	return []Knob{
		{"onepay.strict_slash", "on", onOff, "answer 404 to a path without its trailing slash"},
		{"onepay.strict_update", "off", onOff, "answer 400 to an update that sends more than the description"},
		{"onepay.reference_unique", "off", onOff, "refuse a reference that was used before"},
		{"onepay.reference_field", "reference_number", "name", "name of the reference in a create"},
		{"onepay.minimum_partial_field", "minimum_partial_amount", "name", "name of the least part in a create"},
		{"onepay.amount_type", "string", "string|number|any", "JSON type of amounts in a create"},
		{"onepay.currencies", "LKR,USD,GBP,EUR,AUD,JPY,INR,CHF,CAD,SGD", "words", "currencies enabled for the merchant"},
		{"onepay.default_expiry_days", "30", "number", "life of a link without expiration_date"},
		{"onepay.rps_per_app", "0", "number", "calls a second for an app id before 429, 0 for no limit"},
	}
}

func conomyKnobs() []Knob {
	return []Knob{
		{"conomy.initial_status", "ATTEMPT", "ATTEMPT|ACTIVE", "status of a link right after its create"},
		{"conomy.errors", "old", "old|new", "error shape: statusCode, error, message or status, code, type, detail, traceId"},
		{"conomy.checkout_token_unique", "off", onOff, "answer 409 to a checkoutToken that was used before"},
		{"conomy.reactivate", "on", onOff, "let an EXPIRED link be activated, which starts its duration again"},
		{"conomy.delete_active_status", "", "|400|409|422", "answer to the delete of an ACTIVE link; default 400, with the new errors 422"},
		{"conomy.key_status", "401", "401|403", "answer to a missing or wrong x-api-key"},
		{"conomy.auth_status", "401", "400|401", "answer to a wrong client secret"},
		{"conomy.reject_go_agent", "on", onOff, "answer 400 to Go's default User-Agent"},
		{"conomy.account", "number", "number|full", "what a destination's account must hold: its number, or all four fields"},
		{"conomy.calls_per_second", "0", "number", "calls a second for a client before 429, 0 for no limit"},
		{"conomy.token_ttl", "3600s", "duration", "life of an access token"},
	}
}

func zohoKnobs() []Knob {
	return []Knob{
		{"zoho.token_ttl", "3600s", "duration", "life of an access token"},
		{"zoho.token_error_status", "200", "200|400", "HTTP status of an error of the accounts host"},
		{"zoho.expires_in", "seconds", "seconds|milliseconds", "milliseconds sends expires_in in ms beside expires_in_sec"},
		{"zoho.redirect_uri", "optional", "optional|required", "whether a refresh must send redirect_uri"},
		{"zoho.reference_limit", "50", "50|100", "characters of a reference: 50 in the SDKs, 100 in the documents"},
		{"zoho.currencies", "INR", "words", "currencies of the account's edition"},
		{"zoho.created_time", "seconds", "seconds|milliseconds", "unit of created_time and of a payment's date"},
		{"zoho.payment_type", "on", onOff, "tell the way of paying of a payment, as the SDKs read it and the document does not show"},
		{"zoho.create_status", "200", "200|201", "HTTP status of a create"},
		{"zoho.error_status", "real", "real|200", "200 sends errors inside HTTP 200, told by their code alone"},
		{"zoho.error_code", "string", "string|number", "JSON type of an error's code"},
		{"zoho.calls_per_minute", "0", "number", "calls a minute for an account before 429, 0 for no limit; 600 is documented for payments"},
	}
}

func payuKnobs() []Knob {
	return []Knob{
		{"payu.dialect", "old", "old|new", "generation of the answers to get, list and update"},
		{"payu.paid_fields", "on", onOff, "off leaves out of new answers what only live answers showed: status and amounts collected"},
		{"payu.default_expiry_days", "", "|7|365", "life of a link without expiryDate; default 365, with the new dialect 7"},
		{"payu.default_max_payments", "1", "number", "maxPaymentsAllowed of a link without one, 0 for no limit"},
		{"payu.delete", "on", onOff, "off answers 405 to a DELETE, which the older documents do not have: there a link is made inactive"},
		{"payu.malformed", "envelope", "envelope|empty", "answer to malformed JSON: a failure, or HTTP 200 without a body"},
		{"payu.merchant_header", "either", "either|mid|merchantId", "header that must name the merchant"},
		{"payu.whole_rupees", "off", onOff, "refuse amounts with paise"},
		{"payu.alphanumeric", "off", onOff, "refuse an invoiceNumber with anything but letters and digits"},
		{"payu.strict_customer", "off", onOff, "ask for name, email and a ten-digit phone in customer"},
		{"payu.max_scopes", "3", "number", "most scopes of one token request"},
		{"payu.calls_per_second", "0", "number", "calls a second for a merchant before 429, 0 for no limit"},
		{"payu.token_ttl", "7200s", "duration", "life of an access token"},
	}
}

// CheckKnobs tells which of the values that [Options.Knobs] was to have cannot be.
func CheckKnobs(given map[string]string) error {
	_, err := newSettings(given)
	return err
}

// settings is the knobs as they are set.
type settings map[string]string

func newSettings(given map[string]string) (settings, error) {
	set := settings{}
	for _, knob := range Knobs() {
		set[knob.Name] = knob.Default
		value, found := given[knob.Name]
		if !found {
			continue
		}
		if !knob.takes(value) {
			return nil, fmt.Errorf("sandbox knob %s takes %s, not %q", knob.Name, knob.Values, value)
		}
		set[knob.Name] = value
	}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if _, known := set[name]; !known {
			return nil, fmt.Errorf("there is no sandbox knob %q: they are %s", name, strings.Join(slices.Sorted(maps.Keys(set)), ", "))
		}
	}
	return set, nil
}

func (k Knob) takes(value string) bool {
	switch k.Values {
	case "number":
		number, err := strconv.Atoi(value)
		return err == nil && number >= 0
	case "duration":
		life, err := time.ParseDuration(value)
		return err == nil && life > 0
	case "words", "name":
		return value != ""
	}
	return slices.Contains(strings.Split(k.Values, "|"), value)
}

func (s settings) on(name string) bool        { return s[name] == "on" }
func (s settings) words(name string) []string { return strings.Split(s[name], ",") }
func (s settings) is(name, value string) bool { return s[name] == value }
func (s settings) life(name string) time.Duration {
	life, _ := time.ParseDuration(s[name]) // checked by takes
	return life
}

func (s settings) number(name string) int {
	number, _ := strconv.Atoi(s[name]) // checked by takes
	return number
}
