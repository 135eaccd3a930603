// What paysheet does with a sheet, on the job of .ci/bench: ours read|write IN OUT.
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"time"

	"paysheet/bulk/invoice"
	"paysheet/bulk/sheet"
	sheets "paysheet/bulk/sheet/all"
)

func main() {
	sheet.Pace() // as the command does
	if err := do(context.Background(), os.Args[1], os.Args[2], os.Args[3]); err != nil {
		log.Fatal(err)
	}
}

func do(ctx context.Context, job, source, target string) error {
	table, err := sheets.Open(ctx, source, sheet.Options{})
	if err != nil {
		return err
	}
	if job == "read" {
		cells := 0
		for row, err := range table.Rows(ctx) {
			if err != nil {
				return err
			}
			cells += len(row.Cells)
		}
		if cells == 0 {
			return fmt.Errorf("nothing was read from %s", source)
		}
		return table.Close()
	}
	var numbers []int
	for row, err := range table.Rows(ctx) {
		if err != nil {
			return err
		}
		numbers = append(numbers, row.Number)
	}
	headers := invoice.Results()
	results := func(yield func(int, []sheet.Value) bool) {
		values := make([]sheet.Value, len(headers))
		for _, n := range numbers {
			for i := range values {
				values[i] = sheet.Value{Text: fmt.Sprintf("result %d of column %d", n, 13+i)}
			}
			if !yield(n, values) {
				return
			}
		}
	}
	if _, err := sheet.Replace(ctx, table, target, headers, results, sheet.SaveOptions{Now: time.Now()}); err != nil {
		return err
	}
	return table.Close()
}
