package main

import (
	"time"

	"paysheet/bulk/ledger"
	"paysheet/providers"
)

// verifyDocument is what audit verify prints.
type verifyDocument struct {
	opening
	Events int64       `json:"events" doc:"that were read, all of them where the chain is whole"`
	Head   string      `json:"head" doc:"of the ledger's chain, for somebody else to keep"`
	Whole  bool        `json:"whole" doc:"nothing is missing or changed"`
	Broken *brokenJSON `json:"broken,omitempty" doc:"the first thing that is not right"`
}

type brokenJSON struct {
	Event int64  `json:"event" doc:"its number; 0 where it is about none"`
	What  string `json:"what" doc:"is wrong"`
}

// exportDocument is what audit export prints.
type exportDocument struct {
	opening
	Written string `json:"written" doc:"the file"`
	Records int    `json:"records" doc:"events in it"`
	Head    string `json:"head" doc:"of the ledger's chain, for somebody else to keep"`
}

// auditDocument is what audit show prints.
type auditDocument struct {
	opening
	Links []auditLink `json:"links" doc:"that the text names, by reference and generation"`
}

type auditLink struct {
	Reference   string         `json:"reference" doc:"of the invoice"`
	Generation  int            `json:"generation" doc:"1 for the first link of the reference, 2 for the one that replaced it"`
	Sent        string         `json:"sent_reference" doc:"the reference as it travelled"`
	Provider    string         `json:"provider" doc:"that was asked"`
	Environment string         `json:"environment" doc:"production, test or a stand-in's"`
	Host        string         `json:"host" doc:"that was called"`
	Merchant    string         `json:"merchant" doc:"whose account it is"`
	Namespace   string         `json:"namespace" doc:"the entity or year that numbers its invoices; empty for none"`
	Account     string         `json:"account" doc:"as the config named it"`
	State       ledger.State   `json:"state" doc:"intent, known, refused or uncertain"`
	Amount      string         `json:"amount" doc:"asked for, a plain decimal in major units"`
	Currency    string         `json:"currency" doc:"ISO 4217"`
	Sheet       string         `json:"sheet" doc:"that asked for the link"`
	Row         int            `json:"row" doc:"of that sheet"`
	Previous    string         `json:"previous" doc:"the address that this link replaced; empty for none"`
	Link        *linkJSON      `json:"link,omitempty" doc:"as last known; absent while there is none"`
	Receipts    []auditReceipt `json:"receipts,omitempty" doc:"what came in on it, where the provider tells"`
	Run         *runJSON       `json:"run,omitempty" doc:"that asked for the link"`
	Events      []auditEvent   `json:"events" doc:"every change of its state, the oldest first"`
}

type auditReceipt struct {
	Payment string    `json:"payment" doc:"the provider's id of the payment"`
	Refund  bool      `json:"refund,omitempty" doc:"the money went back"`
	Amount  string    `json:"amount" doc:"with its currency: 500.00 INR"`
	At      time.Time `json:"at,omitzero" doc:"when it was made"`
	Method  string    `json:"method,omitempty" doc:"how it was paid, in the provider's word"`
	Renewed int64     `json:"renewed,omitempty" doc:"the event that told it before with other figures"`
}

// auditEvent is an event of the chain about one link, as it is hashed.
type auditEvent struct {
	Seq     int64            `json:"seq" doc:"1, 2, 3 without a gap over the whole ledger"`
	Prev    string           `json:"prev" doc:"the hash of the event before it in the ledger"`
	At      time.Time        `json:"at" doc:"when"`
	Kind    string           `json:"kind" doc:"begin, rebegin, finish, observe, retire, amend, adopt or receipt"`
	Who     string           `json:"who,omitempty" doc:"the user of the operating system"`
	Run     string           `json:"run,omitempty" doc:"that was going on"`
	Key     auditKey         `json:"key" doc:"whose entry it is about"`
	From    ledger.State     `json:"from,omitempty" doc:"the state before; absent where there was no entry"`
	To      ledger.State     `json:"to,omitempty" doc:"the state after"`
	LinkID  string           `json:"link,omitempty" doc:"the provider's id"`
	Status  providers.Status `json:"status,omitempty" doc:"the link's"`
	Amount  string           `json:"amount,omitempty" doc:"asked for, with its currency"`
	Sheet   string           `json:"sheet,omitempty" doc:"that asked"`
	Row     int              `json:"row,omitempty" doc:"of that sheet"`
	Answer  string           `json:"answer,omitempty" doc:"SHA-256 of the provider's raw answer"`
	Reason  string           `json:"reason,omitempty" doc:"one sentence for people"`
	Before  int64            `json:"before,omitempty" doc:"the event before it about the same entry"`
	Row256  string           `json:"row256" doc:"SHA-256 of the entry as this event left it"`
	Receipt *auditReceipt    `json:"receipt,omitempty" doc:"what came in or went back"`
	Hash    string           `json:"hash" doc:"SHA-256 of the event"`
}

// auditKey has the names that the hashed event has.
type auditKey struct {
	Provider    string `doc:"that was asked"`
	Environment string `doc:"production, test or a stand-in's"`
	Host        string `doc:"that was called"`
	Merchant    string `doc:"whose account it is"`
	Namespace   string `doc:"the entity or year that numbers its invoices; empty for none"`
	Reference   string `doc:"the sheet's own"`
	Generation  int    `doc:"1 for the first link of the reference"`
}

func (t traced) document() auditLink {
	e := t.entry
	doc := auditLink{
		Reference: e.Reference, Generation: e.Generation, Sent: e.Sent, Provider: e.Provider, Environment: e.Environment,
		Host: e.Host, Merchant: e.Merchant, Namespace: e.Namespace, Account: e.Account, State: e.State, Amount: e.Amount.Number(),
		Currency: string(e.Amount.Currency()), Sheet: e.Sheet, Row: e.Row, Previous: e.Previous, Events: []auditEvent{},
	}
	if e.Link.ID != "" {
		doc.Link = &linkJSON{e.Link.ID, e.Link.URL, e.Link.Status, e.Account, e.Link.Paid.Number(), e.Link.Expires.String(), e.Previous}
	}
	if t.run.ID != "" {
		run := runOf(t.run)
		doc.Run = &run
	}
	for _, event := range t.events {
		told := eventOf(event)
		if told.Receipt != nil {
			doc.Receipts = append(doc.Receipts, *told.Receipt)
		}
		doc.Events = append(doc.Events, told)
	}
	return doc
}

func eventOf(e ledger.Event) auditEvent {
	told := auditEvent{
		Seq: e.Seq, Prev: e.Prev, At: e.At, Kind: e.Kind, Who: e.Who, Run: e.Run, From: e.From, To: e.To, LinkID: e.LinkID,
		Status: providers.Status(e.Status), Amount: e.Amount, Sheet: e.Sheet, Row: e.Row, Answer: e.Answer, Reason: e.Reason,
		Before: e.Before, Row256: e.Row256, Hash: e.Hash,
	}
	if k := e.Key; k != nil {
		told.Key = auditKey{k.Provider, k.Environment, k.Host, k.Merchant, k.Namespace, k.Reference, k.Generation}
	}
	if e.Receipt != nil {
		receipt := auditReceipt(*e.Receipt)
		told.Receipt = &receipt
	}
	return told
}
