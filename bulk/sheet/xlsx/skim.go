package xlsx

// keepCell takes a plain cell into the row. It gives false for what the reader
// has to look at again token by token, to say what is wrong with it.
func (r *sheetReader) keepCell(c *quickCell) bool {
	cell := r.cell(c.column)
	if c.empty {
		cell.Format = r.book.styles.of(c.style).code
		return true
	}
	from := len(r.text)
	cell.Formula = c.formula
	return r.takeText(c.text) && r.finish(cell, c.cellAttrs, from, c.hasValue) == nil
}

// takeText appends character data to the row's text.
func (r *sheetReader) takeText(raw []byte) bool {
	text, err := appendValue(r.text, raw)
	if err == nil {
		r.text = text
	}
	return err == nil
}

// appendValue appends the text of an element that has no others in it.
func appendValue(dst, raw []byte) ([]byte, error) {
	if isPlainText(raw) {
		return append(dst, raw...), nil
	}
	text, err := appendText(dst, raw)
	if err != nil {
		return dst, err
	}
	return unescape(text, len(dst)), nil
}

// isPlainText tells that text stands for itself: it is ASCII without entities,
// carriage returns and escapes.
func isPlainText(raw []byte) bool {
	for _, c := range raw {
		if c >= 0x80 || c == '&' || c == '\r' || c == '_' {
			return false
		}
	}
	return true
}

// skimCell looks at a plain cell only as far as to know that reading it goes
// well, and whether it holds something.
func (r *sheetReader) skimCell(c *quickCell) bool {
	holds, ok := c.formula, true
	if len(c.text) > 0 {
		some := false
		some, ok = r.skimText(c)
		holds = holds || some
	}
	if holds {
		r.used = c.column
	}
	return ok
}

// skimText looks at a cell's text in the same way.
func (r *sheetReader) skimText(c *quickCell) (holds, ok bool) {
	switch c.kind {
	case sharedCell:
		return r.skimShared(c.text)
	case boolCell:
		return true, len(c.text) == 1 && (c.text[0] == '0' || c.text[0] == '1')
	case numberCell:
		return true, isNumber(c.text) // else it may be white space
	case dateCell:
		return true, c.text[0] > ' ' && isPlainText(c.text)
	default:
		ok = isPlainText(c.text) || r.takeText(c.text)
		r.text = r.text[:0]
		return true, ok
	}
}

// skimShared tells whether a shared string is more than nothing, and whether
// there is one with this index.
func (r *sheetReader) skimShared(index []byte) (holds, ok bool) {
	n, ok := parseUint(index)
	if !ok {
		return false, false
	}
	if r.strings == nil {
		r.strings = r.book.strings
	}
	return r.strings.has(n)
}

// skim makes the reader pass over the rest without keeping its texts: of each
// row it then gives only its number, whether it is hidden, and the last column
// in use.
func (r *sheetReader) skim() { r.visit = r.skimCell }
