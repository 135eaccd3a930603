package ledger

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// The kinds of the events about reviews.
const (
	kindReview  = "review"
	kindApprove = "approve"
)

// Review is what a plan was when it was written into a review copy: the files
// it stands on, what was asked for, and the digest of every row's action. The
// copy itself only carries the review's id.
type Review struct {
	Path         string     `json:"path"`             // of the review copy
	Sheet        string     `json:"sheet"`            // the sheet's absolute path
	SheetDigest  string     `json:"sheet_digest"`     // SHA-256 of the file
	Content      string     `json:"content"`          // digest of the sheet's own cells, without paysheet's columns
	Rules        string     `json:"rules"`            // absolute path, or "none"
	RulesDigest  string     `json:"rules_digest"`     //
	Config       string     `json:"config"`           // absolute path
	ConfigDigest string     `json:"config_digest"`    //
	Today        string     `json:"today"`            // the day that the plan was made for, as 2006-01-02
	Plan         string     `json:"plan"`             // digest of every row's action, account, amount and request
	Rows         int        `json:"rows"`             // rows of the plan
	Version      string     `json:"version"`          // of paysheet
	Asked        ReviewAsks `json:"asked,omitempty"`  //
	Totals       string     `json:"totals,omitempty"` // of the copy's page: a line each of rows, amount and what, with tabs between
}

// ReviewAsks are the flags of the command line that a plan depends on, so that
// the run that carries it out asks for the same.
type ReviewAsks struct {
	Worksheet string `json:"worksheet,omitempty"`
	Table     string `json:"table,omitempty"`
	Range     string `json:"range,omitempty"`
	HeaderRow int    `json:"header_row,omitempty"`
	Rows      string `json:"rows,omitempty"`
	Where     string `json:"where,omitempty"`
	Accept    string `json:"accept,omitempty"`
	Update    bool   `json:"update,omitempty"`
	Replace   bool   `json:"replace,omitempty"`
	Renew     bool   `json:"renew,omitempty"`
	Recreate  bool   `json:"recreate,omitempty"`
	Hidden    bool   `json:"hidden,omitempty"`
	RulesFile string `json:"rules_file,omitempty"`
}

// Approval is one person's yes to the rows that a review says yes to.
type Approval struct {
	Review string `json:"review"` // its id
	Digest string `json:"digest"` // of the plan and the approved rows
	Rows   int    `json:"rows"`   // that are approved
}

// StoredReview is a review with what its event says of it.
type StoredReview struct {
	Review
	ID  string // R124-9f86d081884c: the event's number and the start of its hash
	Who string
	At  time.Time
}

// StoredApproval is an approval with what its event says of it.
type StoredApproval struct {
	Approval
	Event string // its number and the start of its hash
	Who   string
	At    time.Time
}

// AddReview records durably that a review copy is about to be written, and gives
// it its id.
func (l *Ledger) AddReview(ctx context.Context, review Review) (StoredReview, error) {
	e := &Event{Kind: kindReview, Sheet: review.Sheet, Review: &review}
	if err := l.note(ctx, e); err != nil {
		return StoredReview{}, fmt.Errorf("recording the review: %w", err)
	}
	return StoredReview{review, eventID(e), e.Who, e.At}, nil
}

// AddApproval records durably that the person whom the ledger was opened for
// approves. Whether he may is the caller's to know.
func (l *Ledger) AddApproval(ctx context.Context, approval Approval) (StoredApproval, error) {
	e := &Event{Kind: kindApprove, Approval: &approval}
	if err := l.note(ctx, e); err != nil {
		return StoredApproval{}, fmt.Errorf("recording the approval: %w", err)
	}
	return StoredApproval{approval, eventID(e), e.Who, e.At}, nil
}

// note appends an event that is about no entry and no run.
func (l *Ledger) note(ctx context.Context, e *Event) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return l.write(func(ctx context.Context, s *session) error {
		e.At = l.clock().UTC()
		return s.add(ctx, e)
	})
}

// eventID names an event so that it is found at once and no other ledger has it.
func eventID(e *Event) string {
	return fmt.Sprintf("R%d-%s", e.Seq, e.Hash[:leastPrefix])
}

// FindReview gives a review by its id; ErrMissing where this ledger has none of
// that id, and a *BrokenError where its event is not what was written.
func (l *Ledger) FindReview(ctx context.Context, id string) (StoredReview, error) {
	seq, hash, err := parseEventID(id)
	if err != nil {
		return StoredReview{}, err
	}
	missing := fmt.Errorf("review %s: %w", id, ErrMissing)
	if l.ro == nil {
		return StoredReview{}, missing
	}
	var found, body string
	err = l.ro.QueryRowContext(ctx, "SELECT hash, body FROM events WHERE seq = ?", seq).Scan(&found, &body)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return StoredReview{}, missing
	case err != nil:
		return StoredReview{}, fmt.Errorf("reading review %s: %w", id, err)
	case !strings.HasPrefix(found, hash):
		return StoredReview{}, missing
	case hashOf([]byte(body)) != found:
		return StoredReview{}, &BrokenError{seq, "its content was changed"}
	}
	var e Event
	if err := json.Unmarshal([]byte(body), &e); err != nil {
		return StoredReview{}, &BrokenError{seq, "its content cannot be read"}
	}
	if e.Review == nil {
		return StoredReview{}, missing
	}
	return StoredReview{*e.Review, id, e.Who, e.At}, nil
}

// Approvals gives every approval of a review, the oldest first.
func (l *Ledger) Approvals(ctx context.Context, id string) ([]StoredApproval, error) {
	from, _, err := parseEventID(id)
	if err != nil {
		return nil, err
	}
	const query = "SELECT seq, hash, body FROM events WHERE seq > ?1 AND body ->> '$.kind' = '" + kindApprove + "' ORDER BY seq LIMIT ?2"
	var all []StoredApproval
	for e, err := range l.events(ctx, query, from) {
		if err != nil {
			return nil, err
		}
		if e.Approval != nil && e.Approval.Review == id {
			all = append(all, StoredApproval{*e.Approval, eventID(&e), e.Who, e.At})
		}
	}
	return all, nil
}

// parseEventID reads R124-9f86d081884c.
func parseEventID(id string) (seq int64, hash string, err error) {
	words := regexp.MustCompile(`^R([1-9][0-9]{0,17})-([0-9a-f]{12})$`).FindStringSubmatch(id)
	if words == nil {
		return 0, "", fmt.Errorf("%.40q is no id of a review", id)
	}
	seq, err = strconv.ParseInt(words[1], 10, 64)
	return seq, words[2], err
}
