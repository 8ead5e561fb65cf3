// html-validate finds no error in the pages as they are served.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { FileSystemConfigLoader, HtmlValidate } from "html-validate";

const folder = join(process.env.TONGBAN_SAMPLES, "pages");
const loader = new FileSystemConfigLoader({
  root: true,
  extends: ["html-validate:standard", "html-validate:a11y"],
  rules: {
    "no-trailing-whitespace": "off", // white space of templates is no error of a page
    "void-style": "off",
    "attr-quotes": "off",
    "doctype-style": "off",
    "long-title": "off",
    "no-implicit-button-type": "off", // a button in a form submits it, which is what is meant
    "no-inline-style": "error",
  },
});
const validator = new HtmlValidate(loader);
let errors = 0;
const names = readdirSync(folder).filter((name) => name.endsWith(".html"));
for (const name of names) {
  const report = await validator.validateFile(join(folder, name));
  for (const result of report.results) {
    for (const message of result.messages.filter((each) => each.severity === 2)) {
      errors += 1;
      if (errors < 20) console.log(`    ${name}:${message.line} ${message.ruleId}: ${message.message}`);
    }
  }
}
console.log(`    ${names.length} pages`);
process.exit(errors || !names.length ? 1 : 0);
