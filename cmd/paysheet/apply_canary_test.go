package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"paysheet/bulk"
	"paysheet/providers"
	"paysheet/providers/sandbox"
)

// TestCanaryAsks runs apply --canary as somebody at a terminal does, against
// stand-ins that are accounts like any other.
func TestCanaryAsks(t *testing.T) {
	t.Parallel()
	for name, each := range map[string]struct {
		said string // at the terminal
		code int
		made int
	}{
		"go on":        {"y\nyes\n", exitDone, 4},
		"stop there":   {"y\nn\n", exitGuard, 1},
		"say no more":  {"y\n", exitGuard, 1},
		"not at all":   {"n\n", exitGuard, 0},
		"in any style": {" YES \nY\n", exitDone, 4},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			box, err := sandbox.Open(sandbox.Options{Dir: filepath.Join(folder, "stand"), Clock: time.Now})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = box.Close() })
			endpoints, err := box.Listen(t.Context(), false)
			if err != nil {
				t.Fatal(err)
			}
			sheet := filepath.Join(folder, "invoices.csv")
			write(t, filepath.Join(folder, configName), "rules = \"none\"\ntimezone = \"UTC\"\nstate = \"state\"\n"+sandboxConfig(endpoints))
			write(t, sheet, "Invoice Number,Currency,Balance Due,Account,Description,Expires\n"+
				"INV-1,LKR,500,onepay,A,2036-01-31\nINV-2,LKR,300,onepay,B,2036-01-31\nINV-3,LKR,100,onepay,C,2036-01-31\nINV-4,LKR,70,onepay,D,2036-01-31\n")
			var out, said bytes.Buffer
			code := run(t.Context(), env{
				in: strings.NewReader(each.said), out: &out, err: &said, clock: time.Now, getenv: func(string) string { return "" }, inTerminal: true,
			}, []string{"apply", sheet, "--canary", "1", "--config", filepath.Join(folder, configName)})
			if code != each.code || len(box.Links("onepay")) != each.made {
				t.Fatalf("exit status %d with %d links:\n%s%s", code, len(box.Links("onepay")), out.String(), said.String())
			}
			question := "Look at them. Go on with the other 3? [y/N]"
			if asked := strings.Contains(said.String(), question); asked != (each.made > 0) {
				t.Errorf("asked %v:\n%s", asked, said.String())
			}
			if each.made > 0 && !strings.Contains(said.String(), box.Links("onepay")[0].URL) {
				t.Errorf("the first link's address is not shown:\n%s", said.String())
			}
		})
	}
}

// TestCanaryIsInTheSheetsOrder shows the links by row, whichever was made first.
func TestCanaryIsInTheSheetsOrder(t *testing.T) {
	t.Parallel()
	var said bytes.Buffer
	f := &firstFew{s: &session{env: env{err: &said}}, total: 9}
	var made []bulk.Result
	for _, row := range []int{4, 2, 3} {
		made = append(made, bulk.Result{Item: bulk.Item{Row: row}, Link: providers.Link{URL: fmt.Sprintf("https://pay.example/%d", row)}})
	}
	f.ask(t.Context(), made)
	var last int
	for _, url := range []string{"example/2", "example/3", "example/4"} {
		at := strings.Index(said.String(), url)
		if at < last {
			t.Fatalf("%s is out of order:\n%s", url, said.String())
		}
		last = at
	}
	if made[0].Row != 4 {
		t.Error("the runner's own list was sorted")
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
