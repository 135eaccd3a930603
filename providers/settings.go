package providers

import (
	"fmt"
	"slices"
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
		{Name: "settle", Doc: "how long after a lost create a look-up that finds nothing still proves nothing; the provider's own or 120s where absent"},
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
		value := values[t.Name]
		if value == "" {
			value = t.Default
		}
		if problem := t.problem(value); problem != "" {
			problems = append(problems, problem)
			continue
		}
		if t.Secret {
			s.secret[t.Name] = NewSecret(value)
			continue
		}
		s.plain[t.Name] = value
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

// problem says why a value cannot stand for a setting, empty where it can.
func (t Setting) problem(value string) string {
	switch {
	case value == "" && t.Required:
		return t.Name + " is missing (" + t.Doc + ")"
	case value != "" && len(t.Choices) > 0 && !slices.Contains(t.Choices, value):
		return fmt.Sprintf("%s = %q is none of %s", t.Name, value, strings.Join(t.Choices, ", "))
	default:
		return ""
	}
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
