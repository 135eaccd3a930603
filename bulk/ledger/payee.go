package ledger

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
	"unicode"

	"paysheet/providers"
)

// payeeFile is the name of the key beside the ledger. It is no part of the
// ledger, of its copy (Backup) or of what auditors get: who has only those
// cannot try out whose addresses are behind the hashes.
const payeeFile = "payee.key"

// PayeeKey turns a customer into a word by which the ledger knows him again
// without holding his name, address or number: an HMAC-SHA-256 under a random
// key of this ledger alone. The zero key knows nobody.
type PayeeKey struct {
	key []byte
	id  string // the beginning of every word, so that those of a lost key are told apart
}

// OpenPayeeKey reads the key of the ledger in a folder, and makes one where
// there is none and make says so; without either it gives the zero key.
func OpenPayeeKey(dir string, make bool) (PayeeKey, error) {
	path := filepath.Join(dir, payeeFile)
	text, err := os.ReadFile(path)
	switch {
	case err == nil:
		key, err := hex.DecodeString(strings.TrimSpace(string(text)))
		if err != nil || len(key) != sha256.Size {
			return PayeeKey{}, fmt.Errorf("%s is no key of payees: delete it, and customers are told apart anew", path)
		}
		return payeeKey(key), nil
	case !errors.Is(err, fs.ErrNotExist):
		return PayeeKey{}, fmt.Errorf("reading the key of payees: %w", err)
	case !make:
		return PayeeKey{}, nil
	}
	key := [sha256.Size]byte{}
	rand.Read(key[:]) // never fails, says package crypto/rand
	if err := os.WriteFile(path, []byte(hex.EncodeToString(key[:])+"\n"), 0o600); err != nil {
		return PayeeKey{}, fmt.Errorf("writing the key of payees: %w", err)
	}
	return payeeKey(key[:]), nil
}

func payeeKey(key []byte) PayeeKey {
	sum := sha256.Sum256(key)
	return PayeeKey{key, hex.EncodeToString(sum[:4]) + ":"}
}

// Of gives the word for a customer: by the e-mail address, else the telephone
// number, else the name, each without regard to case, space and punctuation
// that people write differently. It is empty for a customer of whom nothing is
// known and from the zero key.
func (k PayeeKey) Of(c providers.Customer) string {
	if len(k.key) == 0 {
		return ""
	}
	who := "email " + strings.ToLower(strings.TrimSpace(c.Email))
	if strings.TrimSpace(c.Email) == "" {
		who = "phone " + strings.TrimLeft(only(c.Phone, unicode.IsDigit), "0")
	}
	if who == "phone " {
		who = "name " + only(strings.ToLower(c.Name), func(r rune) bool { return unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) })
	}
	if who == "name " {
		return ""
	}
	mac := hmac.New(sha256.New, k.key)
	mac.Write([]byte(who))
	return k.id + hex.EncodeToString(mac.Sum(nil)[:16])
}

func only(text string, keep func(rune) bool) string {
	return strings.Map(func(r rune) rune {
		if keep(r) {
			return r
		}
		return -1
	}, text)
}

// KnowsPayees tells that the ledger holds links of customers under this key
// from before, so that one it does not know is new: made for another sheet, or
// before an instant. What this very sheet was given since then is no history,
// but a run that is gone on with.
func (l *Ledger) KnowsPayees(ctx context.Context, k PayeeKey, sheet string, before time.Time) (bool, error) {
	if l.ro == nil || k.id == "" {
		return false, nil
	}
	var n int
	err := l.ro.QueryRowContext(ctx, `SELECT count(*) FROM (SELECT 1 FROM entries
		WHERE payee >= ?1 AND payee < ?2 AND payee <> '' AND state <> 'refused' AND (sheet <> ?3 OR began < ?4) LIMIT 1)`,
		k.id, strings.TrimSuffix(k.id, ":")+";", sheet, before.UnixNano()).Scan(&n) // ; follows : in ASCII
	if err != nil {
		return false, fmt.Errorf("reading the ledger's payees: %w", err)
	}
	return n > 0, nil
}

// Bill is what a customer was asked for by one link.
type Bill struct {
	Amount    providers.Money
	Reference string // the invoice's
}

// Billed gives what a customer was asked for before, in every currency, the
// latest first, at most so many. A create that was refused asked nobody.
func (l *Ledger) Billed(ctx context.Context, payee string, most int) ([]Bill, error) {
	if l.ro == nil || payee == "" {
		return nil, nil
	}
	entries, err := decode(scan(l.ro.QueryContext(ctx, selectEntries+
		"WHERE payee = ?1 AND payee <> '' AND state <> 'refused' ORDER BY id DESC LIMIT ?2", payee, most)))
	bills := make([]Bill, 0, len(entries))
	for i := range entries {
		bills = append(bills, Bill{entries[i].Amount, cmp.Or(entries[i].SheetReference, entries[i].Reference)})
	}
	return bills, err
}
