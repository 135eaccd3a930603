package csv

import (
	"strings"
	"testing"

	"paysheet/bulk/sheet"

	"github.com/google/go-cmp/cmp"
)

func TestEncodings(t *testing.T) {
	t.Parallel()
	const text = "Reference,Name\r\nA,Zoë €\r\nB,😀 李\r\n"
	far := strings.Repeat("A,plain\n", 3*sampleSize/8)
	tests := []struct {
		name, content, encoding, guess string
		rows                           []string
	}{
		{"ascii", "Reference,Name\nA,x\n", "UTF-8", "every character is ASCII", []string{"02:A|x"}},
		{"utf-8", text, "UTF-8", "valid in it", []string{"02:A|Zoë €", "03:B|😀 李"}},
		{"utf-8 with mark", "\xEF\xBB\xBF" + text, "UTF-8", "", []string{"02:A|Zoë €", "03:B|😀 李"}},
		{"utf-8 with mark and quoted header", "\xEF\xBB\xBF\"Reference\",Name\nA,x\n", "UTF-8", "", []string{"02:A|x"}},
		{"utf-16le with mark", encoded16(text, false, true), "UTF-16LE", "", []string{"02:A|Zoë €", "03:B|😀 李"}},
		{"utf-16be with mark", encoded16(text, true, true), "UTF-16BE", "", []string{"02:A|Zoë €", "03:B|😀 李"}},
		{"utf-16le", encoded16(text, false, false), "UTF-16LE", "two bytes", []string{"02:A|Zoë €", "03:B|😀 李"}},
		{"utf-16be", encoded16(text, true, false), "UTF-16BE", "two bytes", []string{"02:A|Zoë €", "03:B|😀 李"}},
		{"utf-16 of quotes", encoded16("Reference,Name\n\"A\"\"\n1\",x\n", true, false), "UTF-16BE", "two bytes", []string{"02:A\"\n1|x"}},
		{"windows-1252", "Reference,Name\nA,Jos\xE9 \x80 \x93q\x94\nB,x\n", "Windows-1252", "not UTF-8", []string{"02:A|José € “q”", "03:B|x"}},
		{
			"windows-1252 that holds a chance utf-8 character", "Reference,Name\nA,\x93CAF\xC9\x94 \xE9\xE8\n", "Windows-1252", "not UTF-8",
			[]string{"02:A|“CAFÉ” éè"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tab := open(t, tt.content, sheet.Options{Score: score})
			if tab.codec.name != tt.encoding {
				t.Errorf("encoding %s", tab.codec.name)
			}
			if diff := cmp.Diff(tt.rows, read(t, tab)); diff != "" {
				t.Error(diff)
			}
			told := strings.Contains(tab.Info().Guesses[0], "encoding")
			if told != (tt.guess != "") || !strings.Contains(tab.Info().Guesses[0], tt.guess) {
				t.Errorf("guesses %q", tab.Info().Guesses)
			}
		})
	}
	t.Run("an accent far down decides", func(t *testing.T) {
		t.Parallel()
		tab := open(t, "Reference,Name\n"+far+"Z,Jos\xE9\n", sheet.Options{Score: score})
		if tab.codec.name != "Windows-1252" {
			t.Error(tab.codec.name)
		}
	})
	t.Run("characters across the edges of blocks", func(t *testing.T) {
		t.Parallel()
		for shift := range 4 {
			content := "Reference,Name\n" + strings.Repeat("x", shift) + strings.Repeat("A,😀\n", sampleSize/2)
			if tab := open(t, content, sheet.Options{Score: score}); tab.codec.name != "UTF-8" {
				t.Error(tab.codec.name)
			}
		}
	})
}

func TestEncodingsRefused(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, content string
		words         []string
	}{
		{"nul", "Reference,Name\nA,x\n\nB,y\x00z\n", []string{"line 4", "NUL"}},
		{"nul padding", "Reference,Name\nA\x00\x00\x00,B\x00\x00\x00\n", []string{"line 2", "NUL"}},
		{"utf-32", "\xFF\xFE\x00\x00R\x00\x00\x00", []string{"UTF-32"}},
		{"utf-32be", "\x00\x00\xFE\xFF\x00\x00\x00R", []string{"UTF-32"}},
		{"mark, but not utf-8", "\xEF\xBB\xBFReference,Name\nA,Jos\xE9\n", []string{"line 2", "UTF-8"}},
		{"two encodings", "Reference,Name\nA,José Zoë\r\nB,Jos\xE9\n", []string{"line 3", "mixed"}},
		{"no windows-1252", "Reference,Name\nA,\x83e\x83X\x83g\nB,\x90\xE9\n", []string{"line 3", "neither"}},
		{"utf-16 with nul", encoded16("Reference,Name\nA,\x00x\n", false, true), []string{"line 2", "NUL"}},
		{"utf-16 cut", encoded16("Reference,Name\nA,x\n", false, true) + "x", []string{"line 3", "middle of a character"}},
		{"utf-16 with half a pair", encoded16("Reference,Name\nA,x\n", false, true) + "\x00\xD8\n\x00", []string{"line 3", "half a character"}},
		{"utf-16 ending in half a pair", encoded16("Reference,Name\nA,x\n", false, true) + "\x00\xD8", []string{"line 3", "middle"}},
		{"utf-16 with the halves swapped", encoded16("Reference,Name\nA,x\n", false, true) + "\x00\xDC\x00\xD8", []string{"line 3", "half a character"}},
		{"a picture", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", []string{"NUL"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			mustFail(t, tt.content, sheet.Options{Score: score}, tt.words...)
		})
	}
}

func TestLinesAreCountedAcrossBlocks(t *testing.T) {
	t.Parallel()
	content := strings.Repeat("x", sampleSize-1) + "\r\n" + "y\rz\n"
	path := write(t, content)
	if got := lineAt(openFileHandle(t, path), int64(len(content))); got != 4 {
		t.Errorf("line %d", got)
	}
}
