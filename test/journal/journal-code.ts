// The journal's own source in, a module of it out, with a bug planted in it if one is wanted: what runs in other processes, and what a test
// must catch.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

export type JournalCode = typeof import("../../src/node/journal/journal-file.js");

/** Texts of one file, each of which must stand there, and what stands there instead. */
export type PlantedBug = {
  readonly name: string;
  readonly file: string;
  readonly changes: readonly (readonly [text: string, instead: string])[];
};

const folder = join(import.meta.dirname, "../../src/node/journal");

/** Writes the module to `path` and says its URL. */
export async function builtJournal(path: string, bug: PlantedBug | null = null): Promise<string> {
  await build({
    entryPoints: [join(folder, "journal-file.ts")],
    outfile: path,
    bundle: true,
    format: "esm",
    platform: "node",
    logLevel: "warning",
    plugins: [
      {
        name: "planted-bug",
        setup: (building) => {
          building.onResolve({ filter: /^fs-native-extensions$/ }, ({ path }) => ({
            path: pathToFileURL(createRequire(import.meta.url).resolve(path)).href,
            external: true,
          }));
          building.onLoad({ filter: /[\\/]journal[\\/][^\\/]*\.ts$/ }, ({ path }) => ({
            contents:
              bug?.file === basename(path) ? withBug(readFileSync(path, "utf8"), bug) : readFileSync(path, "utf8"),
            loader: "ts",
          }));
        },
      },
    ],
  });
  return pathToFileURL(path).href;
}

function withBug(source: string, { name, changes }: PlantedBug): string {
  return changes.reduce((text, [from, to]) => {
    if (text.split(from).length !== 2) throw new Error(`${name}: ${JSON.stringify(from)} does not stand there once`);
    return text.replace(from, () => to);
  }, source);
}
