package script

import (
	"errors"
	"fmt"
	"strings"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

const (
	// maxBuild is the longest text, in bytes, that one operation may build.
	maxBuild = 256 << 10
	// maxElements is the longest list or tuple that one operator may build or copy.
	maxElements = 64 << 10
	// maxUnion is how many keys an operator between sets or dicts may go through.
	maxUnion = 2000
	// maxSpread is how many arguments *list and **dict may stand for.
	maxSpread = 1000
	// maxBits is the largest whole number, in bits.
	maxBits = 4096
	// maxPieces is how many values one operation may turn into text or compare.
	maxPieces = 10_000
	// maxKey is how many values a tuple that is a key may hold, and how many
	// bytes of text.
	maxKey, maxKeyText = 1000, 64 << 10
	// maxRange is the longest range.
	maxRange = 100_000
	// maxSearch is how many bytes `in` may compare in a list.
	maxSearch = 16 << 20
)

// checkSize looks at what x op y would build or go through.
func checkSize(op syntax.Token, x, y starlark.Value) error {
	switch op {
	case syntax.PLUS:
		return checkSum(x, y)
	case syntax.STAR:
		return checkProduct(x, y)
	case syntax.PERCENT:
		if format, ok := x.(starlark.String); ok {
			return checkFill(string(format), y)
		}
	case syntax.LTLT:
		if n, ok := x.(starlark.Int); ok && bitsOf(n) > maxBits {
			return fmt.Errorf("the number has more than %d bits", maxBits)
		}
	case syntax.PIPE, syntax.AMP, syntax.CIRCUMFLEX, syntax.MINUS:
		if keys(x)+keys(y) > maxUnion {
			return fmt.Errorf("there are more than %d keys between the two: go through them with a for loop", maxUnion)
		}
	default: // the other operators build nothing larger than what goes in
	}
	return nil
}

// keys counts the keys of a set or a dict, 0 for everything else.
func keys(v starlark.Value) int {
	switch v := v.(type) {
	case *starlark.Set:
		return v.Len()
	case *starlark.Dict:
		return v.Len()
	}
	return 0
}

func tooLarge() error {
	return errors.New("the result would be larger than 256 KiB of text or 65,536 elements, which no rule needs")
}

// bytesOf is the length of text that + and * copy, 0 for everything else.
func bytesOf(v starlark.Value) int {
	switch v := v.(type) {
	case starlark.String:
		return len(v)
	case starlark.Bytes:
		return len(v)
	}
	return 0
}

// elementsOf is the length of a list or a tuple, 0 for everything else.
func elementsOf(v starlark.Value) int {
	switch v := v.(type) {
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

func checkSum(x, y starlark.Value) error {
	if bytesOf(x)+bytesOf(y) > maxBuild || elementsOf(x)+elementsOf(y) > maxElements {
		return tooLarge()
	}
	return nil
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
	length, most := bytesOf(x), maxBuild
	if length == 0 {
		length, most = elementsOf(x), maxElements
	}
	if length == 0 {
		return nil
	}
	if times, ok := n.Int64(); !ok || times > int64(most/length) {
		return tooLarge()
	}
	return nil
}

// checkFill looks at what a format is filled with. A value that appears many
// times inside others counts each time, because it is written each time, and so
// does one that the format names many times.
func checkFill(format string, v starlark.Value) error {
	bytes, flat, err := filled(v)
	if err != nil || flat && bytes <= maxBuild-len(format) {
		return err // nearly every format; what follows allocates
	}
	p := written()
	p.bytes = len(format)
	if err := p.add(v, maxDepth); err != nil {
		return err
	}
	if _, named := v.(starlark.Mapping); named {
		if times := 1 + strings.Count(format, "%("); p.bytes > maxBuild/times || p.count > maxPieces/times {
			return tooLarge()
		}
	}
	return nil
}

// filled refuses empty cells among what fills a format and adds up its texts.
// flat says that there is nothing else that is long.
func filled(v starlark.Value) (bytes int, flat bool, err error) {
	t, ok := v.(starlark.Tuple)
	if !ok {
		return 0, false, refuseBlank(v)
	}
	flat = len(t) <= maxPieces
	for _, one := range t {
		if err := refuseBlank(one); err != nil {
			return 0, false, err
		}
		bytes, flat = bytes+bytesOf(one), flat && !isNest(one) && !isInt(one)
	}
	return bytes, flat, nil
}

func isInt(v starlark.Value) bool {
	_, ok := v.(starlark.Int)
	return ok
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

// checkCompare looks at two values that are to be compared.
func checkCompare(x, y starlark.Value) error {
	if !isNest(x) || !isNest(y) {
		return nil
	}
	p := compared()
	if err := p.add(x, maxDepth+1); err != nil {
		return err
	}
	return p.add(y, maxDepth+1)
}

// checkSearch looks at a value that is to be found among n others.
func checkSearch(x starlark.Value, n int) error {
	p := compared()
	if err := p.add(x, maxDepth+1); err != nil {
		return err
	}
	if n > 0 && p.bytes+8*p.count > maxSearch/n {
		return fmt.Errorf("looking for this among %d others compares too much", n)
	}
	return nil
}

// checkKey looks at a value that is to be a key: a tuple is read to its depth
// each time it is looked up.
func checkKey(v starlark.Value) error {
	t, ok := v.(starlark.Tuple)
	if !ok {
		return nil
	}
	p := keyed()
	return p.addTuple(t, maxDepth)
}
