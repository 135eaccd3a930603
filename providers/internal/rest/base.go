package rest

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
)

// checkBase gives the address without final slashes. It may carry a path. The
// error names the setting and never repeats a password.
func checkBase(setting, base string) (string, error) {
	u, err := url.Parse(base)
	if err != nil || u.Host == "" || u.Opaque != "" {
		return "", fmt.Errorf("%s is no address: write it as https://host/path", setting)
	}
	if u.User != nil {
		return "", fmt.Errorf("%s carries a user name or password: take it out, credentials have settings of their own", setting)
	}
	if u.RawQuery != "" || u.Fragment != "" || u.ForceQuery {
		return "", fmt.Errorf("%s = %q carries a query or a fragment: leave only host and path", setting, base)
	}
	if u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())) {
		return "", fmt.Errorf("%s = %q is not https, which is required except on loopback", setting, base)
	}
	return strings.TrimRight(base, "/"), nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}

// CheckLinkURL tells why a link's URL must not be handed on: it is not http or
// https, has no host, or carries user information or control characters. The
// error holds no part of it.
func CheckLinkURL(link string) error {
	if strings.ContainsFunc(link, isControl) {
		return errors.New("the URL holds control characters")
	}
	u, err := url.Parse(link)
	switch {
	case err != nil || u.Host == "":
		return errors.New("the URL is no web address")
	case u.Scheme != "https" && u.Scheme != "http":
		return errors.New("the URL is not http or https")
	case u.User != nil:
		return errors.New("the URL carries user information")
	}
	return nil
}
