package ledger

import (
	"context"
	"database/sql"
	"fmt"
)

// Use is what an account was, by the name that the config had for it, when it
// made links.
type Use struct {
	Account string
	Scope
	Entries int // everything that was asked for
	Open    int // of them, those for which Entry.Open holds
}

// Uses gives every account that the ledger knows, in the order of their names;
// nothing for a ledger that never held an entry.
func (l *Ledger) Uses(ctx context.Context) ([]Use, error) {
	if l.ro == nil {
		return nil, nil
	}
	rows, err := l.ro.QueryContext(ctx, `SELECT account, provider, environment, host, merchant, namespace, count(*),
		sum(state IN ('intent', 'uncertain') OR state = 'known' AND link_status IN ('active', 'partially paid', 'draft', ''))
		FROM entries GROUP BY account, provider, environment, host, merchant, namespace
		ORDER BY account, provider, environment, host, merchant, namespace`)
	if err != nil {
		return nil, fmt.Errorf("reading the ledger's accounts: %w", err)
	}
	var uses []Use
	err = each(rows, func(rows *sql.Rows) error {
		var u Use
		err := rows.Scan(&u.Account, &u.Provider, &u.Environment, &u.Host, &u.Merchant, &u.Namespace, &u.Entries, &u.Open)
		uses = append(uses, u)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reading the ledger's accounts: %w", err)
	}
	return uses, nil
}
