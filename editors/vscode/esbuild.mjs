// One file for the editor to load: the extension and the language client, without the editor's own module. Beside it
// the licences of what was bundled, which ask to be handed on.
import { readdir, readFile, writeFile } from "node:fs/promises";
import * as path from "node:path";

import { build } from "esbuild";

const { metafile } = await build({
  entryPoints: ["src/extension.ts"],
  outfile: "dist/extension.cjs",
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  external: ["vscode"],
  minify: true,
  metafile: true,
  logLevel: "warning",
});

const packages = new Set(
  Object.keys(metafile.inputs).flatMap((file) => file.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0] ?? []),
);
const notices = await Promise.all([...packages].sort().map(notice));
await writeFile("dist/THIRD-PARTY-NOTICES.txt", notices.join("\n\n"));

async function notice(folder) {
  const { name, version } = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8"));
  const licence = (await readdir(folder)).find((file) => /^licen[cs]e/i.test(file));
  if (licence === undefined) {
    throw new Error(`${name} has no licence file`);
  }
  return `${name} ${version}\n\n${await readFile(path.join(folder, licence), "utf8")}`;
}
