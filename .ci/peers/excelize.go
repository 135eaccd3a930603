// Excelize on the job of .ci/bench: excelize read|write IN OUT.
package main

import (
	"fmt"
	"log"
	"os"

	"github.com/xuri/excelize/v2"
)

func main() {
	if err := do(os.Args[1], os.Args[2], os.Args[3]); err != nil {
		log.Fatal(err)
	}
}

func do(job, source, target string) error {
	f, err := excelize.OpenFile(source)
	if err != nil {
		return err
	}
	name := f.GetSheetList()[0]
	rows, err := f.Rows(name)
	if err != nil {
		return err
	}
	last := 0
	for rows.Next() {
		last++
		if job == "read" {
			if _, err := rows.Columns(excelize.Options{RawCellValue: true}); err != nil {
				return err
			}
		}
	}
	if err := rows.Close(); err != nil || job == "read" {
		return err
	}
	for n := 1; n <= last; n++ {
		for column := 13; column < 23; column++ {
			cell, err := excelize.CoordinatesToCellName(column, n)
			if err != nil {
				return err
			}
			if err := f.SetCellStr(name, cell, fmt.Sprintf("result %d of column %d", n, column)); err != nil {
				return err
			}
		}
	}
	return f.SaveAs(target)
}
