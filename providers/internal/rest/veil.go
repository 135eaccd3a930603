package rest

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"sync"
	"unicode"

	"paysheet/providers"
)

// maxText is how many characters of a provider's words are shown.
const maxText = 200

// veil knows every secret of an account and takes them out of texts.
type veil struct {
	mu    sync.RWMutex
	known []string // longest first: a secret inside another must not leave the rest
}

func newVeil(secrets []providers.Secret) *veil {
	v := &veil{}
	for _, secret := range secrets {
		v.add(secret.Reveal())
	}
	return v
}

// add learns a secret in every spelling that an echo of a request may have.
func (v *veil) add(secret string) {
	if secret == "" {
		return
	}
	spellings := []string{secret, url.QueryEscape(secret), url.PathEscape(secret)}
	if quoted, err := json.Marshal(secret); err == nil {
		spellings = append(spellings, string(quoted[1:len(quoted)-1]))
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, text := range spellings {
		if !slices.Contains(v.known, text) {
			v.known = append(v.known, text)
		}
	}
	slices.SortStableFunc(v.known, func(a, b string) int { return len(b) - len(a) })
}

// clean gives a text without secrets and control characters, in one line, capped.
func (v *veil) clean(text string) string {
	text = v.hide(text)
	text = strings.Map(func(r rune) rune {
		if isControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, "?"))
	text = strings.Join(strings.Fields(text), " ")
	if runes := []rune(text); len(runes) > maxText {
		text = string(runes[:maxText]) + "…"
	}
	return text
}

func (v *veil) hide(text string) string {
	v.mu.RLock()
	defer v.mu.RUnlock()
	for _, secret := range v.known {
		text = strings.ReplaceAll(text, secret, providers.Secret{}.String())
	}
	return text
}

// isControl tells characters that a terminal acts on: C0 and C1 controls, line
// separators, and format characters such as those that turn the writing direction.
// The two joiners are letters' own affair in Sinhala, Tamil and Hindi.
func isControl(r rune) bool {
	if r == '\u200c' || r == '\u200d' {
		return false
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
}

// veiled stands for a cause whose own text may hold a secret. It keeps the cause
// in a closure because fmt can print unexported fields.
type veiled struct {
	text string
	is   func(error) bool
}

// Error gives the text without secrets.
func (v veiled) Error() string { return v.text }

// Is tells whether the cause is target, so that a cancelled context is found.
func (v veiled) Is(target error) bool { return v.is(target) }
