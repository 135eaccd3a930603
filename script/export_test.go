package script

import "context"

// Quickly and Interpret are the two ways of Decide.
func (r *Rules) Quickly(ctx context.Context, row Row) (Decision, bool) { return r.quickly(ctx, row) }

// Interpret decides without the quick way.
func (r *Rules) Interpret(ctx context.Context, row Row) (Decision, error) {
	return r.interpret(ctx, row)
}

// HasQuickWay tells rules that the quick way is made for.
func (r *Rules) HasQuickWay() bool { return r.program.quick != nil }
