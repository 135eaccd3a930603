package invoice

import "strings"

// The exports whose headers are known. A name in the table below is one of
// these; where a header is plain English it has none.
const (
	zohoBooks   = "Zoho Books"
	zohoInvoice = "Zoho Invoice"
	quickBooks  = "QuickBooks"
	xero        = "Xero"
	sapS4       = "SAP S/4HANA"
	sapB1       = "SAP Business One"
	tally       = "Tally"
)

// aliasTable holds the headers by which a field is known without configuration:
// field, rank, header, exports. Rank 1 is preferred to rank 2 and so on; two
// columns of one field and one rank are ambiguous. For the amount, what is still
// owed comes before what was invoiced. A "*" after the rank marks columns in the
// company's own currency, which never go with a column in the document's. A "!"
// before an export marks a header that plain English would not use: a sheet is
// taken for an export only with one of those in it.
//
// Sources, read in November 2026: Zoho Books and Zoho Invoice, the header of
// exported Invoice.csv files; Xero, the sales invoice template (*ContactName …
// InvoiceAmountDue); QuickBooks Online, the Invoice List report (Date, Num,
// Customer, Memo/Description, Due Date, Amount, Open Balance, Currency); SAP
// S/4HANA, exported FBL5N line items; SAP Business One 9.2, help of the
// Customer Receivables Aging Report; Tally.ERP 9, help of Bills Receivable and
// Overdue Receivables. The others, the plain English ones and at the end the
// Spanish ones, are customary: whatever is found by them is told as a guess.
//
//	export            reference            amount                  currency            due_date
//	Zoho Books        Invoice Number       Balance                 Currency Code       Due Date
//	Zoho Invoice      Invoice Number       Balance Due             Currency Code       Due Date
//	QuickBooks        Num                  Open Balance            Currency            Due Date
//	Xero              InvoiceNumber        InvoiceAmountDue        Currency            DueDate
//	SAP S/4HANA       Document Number      Amount in doc. curr.    Document currency   Net due date
//	SAP Business One  Document No.         Balance Due             -                   Due Date
//	Tally             Ref. No. / Vch No.   Pending Amount          -                   Due on
const aliasTable = `
reference 1   Invoice Number       | Zoho Books, Zoho Invoice, Xero
reference 1   InvoiceNo
reference 1   Inv No
reference 2   Document Number      | SAP S/4HANA, SAP Business One
reference 2   Doc No               | SAP Business One
reference 2   Billing Document     | !SAP S/4HANA
reference 2   Vch No               | !Tally
reference 2   Voucher No           | Tally
reference 2   Bill No              | Tally
reference 2   Invoice
reference 3   Reference
reference 3   Ref No               | Tally
reference 3   Reference Number     | Tally
reference 3   Ref
reference 3   Invoice Reference
reference 3   Invoice Ref
reference 4   Number               | QuickBooks
reference 5   Invoice ID           | !Zoho Books
amount 1      Balance Due          | Zoho Invoice, SAP Business One
amount 1      Foreign Open Balance | !QuickBooks
amount 1      Invoice Amount Due   | !Xero
amount 1      Amount Due           | Xero
amount 1      Pending Amount       | !Tally
amount 1      Amount in doc. curr. | !SAP S/4HANA
amount 1      Amount in Document Currency    | SAP S/4HANA
amount 1      Amount in Transaction Currency | SAP S/4HANA
amount 1      Outstanding
amount 1      Outstanding Amount
amount 1      Outstanding Balance
amount 1      Amount Outstanding
amount 1      Open Amount
amount 1      Amount Payable
amount 1      Amount to Pay
amount 1      Total Due
amount 2      Open Balance         | !QuickBooks
amount 2      Balance              | Zoho Books, QuickBooks
amount 2      Due Amount
amount 2      Due                  | Xero
amount 3      Amount               | QuickBooks
amount 3      Invoice Amount
amount 3      Bill Amount
amount 3      Document Total       | SAP Business One
amount 3      Doc Total            | SAP Business One
amount 3      Debit Amount         | Tally
amount 4      Total                | Zoho Books, Xero
amount 4      Invoice Total
amount 4      Total Amount
amount 4      Grand Total
amount 4      Gross Amount
amount 4      Opening Amount       | Tally
amount 5*     Amount in local currency         | SAP S/4HANA
amount 5*     Amount in loc. curr.             | SAP S/4HANA
amount 5*     Amount in Company Code Currency  | SAP S/4HANA
amount 6      Debit                | Tally
currency 1    Currency Code        | !Zoho Books, !Zoho Invoice
currency 1    Document currency    | !SAP S/4HANA
currency 1    Doc. Currency        | !SAP Business One
currency 1    Transaction Currency | SAP S/4HANA
currency 1    Invoice Currency
currency 2    Currency             | Xero, QuickBooks
currency 2    Curr.
currency 2    Ccy
currency 3*   Local Currency       | SAP S/4HANA
currency 3*   Company Code Currency | SAP S/4HANA
customer_name 1 Customer Name      | Zoho Books, Zoho Invoice, SAP Business One
customer_name 1 Contact Name       | Xero
customer_name 1 Party's Name       | !Tally
customer_name 1 Party Name         | Tally
customer_name 1 Name 1             | SAP S/4HANA
customer_name 1 BP Name            | SAP Business One
customer_name 1 Customer/Vendor Name | !SAP Business One
customer_name 1 Client Name
customer_name 1 Payer Name
customer_name 1 Customer Full Name | QuickBooks
customer_name 2 Customer           | QuickBooks
customer_name 2 Client
customer_name 2 Contact            | Xero
customer_name 2 Party
customer_name 3 Name               | QuickBooks
customer_name 3 Bill To
customer_name 4 Company Name       | Zoho Books
customer_name 4 Company
customer_name 5 Particulars        | Tally
email 1       Primary Contact EmailID | !Zoho Books, !Zoho Invoice
email 1       Customer Email
email 1       Billing Email
email 1       Main Email           | !QuickBooks
email 2       Email
email 2       Email Address        | Xero
email 2       Email ID             | Zoho Invoice
email 2       Mail
phone 1       Primary Contact Mobile | !Zoho Books, !Zoho Invoice
phone 1       Mobile
phone 1       Mobile Number
phone 1       Mobile Phone
phone 1       Customer Mobile
phone 2       Primary Contact Phone | Zoho Books, Zoho Invoice
phone 2       Main Phone           | !QuickBooks
phone 2       Customer Phone
phone 3       Phone
phone 3       Phone Number         | QuickBooks
phone 4       Telephone
phone 4       Telephone Number
phone 4       Tel
phone 5       Contact Number
description 1 Description
description 1 Invoice Description
description 1 Payment Description
description 2 Memo/Description     | !QuickBooks
description 2 Subject              | Zoho Books
description 2 Narration            | Tally
description 3 Memo                 | QuickBooks
description 3 Remarks              | SAP Business One
description 4 Text                 | SAP S/4HANA
description 4 Details
description 5 Notes                | Zoho Books
due_date 1    Due Date             | Zoho Books, Zoho Invoice, QuickBooks, Xero, SAP Business One
due_date 1    Net due date         | !SAP S/4HANA
due_date 1    Due on               | Tally
due_date 1    Date Due
due_date 1    Payment Due Date
due_date 1    Invoice Due Date
due_date 1    Due By
expires 1     Expires
expires 1     Expires On
expires 1     Expiry
expires 1     Expiry Date
expires 1     Expiration Date
expires 1     Valid Until
expires 1     Pay By
account 1     Payment Account
account 1     Payment Provider
account 2     Account
min_partial 1 Min Partial
min_partial 1 Minimum Partial
min_partial 1 Minimum Payment
min_partial 1 Min Payment
min_partial 1 Minimum First Payment
reference 1   Número de factura
reference 1   Numero de factura
reference 1   Nº factura
reference 1   N° factura
reference 2   Factura
reference 2   Folio
reference 3   Referencia
amount 1      Saldo pendiente
amount 1      Importe pendiente
amount 1      Monto pendiente
amount 1      Monto a pagar
amount 2      Saldo
amount 3      Importe
amount 3      Monto
amount 4      Importe total
amount 4      Monto total
currency 2    Moneda
currency 2    Divisa
customer_name 1 Nombre del cliente
customer_name 1 Razón social
customer_name 1 Razon social
customer_name 2 Cliente
email 2       Correo electrónico
email 2       Correo
phone 1       Celular
phone 1       Móvil
phone 3       Teléfono
phone 3       Telefono
description 1 Descripción
description 2 Glosa
due_date 1    Vencimiento
due_date 1    Fecha de vencimiento
`

// alias is one line of the table.
type alias struct {
	field   Field
	rank    int
	own     bool // in the company's own currency
	exports []string
	telling bool // the header gives its export away
}

// aliases reads the table into a map by header key.
func aliases() map[string]alias {
	known := make(map[string]alias)
	for line := range strings.Lines(aliasTable) {
		names, exports, _ := strings.Cut(strings.TrimSpace(line), "|")
		field, rest, _ := strings.Cut(strings.TrimSpace(names), " ")
		rank, header, found := strings.Cut(strings.TrimSpace(rest), " ")
		if !found {
			continue
		}
		a := alias{field: Field(field), rank: int(rank[0] - '0'), own: strings.HasSuffix(rank, "*")}
		for export := range strings.SplitSeq(exports, ",") {
			if export = strings.TrimSpace(export); export != "" {
				name, telling := strings.CutPrefix(export, "!")
				a.exports, a.telling = append(a.exports, name), a.telling || telling
			}
		}
		known[headerKey(header)] = a
	}
	return known
}

// lookup finds what a header is known for, with or without a currency behind it.
func lookup(known map[string]alias, header string) (alias, bool) {
	a, ok := known[headerKey(header)]
	if base, unit := headerUnit(header); !ok && unit != "" {
		a, ok = known[headerKey(base)]
		ok = ok && (a.field == Amount || a.field == MinPartial)
	}
	return a, ok
}

// Scorer gives the function that rates a row as a header, for
// sheet.Options.Score: how many different fields its texts name. Titles, data and
// totals name none or one. The configuration's own headers are known too. It is
// made once for a sheet, because it is made of every header that is known.
func (cfg Config) Scorer() func(texts []string) int {
	known := aliases()
	for field, header := range cfg.Columns {
		if key := headerKey(header); key != "" {
			known[key] = alias{field: field}
		}
	}
	return func(texts []string) int {
		seen := make(map[Field]bool)
		for _, text := range texts {
			if a, ok := lookup(known, text); ok {
				seen[a.field] = true
			}
		}
		return len(seen)
	}
}
