package sandbox

import (
	"math/big"
	"net/http"
	"time"
)

// conomyCurrencies and the lists below are the enumerations of the OpenAPI.
func conomyCurrencies() []string {
	return []string{"CLP", "MXN", "COP", "PEN", "BOB", "PYG", "AUD", "ARS", "BRL", "USD", "CAD", "EUR", "GBP", "USDC", "USDT"}
}

func conomyMethods() []string {
	return []string{
		"CARD", "CRYPTO", "ACCOUNT", "BANK_ACCOUNT", "PIX", "PCT", "CVU", "ETPAY", "FINTOC", "WEBPAY", "SPEI", "PSE", "BANCOLOMBIA",
		"DAVIVIENDA", "DAVIPLATA", "NEQUI", "BREB", "WOMPI", "LIGO", "SIP", "ACH", "WIRE", "FEDNOW", "RTP", "SEPA", "FPE", "SWIFT",
	}
}

func conomyRequirements() []string {
	return []string{"firstName", "email", "lastName", "phoneNumber", "phoneNumberPrefix", "address", "documentNumber", "documentType"}
}

func conomyShape(fullAccount bool) shape {
	tax := required("name", "value", "amount")
	tax["type"] = field{kind: kindText, need: true, oneOf: []string{"FIXED", "PERCENTAGE"}}
	item := required("preTaxAmount", "totalAmount", "description")
	item["tax"] = field{kind: kindObject, null: true, shape: tax}
	account := optional("type", "currency", "accountHolder").with(required("accountNumber"))
	if fullAccount {
		account = required("type", "currency", "accountNumber", "accountHolder")
	}
	destination := required("amount").with(optional("currency", "name", "externalId"))
	destination["type"] = field{kind: kindText, need: true, oneOf: []string{"ACCOUNT"}}
	destination["account"] = field{kind: kindObject, need: true, shape: account}
	destination["identity"] = field{kind: kindObject, shape: required("identityId")}
	destination["metadata"] = field{kind: kindObject, shape: required("image", "description", "category")}
	customer := optional("id", "firstName", "lastName", "email", "phoneNumber", "phoneNumberPrefix", "documentType", "documentNumber")
	customer["address"] = field{kind: kindObject, null: true, shape: optional("administrativeAreaLevel1", "administrativeAreaLevel2",
		"administrativeAreaLevel3", "street", "streetNumber", "optionalAddress", "country", "zipcode")}
	body := required("checkoutToken").with(optional("successUrl", "failedUrl"))
	body["currency"] = field{kind: kindText, need: true, oneOf: conomyCurrencies()}
	body["items"] = field{kind: kindList, need: true, least: 1, item: &field{kind: kindObject, shape: item}}
	body["paymentMethodsAllowed"] = field{kind: kindList, need: true, least: 1, item: &field{kind: kindText, oneOf: conomyMethods()}}
	body["destinations"] = field{kind: kindList, need: true, least: 1, item: &field{kind: kindObject, shape: destination}}
	body["duration"] = field{kind: kindInteger, need: true}
	body["owner"] = field{
		kind: kindObject, need: true,
		shape: required("identityId").with(optional("name", "lastname", "nickname", "documentNumber", "entityType")),
	}
	body["customer"] = field{kind: kindObject, null: true, shape: customer}
	body["customerRequirements"] = field{kind: kindList, item: &field{kind: kindText, oneOf: conomyRequirements()}}
	return body
}

func (k *conomy) create(c *call) answer {
	body, err := jsonBody(c)
	if err != nil {
		return k.bad("parsingResource", err.Error())
	}
	if broken := k.creates.check("", body); broken != nil {
		return k.broken400(broken)
	}
	seconds, _ := integer(body, "duration")
	if seconds < 30 {
		return k.bad("invalidParam", "duration must be at least 30")
	}
	preTax, total, broken := conomyTotals(body)
	if broken != nil {
		return k.broken400(broken)
	}
	l := link{
		Merchant: c.merchant, Reference: text(body, "checkoutToken"), Description: firstDescription(body), Currency: text(body, "currency"),
		Amount: shortest(total), Live: k.knobs.is("conomy.initial_status", active), Created: c.now, Updated: c.now,
		Expires: c.now.Add(time.Duration(seconds) * time.Second), Fields: body,
	}
	delete(body, "checkoutToken")
	delete(body, "currency")
	body["preTaxAmount"] = shortest(preTax)
	return k.run(func(t *txn) answer {
		if k.knobs.on("conomy.checkout_token_unique") && t.hasReference(l.Merchant, l.Reference) {
			return k.fail(http.StatusConflict, "alreadyExist", "A payment link with this checkoutToken already exists")
		}
		l.ID = t.freshPage(func() string { return randomHex(12) })
		l.Page = l.ID
		t.put(l)
		return reply(http.StatusCreated, k.show(&l, c.now))
	})
}

// conomyTotals adds the items up and compares them with what is sent on. That the
// destinations must share out exactly the total is inferred from the recipe.
func conomyTotals(body map[string]any) (preTax, total *big.Rat, broken *problem) {
	preTax, total = new(big.Rat), new(big.Rat)
	for _, value := range listOf(body, "items") {
		net, ok1 := parseDecimal(text(value, "preTaxAmount"), 8)
		gross, ok2 := parseDecimal(text(value, "totalAmount"), 8)
		tax, ok3 := new(big.Rat), true
		if given, found := value["tax"].(map[string]any); found {
			tax, ok3 = parseDecimal(text(given, "amount"), 8)
		}
		if !ok1 || !ok2 || !ok3 {
			return nil, nil, &problem{problemInvalid, "items", "must have amounts that are decimal strings"}
		}
		if sum(net, tax).Cmp(gross) != 0 {
			return nil, nil, &problem{problemInvalid, "items", "must have totalAmount equal to preTaxAmount and tax"}
		}
		preTax.Add(preTax, net)
		total.Add(total, gross)
	}
	shared := new(big.Rat)
	for _, value := range listOf(body, "destinations") {
		part, ok := parseDecimal(text(value, "amount"), 8)
		if !ok {
			return nil, nil, &problem{problemInvalid, "destinations", "must have amounts that are decimal strings"}
		}
		shared.Add(shared, part)
	}
	switch {
	case total.Sign() <= 0:
		return nil, nil, &problem{problemInvalid, "items", "must add up to more than zero"}
	case shared.Cmp(total) != 0:
		return nil, nil, &problem{problemInvalid, "destinations", "must add up to the items' total"}
	}
	return preTax, total, nil
}

// listOf returns the objects of a list; check has made sure that they are objects.
func listOf(body map[string]any, name string) []map[string]any {
	given, _ := body[name].([]any)
	all := make([]map[string]any, 0, len(given))
	for _, value := range given {
		if object, ok := value.(map[string]any); ok {
			all = append(all, object)
		}
	}
	return all
}

func firstDescription(body map[string]any) string {
	for _, item := range listOf(body, "items") {
		return text(item, "description")
	}
	return ""
}
