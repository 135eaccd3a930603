// Package all lists the providers that paysheet can talk to. It holds the list
// and nothing else; whoever opens accounts imports it.
package all

import (
	"paysheet/providers"
	"paysheet/providers/conomy"
	"paysheet/providers/onepay"
	"paysheet/providers/payu"
	"paysheet/providers/zoho"
)

// Definitions gives every provider, in the order in which people see them.
func Definitions() []providers.Definition {
	return []providers.Definition{
		onepay.Definition(),
		conomy.Definition(),
		zoho.Definition(),
		payu.Definition(),
	}
}

// Find gives the provider of that name, as it stands in a config.
func Find(name string) (providers.Definition, bool) {
	for _, d := range Definitions() {
		if d.Name == name {
			return d, true
		}
	}
	return providers.Definition{}, false
}
