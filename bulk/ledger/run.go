package ledger

import "time"

// Run is one start of the program that may change links.
type Run struct {
	ID           string
	Command      string // "apply"
	Sheet        string // the path as given; empty for a run over the ledger
	SheetDigest  string
	Rules        string // path of the rules, or "none"
	RulesDigest  string
	Config       string
	ConfigDigest string
	Version      string    // of paysheet
	Approver     string    // who said yes: a person, or "--yes"
	Accepted     []string  `json:",omitempty"` // the kinds of oddities whose cells were read as proposed
	Part         bool      `json:",omitempty"` // not every row of the sheet was chosen
	Review       string    `json:",omitempty"` // the id of the review whose approved rows the run carries out
	Approved     []string  `json:",omitempty"` // who approved that review and when, where the config asks for it
	Who          string    // set by StartRun
	Host         string    // set by StartRun
	PID          int       // set by StartRun
	Started      time.Time // set by StartRun
	Ended        time.Time // set by EndRun; zero for a run that did not end, or has not yet
	Summary      Summary   // zero until EndRun
}

// Summary is how a run ended.
type Summary struct {
	Exit   int               `json:"exit"`             // the exit status
	Counts map[string]int    `json:"counts,omitempty"` // rows by outcome
	Totals map[string]string `json:"totals,omitempty"` // amounts linked by currency, plain digits
	Asked  map[string]string `json:"asked,omitempty"`  // what the sheet asked for by currency, whatever came of it
	Note   string            `json:"note,omitempty"`   // one sentence, such as why it stopped
}
