package rest

import (
	"bytes"
	"encoding/json"
	"html"
	"net/url"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

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

// leastPart is the length from which a part of a secret is hidden by itself.
const leastPart = 8

// add learns a secret in every spelling that an echo of a request may have, and
// its longer parts, so that no other spelling of what is between them matters.
func (v *veil) add(secret string) {
	if secret == "" {
		return
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, text := range spellings(secret) {
		if !slices.Contains(v.known, text) {
			v.known = append(v.known, text)
		}
	}
	slices.SortStableFunc(v.known, func(a, b string) int { return len(b) - len(a) })
}

// spellings gives the secret as it is, and as URLs, JSON and HTML write it; some
// servers write %2b for %2B and "\/" for "/" in JSON.
func spellings(secret string) []string {
	all := []string{secret, html.EscapeString(secret)}
	for _, escaped := range []string{url.QueryEscape(secret), url.PathEscape(secret)} {
		all = append(all, escaped, lowerEscapes(escaped))
	}
	for _, escapeHTML := range []bool{true, false} {
		var quoted bytes.Buffer
		encoder := json.NewEncoder(&quoted)
		encoder.SetEscapeHTML(escapeHTML)
		if encoder.Encode(secret) == nil {
			text := strings.TrimSuffix(quoted.String(), "\n")
			text = text[1 : len(text)-1]
			all = append(all, text, strings.ReplaceAll(text, "/", `\/`))
		}
	}
	isBetween := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' && r != '_' }
	for _, part := range strings.FieldsFunc(secret, isBetween) {
		if len(part) >= leastPart {
			all = append(all, part)
		}
	}
	return all
}

// lowerEscapes writes %2B as %2b and leaves the rest.
func lowerEscapes(text string) string {
	lower := []byte(text)
	for i := 0; i+2 < len(lower); i++ {
		if lower[i] == '%' {
			copy(lower[i+1:i+3], bytes.ToLower(lower[i+1:i+3]))
		}
	}
	return string(lower)
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
	if r < utf8.RuneSelf {
		return r < ' ' || r == 0x7f
	}
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
