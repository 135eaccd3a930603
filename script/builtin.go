package script

import (
	"errors"
	"fmt"
	"math/bits"

	"go.starlark.net/starlark"
)

// look is what is done before one of Starlark's own functions: it gives the
// arguments to go on with, or an error. thread is nil outside of a run.
type look func(thread *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Tuple, []starlark.Tuple, error)

// starlarkBuiltins gives Starlark's own functions, each behind a look where its
// cost can be more than that of a few instructions.
func starlarkBuiltins() starlark.StringDict {
	all := starlark.StringDict{}
	for name, check := range map[string]look{
		"all": counted, "any": counted, "bytes": counted, "enumerate": counted, "list": counted,
		"reversed": counted, "tuple": counted, "zip": counted,
		"set": lookAtKeys(false), "dict": lookAtKeys(true),
		"sorted": ordered, "min": ordered, "max": ordered,
		"str": writesFull, "repr": writes, "print": writes, "fail": writes,
		"int": parses,
	} {
		own := starlark.Universe[name].(*starlark.Builtin)
		all[name] = starlark.NewBuiltin(name, behind(own, check))
	}
	all["range"] = starlark.NewBuiltin("range", shortRange)
	all["getattr"] = starlark.NewBuiltin("getattr", getAttribute)
	for _, name := range []string{"min", "max"} {
		all[name] = ofTwo(name, all[name].(*starlark.Builtin))
	}
	return all
}

// harmless lists those of Starlark's own functions that need no look: they cost
// the same whatever they are given, or no more than making it did.
func harmless() []string {
	return []string{"bool", "chr", "dir", "hasattr", "hash", "len", "ord", "type"}
}

func behind(own *starlark.Builtin, check look) builtinFunc {
	return func(thread *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		args, kwargs, err := check(thread, args, kwargs)
		if err != nil {
			return nil, err
		}
		return own.CallInternal(thread, args, kwargs)
	}
}

// charge counts work as instructions, so that the row's limit covers it and the
// next look at the clock and the heap comes the sooner.
func charge(thread *starlark.Thread, work int) error {
	if work > maxSteps {
		return fmt.Errorf("this goes through more than a row may, which is %d elements", maxSteps)
	}
	if thread != nil {
		thread.Steps += uint64(max(work, 0))
	}
	return nil
}

// count gives the number of elements of a value, 0 where it has none. Values
// that do not know are gone through.
func count(v starlark.Value) int {
	if n := starlark.Len(v); n >= 0 {
		return n
	}
	list, ok := v.(starlark.Iterable)
	if !ok {
		return 0
	}
	iter := list.Iterate()
	defer iter.Done()
	n := 0
	for element := starlark.Value(nil); n <= maxSteps && iter.Next(&element); {
		n++
	}
	return n
}

// counted charges one instruction for each element of each argument.
func counted(thread *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Tuple, []starlark.Tuple, error) {
	work := 0
	for _, v := range args {
		work += count(v)
	}
	for _, kw := range kwargs {
		work += count(kw[1])
	}
	return args, kwargs, charge(thread, work)
}

// lookAtKeys is for what makes a set of its arguments' elements, or a dict of
// their pairs.
func lookAtKeys(pairs bool) look {
	return func(thread *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Tuple, []starlark.Tuple, error) {
		for _, v := range args {
			if err := checkKeys(thread, v, pairs); err != nil {
				return nil, nil, err
			}
		}
		return args, kwargs, charge(thread, len(kwargs))
	}
}

// checkKeys looks at every key that a list or its like would give. Keys that
// are no text can be chosen to fall on one place of the table, which then costs
// the square of their number.
func checkKeys(thread *starlark.Thread, v starlark.Value, pairs bool) error {
	if keys(v) > 0 { // its keys have been looked at
		return charge(thread, keys(v))
	}
	list, ok := v.(starlark.Iterable)
	if !ok {
		return checkKey(v)
	}
	iter := list.Iterate()
	defer iter.Done()
	n, chosen := 0, 0
	for key := starlark.Value(nil); n <= maxSteps && iter.Next(&key); n++ {
		if pair, ok := key.(starlark.Indexable); ok && pairs && pair.Len() > 0 {
			key = pair.Index(0)
		}
		if _, text := key.(starlark.String); !text {
			chosen++
		}
		if err := checkKey(key); err != nil {
			return err
		}
	}
	return charge(thread, n+min(chosen, maxSteps)*min(chosen, maxSteps)/2000)
}

// ordered looks at what sorted, min and max compare: the elements, and what key
// makes of them. Each is compared about as often as their number has bits.
func ordered(thread *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Tuple, []starlark.Tuple, error) {
	p := pieces{0, 0, maxSteps, 1 << 20, "to put in order"}
	list := starlark.Iterable(args)
	if len(args) == 1 {
		only, ok := args[0].(starlark.Iterable)
		if !ok {
			return args, kwargs, nil // the function says what it takes
		}
		list = only
	}
	if err := p.addAll(list, maxDepth); err != nil {
		return nil, nil, err
	}
	kept := make([]starlark.Tuple, len(kwargs))
	for i, kw := range kwargs {
		kept[i] = kw
		if fn, ok := kw[1].(starlark.Callable); ok && kw[0] == starlark.String("key") {
			kept[i] = starlark.Tuple{kw[0], lookingKey(fn, &p)}
		}
	}
	return args, kept, charge(thread, p.count*bits.Len(uint(p.count))/4+p.bytes/64)
}

// lookingKey is a key function whose answers are looked at.
func lookingKey(fn starlark.Callable, p *pieces) starlark.Callable {
	return starlark.NewBuiltin("key", func(thread *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		v, err := starlark.Call(thread, fn, args, kwargs)
		if err != nil {
			return nil, err
		}
		return v, p.add(v, maxDepth)
	})
}

// writesFull is writes for what a customer may read, where no cell is empty.
func writesFull(thread *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Tuple, []starlark.Tuple, error) {
	if len(args) == 1 {
		if err := refuseBlank(args[0]); err != nil {
			return nil, nil, err
		}
	}
	return writes(thread, args, kwargs)
}

// writes looks at what is about to be written as text.
func writes(_ *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Tuple, []starlark.Tuple, error) {
	for _, kw := range kwargs {
		if bytesOf(kw[1]) > maxBuild/(1+len(args)) { // sep stands between each two
			return nil, nil, tooLarge()
		}
	}
	p := written()
	return args, kwargs, p.add(args, maxDepth+1)
}

// parses bounds the text that int reads, whose cost is the square of its length.
func parses(_ *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Tuple, []starlark.Tuple, error) {
	for _, v := range args {
		if text, ok := starlark.AsString(v); ok && len(text) > 1000 {
			return nil, nil, errors.New("int takes at most 1,000 digits")
		}
	}
	for _, kw := range kwargs {
		if text, ok := starlark.AsString(kw[1]); ok && len(text) > 1000 {
			return nil, nil, errors.New("int takes at most 1,000 digits")
		}
	}
	return args, kwargs, nil
}

// shortRange is range with a limit.
func shortRange(thread *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	v, err := starlark.Universe["range"].(*starlark.Builtin).CallInternal(thread, args, kwargs)
	if err != nil {
		return nil, err
	}
	if n := v.(starlark.Sequence).Len(); n > maxRange {
		return nil, fmt.Errorf("range has %d elements, more than %d", n, maxRange)
	}
	return v, nil
}

// getAttribute is getattr, which must not give a method without its look.
func getAttribute(thread *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	if len(args) >= 2 {
		if name, ok := starlark.AsString(args[1]); ok && isGuarded(name) && isBasic(args[0]) {
			return guardedMethod(args[0], name)
		}
	}
	return starlark.Universe["getattr"].(*starlark.Builtin).CallInternal(thread, args, kwargs)
}
