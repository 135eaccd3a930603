package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"paysheet/bulk"
	"paysheet/bulk/invoice"
	"paysheet/bulk/sheet"
	"paysheet/providers"
)

// mergeTries is how often a sheet that changes again and again is read anew.
const mergeTries = 3

// merge puts results into a sheet that somebody saved during the run: by
// reference, because rows may have moved. Where that is not safe the results go
// into a file beside it.
func (k *keeper) merge(ctx context.Context, results *bulk.Results, at time.Time) error {
	path := k.s.table.Info().Path
	for range mergeTries {
		table, columns, err := k.s.readTable(ctx, path)
		if err != nil {
			return k.beside(ctx, results, at, err.Error())
		}
		moved, why, err := rematch(ctx, table, columns, results)
		if err == nil && why == "" {
			k.digest = ""
			err = k.replace(ctx, table, inPlace(results, moved), at, table.Info().Digest)
		}
		err = errors.Join(err, table.Close())
		switch {
		case why != "":
			return k.beside(ctx, results, at, why)
		case err == nil:
			k.s.env.say("%s", printable(path+" was saved by somebody else during the run; the results were put into it by reference."))
			return nil
		case !errors.Is(err, sheet.ErrChanged):
			return err
		}
	}
	return k.beside(ctx, results, at, "it is being saved again and again")
}

// places are the rows of a sheet by reference.
type places struct {
	references *invoice.Duplicates // gives the numbers of the rows below
	rows       []int32
	amounts    []providers.Money // none where it cannot be read
}

// place is where a reference stands in a sheet; the last of them where there are
// several.
type place struct {
	row    int
	amount providers.Money
	times  int
}

func (p *places) find(reference string) place {
	found := p.references.Exact(reference)
	if len(found) == 0 {
		return place{}
	}
	last := found[len(found)-1]
	return place{int(p.rows[last]), p.amounts[last], len(found)}
}

// rematch gives the results with the row numbers of another state of the sheet.
// why says in a clause why they do not fit: a row with a link, or one that may
// have a link, is gone, doubled, or asks for another amount.
func rematch(ctx context.Context, table sheet.Table, columns *invoice.Columns, results *bulk.Results) (moved []movedRow, why string, err error) {
	there, err := placesIn(ctx, table, columns)
	if err != nil {
		return nil, "", err
	}
	at := -1
	for r, err := range results.All() {
		if err != nil {
			return nil, "", err
		}
		at++
		if r.Outcome == bulk.Left || r.Reference == "" {
			continue
		}
		p := there.find(cmp.Or(r.SheetReference, r.Reference))
		if why := misfit(r, p); why != "" {
			return nil, why, nil
		}
		if p.times == 1 {
			moved = append(moved, movedRow{p.row, at})
		}
	}
	slices.SortFunc(moved, func(a, b movedRow) int { return a.row - b.row })
	return moved, "", nil
}

// placesIn finds where each reference stands.
func placesIn(ctx context.Context, table sheet.Table, columns *invoice.Columns) (*places, error) {
	p := &places{references: invoice.NewDuplicates()}
	for raw, err := range table.Rows(ctx) {
		if err != nil {
			return nil, err
		}
		row := columns.Row(raw)
		reference, err := row.Text(string(invoice.Reference))
		if class, _ := row.Class(); err != nil || reference == "" || class == invoice.Blank || class.IsNoInvoice() {
			continue
		}
		amount, _ := row.Money(string(invoice.Amount))
		p.references.Add(reference, len(p.rows))
		p.rows, p.amounts = append(p.rows, int32(row.Number())), append(p.amounts, amount)
	}
	return p, nil
}

// movedRow is a row that a result stands in now; at counts the results.
type movedRow struct{ row, at int }

// inPlace yields results with the rows that they stand in now.
func inPlace(results *bulk.Results, moved []movedRow) iter.Seq2[*bulk.Result, error] {
	return func(yield func(*bulk.Result, error) bool) {
		order := make([]int, 0, len(moved))
		for _, m := range moved {
			order = append(order, m.at)
		}
		n := 0
		for r, err := range results.Some(order) {
			if err == nil {
				r.Row = moved[n].row
			}
			n++
			if !yield(r, err) {
				return
			}
		}
	}
}

func misfit(r *bulk.Result, p place) string {
	if r.Link.ID == "" && r.Link.URL == "" && r.Outcome != bulk.Uncertain {
		return "" // nothing is lost with this row
	}
	switch {
	case p.times == 0:
		return fmt.Sprintf("reference %s is not in it any more", r.Reference)
	case p.times > 1:
		return fmt.Sprintf("reference %s stands in it %d times", r.Reference, p.times)
	case p.amount != r.Amount && p.amount.IsNone():
		return fmt.Sprintf("the amount of %s cannot be read in it", r.Reference)
	case p.amount != r.Amount:
		return fmt.Sprintf("%s asks for %s in it, and the run worked with %s", r.Reference, p.amount, r.Amount)
	default:
		return ""
	}
}

// beside writes the results into a copy of the sheet as the run found it, and
// gives the error that says so.
func (k *keeper) beside(ctx context.Context, results *bulk.Results, at time.Time, why string) error {
	path := k.s.table.Info().Path
	if err := k.openBase(ctx); err != nil {
		return fmt.Errorf("%s was changed by somebody else during the run (%s): %w", path, why, sheet.ErrChanged)
	}
	extension := filepath.Ext(path)
	name := strings.TrimSuffix(path, extension) + ".paysheet-results" + extension
	_, err := writeResults(ctx, k.table, name, results.All(), at, sheet.SaveOptions{BackupDir: k.backups(), Now: at})
	if err != nil {
		return fmt.Errorf("%s was changed by somebody else during the run (%s): %w", path, why, err)
	}
	return fmt.Errorf("%s was changed by somebody else during the run and the results do not fit into it any more (%s): they are in %s, which is the sheet as the run found it", path, why, name)
}
