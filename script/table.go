package script

import (
	"fmt"
	"maps"
	"slices"

	"go.starlark.net/starlark"
)

// tableValue is a CSV file beside the rules, read once and never changed. With
// a key it is looked up by that column; without one it is a list of records.
type tableValue struct {
	file    string
	key     string
	headers []string
	records []*recordValue
	byKey   map[string]*recordValue
}

func (t *tableValue) String() string        { return fmt.Sprintf("table(%q)", t.file) }
func (t *tableValue) Type() string          { return "table" }
func (t *tableValue) Freeze()               {}
func (t *tableValue) Truth() starlark.Bool  { return len(t.records) > 0 }
func (t *tableValue) Hash() (uint32, error) { return starlark.String(t.file).Hash() }

// Len gives the number of records.
func (t *tableValue) Len() int { return len(t.records) }

// Iterate goes through the records in the file's order.
func (t *tableValue) Iterate() starlark.Iterator { return &recordIterator{t.records} }

// AttrNames lists what stands behind a table.
func (t *tableValue) AttrNames() []string { return []string{"columns", "get"} }

// Attr gives the table's columns or its get method.
func (t *tableValue) Attr(name string) (starlark.Value, error) {
	switch name {
	case "columns":
		return stringTuple(t.headers), nil
	case "get":
		return starlark.NewBuiltin("get", t.get), nil
	}
	return nil, noAttr("a table", name, t.AttrNames())
}

// Get serves TABLE[key].
func (t *tableValue) Get(key starlark.Value) (starlark.Value, bool, error) {
	record, err := t.find(key)
	if err != nil {
		return nil, false, err
	}
	if record == nil {
		return nil, false, fmt.Errorf("%s has no row with %s = %s%s: write .get(%s) where it may be missing", t.file, t.key, key, t.alike(key), key)
	}
	return record, true, nil
}

func (t *tableValue) find(key starlark.Value) (*recordValue, error) {
	if t.byKey == nil {
		return nil, fmt.Errorf("%s was read without a key: write table(%q, key = %q)", t.file, t.file, t.headers[0])
	}
	text, ok := starlark.AsString(key)
	if !ok {
		return nil, fmt.Errorf("%s is looked up by text, not by %s: write str() around it", t.file, describe(key))
	}
	return t.byKey[text], nil
}

// alike names the nearest key, where there are few enough to look at them all for
// every row that asks in vain.
func (t *tableValue) alike(key starlark.Value) string {
	const most = 100
	text, _ := starlark.AsString(key)
	if len(t.byKey) > most || len(text) > 64 {
		return ""
	}
	return didYouMean("", text, slices.Sorted(maps.Keys(t.byKey)))
}

func (t *tableValue) get(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var key starlark.Value
	var otherwise starlark.Value = starlark.None
	if err := starlark.UnpackArgs("get", args, kwargs, "key", &key, "default?", &otherwise); err != nil {
		return nil, err
	}
	record, err := t.find(key)
	if err != nil || record == nil {
		return otherwise, err
	}
	return record, nil
}

func (t *tableValue) noColumn(header string) error {
	hint := didYouMean("", header, t.headers)
	if hint == "" {
		hint = "; it has " + quoted(t.headers)
	}
	return fmt.Errorf("%s has no column %q%s", t.file, clip(header, 60), hint)
}

type recordIterator struct{ rest []*recordValue }

func (it *recordIterator) Next(p *starlark.Value) bool {
	if len(it.rest) == 0 {
		return false
	}
	*p, it.rest = it.rest[0], it.rest[1:]
	return true
}

func (it *recordIterator) Done() {}

// recordValue is one row of a table; its cells are text.
type recordValue struct {
	table *tableValue
	line  int
	cells []string
}

func (r *recordValue) String() string       { return fmt.Sprintf("%s line %d", r.table.file, r.line) }
func (r *recordValue) Type() string         { return "record" }
func (r *recordValue) Freeze()              {}
func (r *recordValue) Truth() starlark.Bool { return true }
func (r *recordValue) Hash() (uint32, error) {
	return uint32(r.line), nil
}

// AttrNames lists the columns.
func (r *recordValue) AttrNames() []string { return r.table.headers }

// Attr serves record.column for headers that are names.
func (r *recordValue) Attr(name string) (starlark.Value, error) {
	v, _, err := r.Get(starlark.String(name))
	return v, err
}

// Get serves record["Column"].
func (r *recordValue) Get(key starlark.Value) (starlark.Value, bool, error) {
	header, ok := starlark.AsString(key)
	if !ok {
		return nil, false, fmt.Errorf("a record's column is named by text, not by %s", describe(key))
	}
	i := slices.Index(r.table.headers, header)
	if i < 0 {
		return nil, false, r.table.noColumn(header)
	}
	return starlark.String(r.cells[i]), true, nil
}
