package invoice

// ItemHeader gives the header of the first column that only an export with a
// line for each item of an invoice has, such as the invoices of Zoho Books or
// Xero; empty where there is none.
func (r Row) ItemHeader() string {
	for _, header := range r.columns.info.Header {
		switch headerKey(header) {
		case "itemname", "itemdesc", "itemprice", "itemtotal", "quantity", "qty", "unitamount", "inventoryitemcode", "lineamount", "productservice":
			return header
		}
	}
	return ""
}
