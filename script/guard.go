package script

import (
	"errors"
	"fmt"
	"strings"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

const (
	// maxBuild is the largest text, in bytes, or list, in elements, that one
	// operation may build.
	maxBuild = 256 << 10
	// maxBits is the largest whole number, in bits.
	maxBits = 4096
	// maxPieces is how many values one operation may turn into text.
	maxPieces = 10_000
	// maxRange is the longest range.
	maxRange = 100_000
)

// operators are the builtins that rewrite puts in place of operators.
func operators() starlark.StringDict {
	all := starlark.StringDict{}
	add := func(name string, do func(x, y starlark.Value) (starlark.Value, error)) {
		all[name] = &opValue{name: name, do: do}
	}
	add("==", func(x, y starlark.Value) (starlark.Value, error) {
		return truth(strictEqual(x, y, maxDepth))
	})
	add("!=", func(x, y starlark.Value) (starlark.Value, error) {
		same, err := strictEqual(x, y, maxDepth)
		return truth(!same, err)
	})
	add("in", func(x, y starlark.Value) (starlark.Value, error) {
		return truth(strictIn(x, y))
	})
	add("not in", func(x, y starlark.Value) (starlark.Value, error) {
		found, err := strictIn(x, y)
		return truth(!found, err)
	})
	for _, op := range []syntax.Token{syntax.PLUS, syntax.STAR, syntax.PERCENT, syntax.LTLT} {
		add(op.String(), func(x, y starlark.Value) (starlark.Value, error) { return guarded(op, x, y) })
		add(op.String()+"=", func(x, y starlark.Value) (starlark.Value, error) {
			if err := checkSize(op, x, y); err != nil {
				return nil, err
			}
			return y, nil
		})
	}
	for _, method := range []string{"format", "join", "replace", "extend"} {
		all["."+method] = starlark.NewBuiltin(method, methodGuard(method))
	}
	return all
}

// truth makes a condition's answer; with an error there is none.
func truth(answer bool, err error) (starlark.Value, error) {
	if err != nil {
		return nil, err
	}
	return starlark.Bool(answer), nil
}

// guarded computes x op y after looking at the size of what would come out.
func guarded(op syntax.Token, x, y starlark.Value) (starlark.Value, error) {
	if err := checkSize(op, x, y); err != nil {
		return nil, err
	}
	z, err := starlark.Binary(op, x, y)
	if err != nil && strings.HasPrefix(err.Error(), "unknown binary op") {
		return nil, binaryError(op, x, y)
	}
	return z, err
}

// binaryError says why two values do not go together, and what would.
func binaryError(op syntax.Token, x, y starlark.Value) error {
	for _, v := range []starlark.Value{x, y} {
		if m, ok := v.(*moneyValue); ok && m.blank != nil {
			return m.blank.err()
		}
		if d, ok := v.(*dateValue); ok && d.blank != nil {
			return d.blank.err()
		}
	}
	hint := ""
	_, xText := x.(starlark.String)
	_, yText := y.(starlark.String)
	switch {
	case op == syntax.PLUS && xText:
		hint = ": write str() around the second to join them as text"
	case op == syntax.PLUS && yText:
		hint = ": write str() around the first to join them as text"
	}
	return fmt.Errorf("%s %s %s does not work%s", describe(x), op, describe(y), hint)
}

func checkSize(op syntax.Token, x, y starlark.Value) error {
	switch op {
	case syntax.PLUS:
		if size(x)+size(y) > maxBuild {
			return tooLarge()
		}
	case syntax.STAR:
		return checkProduct(x, y)
	case syntax.PERCENT:
		if format, ok := x.(starlark.String); ok {
			return checkPieces(len(format), y)
		}
	case syntax.LTLT:
		if n, ok := x.(starlark.Int); ok && bitsOf(n) > maxBits {
			return fmt.Errorf("the number has more than %d bits", maxBits)
		}
	default: // the other operators build nothing larger than what goes in
	}
	return nil
}

func tooLarge() error {
	return fmt.Errorf("the result would be larger than %d bytes or elements, which no rule needs", maxBuild)
}

// size is the length of what + and * copy, 0 for everything else.
func size(v starlark.Value) int {
	switch v := v.(type) {
	case starlark.String:
		return len(v)
	case starlark.Bytes:
		return len(v)
	case *starlark.List:
		return v.Len()
	case starlark.Tuple:
		return len(v)
	}
	return 0
}

func bitsOf(n starlark.Int) int {
	if _, ok := n.Int64(); ok {
		return 64
	}
	return n.BigInt().BitLen()
}

func checkProduct(x, y starlark.Value) error {
	n, isInt := y.(starlark.Int)
	if !isInt {
		x, y = y, x
		if n, isInt = y.(starlark.Int); !isInt {
			return nil
		}
	}
	if m, ok := x.(starlark.Int); ok {
		if bitsOf(n)+bitsOf(m) > maxBits {
			return fmt.Errorf("the number would have more than %d bits", maxBits)
		}
		return nil
	}
	length := size(x)
	if length == 0 {
		return nil
	}
	if times, ok := n.Int64(); !ok || times > int64(maxBuild/length) {
		return tooLarge()
	}
	return nil
}

// checkPieces looks at what a format is filled with. A value that appears many
// times inside others counts each time, because it is written each time.
func checkPieces(start int, v starlark.Value) error {
	p := pieces{bytes: start}
	if t, ok := v.(starlark.Tuple); ok {
		for _, one := range t {
			if err := refuseBlank(one); err != nil {
				return err
			}
		}
	} else if err := refuseBlank(v); err != nil {
		return err
	}
	return p.add(v, maxDepth)
}

// refuseBlank keeps "None" out of texts that a customer reads.
func refuseBlank(v starlark.Value) error {
	switch v := v.(type) {
	case *moneyValue:
		if v.blank != nil {
			return v.blank.err()
		}
	case *dateValue:
		if v.blank != nil {
			return v.blank.err()
		}
	}
	return nil
}

// pieces adds up what turning values into text would write.
type pieces struct{ count, bytes int }

func (p *pieces) add(v starlark.Value, depth int) error {
	p.count++
	switch v := v.(type) {
	case starlark.String:
		p.bytes += len(v)
	case starlark.Bytes:
		p.bytes += len(v)
	case *starlark.Dict:
		return p.addAll(starlark.NewList(dictParts(v, maxPieces)), depth)
	case starlark.Iterable:
		if s, ok := v.(starlark.Sequence); ok && s.Len() > maxPieces {
			return tooLarge()
		}
		return p.addAll(v, depth)
	}
	return p.check()
}

func (p *pieces) check() error {
	if p.count > maxPieces || p.bytes > maxBuild {
		return tooLarge()
	}
	return nil
}

func (p *pieces) addAll(list starlark.Iterable, depth int) error {
	if depth == 0 {
		return errors.New("the value is nested too deeply to write as text")
	}
	if t, ok := list.(starlark.Tuple); ok {
		for _, v := range t {
			if err := p.add(v, depth-1); err != nil {
				return err
			}
		}
		return p.check()
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

func dictParts(d *starlark.Dict, most int) []starlark.Value {
	parts := make([]starlark.Value, 0, 2*min(d.Len(), most))
	for _, item := range d.Items() {
		parts = append(parts, item[0], item[1])
		if len(parts) > most {
			break
		}
	}
	return parts
}
