// The yaml package of npm (YAML 1.2) reads every definition file to the same values as our loader.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

const root = process.env.TONGBAN_ROOT;
const ours = JSON.parse(readFileSync(join(process.env.TONGBAN_SAMPLES, "definitions.json"), "utf8"));
const sorted = (value) =>
  Array.isArray(value) ? value.map(sorted)
    : value && typeof value === "object" ? Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]))
    : value;
let different = 0;
const names = Object.keys(ours);
for (const name of names) {
  const theirs = parse(readFileSync(join(root, "definitions", name), "utf8"));
  if (JSON.stringify(sorted(theirs)) !== JSON.stringify(sorted(ours[name]))) {
    different += 1;
    if (different < 6) console.log(`    different: ${name}`);
  }
}
console.log(`    ${names.length} files compared`);
process.exit(different || !names.length ? 1 : 0);
