// newman on the job of .ci/bench: newman.cjs FOLDER URL KEY SHEET.csv. FOLDER has
// its node_modules.
const path = require("node:path");
const [folder, url, key, sheet] = process.argv.slice(2);
const newman = require(path.join(folder, "node_modules/newman"));
const body = {
  amount: "{{Balance Due}}.00", currency: "{{Currency}}", reference_number: "{{Invoice Number}}", customer_first_name: "{{Customer Name}}",
  customer_email: "{{Email}}", customer_phone_number: "{{Phone}}", description: "{{Description}}", expiration_date: "{{Due Date}}", allow_partial_payment: false,
};
newman.run({
  collection: {
    info: { name: "links", schema: "https://schema.getpostman.com/json/collection/v2.1.0/collection.json" },
    item: [{ name: "create", request: { method: "POST", url, header: [{ key: "Authorization", value: key }, { key: "Content-Type", value: "application/json" }], body: { mode: "raw", raw: JSON.stringify(body) } } }],
  },
  iterationData: sheet,
}, (err, summary) => {
  const wrong = err || summary.run.failures[0] || summary.run.executions.find((e) => e.response.code !== 200);
  if (wrong) { console.error(err || wrong.response && wrong.response.text() || wrong); process.exit(1); }
});
