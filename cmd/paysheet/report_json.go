package main

import (
	"context"
	"io"
	"reflect"
	"strings"

	"paysheet/bulk"
	"paysheet/bulk/report"
)

// reportDocument is what report prints with --json. It is written row by row, so
// this type only describes it.
type reportDocument struct {
	opening
	Run  runHead         `json:"run" doc:"what the report stands on"`
	Rows []reportRowJSON `json:"rows" doc:"the sheet's invoices in its order"`
	reportFoot
}

// reportFoot ends the document.
type reportFoot struct {
	States   []totalJSON      `json:"states" doc:"the sheet's amounts by account, state and currency; they add up to sheet"`
	Sheet    []sumJSON        `json:"sheet" doc:"what the sheet itself adds up to by currency"`
	Received []sumJSON        `json:"received" doc:"what came in on the links by currency, also on those that were replaced; a link counts once"`
	Open     []sumJSON        `json:"open" doc:"what is still open on the links by currency, expired ones included"`
	Receipts []receiptSumJSON `json:"receipts" doc:"the receipts to post by what they stand on; they add up to received"`
	Foots    bool             `json:"foots" doc:"the states add up to the sheet and the receipts to what was received"`
}

type receiptSumJSON struct {
	Basis report.Basis `json:"basis" doc:"where the figures come from"`
	sumJSON
}

type reportRowJSON struct {
	Row        int             `json:"row" doc:"as the spreadsheet shows it; in CSV the line where the record starts"`
	Cell       string          `json:"cell,omitempty" doc:"where the reference stands: Invoices!A17"`
	Reference  string          `json:"reference,omitempty" doc:"the invoice's reference"`
	State      report.State    `json:"state" doc:"where the row's money stands"`
	Amount     string          `json:"amount,omitempty" doc:"what the sheet asks for, a plain decimal in major units"`
	Currency   string          `json:"currency,omitempty" doc:"ISO 4217"`
	Due        string          `json:"due,omitempty" doc:"the day on which it is due"`
	Account    string          `json:"account,omitempty" doc:"that made the link"`
	LinkID     string          `json:"link_id,omitempty" doc:"the provider's"`
	Asked      string          `json:"asked,omitempty" doc:"what the link asks for"`
	Received   string          `json:"received,omitempty" doc:"what came in, or counts as come in; see the receipts' basis"`
	Open       string          `json:"open,omitempty" doc:"what can still be paid, or could before the link expired"`
	Expires    string          `json:"expires,omitempty" doc:"the last day to pay"`
	Receipts   []receiptJSON   `json:"receipts,omitempty" doc:"to post; they add up to received"`
	Replaced   []replacedJSON  `json:"replaced,omitempty" doc:"links that another one replaced and that were paid all the same; none of it is in the row's received"`
	Exceptions []exceptionJSON `json:"exceptions,omitempty" doc:"why a person must look at the row"`
	Resend     bool            `json:"resend,omitempty" doc:"the customer may still have the address of a link that was replaced"`
}

type receiptJSON struct {
	Day      string       `json:"day,omitempty" doc:"on which it was paid; absent where the provider does not tell"`
	Payment  string       `json:"payment,omitempty" doc:"the provider's id of the payment; absent where it does not tell"`
	Method   string       `json:"method,omitempty" doc:"how it was paid, in the provider's word"`
	Amount   string       `json:"amount" doc:"a plain decimal in major units, below zero for money that went back"`
	Currency string       `json:"currency" doc:"ISO 4217"`
	Basis    report.Basis `json:"basis" doc:"where the figures come from"`
}

type replacedJSON struct {
	Account  string        `json:"account" doc:"that made the link"`
	LinkID   string        `json:"link_id" doc:"the provider's"`
	Received string        `json:"received,omitempty" doc:"what came in; absent where the provider does not tell how much"`
	Currency string        `json:"currency,omitempty" doc:"ISO 4217"`
	Receipts []receiptJSON `json:"receipts,omitempty" doc:"to post; they add up to received"`
}

type exceptionJSON struct {
	Kind report.Kind `json:"kind" doc:"of exception"`
	Why  string      `json:"why" doc:"of this row, one sentence"`
	Do   string      `json:"do" doc:"what to do about it"`
}

// printReport prints the report as one document, row by row.
func (s *session) printReport(ctx context.Context, out io.Writer) error {
	month := report.New(s.reportHead())
	doc := newDocument(out, s, "report")
	reader := reportReader{s: s, rows: map[linkKey]int32{}}
	err := reader.read(ctx, func(l report.Line) error {
		month.Add(l)
		if l.Class.IsNoInvoice() {
			return nil
		}
		return doc.row(s.reportRow(&l))
	})
	if err != nil {
		return err
	}
	foot := reportFoot{
		States: []totalJSON{}, Sheet: sumsOf(month.Sheet()), Received: sumsOf(month.Received()), Open: sumsOf(month.Open()),
		Receipts: []receiptSumJSON{}, Foots: month.Foots(),
	}
	for _, line := range month.States() {
		foot.States = append(foot.States, totalJSON{line.Account, line.What, sumOf(line.Count)})
	}
	for _, line := range month.ReceiptSums() {
		foot.Receipts = append(foot.Receipts, receiptSumJSON{report.Basis(line.What), sumOf(line.Count)})
	}
	return doc.end(foot)
}

func sumsOf(counts []bulk.Count) []sumJSON {
	list := make([]sumJSON, 0, len(counts))
	for _, count := range counts {
		list = append(list, sumOf(count))
	}
	return list
}

func (s *session) reportRow(l *report.Line) reportRowJSON {
	row := reportRowJSON{
		Row: l.Number, Cell: l.Cell, Reference: l.Reference, State: l.State, Amount: l.Amount.Number(), Currency: string(l.Amount.Currency()),
		Due: l.Due.String(), Account: l.Account, LinkID: l.LinkID, Asked: l.Asked.Number(), Received: l.Received.Number(),
		Open: l.Owed.Number(), Expires: l.Expires.String(), Resend: l.Resend(),
	}
	row.Receipts = receiptsOf(l)
	for i := range l.Earlier {
		old := &l.Earlier[i]
		row.Replaced = append(row.Replaced, replacedJSON{old.Account, old.LinkID, old.Received.Number(), string(old.Received.Currency()), receiptsOf(old)})
	}
	for _, e := range l.Exceptions {
		row.Exceptions = append(row.Exceptions, exceptionJSON{e.Kind, e.Why, e.Kind.Do(strings.TrimPrefix(sandboxWord(s.options.sandbox)+" "+typed(s.reportHead().Name), " "))})
	}
	return row
}

func receiptsOf(l *report.Line) (list []receiptJSON) {
	for _, p := range l.Postings() {
		list = append(list, receiptJSON{p.Day.String(), p.ID, p.Method, p.Amount.Number(), string(p.Amount.Currency()), p.Basis})
	}
	return list
}

// reportWordsOf gives the words of a type that only a report has.
func reportWordsOf(t reflect.Type) []string {
	switch t {
	case reflect.TypeFor[report.State]():
		return texts(report.States())
	case reflect.TypeFor[report.Kind]():
		return texts(report.Kinds())
	case reflect.TypeFor[report.Basis]():
		return texts(report.Bases())
	default:
		return nil
	}
}
