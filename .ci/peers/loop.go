// The bare loop that paysheet's rate is held against: net/http, so many at a time,
// the same bodies, nothing kept. loop URL KEY SHEET.csv AT-ONCE
package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"slices"
	"strconv"

	"golang.org/x/sync/errgroup"
)

func main() {
	atOnce, err := strconv.Atoi(os.Args[4])
	if err == nil {
		err = do(os.Args[1], os.Args[2], os.Args[3], atOnce)
	}
	if err != nil {
		log.Fatal(err)
	}
}

func do(url, key, sheet string, atOnce int) error {
	file, err := os.Open(sheet)
	if err != nil {
		return err
	}
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		return err
	}
	at := func(row []string, header string) string { return row[slices.Index(rows[0], header)] }
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: atOnce}}
	var group errgroup.Group
	group.SetLimit(atOnce)
	for _, row := range rows[1:] {
		group.Go(func() error {
			body, err := json.Marshal(map[string]any{
				"amount": at(row, "Balance Due") + ".00", "currency": at(row, "Currency"), "reference_number": at(row, "Invoice Number"),
				"customer_first_name": at(row, "Customer Name"), "customer_email": at(row, "Email"), "customer_phone_number": at(row, "Phone"),
				"description": at(row, "Description"), "expiration_date": at(row, "Due Date"), "allow_partial_payment": false,
			})
			if err != nil {
				return err
			}
			return post(client, url, key, body)
		})
	}
	return group.Wait()
}

func post(client *http.Client, url, key string, body []byte) error {
	request, err := http.NewRequest(http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", key)
	request.Header.Set("Content-Type", "application/json")
	answer, err := client.Do(request)
	if err != nil {
		return err
	}
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return err
	}
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", answer.Status, text)
	}
	return answer.Body.Close()
}
