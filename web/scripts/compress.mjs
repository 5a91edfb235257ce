// Writes a .br beside each file of the build that is worth it, so that the gateway sends what brotli at its best makes of it.
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress } from "node:zlib";

const LEAST_BYTES = 1024;
const dist = fileURLToPath(new URL("../dist/", import.meta.url));
const compress = promisify(brotliCompress);

for (const { parentPath, name } of await readdir(dist, { recursive: true, withFileTypes: true })) {
  if (!/\.(js|css|html|svg|webmanifest)$/.test(name)) continue;
  const file = join(parentPath, name);
  const body = await readFile(file);
  if (body.length >= LEAST_BYTES) await writeFile(`${file}.br`, await compress(body));
}
