package bulk

import (
	"context"

	"paysheet/bulk/ledger"
)

// underway tells a create that another process is in the middle of from one
// whose answer was lost: the first is not uncertain, and that run will say what
// came of it.
func (p *Planner) underway(ctx context.Context, c choice) (choice, error) {
	if p.Working == nil || c.action != Resolve || c.known == nil || c.known.State != ledger.Intent {
		return c, nil
	}
	run, since, ok, err := p.Working(ctx)
	if err != nil || !ok || run != c.known.Run {
		return c, err
	}
	c.action, c.reason = Keep, "being made by run "+run+" (since "+since+")"
	return c, nil
}
