// exceljs on the job of .ci/bench: exceljs.mjs read|write IN OUT.
import ExcelJS from "exceljs";

const [job, source, target] = process.argv.slice(2);
if (job === "read") {
  let cells = 0;
  const reader = new ExcelJS.stream.xlsx.WorkbookReader(source, { sharedStrings: "cache" });
  for await (const sheet of reader) for await (const row of sheet) cells += row.values.length;
  if (!cells) throw new Error("nothing was read");
} else {
  const book = new ExcelJS.Workbook();
  await book.xlsx.readFile(source);
  const sheet = book.worksheets[0];
  for (let n = 1, last = sheet.rowCount; n <= last; n++)
    for (let column = 13; column < 23; column++) sheet.getRow(n).getCell(column).value = `result ${n} of column ${column}`;
  await book.xlsx.writeFile(target);
}
