package rest

import (
	"encoding/json"
	"maps"
	"testing"
)

// TestObject: whatever the names and texts hold, the body is the object that they
// describe, as encoding/json writes it.
func TestObject(t *testing.T) {
	t.Parallel()
	nasty := "\"\\/\b\n\x00\x7f<&> \u2028 ශ්\u200dරී \U0001f600 \xff"
	var o Object
	o.Text("amount", "1")
	o.Text(nasty, nasty)
	o.Bare("amount", "12.50") // the later one holds
	o.Bare("partial", "true")
	o.Text("empty", "")
	var got, want map[string]any
	if err := json.Unmarshal(o.encode(), &got); err != nil {
		t.Fatalf("%s: %v", o.encode(), err)
	}
	plain, err := json.Marshal(map[string]any{"amount": 12.5, nasty: nasty, "partial": true, "empty": ""})
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(plain, &want); err != nil {
		t.Fatal(err)
	}
	if !maps.Equal(got, want) {
		t.Errorf("got %s\nwant %s", o.encode(), plain)
	}
	if text := string((&Object{}).encode()); text != "{}" {
		t.Errorf("nothing is %s", text)
	}
}
