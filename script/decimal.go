package script

import (
	"fmt"

	"github.com/govalues/decimal"
	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

// decimalValue is an exact number without a currency, for rates and ratios.
type decimalValue struct{ d decimal.Decimal }

func (v *decimalValue) String() string       { return v.d.String() }
func (v *decimalValue) Type() string         { return "decimal" }
func (v *decimalValue) Freeze()              {}
func (v *decimalValue) Truth() starlark.Bool { return starlark.Bool(!v.d.IsZero()) }
func (v *decimalValue) Hash() (uint32, error) {
	return starlark.String(v.d.Trim(0).String()).Hash()
}

// Cmp orders decimals by value, so 1.50 equals 1.5.
func (v *decimalValue) Cmp(other starlark.Value, _ int) (int, error) {
	return v.d.Cmp(other.(*decimalValue).d), nil
}

// Unary gives -x and +x.
func (v *decimalValue) Unary(op syntax.Token) (starlark.Value, error) {
	switch op {
	case syntax.PLUS:
		return v, nil
	case syntax.MINUS:
		return &decimalValue{v.d.Neg()}, nil
	default:
		return nil, nil
	}
}

// Binary gives +, -, * and / with another decimal or an int. Sums and products
// that need more than 19 digits are errors; a quotient is rounded to 19.
func (v *decimalValue) Binary(op syntax.Token, other starlark.Value, side starlark.Side) (starlark.Value, error) {
	switch o := other.(type) {
	case starlark.Int, *decimalValue:
	case starlark.Float:
		return nil, floatError(o)
	default:
		return nil, nil // money answers for itself, and the rest cannot
	}
	y, err := exactDecimal(other)
	if err != nil {
		return nil, err
	}
	x := v.d
	if side == starlark.Right {
		x, y = y, x
	}
	return computed(op, x, y)
}

// computed gives x op y, or nothing for an operator that decimals do not have.
func computed(op syntax.Token, x, y decimal.Decimal) (starlark.Value, error) {
	var z decimal.Decimal
	var err error
	switch op {
	case syntax.PLUS:
		z, err = x.AddExact(y, max(x.Scale(), y.Scale()))
	case syntax.MINUS:
		z, err = x.SubExact(y, max(x.Scale(), y.Scale()))
	case syntax.STAR:
		x, y = x.Trim(0), y.Trim(0)
		z, err = x.MulExact(y, min(x.Scale()+y.Scale(), decimal.MaxScale))
	case syntax.SLASH:
		if y.IsZero() {
			return nil, fmt.Errorf("%s cannot be divided by 0: test it first", x)
		}
		z, err = x.Quo(y)
	default:
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("%s %s %s has more digits than a decimal holds, which is 19", x, op, y)
	}
	return &decimalValue{z}, nil
}

// decimalBuiltin is decimal("1.18") or decimal(2).
func decimalBuiltin(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var v starlark.Value
	if err := starlark.UnpackArgs("decimal", args, kwargs, "number", &v); err != nil {
		return nil, err
	}
	d, err := exactDecimal(v)
	if err != nil {
		return nil, err
	}
	return &decimalValue{d}, nil
}
