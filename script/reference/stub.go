package reference

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"paysheet/providers"
)

// StubName is the file that Pyright and Pylance read for names that every file
// of a folder has.
const StubName = "__builtins__.pyi"

// Stub gives Python stubs of everything that rules can use, so that an editor
// which takes *.star for Python completes names and shows types. accounts and
// columns are those of the configuration and of the sheet.
func Stub(accounts, columns []string) string {
	var b strings.Builder
	b.WriteString(`"""Names of paysheet's rules, for editors. Written by paysheet rules doc --stub."""

from typing import Any, Callable, Iterable, Iterator, Literal, NoReturn

`)
	classes := map[string][]Entry{}
	for _, e := range Entries() {
		owner, _, isPart := strings.Cut(e.Name, ".")
		switch {
		case isPart:
			classes[owner] = append(classes[owner], e)
		case e.Value || python(e):
		case e.Name == "LKR":
			for _, currency := range providers.Currencies() {
				e.Name = currency
				function(&b, e, "")
			}
		default:
			function(&b, e, "")
		}
	}
	for _, owner := range []string{"row", "money", "date", "days", "account", "table", "decision", "t"} {
		class(&b, owner, classes[owner], columns)
	}
	b.WriteString(`
class Decimal:
    def __add__(self, other: Decimal | int) -> Decimal: ...
    def __sub__(self, other: Decimal | int) -> Decimal: ...
    def __mul__(self, other: Decimal | int) -> Decimal: ...
    def __truediv__(self, other: Decimal | int) -> Decimal: ...
    def __lt__(self, other: Decimal) -> bool: ...
    def __le__(self, other: Decimal) -> bool: ...
    def __gt__(self, other: Decimal) -> bool: ...
    def __ge__(self, other: Decimal) -> bool: ...

class Record:
    def __getitem__(self, column: str) -> str: ...

class Holidays:
    def __contains__(self, date: Date) -> bool: ...

class Accounts:
    def __getitem__(self, name: str) -> Account: ...
`)
	for _, name := range accounts {
		if isName(name) {
			fmt.Fprintf(&b, "    %s: Account\n", name)
		}
	}
	b.WriteString("\naccounts: Accounts\n")
	return b.String()
}

// python tells what Python itself has.
func python(e Entry) bool {
	return e.Group == "Built in" && e.Name != "fail" || slices.Contains([]string{"sum", "abs", "min", "max", "int", "float"}, e.Name)
}

func isName(s string) bool {
	for i, r := range s {
		letter := r == '_' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		if !letter && (i == 0 || r < '0' || r > '9') {
			return false
		}
	}
	return s != ""
}

func function(b *strings.Builder, e Entry, indent string) {
	_, method, isMethod := strings.Cut(e.Name, ".")
	name := e.Name
	var params []string
	if isMethod {
		name, params = method, append(params, "self")
	}
	if e.Keywords {
		params = append(params, "*")
	}
	for _, p := range e.Params {
		text := p.Name + ": " + typeName(p.Type)
		if p.Default != "" {
			if p.Default == "None" {
				text += " | None"
			}
			text += " = ..."
		}
		params = append(params, text)
	}
	fmt.Fprintf(b, "%sdef %s(%s) -> %s:\n%s    %s\n%s    ...\n", indent, name, strings.Join(params, ", "), typeName(e.Returns), indent, docstring(e.Doc), indent)
}

func docstring(text string) string {
	return `"""` + strings.ReplaceAll(strings.ReplaceAll(text, `\`, `\\`), `"`, `'`) + `"""`
}

func class(b *strings.Builder, owner string, parts []Entry, columns []string) {
	fmt.Fprintf(b, "\nclass %s:\n", typeName(owner))
	for _, e := range parts {
		_, name, _ := strings.Cut(e.Name, ".")
		if e.Value {
			fmt.Fprintf(b, "    %s: %s\n    %s\n", name, typeName(e.Returns), docstring(e.Doc))
			continue
		}
		function(b, e, "    ")
	}
	b.WriteString(operators(owner, columns))
}

// operators gives what the operators of a type take and give.
func operators(owner string, columns []string) string {
	def := func(name, other, gives string) string {
		return fmt.Sprintf("    def __%s__(self, other: %s) -> %s: ...\n", name, other, gives)
	}
	ordered := func(t string) string {
		const compare = "    def __lt__(self, other: X) -> bool: ...\n    def __le__(self, other: X) -> bool: ...\n" +
			"    def __gt__(self, other: X) -> bool: ...\n    def __ge__(self, other: X) -> bool: ...\n"
		return strings.ReplaceAll(compare, "X", t)
	}
	switch owner {
	case "money":
		return def("add", "Money", "Money") + def("sub", "Money", "Money") + def("mul", "int | Decimal", "Money") + def("rmul", "int | Decimal", "Money") +
			def("truediv", "Money", "Decimal") + "    def __neg__(self) -> Money: ...\n" + ordered("Money")
	case "date":
		return def("add", "Days", "Date") + def("sub", "Any", "Any") + ordered("Date")
	case "days":
		return def("add", "Days", "Days") + def("sub", "Days", "Days") + def("mul", "int", "Days") + ordered("Days")
	case "table":
		return "    def __getitem__(self, key: str) -> Record: ...\n    def __iter__(self) -> Iterator[Record]: ...\n"
	case "row":
		kind := "str"
		if len(columns) > 0 {
			words := make([]string, len(columns))
			for i, c := range columns {
				words[i] = strconv.Quote(c)
			}
			kind = "Literal[" + strings.Join(words, ", ") + "]"
		}
		return "    def __getitem__(self, header: " + kind + ") -> str: ...\n"
	}
	return ""
}

// typeName gives the Python type for a type of the table.
func typeName(t string) string {
	words := strings.Split(t, " | ")
	for i, word := range words {
		if name, ok := map[string]string{
			"money": "Money", "date": "Date", "days": "Days", "decimal": "Decimal", "account": "Account", "decision": "Decision",
			"table": "Table", "record": "Record", "holidays": "Holidays", "row": "Row", "t": "T", "accounts": "Accounts",
			"weekday": "str", "any": "Any", "iterable": "Iterable[Any]", "function": "Callable[..., Any]", "error": "NoReturn",
			"list": "list[Any]", "tuple": "tuple[Any, ...]", "dict": "dict[str, str]",
		}[word]; ok {
			words[i] = name
		}
	}
	return strings.Join(words, " | ")
}
