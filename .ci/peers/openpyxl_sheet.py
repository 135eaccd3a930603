"""openpyxl on the job of .ci/bench: openpyxl_sheet.py read|write IN OUT."""
import sys

import openpyxl

job, source, target = sys.argv[1:4]
if job == "read":
    book = openpyxl.load_workbook(source, read_only=True)
    cells = 0
    for row in book.worksheets[0].iter_rows(values_only=True):
        cells += len(row)
    assert cells % 12 == 0
else:
    book = openpyxl.load_workbook(source)
    sheet = book.worksheets[0]
    for n in range(1, sheet.max_row + 1):
        for column in range(13, 23):
            sheet.cell(row=n, column=column, value=f"result {n} of column {column}")
    book.save(target)
