package sandbox

import (
	"errors"
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Kinds of [Fault]. The ones named after a create concern creates unless the fault
// names another operation; the others concern every call of the API.
const (
	// FaultDropBefore closes the connection before anything is done.
	FaultDropBefore = "drop-before-create"
	// FaultDropAfter does the work and closes the connection without an answer.
	FaultDropAfter = "drop-after-create"
	// FaultResetAfter does the work and resets the connection (RST).
	FaultResetAfter = "reset-after-create"
	// Fault500After, Fault502After and Fault503After do the work and answer an error.
	Fault500After = "http500-after-create"
	Fault502After = "http502-after-create"
	Fault503After = "http503-after-create"
	// FaultSlow does the work and waits before answering: slow=2s.
	FaultSlow = "slow"
	// FaultTruncated does the work and ends the connection half way through the body.
	FaultTruncated = "truncated-body"
	// FaultHTML and FaultEmpty do the work and answer 200 with a web page or nothing.
	FaultHTML  = "html-200"
	FaultEmpty = "empty-200"
	// FaultThrottle and FaultThrottleBare answer 429 with and without Retry-After; nothing is done.
	FaultThrottle     = "throttle"
	FaultThrottleBare = "throttle-bare"
	// FaultTokenExpiry makes the token of the call invalid, once unless said otherwise.
	FaultTokenExpiry = "token-expiry" //nolint:gosec // the name of a fault, no credential
	// FaultUnauthorized answers 401 whatever the credentials; nothing is done.
	FaultUnauthorized = "unauthorized"
)

// Fault is something that goes wrong on purpose, told by data so that a run can
// be repeated: which requests it hits depends on their number and Seed alone.
type Fault struct {
	Provider  string        // onepay, conomy, zoho, payu, or * for all
	Kind      string        // one of the Fault constants
	Operation string        // create, get, list, update, cancel, activate, share, token or any; empty for the kind's own
	Rate      float64       // share of the matching requests, 0 to 1; not used where Nth is set
	Nth       int           // hit this matching request alone, counted from 1
	Wait      time.Duration // how long slow waits
	Seed      uint64        // another seed hits other requests
}

// FaultKinds lists the kinds that [ParseFault] takes, in a fixed order.
func FaultKinds() []string {
	return []string{
		FaultDropBefore, FaultDropAfter, FaultResetAfter, Fault500After, Fault502After, Fault503After, FaultSlow, FaultTruncated,
		FaultHTML, FaultEmpty, FaultThrottle, FaultThrottleBare, FaultTokenExpiry, FaultUnauthorized,
	}
}

// FaultOperations lists the operations that [ParseFault] takes.
func FaultOperations() []string { return operationNames() }

// FaultHelp says in a few words what a kind does.
func FaultHelp(kind string) string {
	return map[string]string{
		FaultDropBefore:   "closes the connection before anything is done",
		FaultDropAfter:    "does the work and closes the connection without an answer",
		FaultResetAfter:   "does the work and resets the connection (RST)",
		Fault500After:     "does the work and answers 500",
		Fault502After:     "does the work and answers 502",
		Fault503After:     "does the work and answers 503",
		FaultSlow:         "does the work and answers late: slow=2s",
		FaultTruncated:    "does the work and sends half of the answer",
		FaultHTML:         "does the work and answers 200 with a web page",
		FaultEmpty:        "does the work and answers 200 with nothing",
		FaultThrottle:     "answers 429 with Retry-After; nothing is done",
		FaultThrottleBare: "answers 429 without Retry-After; nothing is done",
		FaultTokenExpiry:  "ends the access token, of the second call where no other is named",
		FaultUnauthorized: "answers 401 whatever the credentials; nothing is done",
	}[kind]
}

// ParseFault reads PROVIDER:KIND[/OPERATION][=RATE][@N]: payu:drop-after-create=0.1
// hits a tenth of the creates, payu:drop-after-create@3 the third alone, payu:html-200/get every get. slow
// takes its wait instead of a rate: zoho:slow=2s. The error names the part that is wrong.
func ParseFault(text string) (Fault, error) {
	var f Fault
	provider, rest, found := strings.Cut(text, ":")
	if !found {
		return f, fmt.Errorf("fault %q: write PROVIDER:KIND[/OPERATION][=SHARE][@N], such as payu:drop-after-create=0.1, zoho:throttle/get@3 or *:slow=2s; the providers are %s or *, the kinds are %s",
			text, strings.Join(providerNames(), ", "), strings.Join(FaultKinds(), ", "))
	}
	rest, nth, isNth := strings.Cut(rest, "@")
	rest, value, hasValue := strings.Cut(rest, "=")
	f.Kind, f.Operation, _ = strings.Cut(rest, "/")
	f.Provider, f.Rate = provider, 1
	if f.Kind == FaultTokenExpiry && !hasValue && !isNth {
		isNth, nth = true, "2" // a token that expires is refused once, in the middle of the work
	}
	if isNth {
		number, err := strconv.Atoi(nth)
		if err != nil || number < 1 {
			return f, fmt.Errorf("fault %q: %q is not the number of a request, counted from 1", text, nth)
		}
		f.Nth = number
	}
	if hasValue {
		if err := f.setValue(value); err != nil {
			return f, fmt.Errorf("fault %q: %w", text, err)
		}
	}
	if err := f.check(); err != nil {
		return f, fmt.Errorf("fault %q: %w", text, err)
	}
	return f, nil
}

func (f *Fault) setValue(value string) error {
	var err error
	if f.Kind == FaultSlow {
		if f.Wait, err = time.ParseDuration(value); err != nil {
			return fmt.Errorf("%q is not a duration such as 2s", value)
		}
		return nil
	}
	if f.Rate, err = strconv.ParseFloat(value, 64); err != nil {
		return fmt.Errorf("%q is not a share between 0 and 1", value)
	}
	return nil
}

func (f Fault) check() error {
	switch {
	case !slices.Contains(FaultKinds(), f.Kind):
		return fmt.Errorf("there is no kind %q: they are %s", f.Kind, strings.Join(FaultKinds(), ", "))
	case f.Provider != "*" && !slices.Contains(providerNames(), f.Provider):
		return fmt.Errorf("there is no provider %q: they are %s", f.Provider, strings.Join(providerNames(), ", "))
	case f.Operation != "" && !slices.Contains(operationNames(), f.Operation):
		return fmt.Errorf("there is no operation %q: they are %s", f.Operation, strings.Join(operationNames(), ", "))
	case !(f.Rate >= 0 && f.Rate <= 1):
		return fmt.Errorf("the rate %v is not between 0 and 1", f.Rate)
	case f.Kind == FaultSlow && f.Wait <= 0:
		return fmt.Errorf("slow needs how long, as in %s:slow=2s", f.Provider)
	case f.Kind == FaultTokenExpiry && f.Provider == "onepay":
		return errors.New("onepay has no tokens that could expire")
	}
	return nil
}

func (f Fault) concerns(provider string, op operation) bool {
	if (f.Provider != "*" && f.Provider != provider) || op == opNone {
		return false
	}
	switch {
	case f.Operation == "any":
		return true
	case f.Operation != "":
		return f.Operation == string(op)
	case strings.HasSuffix(f.Kind, "-create"):
		return op == opCreate
	}
	return op != opToken
}

// faults counts the requests that each fault concerns.
type faults struct {
	provider string
	mu       sync.Mutex
	list     []Fault
	seen     []int
}

func newFaults(provider string, list []Fault) *faults {
	return &faults{provider: provider, list: list, seen: make([]int, len(list))}
}

// next returns the first fault that hits this request; each that concerns it counts it.
func (f *faults) next(op operation) (Fault, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	hit := -1
	for i, one := range f.list {
		if !one.concerns(f.provider, op) {
			continue
		}
		f.seen[i]++
		if hit < 0 && one.hits(f.provider, f.seen[i]) {
			hit = i
		}
	}
	if hit < 0 {
		return Fault{}, false
	}
	return f.list[hit], true
}

func (f Fault) hits(provider string, number int) bool {
	if f.Nth > 0 {
		return number == f.Nth
	}
	if f.Rate >= 1 {
		return true
	}
	sum := fnv.New64a()
	_, _ = fmt.Fprintf(sum, "%d %s %s %d", f.Seed, provider, f.Kind, number)
	mixed := sum.Sum64()
	mixed = (mixed ^ (mixed >> 32)) * 0x9E3779B97F4A7C15 // FNV's high bits hardly move with the last digit
	return float64(mixed>>11)/(1<<53) < f.Rate
}
