package reference

// builtIn are Starlark's own names, in so far as rules have use for them.
func builtIn() []Entry {
	x := []Param{{"x", "any", "", ""}}
	list := []Param{{"list", "iterable", "", ""}}
	value := func(name, doc, expr, gives string) Entry {
		return Entry{Name: name, Value: true, Returns: "any", Doc: doc, Examples: []Example{{Expr: expr, Gives: gives}}}
	}
	call := func(name string, params []Param, returns, doc, expr, gives string) Entry {
		return Entry{Name: name, Params: params, Returns: returns, Doc: doc, Examples: []Example{{Expr: expr, Gives: gives}}}
	}
	return []Entry{
		value("None", "Nothing: what an empty typed cell equals.", "row.expires == None", "True"),
		value("True", "Yes.", "not False", "True"),
		value("False", "No.", "not True", "False"),
		call("all", list, "bool", "Whether every element is true.", "all([1, 2])", "True"),
		call("any", list, "bool", "Whether some element is true.", "any([0, 2])", "True"),
		call("bool", x, "bool", "Whether a value is true: not zero, not empty, not None.", `bool("")`, "False"),
		call("bytes", x, "bytes", "Bytes out of text.", `len(bytes("abc"))`, "3"),
		call("chr", []Param{{"n", "int", "", ""}}, "str", "The character of a code point.", "chr(65)", `"A"`),
		call("dict", []Param{{"pairs", "iterable", "None", ""}}, "dict", "A dict out of pairs or named values.", "dict(a = 1)", `{"a": 1}`),
		call("dir", x, "list", "The names behind a value.", "dir(days(1))", `["days", "months"]`),
		call("enumerate", []Param{{"list", "iterable", "", ""}, {"start", "int", "0", ""}}, "list", "Elements with their numbers.", `enumerate(["a"])`, `[(0, "a")]`),
		call("fail", []Param{{"*values", "any", "", "what is wrong"}}, "error", "Stops with an error for this row, which is then rejected.", `"fail" in ["fail"]`, "True"),
		call("getattr", []Param{{"x", "any", "", ""}, {"name", "str", "", ""}, {"default", "any", "None", ""}}, "any", "A part by its name.", `getattr(row, "currency")`, `"LKR"`),
		call("hasattr", []Param{{"x", "any", "", ""}, {"name", "str", "", ""}}, "bool", "Whether a value has a part.", `hasattr(row, "amount")`, "True"),
		call("hash", []Param{{"x", "str", "", ""}}, "int", "A number out of text, always the same.", `hash("a")`, "97"),
		call("len", x, "int", "How many elements or bytes.", `len("abc")`, "3"),
		call("list", list, "list", "A list of the elements.", "list((1, 2))", "[1, 2]"),
		call("ord", []Param{{"s", "str", "", ""}}, "int", "The code point of a character.", `ord("A")`, "65"),
		call("print", []Param{{"*values", "any", "", ""}}, "None", "Says something for explain and for tests, at most 4 KiB a row.", `print("amount", row.amount)`, "None"),
		call("range", []Param{{"start", "int", "", "or only the stop"}, {"stop", "int", "None", ""}, {"step", "int", "1", ""}}, "range", "Whole numbers in turn, at most 100,000.", "list(range(3))", "[0, 1, 2]"),
		call("repr", x, "str", "A value as it would be written.", `repr("a")`, `"\"a\""`),
		call("reversed", list, "list", "The elements from the end.", "reversed([1, 2])", "[2, 1]"),
		call("set", []Param{{"list", "iterable", "None", ""}}, "set", "The elements, each once.", "len(set([1, 1]))", "1"),
		call("sorted", []Param{{"list", "iterable", "", ""}, {"key", "function", "None", ""}, {"reverse", "bool", "False", ""}}, "list", "The elements in order.", "sorted([LKR(2), LKR(1)])", "[1.00 LKR, 2.00 LKR]"),
		call("str", x, "str", "A value as text.", `"Total " + str(row.amount)`, `"Total 150,000.00 LKR"`),
		call("tuple", list, "tuple", "A tuple of the elements.", "tuple([1])", "(1,)"),
		call("type", x, "str", "The name of a value's type.", "type(row.amount)", `"money"`),
		call("zip", []Param{{"*lists", "iterable", "", ""}}, "list", "Elements of several lists in pairs.", "zip([1], [2])", "[(1, 2)]"),
	}
}
