package invoice

import (
	"fmt"
	"strconv"
	"testing"

	"paysheet/bulk/sheet"
)

// wide makes a twelve-column sheet row as an export has it.
func wide(n int, typed bool) sheet.Row {
	amount, due := number(strconv.Itoa(n)+".5"), sheet.Cell{Kind: sheet.Date, Text: "2026-12-31"}
	if typed {
		amount, due = text("1,"+strconv.Itoa(100+n%900)+".50"), text("31/12/2026")
	}
	return sheet.Row{Number: n, Cells: []sheet.Cell{
		text("2026-11-30"), text(fmt.Sprintf("INV-%07d", n)), text("Sent"), text("Perera & Sons (Pvt) Ltd"), due, text("LKR"),
		number("1500"), amount, text("perera@example.lk"), text("+94771234567"), text("Seeds and tools"), text("Colombo"),
	}}
}

func wideHeader() []string {
	return []string{
		"Invoice Date", "Invoice Number", "Invoice Status", "Customer Name", "Due Date", "Currency Code",
		"Total", "Balance", "Primary Contact EmailID", "Primary Contact Mobile", "Subject", "Branch",
	}
}

// BenchmarkRow reads rows as a plan does: class and whole invoice.
func BenchmarkRow(b *testing.B) {
	for name, typed := range map[string]bool{"numbers": false, "text": true} {
		b.Run(name, func(b *testing.B) {
			c := mapped(b, Config{}, wideHeader()...)
			if err := c.Survey(rows(wide(2, typed))); err != nil {
				b.Fatal(err)
			}
			raw := wide(1234, typed)
			b.ReportAllocs()
			for b.Loop() {
				row := c.Row(raw)
				if class, why := row.Class(); class != Billable {
					b.Fatal(why)
				}
				if _, problems := row.Invoice(); len(problems) > 0 {
					b.Fatal(problems)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

// BenchmarkSurvey reads the columns that Survey reads of a row.
func BenchmarkSurvey(b *testing.B) {
	for name, typed := range map[string]bool{"numbers": false, "text": true} {
		b.Run(name, func(b *testing.B) {
			c := mapped(b, Config{}, wideHeader()...)
			raw := wide(1234, typed)
			b.ReportAllocs()
			for b.Loop() {
				c.Look(raw)
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

// BenchmarkDuplicates takes a million references and asks for each.
func BenchmarkDuplicates(b *testing.B) {
	const n = 1_000_000
	references := make([]string, n)
	for i := range references {
		references[i] = fmt.Sprintf("INV-%07d", i)
	}
	b.ReportAllocs()
	for b.Loop() {
		d := NewDuplicates()
		for i, reference := range references {
			d.Add(reference, i)
		}
		for _, reference := range references {
			if !d.Lone(reference) {
				b.Fatal(reference)
			}
		}
		b.ReportMetric(float64(cap(d.text)+16*len(d.entries)<<pieceBits+4*(cap(d.table)+cap(d.next)))/n, "held-B/reference")
	}
	b.ReportMetric(n*float64(b.N)/b.Elapsed().Seconds(), "references/s")
}
