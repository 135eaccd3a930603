package invoice

import (
	"strings"

	"paysheet/providers"
)

// isTotalsReference tells that a reference cell holds a totals word and not a
// reference: the words alone, with a currency or "for …" behind them, or the label
// that a spreadsheet's subtotals give a group: "INV-001 Total", and in French or
// Spanish "Total INV-001", which counts where the amount is a formula. A reference
// such as TOTAL-001 is none.
func isTotalsReference(text string, formula bool) bool {
	if endsInTotal(text) || formula && startsWithTotal(text) {
		return true
	}
	if hasDigit(text) {
		return false
	}
	text = totalsForm(text)
	return isTotalsPhrase(text) || followsTotals(text)
}

// isTotalsText tells the same of any cell of a row without a reference, where
// it may also end in "total" ("Colombo total") or be the asterisks that SAP
// prints before its sums.
func isTotalsText(text string) bool {
	text = totalsForm(text)
	switch {
	case text == "":
		return false
	case strings.Trim(text, "*") == "" && len(text) <= 4:
		return true
	case isTotalsPhrase(text) || followsTotals(text):
		return true
	}
	return endsInTotal(text)
}

// endsInTotal tells "Colombo total". Most texts are told apart by their last
// letter.
func endsInTotal(text string) bool {
	text = strings.TrimRight(text, ":. \u00a0")
	if text == "" || text[len(text)-1]|0x20 != 'l' && text[len(text)-1]|0x20 != 's' {
		return false
	}
	words := strings.Fields(strings.ToLower(text))
	if len(words) < 2 {
		return false
	}
	switch words[len(words)-1] {
	case "total", "totals", "subtotal", "subtotals", "sub-total", "sub-totals":
		return len(text) <= longestTotals
	}
	return false
}

func startsWithTotal(text string) bool {
	const word = "total "
	return len(text) > len(word) && strings.EqualFold(text[:len(word)], word)
}

// longestTotals bounds what is looked at: a label, not a sentence.
const longestTotals = 80

// totalsForm folds case and spaces and drops a colon at the end.
func totalsForm(text string) string {
	if len(text) > longestTotals {
		return ""
	}
	text = strings.Join(strings.Fields(strings.ToLower(text)), " ")
	return strings.TrimRight(text, ":. ")
}

func isTotalsPhrase(text string) bool {
	switch strings.ReplaceAll(text, "-", " ") {
	case "total", "totals", "grand total", "grand totals", "sub total", "sub totals", "subtotal", "subtotals",
		"net total", "overall total", "report total", "page total", "running total", "total amount", "total due",
		"total outstanding", "total balance", "total receivable", "total receivables", "sum", "sum total",
		"opening balance", "closing balance", "balance brought forward", "balance carried forward",
		"brought forward", "carried forward", "balance b/f", "balance c/f", "b/f", "c/f", "b/d", "c/d",
		"summe", "gesamt", "gesamtsumme", "suma", "suma total", "total general", "totale", "somme":
		return true
	}
	return false
}

// followsTotals tells "total for Perera & Co", "total (LKR)", "sub-total LKR".
func followsTotals(text string) bool {
	rest := text
	for _, word := range []string{"grand total", "sub total", "sub-total", "subtotal", "totals", "total"} {
		if after, ok := strings.CutPrefix(text, word+" "); ok {
			rest = after
			break
		}
	}
	if rest == text {
		return false
	}
	if strings.HasPrefix(rest, "for ") || strings.HasPrefix(rest, "of ") {
		return true
	}
	_, err := providers.ParseCurrency(strings.Trim(rest, "() "))
	return err == nil
}
