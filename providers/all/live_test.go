//go:build live

package all

import (
	"os"
	"strings"
	"testing"
	"time"

	"paysheet/providers/providertest"
)

// TestLive holds every provider to the contract at a real test account, where the
// environment names one; the comment of providertest says how.
func TestLive(t *testing.T) {
	t.Parallel()
	for _, def := range Definitions() {
		t.Run(def.Name, func(t *testing.T) {
			t.Parallel()
			values, missing, err := providertest.FromEnvironment(def, os.Environ())
			if err != nil {
				t.Fatal(err)
			}
			if len(missing) > 0 {
				t.Skipf("no test account: set %s", strings.Join(missing, ", "))
			}
			providertest.Run(t, def, providertest.OnAccount(values, time.Now))
		})
	}
}
