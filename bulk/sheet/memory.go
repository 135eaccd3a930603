package sheet

import (
	"math"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

const (
	// leastRoom is what may lie between two collections, as a share of what is in
	// use, in percent. The shared strings of a large workbook fill most of the
	// memory and hold no pointers, so collecting more often than usual costs
	// hardly any time and saves more than half of what the strings take.
	leastRoom = 40
	// mostRoom is the same where little is in use: a run over a sheet holds some
	// ten MB, whatever the sheet's size, and would collect all the time.
	mostRoom = 400
	// easyHeap is how large the heap may grow, in bytes, before leastRoom holds.
	easyHeap = 96 << 20
	// mostMemory is what the collector keeps the process to, in bytes, while it
	// can: with what it does not govern, that is a quarter of a GiB. A million rows
	// whose links are all in the ledger come near it, for 6 % of processor time.
	mostMemory = 200 << 20
)

// Pace sets when a process that reads large workbooks collects its garbage: a
// small heap seldom, a large one often. It is for a process whose user says
// nothing about it (GOGC); a limit that he sets (GOMEMLIMIT) holds as well.
func Pace() {
	debug.SetGCPercent(mostRoom)
	const none = -1 // asks only
	runtime.SetFinalizer(&cycle{limited: debug.SetMemoryLimit(none) != math.MaxInt64}, paceAgain)
}

// cycle is garbage that tells of each collection. The pointer gives it a place
// of its own in memory.
type cycle struct {
	limited bool // by the user
	_       *cycle
}

func paceAgain(c *cycle) {
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(live)
	if live[0].Value.Kind() == metrics.KindUint64 {
		debug.SetGCPercent(room(live[0].Value.Uint64()))
		if !c.limited {
			debug.SetMemoryLimit(limit(live[0].Value.Uint64()))
		}
	}
	runtime.SetFinalizer(c, paceAgain)
}

// room gives the collector's target for so many bytes in use.
func room(live uint64) int {
	if live == 0 {
		return mostRoom
	}
	if live >= easyHeap {
		return leastRoom
	}
	return int(min(mostRoom, max(leastRoom, (easyHeap-live)*100/live)))
}

// limit gives the collector's limit for so many bytes in use. Where they leave
// less than a tenth of mostMemory there is none: to keep to it would cost more
// and more, and be in vain in the end.
func limit(live uint64) int64 {
	if live > mostMemory/10*9 {
		return math.MaxInt64
	}
	return mostMemory
}
