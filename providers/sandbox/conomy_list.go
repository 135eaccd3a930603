package sandbox

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// mostListed is the largest limit of a list (OpenAPI: max 50), and what a list without one gets.
const mostListed = 50

// list answers GET /payment-links. The OpenAPI names both next and offset as the cursor; pagination.next
// is "to be used in offset", so that offset wins where both come.
func (k *conomy) list(c *call) answer {
	query := c.request.URL.Query()
	limit, offset, err := conomyWindow(query)
	if err != nil {
		return k.bad("invalidParam", err.Error())
	}
	order := query.Get("sort")
	return k.run(func(t *txn) answer {
		var found []*link
		t.each(c.merchant, func(l *link) bool {
			if k.matches(l, query, c.now) {
				found = append(found, l)
			}
			return true
		})
		if order == "createdAt:desc" {
			slices.Reverse(found)
		}
		from := min(offset, len(found))
		to := min(from+limit, len(found))
		results := make([]map[string]any, 0, to-from)
		for _, l := range found[from:to] {
			results = append(results, k.show(l, c.now))
		}
		return reply(http.StatusOK, map[string]any{
			"pagination": map[string]int{"count": to, "next": to, "previous": max(from-limit, 0), "total": len(found)},
			"results":    results,
		})
	})
}

// conomyWindow checks the parameters and reads which part of the list is wanted.
func conomyWindow(query map[string][]string) (limit, offset int, err error) {
	numbers := map[string]int{"limit": mostListed, "next": 0, "offset": -1}
	for _, name := range slices.Sorted(maps.Keys(query)) {
		value := query[name][0]
		if !slices.Contains(conomyListParameters(), name) {
			return 0, 0, refusal(name + " is not a documented parameter")
		}
		if len(query[name]) > 1 {
			return 0, 0, refusal(name + " must be sent once, with commas between its values")
		}
		if name == "sort" && value != "createdAt:desc" && value != "createdAt:asc" {
			return 0, 0, refusal("sort must be createdAt:asc or createdAt:desc")
		}
		if otherwise, numeric := numbers[name]; numeric {
			given, refused := number(value, otherwise)
			if refused != "" {
				return 0, 0, refusal(name + " " + refused)
			}
			numbers[name] = given
		}
	}
	if numbers["limit"] > mostListed {
		return 0, 0, refusal("limit must be at most " + strconv.Itoa(mostListed))
	}
	if numbers["offset"] < 0 {
		return numbers["limit"], numbers["next"], nil
	}
	return numbers["limit"], numbers["offset"], nil
}

// conomyListParameters are those of the OpenAPI, and the four that the official client sends.
func conomyListParameters() []string {
	return []string{
		"id", "status", "destination.accountNumber", "customer.email", "owner.identityId", "limit", "next", "offset",
		"sort", "startDate", "endDate", "currency",
	}
}

func number(text string, otherwise int) (int, string) {
	if text == "" {
		return otherwise, ""
	}
	value, err := strconv.Atoi(text)
	if err != nil || value < 0 {
		return 0, "must be an integer of at least 0"
	}
	return value, ""
}

func (k *conomy) matches(l *link, query map[string][]string, now time.Time) bool {
	if l.Cancelled {
		return false
	}
	state, _ := k.state(l, now)
	owner, _ := l.Fields["owner"].(map[string]any)
	customer, _ := l.Fields["customer"].(map[string]any)
	wanted := func(name string, has ...string) bool {
		values := query[name]
		if len(values) == 0 || values[0] == "" {
			return true
		}
		allowed := strings.Split(values[0], ",")
		return slices.ContainsFunc(has, func(one string) bool { return slices.Contains(allowed, one) })
	}
	var accounts []string
	for _, destination := range listOf(l.Fields, "destinations") {
		account, _ := destination["account"].(map[string]any)
		accounts = append(accounts, text(account, "accountNumber"))
	}
	created := l.Created.UTC().Format(time.RFC3339)
	return wanted("id", l.ID) && wanted("status", state) && wanted("owner.identityId", text(owner, "identityId")) &&
		wanted("customer.email", text(customer, "email")) && wanted("destination.accountNumber", accounts...) &&
		wanted("currency", l.Currency) && within(created, query["startDate"], query["endDate"])
}

// within compares as text: an RFC 3339 instant and a civil date order alike.
func within(created string, from, to []string) bool {
	if len(from) > 0 && from[0] != "" && created < from[0] {
		return false
	}
	return len(to) == 0 || to[0] == "" || created[:min(len(to[0]), len(created))] <= to[0]
}
