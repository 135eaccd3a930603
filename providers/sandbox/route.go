package sandbox

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// way is one documented path; a star stands for the link's id.
type way struct {
	method string
	path   string
	op     operation
}

func match(method string, parts []string, ways []way) (operation, string) {
	for _, one := range ways {
		wanted := strings.Split(one.path, "/")
		if one.method != method || len(wanted) != len(parts) {
			continue
		}
		id := ""
		if slices.EqualFunc(wanted, parts, func(want, part string) bool {
			if want == "*" {
				id = part
			}
			return want == "*" || want == part
		}) {
			return one.op, id
		}
	}
	return opNone, ""
}

// segments splits a path as it was sent, so that an escaped slash stays inside an id.
func segments(r *http.Request) []string {
	parts := strings.Split(strings.TrimPrefix(r.URL.EscapedPath(), "/"), "/")
	for i, part := range parts {
		if plain, err := url.PathUnescape(part); err == nil {
			parts[i] = plain
		}
	}
	return parts
}
