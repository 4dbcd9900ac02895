// grammar/*.schema.json in, the same with what the tables of the language say out (spec 1.6.4). Run after a row was changed.

import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { flowSchema, planSchema, type Schema } from "./tables/table-schemas.js";

for (const [name, made] of [
  ["flow", flowSchema],
  ["plan", planSchema],
] as const) {
  const file = `grammar/${name}.schema.json`;
  const schema = JSON.parse(readFileSync(file, "utf8")) as Schema;
  writeFileSync(file, JSON.stringify(made(schema), null, 2));
  execFileSync("npx", ["biome", "format", "--write", file], { stdio: "inherit" });
}
