package xlsx

import (
	"errors"
	"fmt"
	"path"
	"strings"
	"unicode"
)

// tab is one tab of a workbook.
type tab struct {
	name   string
	id     string // of its relationship
	part   string // the part's name; empty where the workbook names none
	kind   string // the last word of the relationship's type: worksheet, chartsheet, ...
	hidden bool
}

// workbook is what the parts beside the worksheets say.
type workbook struct {
	part     string
	tabs     []tab
	names    []definedName
	strings  *sharedStrings
	texts    string // the part of the shared strings; empty for none
	styles   *styles
	date1904 bool
	stale    bool // cached results are to be calculated anew on load
	macros   bool
	signed   bool
}

// relation is one relationship of a part.
type relation struct {
	id, target, kind string
}

// readWorkbook reads everything but the worksheets. Of the shared strings it
// holds the first bytes.
func readWorkbook(p *pack, keep int) (*workbook, error) {
	if _, ok := p.parts["mimetype"]; ok {
		return nil, errors.New("the file is an OpenDocument spreadsheet (.ods): save it as .xlsx")
	}
	if _, ok := p.parts["[content_types].xml"]; !ok {
		return nil, errors.New("the file is a zip but no workbook: it has no [Content_Types].xml")
	}
	book := &workbook{}
	if err := book.find(p); err != nil {
		return nil, err
	}
	if err := book.readTabs(p); err != nil {
		return nil, err
	}
	relations, err := readRelations(p, book.part)
	if err != nil {
		return nil, err
	}
	for i := range book.tabs {
		for _, r := range relations {
			if r.id == book.tabs[i].id {
				book.tabs[i].part, book.tabs[i].kind = r.target, r.kind
			}
		}
	}
	return book, book.readShared(p, relations, keep)
}

// find looks up the workbook part.
func (b *workbook) find(p *pack) error {
	relations, err := readRelations(p, "")
	if err != nil {
		return err
	}
	for _, r := range relations {
		switch r.kind {
		case "officeDocument":
			b.part = r.target
		case "origin":
			b.signed = true
		}
	}
	switch {
	case b.part == "":
		return errors.New("the file is a zip but no workbook: it names no main document")
	case strings.HasSuffix(strings.ToLower(b.part), ".bin"):
		return errors.New("the file is a binary workbook (.xlsb): save it as .xlsx")
	}
	return nil
}

func (b *workbook) readTabs(p *pack) error {
	root := ""
	err := p.scan(b.part, func(sc *scanner) error {
		if sc.level == 1 {
			root = string(sc.name)
		}
		switch string(sc.name) {
		case "workbookPr":
			v, err := sc.attr("date1904")
			b.date1904 = isTrue(v)
			return err
		case "calcPr":
			return b.readCalc(sc)
		case "definedName":
			return b.readName(sc)
		case "sheet":
			if sc.level == 3 {
				return b.readTab(sc)
			}
		}
		return nil
	})
	if err == nil && root != "workbook" {
		err = fmt.Errorf("the file is no workbook: its main document is a %.20q", root)
	}
	if err == nil && len(b.tabs) == 0 {
		err = errors.New("the workbook has no worksheets")
	}
	return err
}

func (b *workbook) readCalc(sc *scanner) error {
	load, err := sc.attr("fullCalcOnLoad")
	if err != nil {
		return err
	}
	done, err := sc.attr("calcCompleted")
	b.stale = isTrue(load) || (done != "" && !isTrue(done))
	return err
}

func (b *workbook) readTab(sc *scanner) error {
	name, err := sc.attr("name")
	if err != nil {
		return err
	}
	id, err := sc.attr(":id")
	if err != nil {
		return err
	}
	state, err := sc.attr("state")
	name = string(unescape([]byte(name), 0))
	if strings.ContainsFunc(name, unicode.IsControl) {
		return fmt.Errorf("worksheet %q has a control character in its name: rename it in Excel", name)
	}
	b.tabs = append(b.tabs, tab{name: name, id: id, hidden: state == "hidden" || state == "veryHidden"})
	if err != nil {
		return err
	}
	return checkCount(len(b.tabs), maxTabs, "worksheets")
}

// readShared reads shared strings and styles where the workbook has them.
func (b *workbook) readShared(p *pack, relations []relation, keep int) error {
	var err error
	b.styles = &styles{}
	for _, r := range relations {
		switch {
		case r.kind == "sharedStrings" && b.strings == nil:
			b.texts = r.target
			err = b.loadStrings(p, keep)
		case r.kind == "styles":
			err = p.scan(r.target, b.styles.visit)
		}
		if err != nil {
			return err
		}
	}
	b.styles.finish()
	return p.scan("[Content_Types].xml", func(sc *scanner) error {
		v, err := sc.attr("ContentType")
		b.macros = b.macros || strings.Contains(v, "sheet.macroEnabled.main") || strings.Contains(v, "template.macroEnabled.main")
		return err
	})
}

// load brings all shared strings into memory.
func (b *workbook) load(p *pack) (err error) {
	if b.strings == nil || b.strings.kept < b.strings.count {
		b.strings = nil // the first ones are not held twice
		err = b.loadStrings(p, maxArena)
	}
	return err
}

// loadStrings brings the first bytes of the shared strings into memory.
func (b *workbook) loadStrings(p *pack, keep int) error {
	return b.scanStrings(p, func(sc *scanner) (err error) {
		b.strings, err = readStrings(sc, keep)
		return err
	})
}

// fetch brings strings into memory that are not among the first ones: those
// that are wanted or, when it comes to that again, all.
func (b *workbook) fetch(p *pack, wanted []missing) error {
	if b.strings.picked != nil {
		return b.load(p)
	}
	return b.scanStrings(p, func(sc *scanner) error { return b.strings.pick(sc, wanted) })
}

// scanStrings reads the part of the shared strings. A workbook that names one
// and has none is common; using a string is an error then.
func (b *workbook) scanStrings(p *pack, read func(sc *scanner) error) error {
	f, ok := p.parts[partName(b.texts)]
	if b.texts == "" || !ok {
		return nil
	}
	r, err := p.openPart(f)
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }() // only read from
	r.most = maxStringRatio
	if err := read(newScanner(r)); err != nil {
		return fmt.Errorf("part %q: %w", f.Name, explain(err))
	}
	return nil
}

// readRelations reads the relationships of a part, of the package for "".
// A part without any has no such part.
func readRelations(p *pack, owner string) ([]relation, error) {
	folder, file := path.Split(owner)
	name := path.Join(folder, "_rels", file+".rels")
	if _, ok := p.parts[partName(name)]; !ok {
		return nil, nil
	}
	var list []relation
	err := p.scan(name, func(sc *scanner) error {
		if string(sc.name) != "Relationship" {
			return nil
		}
		id, err := sc.attr("Id")
		if err != nil {
			return err
		}
		kind, err := sc.attr("Type")
		if err != nil {
			return err
		}
		target, err := sc.attr("Target")
		if err != nil {
			return err
		}
		target = strings.ReplaceAll(target, `\`, "/")
		if !strings.HasPrefix(target, "/") {
			target = path.Join("/", folder, target)
		}
		list = append(list, relation{id: id, kind: kind[strings.LastIndexByte(kind, '/')+1:], target: strings.TrimPrefix(path.Clean(target), "/")})
		return checkCount(len(list), maxRelations, "relationships")
	})
	return list, err
}
