package providers

import "testing"

// TestFamiliar: a host is the provider's own only from the right end of its name.
func TestFamiliar(t *testing.T) {
	t.Parallel()
	d := Definition{Hosts: []string{"onepay.lk"}}
	for host, want := range map[string]bool{
		"onepay.lk": true, "api.onepay.lk": true, "API.OnePay.LK": true, "localhost": true, "127.0.0.1": true, "127.8.8.8": true, "::1": true,
		"notonepay.lk": false, "onepay.lk.example": false, "onepay.com": false, "192.0.2.1": false, "localhost.example": false, "": false,
	} {
		if got := d.Familiar(host); got != want {
			t.Errorf("%q is familiar: %t", host, got)
		}
	}
}
