package sandbox

import (
	"crypto/rand"
	"encoding/hex"
	"sync"
	"time"
)

// grant is what a token allows.
type grant struct {
	client  string
	scopes  []string
	expires time.Time
}

// tokens are the access tokens of one provider. They live in memory: a restarted
// stand-in refuses the old ones, as a provider that signs its clients out does.
type tokens struct {
	mu    sync.Mutex
	known map[string]grant
}

func newTokens() *tokens { return &tokens{known: map[string]grant{}} }

func (t *tokens) add(token string, g grant, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for old, one := range t.known {
		if !now.Before(one.expires) {
			delete(t.known, old)
		}
	}
	t.known[token] = g
}

func (t *tokens) find(token string, now time.Time) (grant, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	g, found := t.known[token]
	return g, found && now.Before(g.expires)
}

func (t *tokens) revoke(token string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	_, found := t.known[token]
	delete(t.known, token)
	return found
}

// limiter counts calls of one merchant in one window of the clock.
type limiter struct {
	mu    sync.Mutex
	most  int
	width time.Duration
	start time.Time
	count map[string]int
}

func newLimiter(most int, width time.Duration) *limiter {
	return &limiter{most: most, width: width, count: map[string]int{}}
}

// allow counts a call and says whether it is within the limit; 0 is no limit.
func (l *limiter) allow(merchant string, now time.Time) bool {
	if l.most == 0 {
		return true
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if window := now.Truncate(l.width); !window.Equal(l.start) {
		l.start = window
		clear(l.count)
	}
	l.count[merchant]++
	return l.count[merchant] <= l.most
}

const (
	upperDigits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	mixedDigits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	tenDigits   = "0123456789"
)

func randomText(alphabet string, length int) string {
	text := make([]byte, 0, length)
	fair := 256 / len(alphabet) * len(alphabet) // a byte from here on would favour the first characters
	var raw [32]byte
	for {
		_, _ = rand.Read(raw[:]) // never fails since Go 1.24
		for _, b := range raw {
			if len(text) == length {
				return string(text)
			}
			if int(b) < fair {
				text = append(text, alphabet[int(b)%len(alphabet)])
			}
		}
	}
}

func randomHex(bytes int) string {
	raw := make([]byte, bytes)
	_, _ = rand.Read(raw)
	return hex.EncodeToString(raw)
}

func uuid() string {
	h := randomHex(16)
	return h[:8] + "-" + h[8:12] + "-4" + h[13:16] + "-a" + h[17:20] + "-" + h[20:]
}

// freshPage finds a page name that no link of the log has.
func (t *txn) freshPage(make func() string) string {
	for {
		page := make()
		if _, taken := t.book.numbers.find(pageDigest(page)); !taken {
			return page
		}
	}
}
