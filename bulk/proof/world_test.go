package proof

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// patience is the client's timeout: short, so that a create which is answered
// too late is an everyday matter.
const patience = 300 * time.Millisecond

// class is a kind of provider by what a lost create costs there.
type class struct {
	name     string
	accounts []string
}

func classes() []class {
	return []class{
		{"exact", []string{"payu"}}, // refuses a second link of a reference, and can be asked for one
		{"scan", []string{"conomy"}},
		{"blind", []string{"onepay", "zoho"}}, // nobody can be asked
	}
}

// everyClass is a sheet with rows for all of them.
func everyClass() class { return class{"mixed", []string{"payu", "conomy", "onepay", "zoho"}} }

// row is one invoice as it was put into the sheet.
type row struct{ reference, currency, amount, account string }

func (r row) texts() []string {
	return []string{r.reference, r.currency, r.amount, r.account, "Number " + r.reference, "2036-01-31"}
}

func headers() []string {
	return []string{"Invoice Number", "Currency", "Balance Due", "Account", "Description", "Expires"}
}

// world is a project folder, the providers that it reaches, and a person who
// runs paysheet over and over.
type world struct {
	dir, sheet string
	rows       []row
	shop       *shop
	random     *rand.Rand
	seed       uint64
}

func newWorld(t *testing.T, kind class, seed uint64, most int) *world {
	t.Helper()
	w := &world{dir: folder(t), random: rand.New(rand.NewPCG(seed, 0)), seed: seed}
	w.shop = openShop(t, w.dir, seed)
	for i := range most/2 + w.random.IntN(most/2+1) {
		w.rows = append(w.rows, w.invoice(i, kind.accounts[i%len(kind.accounts)]))
	}
	w.sheet = filepath.Join(w.dir, "invoices.csv")
	write := writeCSV
	if w.random.IntN(2) == 0 {
		w.sheet, write = filepath.Join(w.dir, "invoices.xlsx"), writeXLSX
	}
	if err := write(w.sheet, w.rows); err != nil {
		t.Fatal(err)
	}
	w.config(t, "paysheet.toml", ".paysheet", patience)
	return w
}

// config writes a config with a state folder of its own; timeout is how long a
// call may take.
func (w *world) config(t *testing.T, name, state string, timeout time.Duration) {
	t.Helper()
	text := fmt.Sprintf("timezone = \"Asia/Colombo\"\nrules = \"none\"\nstate = %q\n%s", state, w.shop.accounts(timeout))
	if err := os.WriteFile(filepath.Join(w.dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// invoice makes amounts of every shape that the currency allows.
func (w *world) invoice(i int, account string) row {
	r := row{reference: fmt.Sprintf("P%d-%03d", w.seed, i), account: account}
	whole := 1000 + w.random.IntN(90000)
	switch account {
	case "conomy":
		r.currency, r.amount = "CLP", strconv.Itoa(whole)
	case "onepay":
		r.currency, r.amount = "LKR", fmt.Sprintf("%d.%02d", whole, w.random.IntN(100))
	default:
		r.currency, r.amount = "INR", fmt.Sprintf("%d.%02d", whole, w.random.IntN(100))
	}
	return r
}

func writeCSV(path string, rows []row) error {
	var b bytes.Buffer
	out := csv.NewWriter(&b)
	_ = out.Write(headers()) // into memory; Flush is looked at below
	for _, r := range rows {
		_ = out.Write(r.texts()) // as above
	}
	out.Flush()
	return errors.Join(out.Error(), os.WriteFile(path, b.Bytes(), 0o600))
}

func writeXLSX(path string, rows []row) error {
	book := excelize.NewFile()
	faults := []error{book.SetSheetRow("Sheet1", "A1", ptr(headers()))}
	for i, r := range rows {
		faults = append(faults, book.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+2), ptr(r.texts())))
	}
	return errors.Join(append(faults, book.SaveAs(path), book.Close())...)
}

func ptr[T any](v T) *T { return &v }

// binary gives the paysheet under test, built once.
func binary(t *testing.T) string {
	t.Helper()
	path, err := built()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

var built = sync.OnceValues(func() (string, error) {
	if path := os.Getenv("PAYSHEET_PROOF_BINARY"); path != "" {
		return filepath.Abs(path)
	}
	path := filepath.Join(os.TempDir(), fmt.Sprintf("paysheet-proof-%d", os.Getpid()))
	build := exec.Command("go", "build", "-trimpath", "-o", path, "paysheet/cmd/paysheet")
	if text, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building the binary: %w\n%s", err, text)
	}
	return path, nil
})

// ending is how a run came out.
type ending struct {
	code   int // -1 for a run that was killed
	killed bool
	text   string
}

// command prepares a run of the binary in the world's folder.
func (w *world) command(ctx context.Context, t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	path := binary(t)
	if wrapper := args[0]; wrapper == "strace" {
		path, args = wrapper, append(args[1:], append([]string{binary(t)}, w.apply()...)...)
	}
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Dir = w.dir
	cmd.Env = []string{"HOME=" + w.dir, "PATH=" + os.Getenv("PATH"), "TZ=UTC", "USER=proof"}
	return cmd
}

func (w *world) apply() []string { return []string{"apply", w.sheet, "--yes"} }

// run runs the binary. kill, which may be nil, is told when it has started and
// gives the moment to kill it; ended is closed when there is nothing left to kill.
func (w *world) run(t *testing.T, kill func(ended <-chan struct{}) <-chan struct{}, args ...string) ending {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute) // far beyond any run: one that hangs is a fault
	defer cancel()
	cmd := w.command(ctx, t, args...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	var killer sync.WaitGroup
	if kill != nil {
		now := kill(ended)
		killer.Go(func() {
			select {
			case <-now:
				_ = cmd.Process.Kill() // it may just have ended
			case <-ended:
			}
		})
	}
	err := cmd.Wait()
	close(ended)
	killer.Wait()
	if ctx.Err() != nil {
		t.Fatalf("seed %d: the run hung:\n%s", w.seed, out.String())
	}
	code := cmd.ProcessState.ExitCode()
	if err != nil && code == 0 {
		t.Fatalf("seed %d: %v", w.seed, err)
	}
	if strings.Contains(out.String(), "panic: ") {
		t.Fatalf("seed %d: the run panicked:\n%s", w.seed, out.String())
	}
	return ending{code, code == -1, out.String()}
}
