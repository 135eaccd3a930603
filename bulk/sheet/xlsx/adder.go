package xlsx

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
)

// addition is what is put into a part below its root.
type addition struct {
	list   string   // the element to whose end it goes, which is made where it is missing; empty: the root
	count  int      // how many elements it has, where the list counts them; 0 where it does not
	before []string // the elements that stand behind the list, as the schema orders them
	body   func(prefix string) string
}

// adder puts additions into a part that is copied token by token.
type adder struct {
	todo   []addition
	open   *addition // whose list is being copied
	prefix string    // of the root, with its colon
}

// take gives what stands in for the current token.
func (a *adder) take(sc *scanner) []byte {
	switch {
	case sc.kind == atStart && sc.level == 1:
		a.prefix = string(sc.full[:len(sc.full)-len(sc.name)])
	case sc.kind == atStart && sc.level == 2:
		return a.child(sc)
	case sc.kind == atClose && sc.level == 2 && a.open != nil:
		body := a.open.body(a.prefix)
		a.open = nil
		return append([]byte(body), sc.raw...)
	case sc.kind == atClose && sc.level == 1:
		var out []byte
		for _, add := range a.todo {
			out = append(out, add.whole(a.prefix)...)
		}
		a.todo = nil
		return append(out, sc.raw...)
	}
	return sc.raw
}

// child looks at a child of the root: it is a list to be added to, or something
// that a missing list stands before.
func (a *adder) child(sc *scanner) []byte {
	name := string(sc.name)
	var out []byte
	for i := 0; i < len(a.todo); i++ {
		add := a.todo[i]
		mine := add.list == name
		if !mine && !slices.Contains(add.before, name) {
			continue
		}
		a.todo = slices.Delete(a.todo, i, i+1)
		i--
		if mine {
			return append(out, a.begin(sc, add)...)
		}
		out = append(out, add.whole(a.prefix)...)
	}
	if out == nil {
		return sc.raw
	}
	return append(out, sc.raw...)
}

// begin gives the start tag of a list that is added to.
func (a *adder) begin(sc *scanner, add addition) []byte {
	tag := sc.raw
	if add.count > 0 {
		old, err := sc.attr("count")
		n, ok := parseUint([]byte(old))
		if err == nil && ok {
			tag = setAttr(sc, "count", strconv.Itoa(n+add.count))
		}
	}
	if !sc.empty {
		a.open = &add
		return tag
	}
	tag = append(trimRight(bytes.Clone(tag[:len(tag)-len("/>")])), '>')
	return fmt.Appendf(tag, "%s</%s>", add.body(a.prefix), sc.full)
}

// whole gives an addition with the list that it makes.
func (a addition) whole(prefix string) string {
	if a.list == "" {
		return a.body(prefix)
	}
	count := ""
	if a.count > 0 {
		count = fmt.Sprintf(` count="%d"`, a.count)
	}
	return fmt.Sprintf("<%s%s%s>%s</%s%s>", prefix, a.list, count, a.body(prefix), prefix, a.list)
}

// amend gives a small part with additions.
func (p *pack) amend(name string, additions ...addition) ([]byte, error) {
	f, ok := p.parts[partName(name)]
	if !ok {
		return nil, fmt.Errorf("part %q is missing from the package: save it again in Excel", name)
	}
	r, err := p.openPart(f)
	if err != nil {
		return nil, err
	}
	defer func() { _ = r.Close() }() // only read from
	a := &adder{todo: additions}
	var out bytes.Buffer
	sc := newScanner(r)
	for {
		if err := sc.next(); err != nil {
			return nil, fmt.Errorf("part %q: %w", name, explain(err))
		}
		if sc.kind == atEnd {
			return out.Bytes(), nil
		}
		out.Write(a.take(sc))
	}
}
