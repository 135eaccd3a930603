package bulk

import (
	"encoding/binary"
	"errors"
	"fmt"
	"reflect"
	"time"

	"github.com/govalues/decimal"

	"paysheet/providers"
)

// codec turns items and results into the records of a spool and back, field by
// field and without those that are zero. It goes by the types themselves, so that
// a field which is added later is kept too. What it keeps is read again by the
// same process only, so the form of a record is nobody else's business.
type codec struct {
	item, result coder
}

// coder writes and reads one type.
type coder struct {
	put func(b []byte, v reflect.Value) []byte
	get func(r *recordReader, v reflect.Value)
}

var errRecord = errors.New("what was kept of a row cannot be read any more: run again")

// newCodec makes the coders; a type that it cannot keep is a mistake of the
// program, which its test finds.
func newCodec() (*codec, error) {
	item, err := coderOf(reflect.TypeFor[Item]())
	if err != nil {
		return nil, err
	}
	result, err := coderOf(reflect.TypeFor[Result]())
	return &codec{item, result}, err
}

func (c *codec) putItem(b []byte, i *Item) []byte {
	return putHidden(c.item.put(b, reflect.ValueOf(i).Elem()), i)
}

func (c *codec) getItem(record []byte) (Item, error) {
	var i Item
	r := recordReader{rest: string(record)}
	c.item.get(&r, reflect.ValueOf(&i).Elem())
	r.hidden(&i)
	return i, r.end()
}

func (c *codec) putResult(b []byte, r *Result) []byte {
	return putHidden(c.result.put(b, reflect.ValueOf(r).Elem()), &r.Item)
}

func (c *codec) getResult(record []byte) (*Result, error) {
	result := new(Result)
	r := recordReader{rest: string(record)}
	c.result.get(&r, reflect.ValueOf(result).Elem())
	r.hidden(&result.Item)
	return result, r.end()
}

// putHidden writes the fields that are the package's own.
func putHidden(b []byte, i *Item) []byte {
	b = putText(b, i.answer)
	c := i.named
	if c == nil {
		return append(b, 0)
	}
	b = append(b, 1)
	for _, text := range []string{c.id, c.url, c.account, c.status, c.previous, c.paid, c.expires, c.looked} {
		b = putText(b, text)
	}
	doubted := byte(0)
	if c.doubted {
		doubted = 1
	}
	return putTime(append(b, doubted), c.checked)
}

func (r *recordReader) hidden(i *Item) {
	i.answer = r.text()
	if r.byte() == 0 {
		return
	}
	c := &claim{}
	for _, text := range []*string{&c.id, &c.url, &c.account, &c.status, &c.previous, &c.paid, &c.expires, &c.looked} {
		*text = r.text()
	}
	c.doubted = r.byte() == 1
	c.checked = r.time()
	i.named = c
}

// coderOf makes the coder of a type.
func coderOf(t reflect.Type) (coder, error) {
	switch t {
	case reflect.TypeFor[time.Time]():
		return coder{
			put: func(b []byte, v reflect.Value) []byte { return putTime(b, *at[time.Time](v)) },
			get: func(r *recordReader, v reflect.Value) { *at[time.Time](v) = r.time() },
		}, nil
	case reflect.TypeFor[providers.Money]():
		return coder{put: putMoney, get: getMoney}, nil
	}
	switch t.Kind() {
	case reflect.String:
		return coder{
			put: func(b []byte, v reflect.Value) []byte { return putText(b, v.String()) },
			get: func(r *recordReader, v reflect.Value) { v.SetString(r.text()) },
		}, nil
	case reflect.Bool: // false is never written
		return coder{
			put: func(b []byte, _ reflect.Value) []byte { return b },
			get: func(_ *recordReader, v reflect.Value) { v.SetBool(true) },
		}, nil
	case reflect.Int:
		return coder{
			put: func(b []byte, v reflect.Value) []byte { return binary.AppendVarint(b, v.Int()) },
			get: func(r *recordReader, v reflect.Value) { v.SetInt(r.int()) },
		}, nil
	case reflect.Pointer:
		return pointerCoder(t)
	case reflect.Slice:
		return sliceCoder(t)
	case reflect.Struct:
		return structCoder(t)
	default:
		return coder{}, fmt.Errorf("a %s cannot be kept", t)
	}
}

func pointerCoder(t reflect.Type) (coder, error) {
	inner, err := coderOf(t.Elem())
	return coder{
		put: func(b []byte, v reflect.Value) []byte { return inner.put(b, v.Elem()) },
		get: func(r *recordReader, v reflect.Value) {
			v.Set(reflect.New(t.Elem()))
			inner.get(r, v.Elem())
		},
	}, err
}

func sliceCoder(t reflect.Type) (coder, error) {
	if t.Elem().Kind() == reflect.Bool {
		return coder{}, fmt.Errorf("a %s cannot be kept", t)
	}
	inner, err := coderOf(t.Elem())
	return coder{
		put: func(b []byte, v reflect.Value) []byte {
			b = binary.AppendUvarint(b, uint64(v.Len()))
			for i := range v.Len() {
				b = inner.put(b, v.Index(i))
			}
			return b
		},
		get: func(r *recordReader, v reflect.Value) {
			n := r.length()
			v.Set(reflect.MakeSlice(t, n, n))
			for i := range n {
				inner.get(r, v.Index(i))
			}
		},
	}, err
}

// structCoder keeps the exported fields of a struct: a mask of those that are not
// zero, and then each of them.
func structCoder(t reflect.Type) (coder, error) {
	fields := make([]coder, t.NumField())
	for i := range fields {
		if !t.Field(i).IsExported() {
			continue
		}
		var err error
		if fields[i], err = coderOf(t.Field(i).Type); err != nil {
			return coder{}, fmt.Errorf("%s: %w", t.Field(i).Name, err)
		}
	}
	return coder{
		put: func(b []byte, v reflect.Value) []byte {
			mask := uint64(0)
			for i := range fields {
				if fields[i].put != nil && !v.Field(i).IsZero() {
					mask |= 1 << i
				}
			}
			b = binary.AppendUvarint(b, mask)
			for i := range fields {
				if mask&(1<<i) != 0 {
					b = fields[i].put(b, v.Field(i))
				}
			}
			return b
		},
		get: func(r *recordReader, v reflect.Value) {
			mask := r.uint()
			for i := range fields {
				if mask&(1<<i) != 0 && fields[i].get != nil {
					fields[i].get(r, v.Field(i))
				}
			}
		},
	}, nil
}

func putText(b []byte, text string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(text))), text...)
}

func putTime(b []byte, at time.Time) []byte {
	if at.IsZero() {
		return append(b, 0)
	}
	return binary.AppendVarint(append(b, 1), at.UnixNano())
}

func putMoney(b []byte, v reflect.Value) []byte {
	m := at[providers.Money](v)
	b = putText(b, string(m.Currency()))
	amount := m.Decimal()
	sign := byte(0)
	if amount.IsNeg() {
		sign = 1
	}
	return binary.AppendUvarint(append(b, sign, byte(amount.Scale())), amount.Coef())
}

func getMoney(r *recordReader, v reflect.Value) {
	currency := providers.Currency(r.text())
	negative, scale, coef := r.byte() == 1, int(r.byte()), r.uint()
	amount, err := decimal.New(int64(coef), scale)
	if coef > 1<<63-1 || err != nil {
		// Beyond what New takes, so it goes the long way.
		amount, err = decimal.Parse(fmt.Sprintf("%de-%d", coef, scale))
	}
	if negative {
		amount = amount.Neg()
	}
	m, bad := providers.NewMoney(amount, currency)
	if err != nil || bad != nil {
		r.bad = true
		return
	}
	*at[providers.Money](v) = m
}

// at gives a value itself: v.Interface would copy it to a place of its own, and
// v.Set another one back. Items and results are always reached by their address.
func at[T any](v reflect.Value) *T { return v.Addr().Interface().(*T) }
