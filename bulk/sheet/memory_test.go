package sheet

import (
	"math"
	"testing"
)

func TestRoom(t *testing.T) {
	t.Parallel()
	for live, want := range map[uint64]int{
		0:             mostRoom,
		1 << 20:       mostRoom,
		easyHeap / 5:  mostRoom,
		easyHeap / 2:  100,
		easyHeap:      leastRoom,
		easyHeap * 20: leastRoom,
	} {
		if got := room(live); got != want {
			t.Errorf("with %d bytes in use the target is %d %%, want %d %%", live, got, want)
		}
	}
	// More in use never means a smaller heap.
	last := uint64(0)
	for live := uint64(1 << 20); live < 4*easyHeap; live += 1 << 20 {
		goal := live + live*uint64(room(live))/100
		if goal+1<<20 < last {
			t.Fatalf("at %d bytes in use the goal falls from %d to %d", live, last, goal)
		}
		last = goal
	}
}

func TestLimit(t *testing.T) {
	t.Parallel()
	for live, want := range map[uint64]int64{
		0:                   mostMemory,
		mostMemory / 2:      mostMemory,
		mostMemory / 10 * 9: mostMemory,
		mostMemory:          math.MaxInt64,
		mostMemory * 8:      math.MaxInt64,
	} {
		if got := limit(live); got != want {
			t.Errorf("with %d bytes in use the limit is %d, want %d", live, got, want)
		}
	}
}
