// SheetJS on the job of .ci/bench: sheetjs.mjs read|write IN OUT.
import { createRequire } from "node:module";

const XLSX = createRequire(import.meta.url)("xlsx");
const [job, source, target] = process.argv.slice(2);
const book = XLSX.readFile(source, { dense: true });
const sheet = book.Sheets[book.SheetNames[0]];
if (job === "read") {
  if (!XLSX.utils.sheet_to_json(sheet, { header: 1 }).length) throw new Error("nothing was read");
} else {
  const last = XLSX.utils.decode_range(sheet["!ref"]).e.r;
  const cells = [];
  for (let n = 0; n <= last; n++) cells.push(Array.from({ length: 10 }, (_, i) => `result ${n + 1} of column ${13 + i}`));
  XLSX.utils.sheet_add_aoa(sheet, cells, { origin: "M1" });
  XLSX.writeFile(book, target, { compression: true });
}
