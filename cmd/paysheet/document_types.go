package main

import (
	"paysheet/bulk"
	"paysheet/bulk/checkup"
	"paysheet/providers"
)

// documentVersion changes when a reader of the JSON must change.
const documentVersion = 1

// opening begins every document.
type opening struct {
	Version int    `json:"version" doc:"of the document's form; it changes when a reader must change"`
	Command string `json:"command" doc:"that printed the document"`
}

func opened(command string) opening { return opening{documentVersion, command} }

// sheetDocument is what every command over a sheet prints. It is written row by
// row, so this type only describes it.
type sheetDocument struct {
	opening
	Run  runHead   `json:"run" doc:"what the run stands on"`
	Rows []rowJSON `json:"rows" doc:"the sheet's rows in its order, without blank ones and those that were not looked at"`
	sheetFoot
}

// sheetFoot ends the document, when every row was seen.
type sheetFoot struct {
	Totals    []totalJSON    `json:"totals" doc:"the rows by account, by what happens to them and by currency; they add up to input"`
	Input     []sumJSON      `json:"input" doc:"what the sheet itself adds up to by currency, read in a pass of its own"`
	Foots     bool           `json:"foots" doc:"the totals add up to the input"`
	Absent    []absentJSON   `json:"absent,omitempty" doc:"open links that this sheet asked for and that none of its rows asks for any more"`
	Elsewhere *elsewhereJSON `json:"elsewhere,omitempty" doc:"open links that other sheets of this ledger asked for and no row of this one does"`
	Warnings  []warningJSON  `json:"warnings,omitempty" doc:"what seems wrong without being a reason to stop"`
	Guards    []string       `json:"guards,omitempty" doc:"why the run stops before its first call, with the figure that passes a guard"`
	Remarks   []string       `json:"remarks,omitempty" doc:"what the guards could not judge or do not stop"`
	Stopped   string         `json:"stopped,omitempty" doc:"why a run stopped after its first links (--canary)"`
	RunID     string         `json:"run_id,omitempty" doc:"the run as the ledger knows it"`
	Written   string         `json:"written,omitempty" doc:"the file that the results, or a plan's review, are in; absent where they could not be written"`
	Review    string         `json:"review,omitempty" doc:"the id of the review that was written"`
	Head      string         `json:"head,omitempty" doc:"the head of the ledger's chain after the run, to be kept elsewhere"`
}

type runHead struct {
	Sheet    sheetHead       `json:"sheet" doc:"the sheet"`
	Config   fileHead        `json:"config" doc:"the config; empty where there is none"`
	Rules    *fileHead       `json:"rules,omitempty" doc:"the rules; absent in a command that asks none"`
	Today    string          `json:"today" doc:"the run's date"`
	Timezone string          `json:"timezone" doc:"in which civil dates are read"`
	Sandbox  bool            `json:"sandbox" doc:"the accounts are stand-ins"`
	Data     *checkup.Report `json:"data,omitempty" doc:"oddities in the sheet's data"`
	Accepted []string        `json:"accepted,omitempty" doc:"the kinds of oddities whose cells are read as doctor proposes"`
}

type sheetHead struct {
	Path      string   `json:"path" doc:"as given"`
	Worksheet string   `json:"worksheet" doc:"empty for a CSV file"`
	HeaderRow int      `json:"header_row" doc:"as the spreadsheet counts"`
	Digest    string   `json:"digest" doc:"SHA-256 of the file"`
	Guesses   []string `json:"guesses" doc:"what was found by looking, for people"`
}

type fileHead struct {
	Path   string `json:"path" doc:"as found"`
	Digest string `json:"digest,omitempty" doc:"SHA-256 of it"`
}

// sumJSON is an amount in one currency.
type sumJSON struct {
	Rows     int    `json:"rows" doc:"how many"`
	Currency string `json:"currency" doc:"ISO 4217; empty for rows whose amount is missing or cannot be read"`
	Amount   string `json:"amount" doc:"a plain decimal in major units"`
}

type totalJSON struct {
	Account string `json:"account" doc:"empty where a row has none"`
	What    string `json:"what" doc:"an action in a plan, an outcome after a run; left for rows that were not looked at"`
	sumJSON
}

// rowJSON is one row; amounts are plain decimals in major units.
type rowJSON struct {
	Row        int            `json:"row" doc:"as the spreadsheet shows it; in CSV the line where the record starts"`
	Cell       string         `json:"cell,omitempty" doc:"where the reference stands: Invoices!A17"`
	Reference  string         `json:"reference,omitempty" doc:"the invoice's reference"`
	Action     bulk.Action    `json:"action" doc:"what the plan wants done"`
	Outcome    bulk.Outcome   `json:"outcome,omitempty" doc:"what the run did; absent in a plan"`
	Reason     string         `json:"reason,omitempty" doc:"why, for people"`
	Rule       string         `json:"rule,omitempty" doc:"the line of the rules that decided"`
	Because    []string       `json:"because,omitempty" doc:"what the rules said with because()"`
	Account    string         `json:"account,omitempty" doc:"the account, as the config names it"`
	Amount     string         `json:"amount,omitempty" doc:"what the sheet asks for, a plain decimal in major units"`
	Currency   string         `json:"currency,omitempty" doc:"ISO 4217"`
	Sent       string         `json:"sent_reference,omitempty" doc:"the reference as it travels, of a create"`
	Expires    string         `json:"expires,omitempty" doc:"the last day to pay that a create asks for"`
	MinPartial string         `json:"min_partial,omitempty" doc:"the least first payment that a create allows"`
	Changes    []bulk.Change  `json:"changes,omitempty" doc:"of an update or a replacement, field by field"`
	Problems   []bulk.Problem `json:"problems,omitempty" doc:"why a row is rejected"`
	Notices    []string       `json:"notices,omitempty" doc:"what a person may want to know of a row that goes ahead"`
	StillOpen  bool           `json:"link_still_open,omitempty" doc:"the row wants no link and has one that can be paid"`
	Link       *linkJSON      `json:"link,omitempty" doc:"the row's link as last known"`
	Note       string         `json:"note,omitempty" doc:"the Link Note of a run, one sentence that a person can act on"`
}

type linkJSON struct {
	ID       string           `json:"id" doc:"the provider's"`
	URL      string           `json:"url,omitempty" doc:"what the customer opens"`
	Status   providers.Status `json:"status,omitempty" doc:"last known"`
	Account  string           `json:"account" doc:"that made it; sandbox:NAME for a stand-in"`
	Paid     string           `json:"paid,omitempty" doc:"paid so far, where the provider tells; absent is not 0"`
	Expires  string           `json:"expires,omitempty" doc:"the last day to pay"`
	Previous string           `json:"previous,omitempty" doc:"the address that a replacement retired"`
}

// undoDocument is what undo prints, written link by link, so this type only
// describes it.
type undoDocument struct {
	undoHead
	Links []undoLinkJSON `json:"links" doc:"every link that the run asked for"`
	undoTail
}

type undoHead struct {
	opening
	Undone  string `json:"undone" doc:"the run that was undone"`
	RunID   string `json:"run_id" doc:"the run that did it"`
	Head    string `json:"head" doc:"the head of the ledger's chain afterwards"`
	Sandbox bool   `json:"sandbox" doc:"the accounts are stand-ins"`
}

type undoTail struct {
	Changed   int    `json:"older_links_changed" doc:"links of earlier runs that it changed; they stay as they are"`
	Cancelled int    `json:"older_links_cancelled" doc:"links of earlier runs that it took back; they stay so"`
	Sheet     string `json:"sheet,omitempty" doc:"the sheet that asked for the links; absent where nobody was called"`
	Rows      int    `json:"rows_written,omitempty" doc:"how many of its rows got what came of their links"`
}

type undoLinkJSON struct {
	Reference string           `json:"reference" doc:"the invoice's"`
	Row       int              `json:"row,omitempty" doc:"in the sheet that asked for it"`
	Account   string           `json:"account" doc:"that made it"`
	Amount    string           `json:"amount" doc:"asked for, a plain decimal in major units"`
	Currency  string           `json:"currency" doc:"ISO 4217"`
	ID        string           `json:"id,omitempty" doc:"the provider's"`
	Status    providers.Status `json:"status,omitempty" doc:"last known"`
	Bucket    bulk.Bucket      `json:"bucket" doc:"what became of it"`
	Why       string           `json:"why,omitempty" doc:"one sentence, where something need be said"`
}

// runsDocument is what runs prints.
type runsDocument struct {
	opening
	Runs []runJSON `json:"runs" doc:"the latest first"`
}

// runDocument is what runs show prints.
type runDocument struct {
	opening
	Run   runJSON        `json:"run" doc:"the run"`
	Links []standingJSON `json:"links" doc:"its links by account, status and currency"`
}

type standingJSON struct {
	Account  string `json:"account" doc:"that made them"`
	Status   string `json:"status" doc:"of the links, or the ledger's state where none is known"`
	Links    int    `json:"links" doc:"how many"`
	Currency string `json:"currency" doc:"ISO 4217"`
	Amount   string `json:"amount" doc:"asked for, a plain decimal in major units"`
}

// doctorDocument is what doctor prints.
type doctorDocument struct {
	opening
	Findings []finding       `json:"findings" doc:"in the order in which they were looked for"`
	Data     *checkup.Report `json:"data,omitempty" doc:"oddities in the sheet's data, where a sheet was given"`
}
