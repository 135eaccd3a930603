package checkup

import (
	"slices"
	"strings"
	"unicode"

	"paysheet/bulk/invoice"
	"paysheet/bulk/sheet"
)

const mailto = "mailto:"

// verdict is what is odd about an address; the zero value is nothing.
type verdict struct {
	confidence     Confidence
	proposed, text string
}

// mail finds what no mail server would take.
func (c *checker) mail(row invoice.Row) {
	c.contact(row, invoice.Email, Mail, judgeMail)
}

// phone finds what no telephone would dial.
func (c *checker) phone(row invoice.Row) {
	c.contact(row, invoice.Phone, Phones, judgePhone)
}

func (c *checker) contact(row invoice.Row, field invoice.Field, kind Kind, judge func(string) verdict) {
	cell := row.Stored(field)
	if cell.Kind != sheet.Text && cell.Kind != sheet.Number {
		return
	}
	text := tidy(cell.Text)
	if cell.Kind == sheet.Number {
		text, _ = cell.Plain()
	}
	if text == "" {
		return
	}
	v := judge(text)
	if v.confidence > 0 && isPlaceholder(text) {
		v = verdict{Maybe, "", "a word for nothing: empty the cell"}
	}
	if v.confidence == 0 {
		return
	}
	f := c.about(row, field)
	f.Kind, f.Confidence, f.Proposed, f.Text = kind, v.confidence, v.proposed, v.text
	c.note(f)
}

// isPlaceholder tells what people write where there is nothing to write.
func isPlaceholder(text string) bool {
	switch strings.ToLower(strings.Trim(text, ".-/ ")) {
	case "", "n/a", "na", "nil", "none", "null", "tba", "tbc", "unknown":
		return true
	}
	return false
}

// judgeMail judges one address by what every mail server demands (RFC 5321,
// section 4.1.2): one mailbox, an @, a domain. It does not try to be complete.
func judgeMail(text string) verdict {
	if isMail(text) {
		return verdict{}
	}
	if v := wrappedMail(text); v.confidence > 0 {
		return v
	}
	if strings.Count(text, "@") > 1 {
		return severalMails(text)
	}
	local, domain, found := strings.Cut(text, "@")
	switch {
	case !found:
		return verdict{Sure, "", "no mail address: it has no @"}
	case strings.ContainsFunc(text, unicode.IsSpace):
		return verdict{Sure, without(text), "has a space in it"}
	case local == "" || domain == "":
		return verdict{Sure, "", "one side of the @ is empty"}
	case strings.ContainsAny(text, mailMarks):
		return verdict{Sure, plainMail(strings.Trim(text, mailMarks)), "has a mark in it that belongs to no address"}
	}
	return judgeDomain(text, domain)
}

func judgeDomain(text, domain string) verdict {
	switch {
	case slices.Contains(strings.Split(domain, "."), "") && strings.Contains(domain, "."):
		return verdict{Sure, plainMail(strings.TrimRight(text, ".")), "has a full stop too many"}
	case !strings.Contains(domain, "."):
		return verdict{Likely, "", "its domain has no full stop, such as .com or .lk"}
	}
	return verdict{}
}

// severalMails proposes the first good address of several.
func severalMails(text string) verdict {
	isBetween := func(r rune) bool { return strings.ContainsRune(",;/|", r) || unicode.IsSpace(r) }
	for part := range strings.FieldsFuncSeq(text, isBetween) {
		if isMail(part) {
			return verdict{Sure, part, "more than one address in one cell: keep one"}
		}
	}
	return verdict{Sure, "", "more than one @"}
}

// wrappedMail finds one good address with something around it.
func wrappedMail(text string) verdict {
	if rest, ok := cutPrefixFold(text, mailto); ok {
		rest, _, _ = strings.Cut(rest, "?")
		return verdict{Sure, plainMail(rest), "a link to an address, not the address alone"}
	}
	if from, to := strings.IndexByte(text, '<'), strings.IndexByte(text, '>'); from >= 0 && to > from {
		if inside := plainMail(text[from+1 : to]); inside != "" && strings.Count(text, "@") == 1 {
			return verdict{Sure, inside, "has a name beside the address"}
		}
	}
	return verdict{}
}

// plainMail gives the text if nothing is odd about it any more.
func plainMail(text string) string {
	if text = strings.TrimSpace(text); !isMail(text) {
		return ""
	}
	return text
}

const mailMarks = ",;<>()[]\"\\"

// isPlainMail is the quick answer for nearly every address: letters, digits and
// few marks, with one @ and no empty part.
func isPlainMail(text string) bool {
	at, before, labels := 0, byte('.'), 0
	for i := range len(text) {
		b := text[i]
		switch {
		case isWord(b):
		case b == '@' && at == 0 && i > 0:
			at, b = i, '.'
		case b == '.' && (at == 0 || before != '.'):
			labels += min(at, 1)
		default:
			return false
		}
		before = b
	}
	return labels > 0 && before != '.'
}

// isWord tells what stands between the full stops of nearly every address.
func isWord(b byte) bool {
	return b|0x20 >= 'a' && b|0x20 <= 'z' || b >= '0' && b <= '9' || b == '-' || b == '_' || b == '+'
}

// isMail tells an address about which nothing is odd.
func isMail(text string) bool { return isPlainMail(text) || isOneMail(text) }

func isOneMail(text string) bool {
	local, domain, _ := strings.Cut(text, "@")
	if local == "" || strings.Contains(domain, "@") || strings.ContainsAny(text, mailMarks) || strings.ContainsFunc(text, unicode.IsSpace) {
		return false
	}
	labels := strings.Split(domain, ".")
	_, isLink := cutPrefixFold(text, mailto)
	return len(labels) > 1 && !slices.Contains(labels, "") && !isLink
}

func without(text string) string { return plainMail(strings.Join(strings.Fields(text), "")) }

func cutPrefixFold(text, prefix string) (string, bool) {
	if len(text) < len(prefix) || !strings.EqualFold(text[:len(prefix)], prefix) {
		return text, false
	}
	return text[len(prefix):], true
}

const (
	fewestDigits = 7  // of a telephone number with which anybody can be reached from elsewhere
	mostDigits   = 15 // ITU-T E.164 (11/2010), section 6: international numbers have at most 15 digits
)

// isPlainPhone is the quick answer for nearly every number: digits, with a plus
// before them or without.
func isPlainPhone(text string) bool {
	digits := strings.TrimPrefix(text, "+")
	return len(digits) >= fewestDigits && len(digits) <= mostDigits && isDigits(digits)
}

// judgePhone judges one telephone number.
func judgePhone(text string) verdict {
	if isPlainPhone(text) {
		return verdict{}
	}
	return judgeOddPhone(text)
}

func judgeOddPhone(text string) verdict {
	if rest, ok := cutPrefixFold(text, "tel:"); ok {
		return verdict{Sure, plainPhone(rest), "a link to a number, not the number alone"}
	}
	if isScientific(text) {
		return verdict{} // told as a long number
	}
	n := 0 // in any script
	for _, r := range text {
		if unicode.IsDigit(r) {
			n++
		}
	}
	return judgeDigits(text, n)
}

func judgeDigits(text string, n int) verdict {
	letters := strings.ContainsFunc(text, unicode.IsLetter)
	switch {
	case n == 0:
		return verdict{Sure, "", "no telephone number: it has no digits"}
	case n > mostDigits || strings.Count(text, "+") > 1:
		if first := firstPhone(text); first != "" {
			return verdict{Sure, first, "more than one number in one cell: keep one"}
		}
		return verdict{Sure, "", "more digits than any telephone number"}
	case letters && isExtension(text):
		return verdict{Maybe, "", "has an extension, which no text message reaches"}
	case letters:
		return verdict{Sure, "", "has letters in it"}
	case n < fewestDigits:
		return verdict{Likely, "", "too few digits for a telephone number"}
	}
	return verdict{}
}

// firstPhone gives the first of several numbers in a cell.
func firstPhone(text string) string {
	first := strings.IndexAny(text, ",;/|")
	if first < 0 {
		return ""
	}
	return plainPhone(text[:first])
}

func plainPhone(text string) string {
	if text = strings.TrimSpace(text); judgePhone(text).confidence > 0 {
		return ""
	}
	return text
}

// isExtension tells "011 234 5678 ext. 12".
func isExtension(text string) bool {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) })
	if len(words) != 1 {
		return false
	}
	switch words[0] {
	case "x", "ext", "extn", "extension":
		return true
	}
	return false
}
