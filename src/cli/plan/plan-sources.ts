// The files that a plan was made from in, what they held as hashes out; and later, which of them hold something else (spec 5.10.2).

import { existsSync } from "node:fs";
import { dirname, relative, resolve, sep } from "node:path";
import { compile } from "../../core/compile.js";
import type { Program } from "../../core/index.js";
import { defaultLimits } from "../../core/language/limits.js";
import { hashFlow, hashJson, type PlanSource } from "../../core/plan/file/plan-file.js";
import type { Packs } from "../../core/plan/requests/pack-images.js";
import { hasOwn, jsonEquals } from "../../core/text/json.js";
import { printable } from "../../core/text/printable.js";
import { readJson } from "../source/read-json.js";
import { readSource } from "../source/read-source.js";
import { UsageError } from "../terminal/exit.js";
import { readPacks, type SharedOptions } from "./plan-options.js";

type Part = PlanSource["part"];

export function planSources(
  planFile: string,
  file: string,
  given: SharedOptions,
  program: Program,
  packs: Packs,
): readonly PlanSource[] {
  const from = dirname(resolve(planFile));
  const source = (part: Part, path: string | undefined, hash: (path: string) => string): readonly PlanSource[] =>
    path === undefined || path === "-"
      ? []
      : [{ part, path: relative(from, resolve(path)).split(sep).join("/") || ".", hash: hash(path) }];
  return [
    ...source("flow", file, () => hashFlow(program.ir)),
    ...source("input", given.inputFile, hashFile),
    ...source("packs", Object.keys(packs).length === 0 ? undefined : given.packs, () => hashPacks(packs)),
    ...source("prices", given.prices, hashFile),
    ...source("capabilities", given.capabilities, hashFile),
    ...source("results", given.results, hashFile),
  ];
}

function hashFile(path: string): string {
  return hashJson(readJson(path));
}

function hashPacks(packs: Packs): string {
  return hashJson(packs);
}

export type Revisited = {
  /** What is said about each file that has changed. */
  readonly changed: readonly string[];
  /** The flow where it stands beside the plan, unchanged: it knows the places of its own text. */
  readonly program: Program | null;
};

/** A file that is gone changes nothing: the plan carries what it held. */
export function revisit(planFile: string, sources: readonly PlanSource[], used: Packs): Revisited {
  const changed: string[] = [];
  let program: Program | null = null;
  for (const source of sources) {
    const file = resolve(dirname(resolve(planFile)), source.path);
    if (!existsSync(file)) continue;
    const shown = printable(relative(process.cwd(), file) || ".");
    try {
      const found = look(source, file, used);
      program = found.program ?? program;
      if (found.change !== null) changed.push(`${source.part} (${found.where ?? shown}) ${found.change}`);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      changed.push(`${source.part} (${shown}) can no longer be read`);
    }
  }
  return { changed, program: changed.length === 0 ? program : null };
}

type Looked = { readonly change: string | null; readonly where?: string; readonly program?: Program };

function look({ part, hash }: PlanSource, file: string, used: Packs): Looked {
  if (part === "flow") {
    const { program } = compile(readSource(file).text);
    if (program === undefined) return { change: "has errors now" };
    return { change: hashFlow(program.ir) === hash ? null : "changed", program };
  }
  if (part !== "packs") return { change: hashFile(file) === hash ? null : "changed" };
  const { packs } = readPacks(file, Object.keys(used), defaultLimits);
  const other = Object.keys(used).filter((id) => {
    const pack = hasOwn(packs, id) ? packs[id] : undefined;
    return pack === undefined || !jsonEquals(pack, used[id] ?? null);
  });
  if (other.length === 0) return { change: null };
  return { change: "changed", where: other.map((id) => printable(`${id}.json`)).join(", ") };
}
