package script

import (
	"fmt"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"paysheet/providers"
)

// moneyValue is an amount in rules. An empty cell is a moneyValue with blank
// set: it calls itself None, is false and equals None, and any other use names
// the cell. Sharing one Go type is what lets comparisons reach that message.
type moneyValue struct {
	m     providers.Money
	blank *blankCell
}

func (v *moneyValue) String() string {
	if v.blank != nil {
		return "None"
	}
	return v.m.String()
}

func (v *moneyValue) Type() string {
	if v.blank != nil {
		return "NoneType"
	}
	return "money"
}

func (v *moneyValue) Freeze() {}

// Truth is false at zero and for an empty cell.
func (v *moneyValue) Truth() starlark.Bool { return v.m.Sign() != 0 }

// Hash lets money be a key of a dict within one run of the rules.
func (v *moneyValue) Hash() (uint32, error) {
	if v.blank != nil {
		return starlark.None.Hash()
	}
	return starlark.String(v.m.String()).Hash()
}

// CompareSameType orders amounts of one currency. Amounts of two currencies are
// never equal, and asking which is larger is an error.
func (v *moneyValue) CompareSameType(op syntax.Token, other starlark.Value, _ int) (bool, error) {
	o, ok := other.(*moneyValue)
	if !ok {
		return noneCompare(op, v.blank)
	}
	if b := firstBlank(v.blank, o.blank); b != nil {
		if op == syntax.EQL || op == syntax.NEQ {
			same := v.blank != nil && o.blank != nil
			return same == (op == syntax.EQL), nil
		}
		return false, b.err()
	}
	if op == syntax.EQL || op == syntax.NEQ {
		return (v.m == o.m) == (op == syntax.EQL), nil
	}
	order, err := v.m.Cmp(o.m)
	if err != nil {
		return false, mixed("compare", "with", v.m, o.m)
	}
	return threeway(op, order), nil
}

// noneCompare compares an empty cell with a None written in the rules.
func noneCompare(op syntax.Token, b *blankCell) (bool, error) {
	if op == syntax.EQL || op == syntax.NEQ {
		return op == syntax.EQL, nil
	}
	return false, b.err()
}

func firstBlank(a, b *blankCell) *blankCell {
	if a != nil {
		return a
	}
	return b
}

func mixed(verb, word string, a, b providers.Money) error {
	return fmt.Errorf("cannot %s %s %s %s: they are different currencies; test row.currency first", verb, a, word, b)
}

func threeway(op syntax.Token, order int) bool {
	switch op {
	case syntax.EQL:
		return order == 0
	case syntax.NEQ:
		return order != 0
	case syntax.LT:
		return order < 0
	case syntax.LE:
		return order <= 0
	case syntax.GT:
		return order > 0
	default: // the one ordering left is >=
		return order >= 0
	}
}

// Unary gives -amount and +amount.
func (v *moneyValue) Unary(op syntax.Token) (starlark.Value, error) {
	if v.blank != nil {
		return nil, v.blank.err()
	}
	switch op {
	case syntax.PLUS:
		return v, nil
	case syntax.MINUS:
		m, err := providers.NewMoney(v.m.Decimal().Neg(), v.m.Currency())
		return &moneyValue{m: m}, err
	default:
		return nil, fmt.Errorf("%s cannot stand before money", op)
	}
}

// Binary gives sums and differences of one currency, multiples by an int or a
// decimal, and the ratio of two amounts.
func (v *moneyValue) Binary(op syntax.Token, other starlark.Value, side starlark.Side) (starlark.Value, error) {
	if isOperator(other) {
		return nil, nil
	}
	if v.blank != nil {
		return nil, v.blank.err()
	}
	if o, ok := other.(*moneyValue); ok {
		if o.blank != nil {
			return nil, o.blank.err()
		}
		return moneyMoney(op, v.m, o.m)
	}
	switch op {
	case syntax.STAR:
		return timesValue(v.m, other)
	case syntax.PLUS, syntax.MINUS:
		return nil, needsCurrency(other, v.m.Currency())
	case syntax.SLASH, syntax.SLASHSLASH, syntax.PERCENT:
		if side == starlark.Right {
			return nil, nil
		}
		return nil, notDivided(op, other)
	default:
		return nil, nil
	}
}

// notDivided says what to write instead of dividing an amount.
func notDivided(op syntax.Token, by starlark.Value) error {
	n, isInt := by.(starlark.Int)
	switch {
	case op != syntax.SLASH:
		return fmt.Errorf("money %s %s does not work: write .round(to = 100, mode = \"down\") for whole hundreds", op, describe(by))
	case isInt && n.Sign() > 0:
		return fmt.Errorf("money cannot be divided by %s: write .split(%s) for parts that sum back, or .percent(\"33.3\") for a share", describe(by), clip(n.String(), 40))
	}
	return fmt.Errorf("money cannot be divided by %s: write .split(3) for parts that sum back, or .percent(\"33.3\") for a share", describe(by))
}

func moneyMoney(op syntax.Token, a, b providers.Money) (starlark.Value, error) {
	switch op {
	case syntax.PLUS, syntax.MINUS:
		if a.Currency() != b.Currency() {
			word := map[syntax.Token][2]string{syntax.PLUS: {"add", "and"}, syntax.MINUS: {"subtract", "and"}}[op]
			return nil, mixed(word[0], word[1], a, b)
		}
		compute := a.Add
		if op == syntax.MINUS {
			compute = a.Sub
		}
		m, err := compute(b)
		if err != nil { // one currency, so only for want of digits
			return nil, fmt.Errorf("%s %s %s is too large", a, op, b)
		}
		return &moneyValue{m: m}, nil
	case syntax.SLASH:
		if a.Currency() != b.Currency() {
			return nil, mixed("divide", "by", a, b)
		}
		if b.Sign() == 0 {
			return nil, fmt.Errorf("cannot divide %s by %s, which is nothing: test it first", a, b)
		}
		ratio, err := a.Decimal().Quo(b.Decimal())
		if err != nil {
			return nil, fmt.Errorf("%s divided by %s is too large", a, b)
		}
		return &decimalValue{ratio}, nil
	case syntax.STAR:
		return nil, fmt.Errorf("money times money has no meaning: %s * %s", a, b)
	default:
		return nil, nil
	}
}

func timesValue(m providers.Money, by starlark.Value) (starlark.Value, error) {
	switch by.(type) {
	case starlark.Int, *decimalValue, starlark.Float:
	default:
		return nil, fmt.Errorf("money can be multiplied by a whole number or a decimal, not by %s: write decimal(\"1.18\")", describe(by))
	}
	factor, err := exactDecimal(by)
	if err != nil {
		return nil, err
	}
	product, err := times(m, factor, 0, roundHalfEven)
	return &moneyValue{m: product}, err
}

// needsCurrency explains why a plain value cannot meet money.
func needsCurrency(v starlark.Value, c providers.Currency) error {
	switch v := v.(type) {
	case starlark.Int, *decimalValue:
		return fmt.Errorf("%s has no currency: write %s(%s)", v, c, v)
	case starlark.Float:
		return fmt.Errorf("%s has no currency and is a float: write %s(\"%s\")", v, c, v)
	case starlark.String:
		text := clip(string(v), 60)
		if _, err := parseNumber(text); err == nil {
			return fmt.Errorf("%q is text, not money: write %s(%q)", text, c, text)
		}
		return fmt.Errorf("text and money cannot be added: write str() around the amount to join it to %q", text)
	}
	return fmt.Errorf("%s is not money", describe(v))
}
