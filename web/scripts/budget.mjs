// What a browser fetches before a student's first page stands, held against a limit. Run it after a build.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const LIMIT_KB = 170; // gzip, JavaScript alone
const dist = new URL("../dist/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", dist), "utf8"));

/** The entry, what the router fetches for the page, and the texts of the larger language. */
const FIRST_PAGE = [
  "index.html",
  "src/app/main.tsx",
  "src/app/shell/Shell.tsx",
  "src/app/pages/MyAttendancePage.tsx",
  "virtual:texts/ne/first",
];

const files = new Map();
function add(key) {
  const chunk = manifest[key];
  if (!chunk) throw new Error(`the build has no ${key}: has the student's first page moved? Say so in ${import.meta.url}`);
  if (files.has(chunk.file)) return;
  files.set(chunk.file, gzipSync(readFileSync(new URL(chunk.file, dist)), { level: 9 }).length);
  for (const imported of chunk.imports ?? []) add(imported);
}
FIRST_PAGE.forEach(add);

const total = [...files.values()].reduce((sum, size) => sum + size, 0);
const kb = (size) => (size / 1000).toFixed(1).padStart(6);
for (const [file, size] of [...files].toSorted((one, other) => other[1] - one[1])) console.log(`${kb(size)} kB  ${file}`);
console.log(`${kb(total)} kB  first-load JavaScript of a student's first page (gzip; limit ${LIMIT_KB} kB)`);
if (total > LIMIT_KB * 1000) {
  console.error("That is too much: fetch what the page can stand without when it is asked for (lazy, import()).");
  process.exit(1);
}
