"""Makes a sheet of open invoices: make.py FILE.xlsx|FILE.csv ROWS [--currency LKR].

The workbook has 12 columns with a shared string for each text, as Excel writes
it; it is written with nothing but the standard library, so that no measured
program has made what it reads.
"""
import sys
import zipfile

HEADER = ["Invoice Number", "Customer Name", "Email", "Phone", "Region", "Status", "Currency", "Total", "Paid", "Balance Due", "Due Date", "Description"]


def rows(count, only):
    currencies = [only] if only else ["LKR", "INR", "CLP", "INR"]
    for i in range(count):
        yield [f"INV-{i:07d}", f"Customer {i % 5000}", f"c{i % 5000}@example.com", f"+9477{i % 10_000_000:07d}", "West", "Open",
               currencies[i % len(currencies)], 1000 + i, 0, 1000 + i, "2030-01-31", f"Goods delivered in week {i % 52}"]


def csv(path, count, only):
    with open(path, "w", newline="") as f:
        f.write(",".join(HEADER) + "\r\n")
        for r in rows(count, only):
            f.write(",".join(map(str, r)) + "\r\n")


NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
START = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml."


def xlsx(path, count, only):
    strings = {}

    def text(cell, value):
        return f'<c r="{cell}" t="s"><v>{strings.setdefault(value, len(strings))}</v></c>'

    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as z:
        z.writestr("[Content_Types].xml", START + '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
                   '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                   f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}sheet.main+xml"/>'
                   f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{TYPE}worksheet+xml"/>'
                   f'<Override PartName="/xl/sharedStrings.xml" ContentType="{TYPE}sharedStrings+xml"/></Types>')
        z.writestr("_rels/.rels", START + '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                   f'<Relationship Id="rId1" Type="{REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>')
        z.writestr("xl/workbook.xml", START + f'<workbook {NS} xmlns:r="{REL}"><sheets><sheet name="Invoices" sheetId="1" r:id="rId1"/></sheets></workbook>')
        z.writestr("xl/_rels/workbook.xml.rels", START + '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                   f'<Relationship Id="rId1" Type="{REL}/worksheet" Target="worksheets/sheet1.xml"/>'
                   f'<Relationship Id="rId2" Type="{REL}/sharedStrings" Target="sharedStrings.xml"/></Relationships>')
        with z.open("xl/worksheets/sheet1.xml", "w") as part:
            part.write((START + f'<worksheet {NS}><dimension ref="A1:L{count + 1}"/><sheetData><row r="1">'
                        + "".join(text(f"{'ABCDEFGHIJKL'[i]}1", h) for i, h in enumerate(HEADER)) + "</row>").encode())
            for n, r in enumerate(rows(count, only), 2):
                cells = (text(f"{'ABCDEFGHIJKL'[i]}{n}", v) if isinstance(v, str) else f'<c r="{"ABCDEFGHIJKL"[i]}{n}"><v>{v}</v></c>' for i, v in enumerate(r))
                part.write(f'<row r="{n}">{"".join(cells)}</row>'.encode())
            part.write(b"</sheetData></worksheet>")
        with z.open("xl/sharedStrings.xml", "w") as part:
            part.write((START + f'<sst {NS} uniqueCount="{len(strings)}">').encode())
            for value in strings:
                part.write(f"<si><t>{value}</t></si>".encode())
            part.write(b"</sst>")


if __name__ == "__main__":
    file, count = sys.argv[1], int(sys.argv[2])
    currency = sys.argv[4] if len(sys.argv) > 4 else ""
    (xlsx if file.endswith(".xlsx") else csv)(file, count, currency)
