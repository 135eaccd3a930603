package script_test

import (
	"context"
	"fmt"
	"testing/fstest"

	"paysheet/script"
)

func ExampleRules_Decide() {
	rules, err := script.Compile(fstest.MapFS{"rules.star": {Data: []byte(`rules(version = 1)

def decide(row):
    if not row.amount:
        return skip("nothing due")
    if row.amount > LKR(100000):
        return link(account = accounts.colombo, min_partial = row.amount.percent(30))
    return link(account = accounts.colombo, expires = row.due_date + days(14))
`)}}, "rules.star", environment())
	if err != nil {
		fmt.Println(err)
		return
	}
	decision, err := rules.Decide(context.Background(), sampleRow())
	fmt.Println(decision.Verdict, decision.Link.Account, decision.Link.MinPartial, decision.Line, err)
	// Output: link colombo 45,000.00 LKR rules.star:7 <nil>
}

func ExampleError() {
	rules, err := script.Compile(fstest.MapFS{"rules.star": {Data: []byte(`rules(version = 1)

def decide(row):
    if row.amount == 10000:
        return skip("the usual")
    return link()
`)}}, "rules.star", environment())
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = rules.Decide(context.Background(), sampleRow())
	fmt.Println(err)
	// Output:
	// rules.star:4:19: cannot compare money with int: the answer would always be False; 10000 has no currency: write LKR(10000)
	//         if row.amount == 10000:
	//                       ^
	//   in row 17
}

func ExampleRules_Explain() {
	rules, err := script.Compile(fstest.MapFS{"rules.star": {Data: []byte(sampleRules)}}, "rules.star", environment())
	if err != nil {
		fmt.Println(err)
		return
	}
	trace, decision, err := rules.Explain(context.Background(), sampleRow())
	for _, step := range trace {
		fmt.Printf("%d %s -> %s\n", step.Line, step.Text, step.Value)
		for _, part := range step.Saw {
			fmt.Printf("    %s = %s\n", part.Text, part.Value)
		}
	}
	fmt.Println(decision.Verdict, decision.Line, err)
	// Output:
	// 4 row["Status"] in ("Void", "Settled") -> False
	//     row["Status"] = "Open"
	// 6 row.currency == "LKR" -> True
	//     row.currency = "LKR"
	// 6 row.amount > LKR(5000000) -> False
	//     row.amount = 150,000.00 LKR
	// 8 row.currency == "LKR" -> True
	//     row.currency = "LKR"
	// 8 row.amount > LKR(100000) -> True
	//     row.amount = 150,000.00 LKR
	// 10 row.currency == "LKR" -> True
	//     row.currency = "LKR"
	// 12 partial -> True
	// link rules.star:9 <nil>
}
