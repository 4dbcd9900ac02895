// The options that plan and run share in, what the planner takes out (spec 7.9).

import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Target } from "../../backends/combine.js";
import { diagnose } from "../../core/diagnostic/diagnose.js";
import { Source } from "../../core/diagnostic/located.js";
import { memberOf } from "../../core/document/find.js";
import type { DocumentNode, Member } from "../../core/document/tree.js";
import { readPack } from "../../core/flow/read-pack.js";
import type { AnyDiagnostic, Json, Outcome, PlanOptions, Program } from "../../core/index.js";
import { type Limits, withLimits } from "../../core/language/limits.js";
import { readCapabilities } from "../../core/plan/backend/read-capabilities.js";
import { readAssumptions } from "../../core/plan/cost/assumptions.js";
import { readPriceBook } from "../../core/plan/cost/price-book.js";
import { usedPacks } from "../../core/plan/requests/used-packs.js";
import { ajvValidator } from "../../core/schema/ajv-validator.js";
import { checkInput } from "../../core/schema/check-input.js";
import { hasOwn, isObject, type JsonObject, setOwn } from "../../core/text/json.js";
import { printable, quoted } from "../../core/text/printable.js";
import type { Span } from "../../core/text/span.js";
import { readJsonDocument } from "../source/read-json.js";
import { readFlowSource, readReasons, shortened } from "../source/read-source.js";
import { UsageError } from "../terminal/exit.js";
import { readInput } from "./input-options.js";
import type { InputPair } from "./read-words.js";

export type SharedOptions = {
  readonly input?: readonly InputPair[];
  readonly inputFile?: string;
  readonly results?: string;
  readonly packs?: string;
  readonly capabilities?: string;
  readonly workflow?: string;
  readonly prices?: string;
  readonly backend?: string;
  readonly seed?: number;
  readonly share?: boolean;
  readonly assume?: string;
  readonly maxCost?: string;
  readonly config?: string;
  readonly diff?: string;
  /** The folder of kept answers. */
  readonly store?: string;
  /** False: --no-reuse. */
  readonly reuse?: "seeded" | "objects" | false;
};

/**
 * What the planner is given; the packs that could not be read, which matter only where the flow names one of them; and what is wrong
 * with the files of prices and capabilities.
 */
export type GivenOptions = {
  readonly options: PlanOptions;
  /** Of all packs in the folder. */
  readonly packIds: readonly string[];
  readonly brokenPacks: ReadonlyMap<string, BrokenPack>;
  readonly diagnostics: readonly AnyDiagnostic[];
  /** Texts that these point into. */
  readonly sources: readonly Source[];
};
export type BrokenPack = { readonly diagnostics: readonly AnyDiagnostic[]; readonly source: Source };

/** What the files among the options hold, whatever the flow says: one that cannot be read outweighs what is wrong with the flow. */
export type GivenFiles = ReturnType<typeof readGivenFiles>;

export function readGivenFiles({ inputFile, results, packs, prices, capabilities }: SharedOptions) {
  return {
    input: inputFile === undefined ? {} : readObjectFile(inputFile, "the flow's input").value,
    results: results === undefined ? undefined : readObjectFile(results, "results of steps, { stepId: result }"),
    packIds: packs === undefined ? [] : idsIn(packs),
    prices: prices === undefined ? null : readPlaced(prices, readPriceBook),
    capabilities: capabilities === undefined ? null : readPlaced(capabilities, readCapabilities),
  };
}

/** `wanted`: the packs to read; those that the flow asks for where it is absent. */
export function readPlanOptions(
  program: Program,
  given: SharedOptions,
  { input: fromFile, results, packIds, prices, capabilities }: GivenFiles,
  settings: { readonly limits: Partial<Limits> },
  target: Target,
  wanted?: readonly string[],
): GivenOptions {
  const limits = withLimits(settings.limits);
  const input = readInput(program.ir, given.input ?? [], fromFile);
  const ids = wanted ?? (packIds.length === 0 ? [] : packsAskedFor(program, input, results?.value ?? {}, packIds));
  const { packs, broken } = readPacks(given.packs, ids, limits);
  const options: PlanOptions = {
    input,
    results: results?.value,
    limits,
    packs,
    backend: target.id,
    assume: readAssume(given.assume),
    seed: given.seed,
    share: given.share,
    prices: prices?.json,
    capabilities: target.capabilities,
  };
  const files = [prices, capabilities].flatMap((read) => read ?? []);
  return {
    options,
    packIds,
    brokenPacks: broken,
    diagnostics: files.flatMap(({ diagnostics }) => diagnostics),
    sources: files.map(({ source }) => source),
  };
}

/** A file of prices or capabilities; what is wrong in it is shown at the name that it is about, where the file has it. */
function readPlaced<T>(file: string, read: (json: Json, file: string) => Outcome<T>) {
  const { value: json, root, source } = readJsonDocument(file);
  const outcome = read(json, source.name);
  const diagnostics = outcome.diagnostics.map((diagnostic) => {
    const { place = diagnostic.data.name } = diagnostic.data;
    const found = typeof place === "string" ? placeOf(root, place.split(".")) : null;
    return { ...diagnostic, span: found ?? { start: root.span.start, end: root.span.start + 1 } };
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

function readObjectFile(file: string, what: string) {
  const { value, root, source } = readJsonDocument(file);
  if (!isObject(value)) throw new UsageError(`${printable(file)} must be a JSON object: ${what}`);
  return { value, root, source };
}

export function readAssume(text: string | undefined): { [name: string]: string } {
  const assumed: { [name: string]: string } = {};
  for (const part of text === undefined ? [] : text.split(",")) {
    const equals = part.indexOf("=");
    if (equals < 1)
      throw new UsageError(
        `--assume must be name=value, but ${quoted(part)} has no ${equals === 0 ? "name" : '"="'}`,
        "--assume tokens=2000,trainingMinutes=30",
      );
    const name = part.slice(0, equals).trim();
    if (hasOwn(assumed, name)) throw new UsageError(`--assume gives ${quoted(name)} twice`);
    setOwn(assumed, name, part.slice(equals + 1).trim());
  }
  const mistakes = readAssumptions(assumed).diagnostics;
  if (mistakes.length > 0) throw new UsageError(mistakes.map(({ message }) => message).join("; "));
  return assumed;
}

/** By the ids that the flow, its input and given results tell; where only the run can tell, all that are there. */
function packsAskedFor(
  { ir }: Program,
  given: JsonObject,
  results: JsonObject,
  ids: readonly string[],
): readonly string[] {
  const input = checkInput(ir.input, given, ajvValidator);
  if (!input.ok) return [];
  const all = Object.fromEntries(ids.map((id) => [id, { images: [] }]));
  return Object.keys(usedPacks(ir, { input: input.value, results, store: ir.store.value }, all));
}

/** Those packs of a folder, by the names of their files. Nothing but regular files is opened, so nothing makes us wait. */
export function readPacks(folder: string | undefined, ids: readonly string[], limits: Limits) {
  const packs: { [id: string]: { images: readonly JsonObject[] } } = {};
  const broken = new Map<string, BrokenPack>();
  for (const id of folder === undefined ? [] : ids) {
    const name = `${id}.json`;
    const file = join(folder as string, name);
    if (!isRegular(file)) continue;
    const { text } = readFlowSource(file, { limits });
    const read = readPack(text, file, limits);
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

function isRegular(file: string): boolean {
  try {
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

function idsIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(".json") && name !== ".json")
      .map((name) => name.slice(0, -".json".length))
      .sort();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === "ENOENT" ? "there is no such folder" : code === "ENOTDIR" ? "it is not a folder" : null;
    throw new UsageError(
      folder === ""
        ? '--packs "" names no folder'
        : `cannot read the packs in ${shortened(folder)}: ${reason ?? readReasons[code ?? ""] ?? printable(message)}`,
    );
  }
}
