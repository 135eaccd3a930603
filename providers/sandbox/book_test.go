package sandbox_test

import (
	"bufio"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"paysheet/providers/sandbox"
)

func TestLinksSurviveReopening(t *testing.T) {
	t.Parallel()
	for _, provider := range providers() {
		t.Run(provider, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			r := newRig(t, provider, sandbox.Options{Dir: dir, Knobs: map[string]string{"conomy.initial_status": "ACTIVE"}})
			r.create("INV-1")
			paid := r.create("INV-2")
			if err := r.box.Pay(provider, paid.URL, ""); err != nil {
				t.Fatal(err)
			}
			want := r.box.Links(provider)
			before := r.call("GET", getPath(provider, paid.ID), "")
			if err := r.box.Close(); err != nil {
				t.Fatal(err)
			}
			again := newRig(t, provider, sandbox.Options{Dir: dir})
			got := again.box.Links(provider)
			if len(got) != 2 || fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("after reopening\n%v\nwant\n%v", got, want)
			}
			if after := again.call("GET", getPath(provider, paid.ID), ""); string(after.body) != string(before.body) {
				t.Errorf("after reopening\n%s\nwant\n%s", after.body, before.body)
			}
			for _, l := range got {
				if !strings.HasPrefix(l.URL, "http://127.0.0.1:847") {
					t.Errorf("URL %s does not name the fixed port", l.URL)
				}
			}
		})
	}
}

func TestTornLineIsCutAndDamageIsTold(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	now := func() time.Time { return noon() }
	r := newRig(t, "zoho", sandbox.Options{Dir: dir})
	r.create("INV-1")
	path := filepath.Join(dir, "zoho.jsonl")
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	appendTo(t, path, `{"id":"1730","merchant":"23`)
	r.create("INV-2") // another writer died in the middle of a line: the next one cuts it off
	again := open(t, sandbox.Options{Dir: dir, Clock: now})
	if got := again.Links("zoho"); len(got) != 2 || got[1].Reference != "INV-2" {
		t.Fatalf("links %v", got)
	}
	text, err := os.ReadFile(path)
	if err != nil || !strings.HasPrefix(string(text), string(whole)) || strings.Count(string(text), "\n") != 2 {
		t.Errorf("log (%v):\n%s", err, text)
	}
	appendTo(t, path, "nonsense\n")
	box, err := sandbox.Open(sandbox.Options{Dir: dir, Clock: now})
	if err == nil {
		_ = box.Close()
		t.Fatal("a damaged log was opened")
	}
	if !strings.Contains(err.Error(), "zoho.jsonl") || !strings.Contains(err.Error(), "line 3") {
		t.Errorf("the error names neither file nor line: %v", err)
	}
}

func appendTo(t *testing.T, path, text string) {
	t.Helper()
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := file.WriteString(text); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestTwoOnOneFolder has two sandboxes on one folder race for the same invoice numbers: each
// number is made once, and each sees what the other made.
func TestTwoOnOneFolder(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("no advisory lock in the standard library")
	}
	dir := t.TempDir()
	rigs := []*rig{newRig(t, "payu", sandbox.Options{Dir: dir}), newRig(t, "payu", sandbox.Options{Dir: dir})}
	headers := []http.Header{rigs[0].credentials(), rigs[1].credentials()}
	const numbers = 40
	var made [numbers]int
	var mu sync.Mutex
	var wait sync.WaitGroup
	for worker := range 8 {
		wait.Go(func() {
			r := rigs[worker%2]
			for i := range numbers {
				path, body := createRequest("payu", fmt.Sprintf("INV-%d", i))
				got, err := r.try("POST", path, headers[worker%2].Clone(), body)
				if err != nil {
					t.Errorf("create: %v", err)
					return
				}
				if strings.Contains(string(got.body), `"status":0`) {
					mu.Lock()
					made[i]++
					mu.Unlock()
				}
			}
		})
	}
	wait.Wait()
	for i, times := range made {
		if times != 1 {
			t.Errorf("INV-%d was made %d times", i, times)
		}
	}
	for _, r := range rigs {
		if got := len(r.box.Links("payu")); got != numbers {
			t.Errorf("one sandbox sees %d links, want %d", got, numbers)
		}
	}
	l := rigs[0].box.Links("payu")[0]
	if err := rigs[0].box.Pay("payu", l.URL, ""); err != nil {
		t.Fatal(err)
	}
	if err := rigs[1].box.Pay("payu", l.URL, ""); err == nil {
		t.Error("the other sandbox took a second payment")
	}
}

const childDir = "SANDBOX_TEST_DIR"

// TestKilled kills a process in the middle of its creates: every link that it was answered is there.
func TestKilled(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestChild$", "-test.v")
	child.Env = append(os.Environ(), childDir+"="+dir)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	answered := map[string]bool{}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if id, found := strings.CutPrefix(lines.Text(), "made "); found {
			answered[id] = true
		}
		if len(answered) == 50 {
			_ = child.Process.Kill()
		}
	}
	_ = child.Wait()
	if len(answered) < 50 {
		t.Fatalf("the child made %d links", len(answered))
	}
	box := open(t, sandbox.Options{Dir: dir, Clock: func() time.Time { return noon() }})
	for _, l := range box.Links("onepay") {
		delete(answered, l.ID)
	}
	if len(answered) > 0 {
		t.Errorf("answered and lost: %v", answered)
	}
}

// TestChild is the process that TestKilled kills.
func TestChild(t *testing.T) {
	dir := os.Getenv(childDir)
	if dir == "" {
		t.Skip("runs in the child of TestKilled only")
	}
	box := open(t, sandbox.Options{Dir: dir, Clock: func() time.Time { return noon() }})
	server := httptest.NewServer(box.Handler("onepay"))
	defer server.Close()
	r := &rig{tb: t, provider: "onepay", box: box, origin: server.URL, client: server.Client()}
	var mu sync.Mutex
	var wait sync.WaitGroup
	header := r.credentials()
	for range 4 {
		wait.Go(func() {
			for i := range 10_000 {
				path, body := createRequest("onepay", strconv.Itoa(i))
				got, err := r.try("POST", path, header.Clone(), body)
				if err != nil {
					return
				}
				data, _ := got.json["data"].(map[string]any)
				mu.Lock()
				fmt.Println("made", data["link_id"])
				mu.Unlock()
			}
		})
	}
	wait.Wait()
}

// BenchmarkCreate is what a run of many rows asks of a stand-in: eight workers over loopback, each link
// on the disk before its answer.
func BenchmarkCreate(b *testing.B) {
	for _, provider := range providers() {
		b.Run(provider, func(b *testing.B) {
			r := newRig(b, provider, sandbox.Options{})
			header := r.credentials()
			work := make(chan int)
			var wait sync.WaitGroup
			for range 8 {
				wait.Go(func() {
					for i := range work {
						path, body := createRequest(provider, fmt.Sprintf("INV-%d", i))
						if got, err := r.try("POST", path, header.Clone(), body); err != nil || got.status >= 300 {
							b.Errorf("create: %v %s", err, got.body)
						}
					}
				})
			}
			for i := 0; b.Loop(); i++ {
				work <- i
			}
			close(work)
			wait.Wait()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "creates/s")
		})
	}
}

// TestDamageIsToldWhenItIsRead: opening reads what a line calls its link, the rest
// is read when somebody asks for it.
func TestDamageIsToldWhenItIsRead(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	r := newRig(t, "onepay", sandbox.Options{Dir: dir})
	appendTo(t, filepath.Join(dir, "onepay.jsonl"), `{"id":"8IT20WK7","merchant":"APP123","page":"8IT20WK7","amount":5}`+"\n")
	r.call("GET", getPath("onepay", "8IT20WK7"), "").want(t, "get", http.StatusInternalServerError, "")
	if all := r.box.Links("onepay"); all != nil {
		t.Errorf("a list of %v", all)
	}
	r.call("GET", getPath("onepay", "8IT20WK8"), "").want(t, "another link", http.StatusNotFound, "")
}

// TestALineWithoutAPageIsDamaged: it is told in words, though it is JSON.
func TestALineWithoutAPageIsDamaged(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	appendTo(t, filepath.Join(dir, "zoho.jsonl"), `{"id":"1730"}`+"\n")
	box, err := sandbox.Open(sandbox.Options{Dir: dir, Clock: time.Now})
	if err == nil {
		_ = box.Close()
		t.Fatal("a damaged log was opened")
	}
	if !strings.Contains(err.Error(), "line 1 is damaged (it names no page)") {
		t.Error(err)
	}
}
