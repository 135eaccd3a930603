package invoice

import (
	"slices"
	"strings"
	"testing"

	"paysheet/bulk/sheet"
)

func TestHeadersOfExports(t *testing.T) {
	t.Parallel()
	tests := []struct {
		export string
		header string // separated by |
		want   string // field=header, in the order of Fields
	}{
		{
			"Zoho Books", "Invoice Date|Invoice ID|Invoice Number|Invoice Status|Customer Name|Company Name|Due Date|Currency Code|Exchange Rate|SubTotal|Total|Balance|Notes|Subject|Primary Contact EmailID|Primary Contact Mobile|Primary Contact Phone|Account|Item Name|Item Desc|Item Total",
			"reference=Invoice Number amount=Balance currency=Currency Code customer_name=Customer Name email=Primary Contact EmailID phone=Primary Contact Mobile description=Subject due_date=Due Date",
		},
		{
			"Zoho Invoice", "Invoice Number|Customer Name|Email ID|Due Date|Currency Code|Total|Balance Due|Status",
			"reference=Invoice Number amount=Balance Due currency=Currency Code customer_name=Customer Name email=Email ID due_date=Due Date",
		},
		{
			"QuickBooks", "Date|Transaction Type|Num|Customer|Memo/Description|Due Date|Amount|Open Balance",
			"reference=Num amount=Open Balance customer_name=Customer description=Memo/Description due_date=Due Date",
		},
		{
			"Xero", "ContactName|EmailAddress|InvoiceNumber|Reference|InvoiceDate|DueDate|PlannedDate|Total|TaxTotal|InvoiceAmountPaid|InvoiceAmountDue|Description|Quantity|UnitAmount|LineAmount|Currency|Type|Sent|Status",
			"reference=InvoiceNumber amount=InvoiceAmountDue currency=Currency customer_name=ContactName email=EmailAddress description=Description due_date=DueDate",
		},
		{
			"SAP S/4HANA", "Account|Assignment|Document Number|Document Type|Document Date|Net due date|Amount in doc. curr.|Document currency|Amount in local currency|Local Currency|Text|Reference",
			"reference=Document Number amount=Amount in doc. curr. currency=Document currency description=Text due_date=Net due date",
		},
		{
			"SAP S/4HANA", "Account|Document Number|Net due date|Amount in local currency|Local Currency|Document currency",
			"reference=Document Number amount=Amount in local currency currency=Local Currency due_date=Net due date",
		},
		{
			"SAP Business One", "Document Number|Customer/Vendor Name|Due Date|Doc. Currency|Doc Total|Balance Due|Remarks",
			"reference=Document Number amount=Balance Due currency=Doc. Currency customer_name=Customer/Vendor Name description=Remarks due_date=Due Date",
		},
		{
			"Tally", "Date|Ref. No.|Party's Name|Opening Amount|Pending Amount|Due on|Overdue by days",
			"reference=Ref. No. amount=Pending Amount customer_name=Party's Name due_date=Due on",
		},
		{
			"Tally", "Date|Particulars|Vch Type|Vch No.|Debit Amount|Credit Amount",
			"reference=Vch No. amount=Debit Amount customer_name=Particulars",
		},
		{
			"", "reference|amount|currency|customer_name|email|phone|description|due_date|expires|account|min_partial",
			"reference=reference amount=amount currency=currency customer_name=customer_name email=email phone=phone description=description due_date=due_date expires=expires account=account min_partial=min_partial",
		},
		{
			"", "No|INVOICE #|  Client\u00a0Name|Total (LKR)|E-mail|Amount  due",
			"reference=INVOICE # amount=Amount  due customer_name=Client\u00a0Name email=E-mail",
		},
	}
	for _, tt := range tests {
		header := strings.Split(tt.header, "|")
		for i := range header {
			header[i] = strings.TrimSpace(header[i])
		}
		c, err := Map(sheet.Info{HeaderRow: 1, Header: header}, Config{})
		if err != nil {
			t.Errorf("%s: %v", tt.header, err)
			continue
		}
		var got []string
		for _, field := range Fields() {
			if column, ok := c.Field(field); ok {
				got = append(got, string(field)+"="+header[column])
			}
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", tt.header, strings.Join(got, " "), tt.want)
		}
		named := slices.ContainsFunc(c.Guesses(), func(s string) bool {
			return strings.HasPrefix(s, "amount: ") && strings.Contains(s, "("+tt.export+" export)")
		})
		if want := tt.export != ""; named != want {
			t.Errorf("%s: the guesses %q do not name the export %q", tt.header, c.Guesses(), tt.export)
		}
	}
}

func TestMapTellsEveryFault(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		header []string
		cfg    Config
		want   []string
	}{
		{"no amount", []string{"Invoice Number", "Customer", "Betrag"}, Config{}, []string{
			`row 4 of Invoices has no column for amount: it has "Invoice Number", "Customer", "Betrag"; name the right one under [columns], amount = "its header"`,
		}},
		{"a misspelt one", []string{"Invoice Number", "Amuont Due"}, Config{}, []string{`did you mean "Amuont Due"?`, `amount = "Amuont Due"`}},
		{"nothing at all", nil, Config{}, []string{"no column for reference: it has no headers at all", "no column for amount"}},
		{"two of one rank", []string{"Invoice No", "Amount Due", "Balance Due"}, Config{}, []string{
			`amount could be column B "Amount Due" or column C "Balance Due": say which under [columns], amount = "Amount Due"`,
		}},
		{"one header twice", []string{"Invoice No", "Amount", "Email", "Email"}, Config{}, []string{`email could be column C "Email" or column D "Email": give one of them another header`}},
		{"configured header missing", []string{"Invoice No", "Amount"}, Config{Columns: map[Field]string{Amount: "Amuont"}}, []string{
			`[columns] says amount = "Amuont", but row 4 of Invoices has no such header (did you mean "Amount"?)`,
		}},
		{"configured header twice", []string{"Invoice No", "Amount", "Amount"}, Config{Columns: map[Field]string{Amount: "Amount"}}, []string{
			"has that header twice, in columns B and C: rename one",
		}},
		{"unknown field", []string{"Invoice No", "Amount"}, Config{Columns: map[Field]string{"amonut": "Amount"}}, []string{
			`[columns] names the field "amonut", which is none (did you mean "amount"?)`,
		}},
		{"no column on purpose", []string{"Invoice No", "Amount"}, Config{Columns: map[Field]string{Amount: ""}}, []string{"says that there is no column for amount"}},
		{"result column twice", []string{"Invoice No", "Amount", "Link URL", "Link URL"}, Config{}, []string{`the result column "Link URL" is there twice, in columns C and D`}},
		{"a column called nearly so", []string{"Invoice No", "Amount", "link url"}, Config{}, []string{`column C is called "link url", which is nearly the result column "Link URL": call it "Link URL" if an earlier run made it, else something else`}},
		{"bad marks", []string{"Invoice No", "Amount"}, Config{Decimal: "x", DateOrder: "y"}, []string{`decimal in [sheet] is "x"`, `dates in [sheet] is "y"`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := Map(sheet.Info{Sheet: "Invoices", HeaderRow: 4, Header: tt.header}, tt.cfg)
			for _, want := range tt.want {
				if !strings.Contains(problemOf(err), want) {
					t.Errorf("got %v\nwant %s", err, want)
				}
			}
		})
	}
}

func TestConfiguredColumnsWin(t *testing.T) {
	t.Parallel()
	c := mapped(t, Config{Columns: map[Field]string{Amount: "total", Reference: "Memo", Account: ""}},
		"Invoice Number", "Balance Due", "Total", "Memo", "Account", "Status", "Status", "Link URL", "Link Note")
	for field, want := range map[Field]int{Reference: 3, Amount: 2} {
		if got, ok := c.Field(field); !ok || got != want {
			t.Errorf("%s is column %d, want %d", field, got, want)
		}
	}
	if _, ok := c.Field(Account); ok {
		t.Error("account has a column although the config says that it has none")
	}
	if column, ok := c.Result(LinkNote); !ok || column != 8 {
		t.Errorf("Link Note is column %d, %v", column, ok)
	}
	want := []string{
		`column I "Link Note" is taken for a result column: what it holds is written over`,
		`the header "Status" stands twice: rules read column F, not G`,
	}
	if !slices.Equal(c.Guesses(), want) {
		t.Errorf("guesses are %q", c.Guesses())
	}
	row := c.Row(csv(2, "INV-1", "5", "7", "R-1", "x", "open", "late", "https://pay.example"))
	for header, want := range map[string]string{"Status": "open", "STATUS": "open", "Link URL": "https://pay.example", "Link Note": ""} {
		if got, ok := row.Cell(header); !ok || got != want {
			t.Errorf("cell %s is %q, %v; want %q", header, got, ok, want)
		}
	}
	if _, ok := row.Cell("Colour"); ok {
		t.Error("a header that the sheet lacks was found")
	}
	if got := row.Ref("amount") + " / " + row.Ref("email") + " / " + row.Cellname("reference"); got != "Invoices!C2 (Total) / Invoices row 2 (no column for email) / Invoices!D2" {
		t.Errorf("refs are %s", got)
	}
}

func TestScore(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]int{
		"Invoice Number|Customer|Balance Due|Due Date": 4,
		"Invoice Number|Invoice No|INVOICE #":          1,
		"Receivables as of 31 Dec 2026||":              0,
		"INV-001|Perera & Co|1500":                     0,
		"Total||9000":                                  1,
	} {
		if got := (Config{}).Scorer()(strings.Split(line, "|")); got != want {
			t.Errorf("%s scores %d, want %d", line, got, want)
		}
	}
	cfg := Config{Columns: map[Field]string{Reference: "Rechnung", Amount: "Betrag"}}
	if got := cfg.Scorer()([]string{"RECHNUNG", "Betrag ", "x"}); got != 2 {
		t.Errorf("configured headers score %d, want 2", got)
	}
}

func TestCurrencyInAHeader(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]string{
		"Balance Due (LKR)": "5.00 LKR", "Amount in LKR": "5.00 LKR", "Total [Rs.]": "5.00 LKR",
		"Balance Due (USD)": `~Invoices!B2 "5" stands in the column "Balance Due (USD)", but the row's currency is LKR`,
		"Amount ($)":        "~but the row's currency is LKR",
	} {
		c := mapped(t, Config{Currency: "LKR"}, "Invoice Number", header)
		m, err := c.Row(csv(2, "INV-1", "5")).Money("amount")
		wantText(t, header, shownMoney(m)+problemOf(err), want)
	}
	for _, header := range []string{"Amount (excl. tax)", "Total (3 items)", "Customer (LKR)"} {
		if got := (Config{}).Scorer()([]string{header}); got != 0 {
			t.Errorf("%s is taken for a field", header)
		}
	}
}

// TestAliasTable checks what the table must keep: a header names one field
// only, and every export it names is one that guesses know.
func TestAliasTable(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	lines := 0
	for line := range strings.Lines(aliasTable) {
		names, _, _ := strings.Cut(strings.TrimSpace(line), "|")
		parts := strings.Fields(names)
		if len(parts) == 0 {
			continue
		}
		lines++
		if !slices.Contains(Fields(), Field(parts[0])) {
			t.Errorf("%q is no field", parts[0])
		}
		key := headerKey(strings.Join(parts[2:], " "))
		if other, twice := seen[key]; twice {
			t.Errorf("%q stands twice, also as %q", line, other)
		}
		seen[key] = line
	}
	known := aliases()
	if len(known) != lines {
		t.Errorf("%d lines give %d aliases", lines, len(known))
	}
	for key, a := range known {
		for _, export := range a.exports {
			if !slices.Contains([]string{zohoBooks, zohoInvoice, quickBooks, xero, sapS4, sapB1, tally}, export) {
				t.Errorf("%s: %q is no export", key, export)
			}
		}
	}
	for _, field := range Fields() {
		if known[headerKey(string(field))].field != field {
			t.Errorf("the name %s is no header of its own field", field)
		}
	}
}
