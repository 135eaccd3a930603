package script

import (
	"math"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

func (c *quickCompiler) loop(s *syntax.ForStmt) quickStmt {
	over, set, body := c.expr(s.X), c.target(s.Vars), c.block(s.Body)
	return func(r *run, frame []starlark.Value) (v starlark.Value, how flow) {
		every := r.each(over(r, frame), func(one starlark.Value) bool {
			how = gaveUp
			if set(r, frame, one) {
				v, how = body(r, frame)
			}
			return how == onward || how == continued
		})
		switch {
		case !every && (how == onward || how == continued):
			return nil, gaveUp
		case how == returned, how == gaveUp:
			return v, how
		}
		return nil, onward
	}
}

// each hands the elements of a value to a function until it says no. It tells
// whether all of them were.
func (r *run) each(v starlark.Value, do func(starlark.Value) bool) bool {
	list, ok := v.(starlark.Iterable)
	if !ok || !r.work(1) {
		return false
	}
	iter := list.Iterate()
	defer iter.Done()
	var one starlark.Value
	for iter.Next(&one) {
		if !r.work(1) || !do(one) {
			return false
		}
	}
	return true
}

// collection makes tuples, lists, dicts and parts of them.
func (c *quickCompiler) collection(e syntax.Expr) quickExpr {
	switch e := e.(type) {
	case *syntax.TupleExpr:
		list := c.exprs(e.List)
		return func(r *run, frame []starlark.Value) starlark.Value {
			all := make(starlark.Tuple, len(list))
			if !r.evaluate(frame, list, all) {
				return nil
			}
			return all
		}
	case *syntax.ListExpr:
		list := c.exprs(e.List)
		return func(r *run, frame []starlark.Value) starlark.Value {
			all := make([]starlark.Value, len(list))
			if !r.evaluate(frame, list, all) {
				return nil
			}
			return starlark.NewList(all)
		}
	case *syntax.DictExpr:
		return c.dict(e)
	case *syntax.Comprehension:
		return c.comprehension(e)
	case *syntax.SliceExpr:
		return c.slice(e)
	}
	return c.refuse()
}

func (c *quickCompiler) exprs(list []syntax.Expr) []quickExpr {
	all := make([]quickExpr, len(list))
	for i, e := range list {
		all[i] = c.expr(e)
	}
	return all
}

// evaluate puts the values of expressions into room.
func (r *run) evaluate(frame []starlark.Value, list []quickExpr, room []starlark.Value) bool {
	if !r.work(1 + len(list)) {
		return false
	}
	for i, x := range list {
		if room[i] = x(r, frame); room[i] == nil {
			return false
		}
	}
	return true
}

func (c *quickCompiler) dict(e *syntax.DictExpr) quickExpr {
	var keys, values []syntax.Expr
	for _, entry := range e.List {
		entry := entry.(*syntax.DictEntry)
		keys, values = append(keys, entry.Key), append(values, entry.Value)
	}
	ks, vs := c.exprs(keys), c.exprs(values)
	return func(r *run, frame []starlark.Value) starlark.Value {
		made := starlark.NewDict(len(ks))
		if !r.work(1) {
			return nil
		}
		for i := range ks {
			if !r.put(frame, made, ks[i], vs[i]) || made.Len() != i+1 { // a key twice is an error
				return nil
			}
		}
		return made
	}
}

// put evaluates a key and its value and puts them into a dict.
func (r *run) put(frame []starlark.Value, dict *starlark.Dict, key, value quickExpr) bool {
	k := key(r, frame)
	if k == nil || !r.work(1) {
		return false
	}
	v := value(r, frame)
	return v != nil && dict.SetKey(k, v) == nil
}

// gathered is what a comprehension makes.
type gathered struct {
	list []starlark.Value
	dict *starlark.Dict
}

// quickClause goes through the rest of a comprehension; false gives up.
type quickClause func(r *run, frame []starlark.Value, into *gathered) bool

func (c *quickCompiler) comprehension(e *syntax.Comprehension) quickExpr {
	if entry, ok := e.Body.(*syntax.DictEntry); ok {
		key, value := c.expr(entry.Key), c.expr(entry.Value)
		gather := c.clauses(e.Clauses, func(r *run, frame []starlark.Value, into *gathered) bool {
			return r.put(frame, into.dict, key, value)
		})
		return func(r *run, frame []starlark.Value) starlark.Value {
			into := gathered{dict: &starlark.Dict{}}
			if !gather(r, frame, &into) {
				return nil
			}
			return into.dict
		}
	}
	x := c.expr(e.Body)
	gather := c.clauses(e.Clauses, func(r *run, frame []starlark.Value, into *gathered) bool {
		v := x(r, frame)
		into.list = append(into.list, v)
		return v != nil
	})
	return func(r *run, frame []starlark.Value) starlark.Value {
		var into gathered
		if !gather(r, frame, &into) {
			return nil
		}
		return starlark.NewList(into.list)
	}
}

func (c *quickCompiler) clauses(list []syntax.Node, body quickClause) quickClause {
	if len(list) == 0 {
		return body
	}
	switch clause := list[0].(type) {
	case *syntax.ForClause:
		over, set, rest := c.expr(clause.X), c.target(clause.Vars), c.clauses(list[1:], body)
		return func(r *run, frame []starlark.Value, into *gathered) bool {
			return r.each(over(r, frame), func(one starlark.Value) bool {
				return set(r, frame, one) && rest(r, frame, into)
			})
		}
	case *syntax.IfClause:
		cond, rest := c.expr(clause.Cond), c.clauses(list[1:], body)
		return func(r *run, frame []starlark.Value, into *gathered) bool {
			v := cond(r, frame)
			return v != nil && r.work(1) && (!bool(v.Truth()) || rest(r, frame, into))
		}
	}
	c.refuse()
	return body
}

// slice is x[low:high].
func (c *quickCompiler) slice(e *syntax.SliceExpr) quickExpr {
	if e.Step != nil {
		return c.refuse()
	}
	x, low, high := c.expr(e.X), c.bound(e.Lo, 0), c.bound(e.Hi, math.MaxInt)
	return func(r *run, frame []starlark.Value) starlark.Value {
		v, ok := x(r, frame).(starlark.Sliceable)
		if !ok || !r.work(1) {
			return nil
		}
		from, ok := low(r, frame)
		if !ok {
			return nil
		}
		to, ok := high(r, frame)
		if !ok {
			return nil
		}
		n := v.Len() // after both ends, which may change a list
		start := within(from, n)
		return v.Slice(start, max(start, within(to, n)), 1)
	}
}

// bound gives one end of a slice; without an expression it is otherwise.
func (c *quickCompiler) bound(e syntax.Expr, otherwise int) func(r *run, frame []starlark.Value) (int, bool) {
	if e == nil {
		return func(*run, []starlark.Value) (int, bool) { return otherwise, true }
	}
	x := c.expr(e)
	return func(r *run, frame []starlark.Value) (int, bool) {
		whole, ok := x(r, frame).(starlark.Int)
		if !ok {
			return 0, false
		}
		i, err := starlark.AsInt32(whole)
		return i, err == nil
	}
}

// within is a slice's end, counted from behind where it is negative, among n elements.
func within(i, n int) int {
	if i < 0 {
		i += n
	}
	return min(max(i, 0), n)
}
