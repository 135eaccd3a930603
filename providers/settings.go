package providers

import (
	"fmt"
	"sort"
	"strings"
)

// Setting describes one key of an account. This one table feeds the config
// reader, doctor, redaction, init and the README.
type Setting struct {
	Name     string
	Doc      string   // one sentence without a full stop
	Default  string   // what holds where the key is absent; for a List, comma separated
	Choices  []string // the allowed values, if they are few
	Required bool
	Secret   bool // never shown, logged or stored
	Identity bool // names the merchant: part of the ledger's key
	List     bool // the value is a list of words
}

// CommonSettings gives the settings that every account takes besides its
// provider's own.
func CommonSettings() []Setting {
	return []Setting{
		{Name: "environment", Doc: "which of the provider's environments", Default: "production", Choices: []string{"production", "test"}},
		{Name: "base_url", Doc: "replaces the documented API address, path included"},
		{Name: "concurrency", Doc: "calls in flight at once", Default: "8"},
		{Name: "rate", Doc: "calls a second; 0 is no limit; the documented or a careful one where absent, none on loopback"},
		{Name: "timeout", Doc: "how long one call may take", Default: "60s"},
		{Name: "namespace", Doc: "entity or year; kept apart in the ledger and sent as NAMESPACE- before the reference"},
	}
}

// Secret is a credential. However it is printed, logged or marshalled, it shows
// as [secret]; only Reveal gives the value. It is held in a closure because fmt
// reaches unexported fields without asking their methods.
type Secret struct{ reveal func() string }

// NewSecret wraps a credential.
func NewSecret(value string) Secret { return Secret{func() string { return value }} }

// Reveal gives the credential itself, for the one header or body that needs it.
func (s Secret) Reveal() string {
	if s.reveal == nil {
		return ""
	}
	return s.reveal()
}

// String gives [secret].
func (Secret) String() string { return "[secret]" }

// GoString gives [secret].
func (Secret) GoString() string { return "[secret]" }

// MarshalText gives [secret].
func (Secret) MarshalText() ([]byte, error) { return []byte("[secret]"), nil }

// Settings are the values of one account's keys, defaults filled in and secrets
// resolved. The zero value has none.
type Settings struct {
	plain  map[string]string
	secret map[string]Secret
}

// NewSettings takes values by key, puts the defaults of the table where a key is
// absent, and checks the whole against the table. The error names every key that
// is missing, unknown or has a value outside its choices, all at once.
func NewSettings(table []Setting, values map[string]string) (Settings, error) {
	s := Settings{plain: map[string]string{}, secret: map[string]Secret{}}
	known := map[string]bool{}
	var problems []string
	for _, t := range table {
		known[t.Name] = true
		value, given := values[t.Name]
		if !given || value == "" {
			value = t.Default
		}
		switch {
		case value == "" && t.Required:
			problems = append(problems, t.Name+" is missing ("+t.Doc+")")
		case value != "" && len(t.Choices) > 0 && !contains(t.Choices, value):
			problems = append(problems, fmt.Sprintf("%s = %q is none of %s", t.Name, value, strings.Join(t.Choices, ", ")))
		case t.Secret:
			s.secret[t.Name] = NewSecret(value)
		default:
			s.plain[t.Name] = value
		}
	}
	for name := range values {
		if !known[name] {
			problems = append(problems, name+" is no setting of this provider")
		}
	}
	if len(problems) > 0 {
		sort.Strings(problems)
		return Settings{}, fmt.Errorf("%s", strings.Join(problems, "; "))
	}
	return s, nil
}

// Get gives a value that is no secret, empty where there is none.
func (s Settings) Get(name string) string { return s.plain[name] }

// List gives a List value as its words.
func (s Settings) List(name string) []string {
	var words []string
	for word := range strings.SplitSeq(s.plain[name], ",") {
		if word = strings.TrimSpace(word); word != "" {
			words = append(words, word)
		}
	}
	return words
}

// Secret gives a credential.
func (s Settings) Secret(name string) Secret { return s.secret[name] }

// Secrets gives every credential that is not empty, for redaction.
func (s Settings) Secrets() []Secret {
	var all []Secret
	for _, secret := range s.secret {
		if secret.Reveal() != "" {
			all = append(all, secret)
		}
	}
	return all
}

func contains(list []string, word string) bool {
	for _, each := range list {
		if each == word {
			return true
		}
	}
	return false
}
