package bulk

import (
	"reflect"
	"slices"
	"strconv"
	"testing"
	"time"

	"paysheet/bulk/ledger"
	"paysheet/bulk/spool"
	"paysheet/providers"
)

// filler gives every field a value that no other field has.
type filler struct {
	t *testing.T
	n int
}

func (f *filler) fill(v reflect.Value) {
	f.n++
	switch v.Type() {
	case reflect.TypeFor[time.Time]():
		v.Set(reflect.ValueOf(time.Date(2026, 11, 21, 10, 0, f.n, 123456789, time.UTC)))
		return
	case reflect.TypeFor[providers.Money]():
		m, err := providers.ParseMoney("-"+strconv.Itoa(f.n)+".50", "LKR")
		if err != nil {
			f.t.Fatal(err)
		}
		v.Set(reflect.ValueOf(m))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString("text " + strconv.Itoa(f.n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int:
		v.SetInt(int64(f.n) - 20)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		f.fill(v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		f.fill(v.Index(1)) // the first stays zero
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				f.fill(v.Field(i))
			}
		}
	default:
		f.t.Fatalf("no value for a %s", v.Type())
	}
}

func TestNothingOfAResultIsLost(t *testing.T) {
	t.Parallel()
	whole := &Result{}
	(&filler{t: t}).fill(reflect.ValueOf(whole).Elem())
	whole.answer = "digest"
	whole.named = &claim{
		id: "1", url: "2", account: "3", status: "4", previous: "5", paid: "6", expires: "7", looked: "8",
		checked: time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC), doubted: true,
	}
	plain := &Result{Item: Item{Row: 7, named: &claim{}, Because: []string{}}}
	for _, want := range []*Result{whole, plain, {}} {
		got, err := getResult(putResult(nil, want))
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%v\n got %+v\nwant %+v", err, got, want)
		}
		item, err := getItem(putItem(nil, &want.Item))
		if err != nil || !reflect.DeepEqual(item, want.Item) {
			t.Errorf("%v\n got %+v\nwant %+v", err, item, want.Item)
		}
	}
}

// TestHiddenFieldsAreKnown fails when a type gets a field that is the package's
// own, because those are kept by name.
func TestHiddenFieldsAreKnown(t *testing.T) {
	t.Parallel()
	known := map[reflect.Type][]string{
		reflect.TypeFor[Item]():   {"answer", "named"},
		reflect.TypeFor[Result](): {"open"}, // which the collector holds
		reflect.TypeFor[claim]():  {"id", "url", "account", "status", "previous", "paid", "expires", "looked", "checked", "doubted"},
	}
	for kept, fields := range known {
		for i := range kept.NumField() {
			if field := kept.Field(i); !field.IsExported() && !slices.Contains(fields, field.Name) {
				t.Errorf("%s has a field %s, which nobody keeps", kept, field.Name)
			}
		}
	}
}

func TestEveryAmountComesBack(t *testing.T) {
	t.Parallel()
	for amount, currency := range map[string]string{
		"0": "LKR", "0.00": "USD", "-0.01": "INR", "9999999999999999999": "CLP", "99999999999999999.99": "LKR",
		"-9223372036854775808": "JPY", "9223372036854775807": "CLP", "1.234": "KWD", "-99999999999999999.99": "USD",
	} {
		m, err := providers.ParseMoney(amount, currency)
		if err != nil {
			t.Fatal(err)
		}
		got, err := getItem(putItem(nil, &Item{Amount: m}))
		if err != nil || got.Amount != m {
			t.Errorf("%s %s came back as %s: %v", amount, currency, got.Amount, err)
		}
	}
}

func TestATornRecordIsAnError(t *testing.T) {
	t.Parallel()
	whole := &Result{}
	(&filler{t: t}).fill(reflect.ValueOf(whole).Elem())
	record := putResult(nil, whole)
	for n := range record {
		if _, err := getResult(record[:n]); err == nil {
			t.Fatalf("%d of %d bytes were taken for a result", n, len(record))
		}
	}
}

func TestAPlanIsKeptInItsOrder(t *testing.T) {
	t.Parallel()
	s := spool.New(nil)
	kept := KeepPlan(s)
	for i := range 100 {
		kept.Add(Item{Row: i, Reference: strconv.Itoa(i)})
	}
	s.Append([]byte("what a run adds"))
	i := 0
	for item, err := range kept.InOrder(false) {
		if err != nil || item.Row != i {
			t.Fatalf("row %d is %d: %v", i, item.Row, err)
		}
		i++
	}
	if i != 100 {
		t.Errorf("%d of 100 rows", i)
	}
}

func TestLooksComeLastTheOldestFirst(t *testing.T) {
	t.Parallel()
	kept := KeepPlan(spool.New(nil))
	at := func(day int) *ledger.Entry {
		return &ledger.Entry{Checked: time.Date(2026, 11, day, 0, 0, 0, 0, time.UTC)}
	}
	for i, item := range []Item{
		{Action: Refresh, Known: at(3)},
		{Action: Create},
		{Action: Refresh, Known: at(1)},
		{Action: Skip, Known: at(1)},
		{Action: Refresh, Known: &ledger.Entry{}},
		{Action: Refresh, Known: at(1)},
	} {
		item.Row = i
		kept.Add(item)
	}
	var order []int
	for item, err := range kept.InOrder(true) {
		if err != nil {
			t.Fatal(err)
		}
		order = append(order, item.Row)
	}
	if want := []int{1, 3, 4, 2, 5, 0}; !slices.Equal(order, want) {
		t.Errorf("got %v, want %v", order, want)
	}
}

func TestResultsGoBackIntoRowOrder(t *testing.T) {
	t.Parallel()
	results := ResultsOf(spool.New(nil), Result{Item: Item{Row: 5}}, Result{Item: Item{Row: 2, Reference: "first"}}, Result{Item: Item{Row: 2}}, Result{Item: Item{Row: 9}})
	results.InRowOrder()
	var order []string
	for r, err := range results.All() {
		if err != nil {
			t.Fatal(err)
		}
		order = append(order, strconv.Itoa(r.Row)+r.Reference)
	}
	if want := []string{"2first", "2", "5", "9"}; !slices.Equal(order, want) {
		t.Errorf("got %v, want %v", order, want)
	}
}

func TestResultsOfSeveralSheetsGoBySheetAndRow(t *testing.T) {
	t.Parallel()
	of := func(sheet string, row int, reference string) Result {
		return Result{Item: Item{Row: row, Reference: reference, Known: &ledger.Entry{Sheet: sheet}}}
	}
	results := ResultsOf(spool.New(nil), of("may.csv", 3, "A"), of("june.csv", 9, "B"), of("may.csv", 2, "C"), of("june.csv", 2, "D"), of("may.csv", 3, "E"), of("", 4, "F"))
	if err := results.BySheet(); err != nil {
		t.Fatal(err)
	}
	var order []string
	for r, err := range results.All() {
		if err != nil {
			t.Fatal(err)
		}
		order = append(order, r.Reference)
	}
	if want := []string{"F", "D", "B", "C", "A", "E"}; !slices.Equal(order, want) {
		t.Errorf("got %v, want %v", order, want)
	}
}

func BenchmarkCodec(b *testing.B) {
	amount, err := providers.ParseMoney("1000.00", "LKR")
	if err != nil {
		b.Fatal(err)
	}
	result := &Result{
		Item: Item{
			Row: 7, Cell: "Invoices!A7", Reference: "INV-7", Action: Create, Wanted: true, Rule: "rules.star:14", Account: "colombo", Amount: amount, Generation: 1,
			Request: providers.LinkRequest{Reference: "INV-7", Amount: amount, Description: "Invoice INV-7", Expires: providers.Date{Year: 2026, Month: 12, Day: 31}, Customer: providers.Customer{Name: "Perera", Email: "p@example.lk"}},
		},
		Outcome: Created, Label: "colombo", Checked: true,
		Link: providers.Link{ID: "1", URL: "https://pay.example/1", Status: providers.Active, Amount: amount},
	}
	var record []byte
	b.ReportAllocs()
	for b.Loop() {
		record = putResult(record[:0], result)
		if _, err := getResult(record); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(record)), "B/result")
}
