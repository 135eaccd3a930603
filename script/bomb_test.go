package script_test

import "strings"

// bomb is a few lines that would take more memory or time than there is.
type bomb struct {
	name string
	body string // of a function that row 17 alone calls
	want string // in the error's sentence; on a busy machine the clock may come first: a|b
}

// rules gives the rules file that holds the bomb.
func (b bomb) rules() string {
	return "def lit(row):\n    " + strings.ReplaceAll(b.body, "\n", "\n    ") +
		"\n\ndef decide(row):\n    if row.number == 17:\n        lit(row)\n    return skip(\"fine\")\n"
}

// bombs lists what was found to get past a limit of instructions alone, as it
// would be written first, and then cut to pieces that pass each look by itself.
func bombs() []bomb {
	const large, steps, heap = "which no rule needs", "1,000,000 steps|five seconds", "256 MiB of memory|five seconds"
	return append([]bomb{
		{"one text of 1 GiB", `x = "a" * ((1 << 30) - 1)`, large},
		{"24 texts of 700 MiB", `x = ["a" * (700 << 20) for i in range(24)]`, large},
		{"a list of 268 million", `x = [None] * (1 << 28)`, large},
		{"a list of 16 GiB in one operation", `x = [None] * ((1 << 30) - 1)`, large},
		{"s += s", "s = \"0123456789abcdef\"\nfor i in range(29):\n    s += s", large},
		{"l += l", "l = [1, 2]\nfor i in range(29):\n    l += l", large},
		{"l.extend(l)", "l = [1, 2]\nfor i in range(29):\n    l.extend(l)", large},
		{"list(range(1 << 28))", `x = list(range(1 << 28))`, "range has 268435456 elements"},
		{"sorted(range(1 << 26))", `x = sorted(range(1 << 26))`, "range has 67108864 elements"},
		{"zip of ranges", `x = zip(range(1 << 26), range(1 << 26))`, "range has 67108864 elements"},
		{"set(range(1 << 25))", `x = set(range(1 << 25))`, "range has 33554432 elements"},
		{"dict(zip(…))", `x = dict(zip(range(1 << 23), range(1 << 23)))`, "range has 8388608 elements"},
		{"max(range((1 << 31) - 1))", `x = max(range((1 << 31) - 1))`, "range has 2147483647 elements"},
		{"all(range(1, (1 << 31) - 1))", `x = all(range(1, (1 << 31) - 1))`, "range has 2147483646 elements"},
		{"65,536 texts of 1 MiB", "m = \"a\" * 1000\nx = [m * 1000 + str(i) for i in range(65536)]", large},
		{"a number squared 30 times", "x = 1 << 500\nfor i in range(30):\n    x = x * x", "more than 4096 bits"},
		{"int of 10 million digits", `x = int("9" * 10000000)`, large},
		{"division of 20 MB numbers", "x = int(\"f\" * 20000000, 16)\nfor i in range(1000):\n    y = x // 3", large},
		{"a format of 4,096 pieces", "m = \"a\" * (250 << 10)\nx = (\"%s\" * 4096) % tuple([m] * 4096)", "KiB of text, counting each time that one stands in another: too many to write"},
		{"format() of 4,096 pieces", "m = \"a\" * (250 << 10)\nx = (\"{0}\" * 4096).format(m)", large},
		{"join of 4,096 pieces", "m = \"a\" * (250 << 10)\nx = \"\".join([m] * 4096)", "KiB of text, counting each time that one stands in another: too many to write"},
		{"replace of nothing", "m = \"a\" * (250 << 10)\nx = m.replace(\"\", \"b\" * 4096)", large},
		{"split of 256 MiB", `x = ("a," * (128 << 20)).split(",")`, large},
		{"list(s.elems())", `x = list(("a" * (256 << 20)).elems())`, large},
		{"a billion laughs, str of lists", "x = [\"lol\"]\nfor i in range(28):\n    x = [x, x]\nstr(x)", "nested too deeply"},
		{"a billion laughs, str of tuples", "x = (\"lol\",)\nfor i in range(28):\n    x = (x, x)\nstr(x)", "nested too deeply"},
		{"a tuple of tuples as a key", "x = (1,)\nfor i in range(32):\n    x = (x, x)\ny = {x: 1}", "for a key"},
		{"keys that all collide", "d = {}\nfor i in range(100000):\n    d[i << 32] = i\nfor i in range(100000):\n    d[(i + 100000) << 32] = i", "the rules took"},
		{"find in 256 MiB, 1,000 times", "s = \"a\" * (256 << 20)\nfor i in range(1000):\n    s.find(\"a\" * 1000 + \"b\")", large},
	}, slyBombs(steps, heap)...)
}

// slyBombs stay within what each operation may do, or come by another way.
func slyBombs(steps, heap string) []bomb {
	return []bomb{
		{"texts of 250 KiB kept", "k = []\ns = \"a\" * 250000\nfor i in range(90000):\n    k.append(s + str(i))", heap},
		{"lists of 60,000 kept", "k = []\nl = [None] * 60000\nfor i in range(90000):\n    k.append(l + [i])", heap},
		{"slices kept", "k = []\nl = [None] * 60000\nfor i in range(90000):\n    k.append(l[:])", heap},
		{"lists of ranges kept", "k = []\nfor i in range(90000):\n    k.append(list(range(100000)))", steps},
		{"dicts copied and kept", "k = []\nd = {str(i): i for i in range(1900)}\nfor i in range(90000):\n    k.append(d | {})", heap},
		{"items kept", "k = []\nd = {i: i for i in range(50000)}\nfor i in range(90000):\n    k.append(d.items())", steps},
		{"parts of a text kept", "k = []\ns = \",\" * 250000\nfor i in range(90000):\n    k.append(s.split(\",\"))", steps},
		{"getattr(\"\", \"join\")", "m = \"a\" * 250000\ng = getattr(\"\", \"join\")\nx = g([m] * 60000)", "too many to write"},
		{"a method kept for later", "m = \"a\" * 250000\ng = m.replace\nx = g(\"a\", m)", "which no rule needs"},
		{"a format by name", "m = \"a\" * 200000\nx = (\"%(a)s\" * 50000) % {\"a\": m}", "too many to write"},
		{"print with a long sep", "m = \"a\" * 250000\nl = [\"\"] * 1000\nprint(sep = m, *l)", "which no rule needs"},
		{"lists equal level for level", "x = [1] * 1000\ny = [1] * 1000\nfor i in range(8):\n    x = [x] * 1000\n    y = [y] * 1000\nz = x == y", "too many to compare"},
		{"lists less level for level", "x = [1] * 1000\ny = [1] * 1000\nfor i in range(8):\n    x = [x] * 1000\n    y = [y] * 1000\nz = x < y", "too many to compare"},
		{"sorted by a nest", "x = [1] * 1000\nfor i in range(8):\n    x = [x] * 1000\nz = sorted([1, 2, 3], key = lambda i: x)", "put in order"},
		{"max of two nests", "x = [1] * 1000\nfor i in range(8):\n    x = [x] * 1000\nz = max(x, x)", "too many to compare"},
		{"a nest in a list", "x = [1] * 1000\nfor i in range(8):\n    x = [x] * 1000\nz = x in [x]", "too many to compare"},
		{"index of a nest", "x = [1] * 1000\ny = [1] * 1000\nfor i in range(8):\n    x = [x] * 1000\n    y = [y] * 1000\nz = [y].index(x)", "too many to compare"},
		{"long texts in a list", "m = \"a\" * 250000\nl = [m + \"b\"] * 60000\nz = m + \"c\" in l", "compares too much"},
		{"set of a tuple of tuples", "x = (1,)\nfor i in range(32):\n    x = (x, x)\ny = set([x])", "for a key"},
		{"get of a tuple of tuples", "x = (1,)\nfor i in range(32):\n    x = (x, x)\ny = {1: 1}.get(x)", "for a key"},
		{"index by a tuple of tuples", "x = (1,)\nfor i in range(32):\n    x = (x, x)\ny = {1: 1}[x]", "for a key"},
		{"set by a tuple of tuples", "x = (1,)\nfor i in range(32):\n    x = (x, x)\ny = {}\ny[x] = 1", "for a key"},
		{"a comprehension over tuples", "x = (1,)\nfor i in range(32):\n    x = (x, x)\ny = {k: 1 for k in [x]}", "for a key"},
		{"tuples made by *args", "def f(*a):\n    return a\nx = (1,)\nfor i in range(32):\n    x = f(x, x)\ny = {x: 1}", "for a key"},
		{"fail with a nest", "x = [\"lol\"]\nfor i in range(28):\n    x = [x, x]\nfail(x)", "nested too deeply"},
		{"link with a nest", "x = (1,)\nfor i in range(28):\n    x = (x, x)\nl = link\ny = l(x)", "a large tuple"},
		{"metadata with a nest", "x = (1,)\nfor i in range(28):\n    x = (x, x)\ny = link(metadata = {\"a\": x})", "is not text"},
		{"a set of numbers that collide", "l = [i << 32 for i in range(60000)]\nx = set(l)", "more than a row may"},
		{"lists grown behind a call", "h = [[1, 2]]\ndef g():\n    return h\nfor i in range(40):\n    g()[0] += h[0]", "which no rule needs"},
		{"dicts grown by |=", "d = {}\nfor i in range(90000):\n    d |= {str(i) + str(j): j for j in range(100)}", steps},
		{"a loop without end", "for i in range(100000):\n    for j in range(100000):\n        pass", steps},
		{"strip of many characters", "s = \"ü\" * 120000\nfor i in range(90000):\n    s.strip(\"é\" * 1000 + \"ü\")", steps},
		{"endswith of many texts", "s = \"a\" * 250000\nfor i in range(90000):\n    s.endswith((s,) * 60000)", "more than a row may"},
		{"an argument for each element", "def f(*a):\n    return a\nx = f(*range(100000))", "at most 1000 arguments"},
		{"an amount split over and over", "k = []\nfor i in range(90000):\n    k.append(LKR(1).split(1000))", steps},
		{"business days over and over", "for i in range(90000):\n    today().add_business_days(10000)", steps},
		{"a deep list", "x = []\nfor i in range(90000):\n    x = [x]\nstr(x)", "nested too deeply"},
	}
}
