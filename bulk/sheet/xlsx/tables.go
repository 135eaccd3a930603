package xlsx

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
)

// listObject is a table in the sense of Excel (ISO/IEC 29500-1, 18.5.1.2).
type listObject struct {
	name    string
	part    string
	area    area // header, rows and totals
	headed  bool
	totals  int      // rows of totals, 0 or 1
	query   bool     // its columns are those of a query, which would drop ours
	columns []string // names
	lastID  int      // of its columns
}

// readTables reads the tables of a worksheet from its relationships.
func (p *pack) readTables(relations []relation) ([]listObject, error) {
	var list []listObject
	for _, r := range relations {
		if r.kind != "table" {
			continue
		}
		l := listObject{part: r.target, headed: true}
		if err := p.scan(r.target, l.visit); err != nil {
			return nil, err
		}
		list = append(list, l)
	}
	return list, nil
}

// visit reads one element of a table's part.
func (l *listObject) visit(sc *scanner) error {
	switch {
	case sc.level == 1:
		return l.visitRoot(sc)
	case sc.level == 3 && string(sc.name) == "tableColumn":
		name, err := sc.attr("name")
		if err != nil {
			return err
		}
		id, err := sc.attr("id")
		if err != nil {
			return err
		}
		if n, ok := parseUint([]byte(id)); ok {
			l.lastID = max(l.lastID, n)
		}
		l.columns = append(l.columns, string(unescape([]byte(name), 0)))
		return checkCount(len(l.columns), maxColumn, "columns in one table")
	}
	return nil
}

func (l *listObject) visitRoot(sc *scanner) error {
	values := map[string]string{}
	for _, name := range []string{"displayName", "ref", "headerRowCount", "totalsRowCount", "tableType"} {
		v, err := sc.attr(name)
		if err != nil {
			return err
		}
		values[name] = v
	}
	a, ok := parseArea([]byte(values["ref"]))
	if !ok {
		return fmt.Errorf("table %.40q covers %.40q, which is no range", values["displayName"], values["ref"])
	}
	l.name, l.area, l.headed = values["displayName"], a, values["headerRowCount"] != "0"
	l.query = values["tableType"] == "queryTable"
	if values["totalsRowCount"] == "1" {
		l.totals = 1
	}
	return nil
}

// growth is how a table changes when result columns are added on its right.
type growth struct {
	listObject
	headers []string
}

// check refuses names that Excel, which keeps them apart without case, would
// take for one.
func (g *growth) check() error {
	for _, h := range g.headers {
		for _, c := range g.columns {
			if strings.EqualFold(h, c) {
				return fmt.Errorf("table %q has a column %q, which Excel takes for the same as the result column %q: rename it", g.name, c, h)
			}
		}
	}
	return nil
}

// patchTable gives a table's part with the columns added: only ref, the range
// of its filter and the list of columns change.
func (g *growth) patchTable(sc *scanner) ([]byte, error) {
	var out bytes.Buffer
	for {
		if err := sc.next(); err != nil {
			return nil, err
		}
		switch {
		case sc.kind == atEnd:
			return out.Bytes(), nil
		case sc.kind == atStart:
			raw, err := g.startTag(sc)
			if err != nil {
				return nil, err
			}
			out.Write(raw)
		case sc.kind == atClose && sc.level == 2 && string(sc.name) == "tableColumns":
			prefix := string(sc.full[:len(sc.full)-len(sc.name)])
			for i, h := range g.headers {
				fmt.Fprintf(&out, `<%stableColumn id="%d" name="%s"/>`, prefix, g.lastID+1+i, escapedAttribute(h))
			}
			fallthrough
		default:
			out.Write(sc.raw)
		}
	}
}

func escapedAttribute(text string) string {
	return strings.ReplaceAll(string(appendEscaped(nil, text)), `"`, "&quot;")
}

func (g *growth) startTag(sc *scanner) ([]byte, error) {
	switch {
	case sc.level == 1, sc.level == 2 && string(sc.name) == "autoFilter":
		ref, err := sc.attr("ref")
		if err != nil {
			return nil, err
		}
		a, ok := parseArea([]byte(ref))
		if !ok || a.right != g.area.right {
			return sc.raw, nil // a filter over some columns stays one
		}
		a.right += len(g.headers)
		return setAttr(sc, "ref", a.String()), nil
	case sc.level == 2 && string(sc.name) == "tableColumns":
		return setAttr(sc, "count", strconv.Itoa(len(g.columns)+len(g.headers))), nil
	}
	return sc.raw, nil
}
