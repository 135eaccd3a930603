package main

import (
	"fmt"
	"strings"
	"time"

	"paysheet/bulk"
	"paysheet/bulk/ledger"
	"paysheet/bulk/review"
	"paysheet/bulk/sheet"
)

// reviewDress says how a review looks: wide enough, coloured by action, with a
// list to choose an answer from, and with a page that sums the plan up.
func reviewDress(s *session, stored ledger.StoredReview, v *view) sheet.Dress {
	widths := map[string]int{
		review.HeaderAction: 14, review.HeaderAccount: 17, review.HeaderAmount: 17, review.HeaderCurrency: 17,
		review.HeaderExpires: 15, review.HeaderReason: 52, review.HeaderApprove: 11, review.HeaderKey: 24,
	}
	dress := sheet.Dress{Page: s.reviewPage(stored, v)}
	for _, header := range review.Columns() {
		column := sheet.ColumnDress{Width: widths[header]}
		if header == review.HeaderApprove {
			column.List, column.Open = []string{review.Yes, review.No}, true
		}
		dress.Columns = append(dress.Columns, column)
	}
	for _, action := range bulk.Actions() {
		tint := tintOf(action.Mark().Tone)
		tint.Text = string(action)
		dress.Tints = append(dress.Tints, tint)
	}
	return dress
}

// tintOf gives the colours of a tone on paper: dark enough to read on its fill,
// and told apart in print by the word beside it.
func tintOf(tone bulk.Tone) sheet.Tint {
	switch tone {
	case bulk.ToneMade:
		return sheet.Tint{Fill: "E2F0D9", Ink: "1E4D2B"}
	case bulk.ToneChanged:
		return sheet.Tint{Fill: "FFF2CC", Ink: "664E00"}
	case bulk.ToneGone:
		return sheet.Tint{Fill: "E7E0EC", Ink: "4A3560"}
	case bulk.ToneRead:
		return sheet.Tint{Fill: "DDEBF7", Ink: "1F3F66"}
	case bulk.ToneWarning:
		return sheet.Tint{Fill: "FCE4D6", Ink: "7A2E0E"}
	case bulk.ToneDoubt:
		return sheet.Tint{Fill: "F8D7DA", Ink: "7A1420"}
	default:
		return sheet.Tint{Fill: "F2F2F2", Ink: "595959"}
	}
}

// pageWriter collects the rows of a page.
type pageWriter struct{ rows [][]sheet.PageCell }

func cell(text string) sheet.PageCell {
	return sheet.PageCell{Value: sheet.Value{Text: bulk.Clean(text)}}
}

func bold(text string) sheet.PageCell {
	c := cell(text)
	c.Strong = true
	return c
}

func right(text string) sheet.PageCell {
	c := bold(text)
	c.Right = true
	return c
}

func (p *pageWriter) add(cells ...sheet.PageCell) { p.rows = append(p.rows, cells) }

// fact adds a line of a name and a text; none where there is no text.
func (p *pageWriter) fact(name, text string) {
	if text != "" {
		p.add(cell(name), cell(text))
	}
}

// count adds a line of a total. A sum with more digits than a spreadsheet keeps
// is written as text, whole.
func (p *pageWriter) count(account, what string, c bulk.Count) {
	amount := sheet.PageCell{}
	if c.Currency != "" {
		amount.Text = "too large to add"
		if !c.Over {
			amount.Text = c.Sum.String()
			digits := strings.Trim(strings.Replace(amount.Text, ".", "", 1), "-")
			amount.Number = len(digits) <= 15 // significant digits (Excel specifications and limits)
		}
	}
	p.add(cell(account), cell(what), cell(string(c.Currency)), sheet.PageCell{Value: sheet.Value{Text: itoa(c.Rows), Number: true}}, amount)
}

func reviewTitle(id string) string { return "Review " + id }

// reviewPage sums a plan up: what it stands on, what to do with it, and totals
// that foot to the sheet.
func (s *session) reviewPage(stored ledger.StoredReview, v *view) sheet.Page {
	p := &pageWriter{}
	info := s.table.Info()
	p.add(bold(reviewTitle(stored.ID)))
	p.fact("Sheet", info.Path)
	p.fact("Sheet SHA-256", info.Digest)
	p.fact("Worksheet", info.Sheet)
	p.fact("Rules", s.rulesPath)
	p.fact("Rules SHA-256", stored.RulesDigest)
	p.fact("Config", s.config.path)
	p.fact("Config SHA-256", stored.ConfigDigest)
	p.fact("As of", s.today.String()+" ("+s.config.zoneName+")")
	p.fact("Planned by", stored.Who)
	p.fact("Planned at", stored.At.In(s.config.zone).Format(time.RFC3339))
	p.fact("paysheet", stored.Version)
	p.fact("Plan SHA-256", stored.Plan)
	if s.options.sandbox {
		p.fact("Sandbox", "stand-ins: nobody is called or charged")
	}
	p.add()
	p.add(bold("What to do"))
	for i, text := range s.reviewSteps(inFolder(info.Path), inFolder(stored.Path)) {
		p.add(cell(itoa(i+1)), cell(text))
	}
	s.pageWarnings(p, v)
	p.add()
	head := summaryHead()
	p.add(bold(head[0]), bold(head[1]), bold(head[2]), right(head[3]), right(head[4]))
	for _, line := range v.tally.Lines(markOrder()) {
		p.count(accountWord(line.Account, line.What), line.What, line.Count)
	}
	p.add()
	p.add(bold(allTogether))
	for _, c := range v.tally.ByCurrency() {
		p.count("", "", c)
	}
	p.add(cell(s.footsToSheet(v)))
	return sheet.Page{Name: summaryName, Widths: []int{20, 18, 12, 12, 22}, Rows: p.rows}
}

// footsToSheet says whether the totals are those of the sheet itself.
func (s *session) footsToSheet(v *view) string {
	input := s.planner.Input()
	if faults := input.Compare(&v.tally); len(faults) > 0 {
		return "Does not foot to the sheet: " + strings.Join(faults, "; ")
	}
	return fmt.Sprintf("Foots to the sheet: %s read, and the same sum in every currency", rowsOf(input.Rows()))
}

// reviewSteps says what comes after a review was written, with the names of the
// sheet and of the review as they are typed.
func (s *session) reviewSteps(table, file string) []string {
	sandboxed := sandboxWord(s.options.sandbox)
	steps := []string{fmt.Sprintf("Put yes or no into the column %s, and save. Rows may be sorted and filtered; corrections belong into the sheet itself.", review.HeaderApprove)}
	if len(s.config.approvers) > 0 && !s.options.sandbox { // a sandboxed apply asks nobody
		steps = append(steps, fmt.Sprintf("One of %s, who did not plan it, runs: paysheet approve%s %s", strings.Join(s.config.approvers, ", "), sandboxed, file))
	}
	return append(steps, fmt.Sprintf("paysheet apply%s %s --approved %s", sandboxed, table, file))
}

// inFolder gives a file's name as it is typed in its own folder: a review goes to
// other people, who have it elsewhere.
func inFolder(path string) string { return typed(path[strings.LastIndexAny(path, `/\`)+1:]) }

// showReview says what was written and what to do with it.
func (s *session) showReview(w *writtenReview, output string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\nReview %s written to %s: %s, yes in %s", w.stored.ID, printable(output), rowsOf(w.stored.Rows), groupInt(w.yes))
	if w.open > 0 {
		fmt.Fprintf(&b, "; %s to decide, with what the plan warns of in %s", rowsOf(w.open), review.HeaderReason)
	}
	b.WriteString("\n")
	for _, text := range s.reviewSteps(typed(s.table.Info().Path), typed(output)) {
		b.WriteString(wrapped("  ", printable(text)))
	}
	return b.String()
}
