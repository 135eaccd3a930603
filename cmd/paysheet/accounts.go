package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"paysheet/bulk"
	"paysheet/bulk/ledger"
	"paysheet/providers"
	"paysheet/providers/all"
	"paysheet/providers/sandbox"
	"paysheet/providers/wrap"
)

// opener makes accounts out of a config, for real or at the stand-ins.
type opener struct {
	env       env
	config    *config
	sandboxed bool
	endpoints map[string]sandbox.Endpoint // by provider, where the stand-ins run
	transport http.RoundTripper           // carries the calls; nil is each account's own
	waiting   func(account, reason string, d time.Duration)
}

// accounts gives every account of the config, or the four stand-ins where a
// sandboxed run has no config. call tells that they will be called: secrets are
// resolved and the providers opened, and whatever is missing is told at once.
func (o opener) accounts(ctx context.Context, call bool) (map[string]*bulk.Account, error) {
	list := o.config.accounts
	if o.sandboxed && len(list) == 0 {
		for _, definition := range all.Definitions() {
			list = append(list, fileAccount{definition.Name, definition, sandbox.Credentials(definition.Name)})
		}
	}
	opened := map[string]*bulk.Account{}
	var faults []error
	for _, account := range list {
		a, err := o.account(ctx, account, call)
		if err != nil {
			faults = append(faults, fmt.Errorf("account %s: %w", account.name, err))
			continue
		}
		opened[account.name] = a
	}
	if err := errors.Join(faults...); err != nil {
		return nil, usage(err)
	}
	return opened, nil
}

func (o opener) account(ctx context.Context, account fileAccount, call bool) (*bulk.Account, error) {
	values, err := o.values(ctx, account, call)
	if err != nil {
		return nil, err
	}
	d := account.definition
	settings, err := providers.NewSettings(d.Table(), values)
	if err != nil {
		return nil, err
	}
	concurrency, err := strconv.Atoi(settings.Get("concurrency"))
	if err != nil || concurrency < 1 || concurrency > 1024 {
		return nil, fmt.Errorf("concurrency = %q: write a whole number from 1 to 1024", settings.Get("concurrency"))
	}
	a := &bulk.Account{
		Name: account.name, Label: account.name, Title: d.Title, Concurrency: concurrency, Familiar: d.Familiar,
		Capabilities: d.Capabilities(settings),
		Scope: ledger.Scope{
			Provider: d.Name, Environment: settings.Get("environment"), Host: d.Host(settings),
			Merchant: d.Merchant(settings), Namespace: settings.Get("namespace"),
		},
	}
	if a.Capabilities.Settle, err = settle(settings, a.Capabilities); err != nil {
		return nil, err
	}
	if o.sandboxed {
		// The stand-ins' ports change from run to run and are no part of who they are.
		a.Label = bulk.SandboxPrefix + account.name
		a.Scope.Environment, a.Scope.Host = "sandbox", "sandbox"
	}
	if !call {
		return a, nil
	}
	rate, err := pace(d, settings, a.Capabilities)
	if err != nil {
		return nil, err
	}
	bare, err := d.Open(providers.Account{Name: account.name, Settings: settings, Clock: o.env.clock, Zone: o.config.zone, Transport: o.transport})
	if err != nil {
		return nil, err
	}
	a.Provider = wrap.Pace(bare,
		wrap.Limits{Name: account.name, Concurrency: concurrency, Rate: rate},
		wrap.RetryPolicy{Name: account.name, Now: o.env.clock, Sleep: o.env.sleep, Waiting: o.waitingAt(account.name)},
		wrap.BreakerPolicy{Name: account.name, Now: o.env.clock})
	return a, nil
}

// waitingAt tells of an account's waits under its name.
func (o opener) waitingAt(account string) func(string, time.Duration) {
	if o.waiting == nil {
		return nil
	}
	return func(reason string, d time.Duration) { o.waiting(account, reason, d) }
}

// values gives an account's settings as texts. At the stand-ins it keeps who the
// merchant is and takes everything that reaches somebody from the stand-in.
func (o opener) values(ctx context.Context, account fileAccount, call bool) (map[string]string, error) {
	values := maps.Clone(account.values)
	if o.sandboxed {
		o.standIn(ctx, account, values)
	}
	var faults []error
	for key, text := range values {
		if !call && secretSetting(account.definition, key) {
			continue // a plan needs no credential
		}
		value, err := o.config.resolve(ctx, o.env, text)
		if err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", key, err))
		}
		values[key] = value
	}
	slices.SortFunc(faults, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return values, errors.Join(faults...)
}

// standIn replaces what reaches somebody by the stand-in's own, and whatever
// the config takes from a place that is not set up here.
func (o opener) standIn(ctx context.Context, account fileAccount, values map[string]string) {
	stand := sandbox.Credentials(account.definition.Name)
	if endpoint, runs := o.endpoints[account.definition.Name]; runs {
		stand = endpoint.Settings
	}
	for key, value := range stand {
		own, given := values[key]
		if given && own != "" && !reaches(account.definition, key) {
			if resolved, err := o.config.resolve(ctx, o.env, own); err == nil && resolved != "" {
				continue
			}
		}
		values[key] = value
	}
	values["environment"] = "production"
}

// reaches tells that a setting decides whom a call reaches or as whom it logs in.
func reaches(d providers.Definition, key string) bool {
	return key == "base_url" || key == "accounts_url" || key == "client_id" || key == "user_agent" || secretSetting(d, key)
}

func secretSetting(d providers.Definition, key string) bool {
	return slices.ContainsFunc(d.Settings, func(s providers.Setting) bool { return s.Name == key && s.Secret })
}

// pace gives the calls a second: the setting, else the capability's, else none
// on loopback, where nobody else is served.
func pace(d providers.Definition, settings providers.Settings, caps providers.Capabilities) (float64, error) {
	if text := settings.Get("rate"); text != "" {
		rate, err := strconv.ParseFloat(text, 64)
		if err != nil || rate < 0 || rate > 1e6 {
			return 0, fmt.Errorf("rate = %q: write calls a second, such as 5 or 0.5; 0 is no limit", text)
		}
		return rate, nil
	}
	if loopback(d.Endpoint(settings)) {
		return 0, nil
	}
	return caps.Rate, nil
}

// settle gives how long a lost create may still arrive: the setting, else the
// capability's.
func settle(settings providers.Settings, caps providers.Capabilities) (time.Duration, error) {
	text := settings.Get("settle")
	if text == "" {
		return caps.Settle, nil
	}
	d, err := time.ParseDuration(text)
	if err != nil || d <= 0 || d > 24*time.Hour {
		return 0, fmt.Errorf("settle = %q: write a duration above zero and up to a day, such as 120s", text)
	}
	return d, nil
}

func loopback(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}
