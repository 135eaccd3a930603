package script

import (
	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

// freeze makes what the top of a file left unchangeable. A tuple remembers
// nothing of having been frozen, so one that holds itself again and again would
// be gone through as often as it stands there: that is counted first.
func (f *files) freeze(name string, globals starlark.StringDict) error {
	c := freezeCount{seen: map[starlark.Value]bool{}, left: maxLoadSteps}
	for _, global := range globals.Keys() {
		if c.value(globals[global]); c.left < 0 {
			return f.errorAt(syntax.MakePosition(&name, 1, 1), global+" holds tuples within tuples that would take for ever to go through")
		}
	}
	globals.Freeze()
	return nil
}

// freezeCount goes through values as freezing does.
type freezeCount struct {
	seen map[starlark.Value]bool // lists, dicts, sets and functions, which freeze once
	left int
}

func (c *freezeCount) value(v starlark.Value) {
	if c.left--; c.left < 0 {
		return
	}
	switch v := v.(type) {
	case starlark.Tuple:
		for _, one := range v {
			if c.left < 0 {
				return
			}
			c.value(one)
		}
	case *starlark.List, *starlark.Dict, *starlark.Set:
		if !c.seen[v] {
			c.seen[v] = true
			c.elements(v.(starlark.Iterable))
		}
	case *starlark.Function:
		if !c.seen[v] {
			c.seen[v] = true
			c.function(v)
		}
	case *starlark.Builtin:
		if v.Receiver() != nil {
			c.value(v.Receiver())
		}
	}
}

func (c *freezeCount) elements(list starlark.Iterable) {
	if d, ok := list.(*starlark.Dict); ok {
		for _, item := range d.Items() {
			c.value(item[0])
			c.value(item[1])
		}
		return
	}
	iter := list.Iterate()
	defer iter.Done()
	for v := starlark.Value(nil); c.left >= 0 && iter.Next(&v); {
		c.value(v)
	}
}

func (c *freezeCount) function(fn *starlark.Function) {
	for i := range fn.NumParams() {
		if v := fn.ParamDefault(i); v != nil {
			c.value(v)
		}
	}
	for i := range fn.NumFreeVars() {
		if _, v := fn.FreeVar(i); v != nil {
			c.value(v)
		}
	}
}
