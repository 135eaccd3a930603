package providers

import (
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Definition is one provider as the rest of paysheet knows it before an account
// is opened. providers/all lists them.
type Definition struct {
	Name  string // as it stands in a config: "onepay"
	Title string // for people: "OnePay (Sri Lanka)"
	// Hosts are the domains that the provider's own API and links live under;
	// an address elsewhere is told to the user.
	Hosts []string
	// Settings are the provider's own keys, besides CommonSettings.
	Settings []Setting
	// Capabilities says what an account with these settings can do, offline.
	Capabilities func(Settings) Capabilities
	// Endpoint gives the API address in force: base_url, or the documented one
	// of the environment.
	Endpoint func(Settings) string
	// Open makes the account. It calls nobody; an error means that a setting
	// cannot be used, and names it.
	Open func(Account) (Provider, error)
}

// Account is what a driver is given to open one account.
type Account struct {
	Name     string // the config's name for it
	Settings Settings
	Clock    func() time.Time
	Zone     *time.Location // the run's time zone, in which Conomy's last day ends
	// Transport carries the calls; nil is a transport of the account's own.
	Transport http.RoundTripper
}

// Table gives every setting of an account at this provider.
func (d Definition) Table() []Setting {
	return append(append([]Setting{}, d.Settings...), CommonSettings()...)
}

// Merchant names whose account the settings are for, from the settings marked
// Identity, as key=value pairs.
func (d Definition) Merchant(s Settings) string {
	var parts []string
	for _, t := range d.Settings {
		if t.Identity {
			parts = append(parts, t.Name+"="+s.Get(t.Name))
		}
	}
	return strings.Join(parts, " ")
}

// Host gives the host that the account's calls go to, without a port: a server
// that comes back on another port is still the same one.
func (d Definition) Host(s Settings) string {
	u, err := url.Parse(d.Endpoint(s))
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// Familiar tells that a host is the provider's own or loopback; an address
// elsewhere is told to the user before anything is sent there, and a link that
// points elsewhere before it is sent to a customer.
func (d Definition) Familiar(host string) bool {
	host = strings.ToLower(host)
	if ip := net.ParseIP(host); host == "localhost" || ip != nil && ip.IsLoopback() {
		return true
	}
	for _, own := range d.Hosts {
		if host == own || strings.HasSuffix(host, "."+own) {
			return true
		}
	}
	return false
}
