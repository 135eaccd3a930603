package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// benchSheet writes a CSV of n open invoices for four providers and rules that
// send each where its currency belongs, and gives the sheet's path.
func benchSheet(b *testing.B, n int) string {
	b.Helper()
	folder := b.TempDir()
	var text strings.Builder
	text.WriteString("Invoice Number,Customer Name,Email,Phone,Region,Status,Currency,Total,Paid,Balance Due,Due Date,Description\n")
	currencies := []string{"LKR", "INR", "CLP", "INR"}
	for i := range n {
		fmt.Fprintf(&text, "INV-%07d,Customer %d,c%d@example.com,+9477%07d,West,Open,%s,%d,0,%d,2030-01-31,Goods delivered in week %d\n",
			i, i, i, i, currencies[i%4], 1000+i, 1000+i, i%52)
	}
	rules := `rules(version = 1)

def decide(row):
    if row["Status"] in ("Void", "Settled"):
        return cancel("settled")
    if row.currency == "LKR":
        account = accounts.onepay
    elif row.currency == "CLP":
        account = accounts.conomy
    else:
        account = accounts.payu if row.amount > INR(2000) else accounts.zoho
    return link(account = account, expires = max(row.due_date, today()) + days(14), description = "Invoice %s for %s" % (row.reference, row.customer_name))
`
	sheet := filepath.Join(folder, "invoices.csv")
	for path, content := range map[string]string{sheet: text.String(), filepath.Join(folder, "rules.star"): rules} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	return sheet
}

func benchRun(b *testing.B, args ...string) {
	b.Helper()
	var out, errs bytes.Buffer
	if code := run(b.Context(), env{in: strings.NewReader(""), out: &out, err: &errs, clock: time.Now, getenv: os.Getenv}, args); code != exitDone {
		b.Fatalf("paysheet %s exits %d: %s", strings.Join(args, " "), code, errs.String())
	}
}

// BenchmarkApply is the whole way of 10,000 creates against the stand-ins:
// ledger and stand-ins durable, sheet written.
func BenchmarkApply(b *testing.B) {
	const rows = 10_000
	sheet := benchSheet(b, rows)
	for b.Loop() {
		b.StopTimer()
		b.Chdir(b.TempDir())
		b.StartTimer()
		benchRun(b, "apply", "--sandbox", sheet, "-o", "links.csv")
	}
	b.ReportMetric(float64(rows*b.N)/b.Elapsed().Seconds(), "rows/s")
}

// BenchmarkPlan plans 100,000 rows of CSV with rules and an empty ledger.
func BenchmarkPlan(b *testing.B) {
	const rows = 100_000
	sheet := benchSheet(b, rows)
	b.Chdir(b.TempDir())
	for b.Loop() {
		benchRun(b, "plan", "--sandbox", sheet, "-q")
	}
	b.ReportMetric(float64(rows*b.N)/b.Elapsed().Seconds(), "rows/s")
}
