package script

import (
	"errors"
	"fmt"

	"go.starlark.net/starlark"
)

// pieces adds up what an operation that goes through values within values
// meets: a list that stands in another one twice counts twice, so a few lines
// that nest a value in itself again and again count what they would cost.
type pieces struct {
	count, bytes         int
	mostCount, mostBytes int
	purpose              string // "to write as text"
}

func written() pieces  { return pieces{0, 0, maxPieces, maxBuild, "to write as text"} }
func compared() pieces { return pieces{0, 0, maxPieces, maxBuild, "to compare"} }
func keyed() pieces    { return pieces{0, 0, maxKey, maxKeyText, "for a key"} }

// add counts a value and what stands in it, at most depth levels deep.
func (p *pieces) add(v starlark.Value, depth int) error {
	p.count++
	switch v := v.(type) {
	case starlark.String:
		p.bytes += len(v)
	case starlark.Bytes:
		p.bytes += len(v)
	case starlark.Int:
		if bits := bitsOf(v); bits > 64 {
			p.bytes += bits / 3 // a digit holds a little more than three
		}
	case *starlark.Dict:
		if v.Len() > p.mostCount {
			return p.tooMany()
		}
		for _, item := range v.Items() {
			if err := p.addTuple(item, depth); err != nil {
				return err
			}
		}
	case starlark.Tuple:
		return p.addTuple(v, depth)
	case *starlark.List:
		return p.addAll(v, depth)
	case *starlark.Set:
		return p.addAll(v, depth)
	}
	return p.check()
}

func (p *pieces) check() error {
	if p.count > p.mostCount || p.bytes > p.mostBytes {
		return p.tooMany()
	}
	return nil
}

func (p *pieces) tooMany() error {
	return fmt.Errorf("the value holds more than %d values or %d KiB of text, counting each time that one stands in another: too many %s", p.mostCount, p.mostBytes>>10, p.purpose)
}

// addAll counts the elements of a list, or of anything else that has some.
func (p *pieces) addAll(list starlark.Iterable, depth int) error {
	if depth == 0 {
		return p.tooDeep()
	}
	iter := list.Iterate()
	defer iter.Done()
	var v starlark.Value
	for iter.Next(&v) {
		if err := p.add(v, depth-1); err != nil {
			return err
		}
	}
	return p.check()
}

// addTuple is addAll for the usual case, which allocates nothing.
func (p *pieces) addTuple(t starlark.Tuple, depth int) error {
	if depth == 0 {
		return p.tooDeep()
	}
	for _, v := range t {
		if err := p.add(v, depth-1); err != nil {
			return err
		}
	}
	return p.check()
}

func (p *pieces) tooDeep() error { return errors.New("the value is nested too deeply " + p.purpose) }

// isNest tells values that hold others, which is what makes comparing costly.
func isNest(v starlark.Value) bool {
	switch v.(type) {
	case *starlark.List, starlark.Tuple, *starlark.Dict, *starlark.Set:
		return true
	}
	return false
}
