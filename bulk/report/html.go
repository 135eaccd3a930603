package report

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"

	"paysheet/bulk"
)

// Generator is what a page of ours says of its maker.
const Generator = "paysheet report"

//go:embed page.html
var pageText string

//go:embed page.css
var styleText string

// HTML writes the report as one page that needs no network and no script. It
// may be called once all lines are in.
func (m *Month) HTML(w io.Writer) error {
	page, err := template.New("page").Funcs(template.FuncMap{
		"clean": bulk.Clean, "money": moneyText,
		"style": func() template.CSS { return template.CSS(styleText) }, //nolint:gosec // a file of this folder, nobody's data
	}).Parse(pageText)
	if err != nil {
		return fmt.Errorf("the report's page: %w", err)
	}
	if err := page.Execute(w, m.page()); err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	return nil
}
