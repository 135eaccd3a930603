package proof

import (
	"fmt"
	"strings"
	"sync"
	"time"

	"paysheet/providers"
)

// market watches all servers: an invoice that was asked for twice is seen at
// the instant at which it happens, also where it is gone a moment later.
type market struct {
	mu     sync.Mutex
	due    map[string]int // links by invoice that can be paid or were
	faults []string
	story  []string // what happened to the links, for whoever looks into a fault
}

func (m *market) tell(format string, args ...any) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.story = append(m.story, time.Now().Format("15:04:05.000 ")+fmt.Sprintf(format, args...))
}

func (m *market) count(reference, id string, from, to providers.Status) {
	m.tell("%s %s is %s", reference, id, to)
	m.mu.Lock()
	defer m.mu.Unlock()
	invoice, _, _ := strings.Cut(reference, "-")
	m.due[invoice] += weight(to) - weight(from)
	if m.due[invoice] > 1 && weight(to) > weight(from) {
		m.faults = append(m.faults, fmt.Sprintf("%s has %d links to pay", invoice, m.due[invoice]))
	}
}

func weight(s providers.Status) int {
	if s == providers.Active || s == providers.Paid {
		return 1
	}
	return 0
}

// life is one run of the program: it ends at once when it is killed.
type life struct {
	dead chan struct{}
	once sync.Once
}

func newLife() *life { return &life{dead: make(chan struct{})} }

func (l *life) kill() { l.once.Do(func() { close(l.dead) }) }

func (l *life) isDead() bool { return isClosed(l.dead) }

// sleep waits and tells whether the program still lives.
func (l *life) sleep(d time.Duration) bool {
	wait(l.dead, d)
	return !l.isDead()
}
