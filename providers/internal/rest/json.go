package rest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"paysheet/providers"
)

// encode gives the body and its content type; no body has neither.
func encode(call Call) (string, io.Reader, error) {
	const kind = "application/json"
	switch {
	case call.JSON != nil:
		if object, is := call.JSON.(*Object); is {
			return kind, bytes.NewReader(object.encode()), nil
		}
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false) // "&" in a description arrives as "&"
		if err := e.Encode(call.JSON); err != nil {
			return "", nil, fmt.Errorf("the request cannot be written as JSON: %w", err)
		}
		return kind, bytes.NewReader(bytes.TrimSuffix(b.Bytes(), []byte("\n"))), nil
	case call.Form != nil:
		return "application/x-www-form-urlencoded", strings.NewReader(call.Form.Encode()), nil
	}
	return "", nil, nil
}

// NotJSON is why an answer is Unreadable that cannot be decoded.
const NotJSON = "it is not the JSON that was expected"

// Decode reads the JSON of an answer; numbers keep their digits. Anything else,
// a page of HTML or JSON that was cut off, is Unreadable.
func (c *Client) Decode(call Call, answer Answer, into any) error {
	if err := ReadJSON(answer.Body, into); err != nil {
		return c.Unreadable(call, answer, NotJSON)
	}
	return nil
}

// ReadJSON reads exactly one JSON value; numbers that land in an interface keep
// their digits. Names in it must be spelt as the struct's are, and none may stand
// twice in an object: of two amounts nobody can say which one counts.
func ReadJSON(body []byte, into any) error {
	switch into.(type) {
	case *any, *map[string]any, *[]any:
	default:
		if err := jsonv2.Unmarshal(body, into, jsontext.AllowInvalidUTF8(true)); err != nil {
			return fmt.Errorf("reading JSON: %w", err)
		}
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("reading JSON: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("reading JSON: more follows the value")
	}
	return nil
}

// Text is a JSON string, number or boolean kept as its characters, for the amounts,
// codes and ids that providers send now as one, now as the other. null is empty.
type Text string

// UnmarshalJSON takes a string, a number, a boolean or null.
func (t *Text) UnmarshalJSON(raw []byte) error {
	if len(raw) == 0 {
		return errors.New("an empty text is no JSON")
	}
	switch raw[0] {
	case '"':
		return t.unquote(raw)
	case 'n':
		*t = ""
	case '{', '[':
		return fmt.Errorf("%.20q is no text, number or boolean", raw)
	default: // encoding/json hands on complete values only, so this is a number or a boolean
		*t = Text(raw)
	}
	return nil
}

func (t *Text) unquote(raw []byte) error {
	if len(raw) > 1 && !bytes.ContainsRune(raw, '\\') && utf8.Valid(raw) {
		*t = Text(raw[1 : len(raw)-1]) // nothing to unescape, as in nearly every text
		return nil
	}
	var s string
	err := json.Unmarshal(raw, &s)
	*t = Text(s)
	return err
}

// Money reads the characters as an exact amount in major units; empty is no
// amount. An exponent (1.5E7, as some servers write large numbers) is taken by
// moving the point. Anything that is no number, or finer than the currency's
// minor unit, is an error.
func (t Text) Money(currency string) (providers.Money, error) {
	text := strings.TrimSpace(string(t))
	if text == "" {
		return providers.Money{}, nil
	}
	plain, err := expand(text)
	if err != nil {
		return providers.Money{}, err
	}
	return providers.ParseMoney(plain, currency)
}

// Seconds reads the characters as a length of time in seconds. What is no number,
// is below zero or is longer than ten years is none.
func (t Text) Seconds() time.Duration {
	seconds, err := strconv.ParseFloat(string(t), 64)
	if inReason := seconds >= 0 && seconds <= 10*366*24*60*60; err != nil || !inReason { // NaN is neither
		return 0
	}
	return time.Duration(seconds * float64(time.Second))
}

// expand writes a number with an exponent as plain digits.
func expand(text string) (string, error) {
	at := strings.IndexAny(text, "eE")
	if at < 0 {
		return text, nil
	}
	shift, err := strconv.Atoi(text[at+1:])
	if err != nil || shift < -20 || shift > 20 {
		return "", fmt.Errorf("%q is no amount", text)
	}
	mantissa := strings.TrimPrefix(text[:at], "-")
	sign := text[:at-len(mantissa)]
	whole, fraction, _ := strings.Cut(mantissa, ".")
	if strings.Trim(whole+fraction, "0123456789") != "" || whole == "" {
		return "", fmt.Errorf("%q is no amount", text)
	}
	digits := strings.Repeat("0", 20) + whole + fraction + strings.Repeat("0", 20)
	point := 20 + len(whole) + shift
	whole = strings.TrimLeft(digits[:point], "0")
	fraction = strings.TrimRight(digits[point:], "0")
	if whole == "" {
		whole = "0"
	}
	if fraction != "" {
		whole += "." + fraction
	}
	return sign + whole, nil
}

// JSONNumber gives an amount as a JSON number with the currency's decimals.
func JSONNumber(m providers.Money) json.Number { return json.Number(m.Number()) }
