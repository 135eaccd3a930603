package bulk

import (
	"paysheet/bulk/ledger"
	"paysheet/providers"
)

// Account is one of the config's accounts, ready to plan with and, once opened,
// to call.
type Account struct {
	Name         string // the config's name, which rules use
	Label        string // the name in the sheet: Name, or sandbox:Name
	Title        string // the provider's name for people
	Capabilities providers.Capabilities
	Scope        ledger.Scope
	Concurrency  int
	// Familiar tells a host that the provider is known for; nil is every host.
	Familiar func(host string) bool
	// Provider makes the calls; it is nil in a command that calls nobody.
	Provider providers.Provider

	turn *turn // of the task that the copy was made for; nil outside a run
}

// sent gives the reference as it travels: the namespace before it and, from the
// second generation on, the generation behind it.
func (a *Account) sent(reference string, generation int) string {
	if a.Scope.Namespace != "" {
		reference = a.Scope.Namespace + "-" + reference
	}
	if generation > 1 {
		reference += "-" + itoa(generation)
	}
	return reference
}
