package samples

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"time"
)

// partialBook is a short list of large invoices.
func partialBook() *book {
	b := newBook("Open items", "Invoices that may be paid in parts", "A. Fernando")
	b.widths(15, 34, 18, 12, 10, 16, 16)
	b.set("A1", "Open items that may be paid in parts", look{bold: true, size: 14, colour: headerFill})
	for i, text := range []string{"Invoice Number", "Customer Name", "Mobile", "Due Date", "Currency", "Balance Due", "Min Payment"} {
		b.set(at(i, 3), text, look{bold: true, fill: titleFill, ruled: true, wrap: true})
	}
	due := time.Date(2026, 9, 15, 0, 0, 0, 0, time.UTC)
	for i, r := range []struct {
		reference, customer, phone, currency, balance, least string
	}{
		{"PP-1001", "Hotel Sea-Breeze", "+94 77 123 4567", "LKR", "2750000", ""},
		{"PP-1002", "සිරිලක් වෙළඳ ආයතනය", "0771234567", "LKR", "640000.5", ""},
		{"PP-1003", "Wijeratne Motors", "0712345678", "LKR", "180000", "100000"},
		{"PP-1004", "Tissa Caterers", "", "LKR", "180000", "20000"},
		{"PP-1005", "Ruwan's Cycle Mart", "077-765 4321", "LKR", "100000", ""},
		{"PP-1006", "Galle Fort Guest House", "0761112223", "LKR", "100000.01", ""},
		{"PP-1007", "O'Brien Logistics LLC", "(212) 555-0143", "USD", "12400", ""},
		{"PP-1008", "Société Générale du Thé", "", "USD", "95.5", ""},
		{"PP-2001", "Sri Lakshmi Textiles", "+91 98400 12345", "INR", "875000", ""},
		{"PP-2002", "राजेश कुमार एण्ड सन्स", "9811122334", "INR", "62000.75", ""},
		{"PP-2003", "Mehta Chemicals", "98200 11223", "INR", "62000", "5000"},
		{"PP-2004", "Annapoorna Foods Pvt. Ltd.", "9900011122", "INR", "8500", ""},
	} {
		row := 4 + i
		money := look{ruled: true, format: moneyFormat(true), align: "right"}
		for column, text := range []string{r.reference, r.customer, r.phone} {
			b.set(at(column, row), orNil(text), look{ruled: true})
		}
		b.set(at(3, row), due.AddDate(0, 0, 3*i), look{ruled: true, format: "dd-mmm-yyyy", align: "center"})
		b.set(at(4, row), r.currency, look{ruled: true})
		b.set(at(5, row), digits(r.balance), money)
		if r.least == "" {
			b.set(at(6, row), nil, money)
		} else {
			b.set(at(6, row), digits(r.least), money)
		}
	}
	return b
}

// chooseCSV has a row for each way through the rules.
func chooseCSV() []byte {
	return table([][]string{
		{"Invoice Number", "Customer Name", "Email", "Phone", "Region", "Currency", "Amount Due", "Due Date"},
		{"C-5001", "Perera & Sons (Pvt) Ltd", "accounts@example.com", "+94 77 123 4567", "West", "LKR", "48,500.00", "2026-09-10"},
		{"C-5002", "යාපනය වෙළඳසැල", "", "0767654321", "North", "LKR", "125000.50", "2026-09-12"},
		{"C-5003", "யாழ்ப்பாணம் நூலகம்", "library@example.org", "", "North", "LKR", "7,250.00", "2026-09-12"},
		{"C-5004", "Nuwara Eliya Tea Traders", "tea@example.com", "052 222 3344", "Central", "LKR", "930000", "2026-09-15"},
		{"C-5005", "Sri Lakshmi Textiles", "ap@example.com", "+91 98400 12345", "Chennai", "INR", "18,250.50", "2026-09-15"},
		{"C-5006", "महाराष्ट्र कृषि भंडार", "", "98200 11223", "Mumbai", "INR", "64,000.00", "2026-09-18"},
		{"C-5007", "Bharat Steel Re-Rolling Mills, Unit 2 (Ludhiana)", "steel@example.com", "0161-2345678", "Delhi", "INR", "4,75,000.00", "2026-09-18"},
		{"C-5008", "Muñoz y Cía. Ltda.", "cobros@example.com", "+56 9 8123 4567", "Santiago", "CLP", "1,250,990", "2026-09-20"},
		{"C-5009", "Distribuidora Lima S.A.C.", "pagos@example.com", "+51 987 654 321", "Lima", "PEN", "3,480.90", "2026-09-20"},
		{"C-5010", "O'Brien Logistics LLC", "ap@example.net", "(212) 555-0143", "Export", "USD", "2,400.00", "2026-09-21"},
		{"C-5011", "Bäckerei Größ & Söhne", "buchhaltung@example.net", "+49 30 1234567", "Export", "EUR", "1,180.00", "2026-09-21"},
		{"C-5012", "Ålesund Sjømat AS", "faktura@example.net", "", "Export", "NOK", "22,000.00", "2026-09-22"},
	})
}

// refreshCSV is last month's list, to be looked at again and again.
func refreshCSV() []byte {
	rows := [][]string{{"Invoice Number", "Customer Name", "Email", "Mobile", "Currency", "Amount Due", "Status"}}
	for i, r := range [][]string{
		{"Perera & Sons (Pvt) Ltd", "accounts@example.com", "+94 77 123 4567", "LKR", "48500.00", "Sent"},
		{"Wijeratne Motors", "motors@example.com", "0712345678", "LKR", "312000.00", "Sent"},
		{"யாழ்ப்பாணம் நூலகம்", "library@example.org", "", "LKR", "7250.00", "Sent"},
		{"Sri Lakshmi Textiles", "ap@example.com", "+91 98400 12345", "INR", "90000.00", "Sent"},
		{"Mehta Chemicals", "chem@example.com", "98200 11223", "INR", "18250.50", "Sent"},
		{"Muñoz y Cía. Ltda.", "cobros@example.com", "+56 9 8123 4567", "CLP", "1250990", "Sent"},
		{"Tissa Caterers", "tissa@example.com", "", "LKR", "15400.00", "Settled"},
	} {
		rows = append(rows, append([]string{fmt.Sprintf("R-%04d", 7001+i)}, r...))
	}
	return table(rows)
}

// table writes CSV as a spreadsheet exports it: a byte order mark and CRLF.
func table(rows [][]string) []byte {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	if err := w.WriteAll(rows); err != nil {
		return nil // a buffer takes everything
	}
	return b.Bytes()
}
