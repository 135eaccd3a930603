package wiretest

import (
	"net/url"
	"strings"
	"testing"
)

// Spoken gives an exchange as a driver speaks it: with the token of a test, where
// the document has one, and the query's fields in the order in which they are sent.
func Spoken(t *testing.T, ex Exchange, token string) Exchange {
	t.Helper()
	path, query, _ := strings.Cut(ex.Request.Path, "?")
	values, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	if query != "" {
		path += "?" + values.Encode()
	}
	ex.Request.Path, ex.Request.Header = path, ex.Request.Header.Clone()
	if ex.Request.Header.Get("Authorization") != "" {
		ex.Request.Header.Set("Authorization", "Bearer "+token)
	}
	return ex
}

// Answering gives an exchange with another answer.
func Answering(ex Exchange, status int, body string) Exchange {
	ex.Response.Status, ex.Response.Body = status, []byte(body)
	return ex
}

// Saying gives an exchange whose answer has one text replaced by another.
func Saying(ex Exchange, text, with string) Exchange {
	ex.Response.Body = []byte(strings.ReplaceAll(string(ex.Response.Body), text, with))
	return ex
}
