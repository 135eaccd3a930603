package samples

import (
	"encoding/csv"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"paysheet/providers/sandbox"
)

// TestRefreshSeesPayments: apply makes the links, customers pay on the
// sandbox's pages, and refresh writes down who has paid and how much.
func TestRefreshSeesPayments(t *testing.T) {
	t.Parallel()
	folder := copied(t, "refresh")
	run := apply(t, folder, "invoices.csv", "links.csv", 0)
	pages := map[string]string{}
	for _, row := range run.Rows {
		pages[row.Reference] = row.Link.URL
	}
	pay(t, folder, "onepay", pages["R-7001"], "")
	pay(t, folder, "payu", pages["R-7004"], "30000.00")
	pay(t, folder, "payu", pages["R-7005"], "")
	pay(t, folder, "conomy", pages["R-7006"], "")
	sandboxed(t, folder, 0, "refresh", "links.csv", "-o", "links.csv")
	for reference, want := range map[string][2]string{
		"R-7001": {"paid", ""},
		"R-7002": {"active", ""},
		"R-7004": {"partially paid", "30000.00"},
		"R-7005": {"paid", "18250.50"},
		"R-7006": {"paid", "1250990"},
		"R-7007": {"", ""},
	} {
		row := linksOf(t, filepath.Join(folder, "links.csv"))[reference]
		if row["Link Status"] != want[0] {
			t.Errorf("%s is %q, want %q", reference, row["Link Status"], want[0])
		}
		if want[1] != "" && row["Link Paid"] != want[1] {
			t.Errorf("%s: Link Paid is %q, want %q", reference, row["Link Paid"], want[1])
		}
	}
	again := apply(t, folder, "links.csv", "links.csv", 0)
	if n := again.count("created"); n != 0 {
		t.Errorf("an apply after the payments made %d links", n)
	}
}

// pay is a customer who opens a link's page and pays it, whole where amount is
// empty. The page is served over the same state folder as the run's.
func pay(t *testing.T, folder, provider, page, amount string) {
	t.Helper()
	stand, err := sandbox.Open(sandbox.Options{Dir: filepath.Join(folder, ".paysheet", "sandbox", "links"), Clock: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = stand.Close() }()
	server := httptest.NewServer(stand.Handler(provider))
	defer server.Close()
	link, err := url.Parse(page)
	if err != nil || link.Path == "" {
		t.Fatalf("%q is no page: %v", page, err)
	}
	form := url.Values{"paid": {"0"}, "how": {"full"}}
	if amount != "" {
		form.Set("how", "part")
		form.Set("amount", amount)
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+link.Path, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	client := server.Client()
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	if response.StatusCode != http.StatusSeeOther {
		t.Fatalf("paying %s answered %s", page, response.Status)
	}
}

// linksOf reads a result by reference and header.
func linksOf(t *testing.T, path string) map[string]map[string]string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(data), "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]map[string]string{}
	for _, record := range records[1:] {
		row := map[string]string{}
		for i, text := range record {
			row[records[0][i]] = text
		}
		rows[record[0]] = row
	}
	return rows
}
