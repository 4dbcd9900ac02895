// The options that plan and run share in, what the planner takes out (spec 7.9).

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { diagnose } from "../core/diagnostic/diagnose.js";
import { Source } from "../core/diagnostic/located.js";
import { memberOf } from "../core/document/find.js";
import type { DocumentNode, Member } from "../core/document/tree.js";
import { readPack } from "../core/flow/read-pack.js";
import type { Diagnostic, Json, Outcome, PlanOptions, Program } from "../core/index.js";
import { defaultLimits } from "../core/limits.js";
import { readPriceBook } from "../core/plan/price-book.js";
import { readCapabilities } from "../core/plan/read-capabilities.js";
import { isObject, type JsonObject } from "../core/text/json.js";
import { printable, quoted } from "../core/text/printable.js";
import type { Span } from "../core/text/span.js";
import { decodeText } from "../node/index.js";
import { UsageError } from "./exit.js";
import { type InputPair, readInput } from "./input-options.js";
import { readJson, readJsonDocument } from "./read-json.js";

export type SharedOptions = {
  readonly input?: readonly InputPair[];
  readonly inputFile?: string;
  readonly results?: string;
  readonly packs?: string;
  readonly capabilities?: string;
  readonly prices?: string;
  readonly backend: string;
  readonly seed?: number;
  readonly assume?: string;
  readonly maxCost?: string;
};

/**
 * What the planner is given; the packs that could not be read, which matter only where the flow names one of them; and what is wrong
 * with the files of prices and capabilities.
 */
export type GivenOptions = {
  readonly options: PlanOptions;
  readonly brokenPacks: ReadonlyMap<string, BrokenPack>;
  readonly diagnostics: readonly Diagnostic[];
  /** Texts that these point into. */
  readonly sources: readonly Source[];
};
export type BrokenPack = { readonly diagnostics: readonly Diagnostic[]; readonly source: Source };

export function readPlanOptions(program: Program, given: SharedOptions): GivenOptions {
  const { packs, broken } = readPacks(given.packs);
  const prices = given.prices === undefined ? null : readPlaced(given.prices, readPriceBook);
  const capabilities = given.capabilities === undefined ? null : readPlaced(given.capabilities, readCapabilities);
  const options: PlanOptions = {
    input: readInput(program.ir, given.input ?? [], given.inputFile),
    results: given.results === undefined ? undefined : readResults(given.results),
    packs,
    backend: given.backend,
    assume: readAssume(given.assume),
    seed: given.seed,
    prices: prices?.json,
    capabilities: capabilities?.value,
  };
  const files = [prices, capabilities].flatMap((read) => read ?? []);
  return {
    options,
    brokenPacks: broken,
    diagnostics: files.flatMap(({ diagnostics }) => diagnostics),
    sources: files.map(({ source }) => source),
  };
}

/** A file of prices or capabilities; what is wrong in it is shown at the first name that the message quotes and the file has. */
function readPlaced<T>(file: string, read: (json: Json, file: string) => Outcome<T>) {
  const { value: json, root, source } = readJsonDocument(file);
  const outcome = read(json, source.name);
  const diagnostics = outcome.diagnostics.map((diagnostic) => {
    const names = [
      ...diagnostic.message.matchAll(/"([A-Za-z.]+)"|\b(limits\.[A-Za-z]+|fields\.[A-Za-z]+|maxBatch)\b/g),
    ];
    const places = names.map(([, quotedName, bare]) => placeOf(root, (quotedName ?? bare ?? "").split(".")));
    const span = places.find((place) => place !== null) ?? { start: root.span.start, end: root.span.start + 1 };
    return { ...diagnostic, span };
  });
  return { json, value: outcome.ok ? outcome.value : undefined, diagnostics, source };
}

function placeOf(root: DocumentNode, names: readonly string[]): Span | null {
  let node: DocumentNode | undefined = root;
  let key: Span | null = null;
  for (const name of names) {
    const member: Member | undefined = node?.kind === "object" ? memberOf(node, name) : undefined;
    if (member === undefined) return null;
    key = member.key.span;
    node = member.value;
  }
  return key;
}

export function readResults(file: string): JsonObject {
  return readObject(file, "results of steps, { stepId: result }");
}

function readObject(file: string, what: string): JsonObject {
  const value = readJson(file);
  if (!isObject(value)) throw new UsageError(`${printable(file)} must hold ${what}`);
  return value;
}

function readAssume(text: string | undefined): { [name: string]: string } {
  const assumed: { [name: string]: string } = {};
  for (const part of text === undefined ? [] : text.split(",")) {
    const equals = part.indexOf("=");
    if (equals < 1)
      throw new UsageError(
        `--assume takes name=value, and ${quoted(part)} has no "="`,
        "--assume tokens=2000,trainingMinutes=30",
      );
    assumed[part.slice(0, equals).trim()] = part.slice(equals + 1).trim();
  }
  return assumed;
}

/** The packs of a folder, by the names of their files. */
export function readPacks(folder: string | undefined) {
  const packs: { [id: string]: { images: readonly JsonObject[] } } = {};
  const broken = new Map<string, BrokenPack>();
  for (const name of folder === undefined ? [] : packFiles(folder)) {
    const file = join(folder as string, name);
    const id = name.slice(0, -".json".length);
    const text = decodeText(readFileSync(file));
    if (text === null) throw new UsageError(`cannot read ${printable(file)}: it is not UTF-8 text`);
    const read = readPack(text, file, defaultLimits);
    const source = new Source(file, text);
    if (!read.ok) broken.set(id, { diagnostics: read.diagnostics, source });
    else if (read.value.id === null || read.value.id.toLowerCase() === id.toLowerCase())
      packs[id] = { images: read.value.images };
    else {
      const at = Math.max(0, text.indexOf(read.value.id));
      const span = { start: at, end: at + read.value.id.length };
      const diagnostics = [diagnose("pack/two-names", span, { id: read.value.id, file: name }, { file })];
      broken.set(id, { diagnostics, source });
    }
  }
  return { packs, broken };
}

function packFiles(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(".json"))
      .sort();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === "ENOENT" ? "there is no such folder" : code === "ENOTDIR" ? "it is no folder" : message;
    throw new UsageError(`cannot read the packs in ${printable(folder)}: ${reason}`);
  }
}
