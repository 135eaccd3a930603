package checkup

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"paysheet/bulk/invoice"
	"paysheet/bulk/sheet"
)

// Limits on what is taken for a column of words, such as a status: the fewer
// words a column has, the likelier do rules compare with them.
const (
	mostWords   = 40
	longestWord = 64 // bytes
)

// wordColumn is what a column that is no field shows about the spelling of its
// words. To rules, "Void" and "Void " are two.
type wordColumn struct {
	index   int
	spelled map[string]*spelling
	words   map[string][]*spelling // by what is left without case and odd spaces
	last    *spelling              // most cells say what the one above says
}

// spelling is one way to write a word.
type spelling struct {
	text     string
	count    int
	examples []Finding
}

func wordColumns(columns *invoice.Columns) []*wordColumn {
	var list []*wordColumn
	for _, index := range columns.Others() {
		list = append(list, &wordColumn{index: index, spelled: map[string]*spelling{}, words: map[string][]*spelling{}})
	}
	return list
}

// add takes a row's cell; more is false once the column has too many words.
func (w *wordColumn) add(c *checker, row invoice.Row) (more bool) {
	cell := row.At(w.index)
	if cell.Kind != sheet.Text {
		return true
	}
	s := w.last
	if s == nil || s.text != cell.Text {
		if s = w.find(cell.Text); s == nil {
			return false
		}
		w.last = s
	}
	if s.count++; len(s.examples) < c.most {
		s.examples = append(s.examples, Finding{Cell: c.info.Ref(row.Number(), w.index), Row: row.Number(), Value: s.text})
	}
	return true
}

// find gives a text's spelling, nil where the column has too many words or a text
// that is none.
func (w *wordColumn) find(text string) *spelling {
	if s := w.spelled[text]; s != nil {
		return s
	}
	if len(text) > longestWord || len(w.spelled) >= 2*mostWords {
		return nil
	}
	s := &spelling{text: strings.Clone(text)}
	key := strings.ToLower(tidy(text))
	w.spelled[s.text], w.words[key] = s, append(w.words[key], s)
	if len(w.words) > mostWords {
		return nil
	}
	return s
}

// conclude notes the spellings of each word but one: the most frequent of those
// without odd spaces, where there are any.
func (w *wordColumn) conclude(c *checker) {
	for _, ways := range w.words {
		usual := slices.MaxFunc(ways, func(a, b *spelling) int {
			return cmp.Or(a.tidiness()-b.tidiness(), cmp.Compare(a.count, b.count))
		})
		for _, s := range ways {
			if s != usual {
				w.tell(c, s, usual)
			}
		}
	}
}

func (s *spelling) tidiness() int {
	if tidy(s.text) == s.text {
		return 1
	}
	return 0
}

func (w *wordColumn) tell(c *checker, s, usual *spelling) {
	confidence, times := Likely, "once"
	if tidy(s.text) == tidy(usual.text) {
		confidence = Sure
	}
	if usual.count > 1 {
		times = fmt.Sprintf("%d times", usual.count)
	}
	for i := range s.examples {
		s.examples[i].Proposed = tidy(usual.text)
		s.examples[i].Text = fmt.Sprintf("rules take it for another word than %s, which stands in the column %s", invoice.Quote(usual.text), times)
	}
	c.many(Spellings, confidence, s.count, s.examples)
}
