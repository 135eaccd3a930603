package payu

import (
	"testing"
	"time"

	"paysheet/providers"
	"paysheet/providers/internal/wireserver"
	"paysheet/providers/internal/wiretest"
)

func TestGetInBothGenerations(t *testing.T) {
	t.Parallel()
	older := providers.Link{
		ID: "INV8446471886220", URL: "http://pp72.pmny.in/4IwlctBtwp2V", Reference: "INV8446471886220", Status: providers.Active,
		Amount: inr(t, "2"), Paid: inr(t, "0"), Description: "paymentLink for testing", Expires: providers.Date{Year: 2023, Month: 3, Day: 21},
		Created: time.Date(2022, 3, 21, 9, 23, 53, 0, time.UTC),
	}
	got, err := opened(t, documented(t, "get-new.http", 0)).Get(t.Context(), invoice)
	if err != nil {
		t.Fatal(err)
	}
	wireserver.Same(t, got, documentedLink(t))
	if got, err = opened(t, documented(t, "get-old.http", 1)).Get(t.Context(), older.ID); err != nil {
		t.Fatal(err)
	}
	wireserver.Same(t, got, older)

	// By the query, after the path found nothing.
	path := wiretest.Answering(documented(t, "get-old.http", 1), 200, `{"status":-1,"message":"paymentLink not found","result":null}`)
	query := at(documented(t, "get-old.http", 0), "/payment-links?ID=INV8446471886220&dateFrom=2025-09-15&dateTo=2026-09-15")
	if got, err = opened(t, path, query).Get(t.Context(), older.ID); err != nil {
		t.Fatal(err)
	}
	wireserver.Same(t, got, older)
}

func TestGetFromAListInEitherGeneration(t *testing.T) {
	t.Parallel()
	path := documented(t, "get-new.http", 0)
	newer, older := documented(t, "list-new.http", 0), wiretest.Saying(documented(t, "list-old.http", 0), "INV8446471886220", invoice)
	fromOlder := providers.Link{
		ID: invoice, URL: "http://pp72.pmny.in/4IwlctBtwp2V", Reference: invoice, Status: providers.Active, Amount: inr(t, "2"),
		Description: "paymentLink for testing", Expires: providers.Date{Year: 2023, Month: 3, Day: 21}, Created: time.Date(2022, 3, 21, 9, 23, 53, 0, time.UTC),
	}
	for _, first := range []wiretest.Exchange{newer, older} {
		first := wiretest.Answering(path, 200, string(first.Response.Body))
		got, err := opened(t, first, at(newer, byID)).Find(t.Context(), invoice)
		if err != nil {
			t.Fatal(err)
		}
		wireserver.Same(t, got, documentedLink(t))
		if got, err = opened(t, first, at(older, byID)).Find(t.Context(), invoice); err != nil {
			t.Fatal(err)
		}
		wireserver.Same(t, got, fromOlder)
		for _, empty := range []wiretest.Exchange{documented(t, "list-new.http", 1), wiretest.Saying(older, invoice, "another")} {
			if _, err := opened(t, first, at(empty, byID)).Find(t.Context(), invoice); !providers.Is(err, providers.NotFound) {
				t.Errorf("a list without it: %v", err)
			}
		}
	}
}

func TestFindNothing(t *testing.T) {
	t.Parallel()
	path := at(documented(t, "get-new.http", 1), "/payment-links/"+invoice)
	query := at(documented(t, "get-old.http", 2), byID)
	if _, err := opened(t, path, query).Find(t.Context(), invoice); !providers.Is(err, providers.NotFound) {
		t.Errorf("got %v", err)
	}
}
