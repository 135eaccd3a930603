package script

// Parses tells whether a text can be read as rules, without compiling it: nil,
// or an *Error that names the place.
func Parses(name string, source []byte) error {
	f := &files{content: map[string][]byte{name: source}}
	if _, err := options().Parse(name, source, 0); err != nil {
		return f.syntaxError(err)
	}
	return nil
}
