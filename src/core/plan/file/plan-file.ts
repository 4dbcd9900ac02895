// A plan and all it was made from in, the text of its file out, in pieces; and back (spec 5.10). The file is bound by hashes: who
// edits a part of it is told which one.

import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { diagnose } from "../../diagnostic/diagnose.js";
import { fail, type Outcome, succeed } from "../../diagnostic/diagnostic.js";
import type { FlowIr } from "../../ir/ir.js";
import { cut } from "../../text/cut.js";
import {
  hasOwn,
  isArray,
  isDeeperThan,
  isObject,
  type Json,
  type JsonObject,
  jsonTypeName,
  trusted,
} from "../../text/json.js";
import type { Capabilities } from "../backend/capabilities.js";
import { printAssumptions, readAssumptions } from "../cost/assumptions.js";
import type { Plan } from "../plan.js";
import type { Packs } from "../requests/pack-images.js";
import { brokenPart } from "./broken-part.js";
import { canonicalChunks } from "./canonical-chunks.js";
import { canonicalIr } from "./canonical-ir.js";

export const planFileKind = "flowplan-plan";
export const planFileVersion = 1;

/** What a plan was made from, apart from the flow's own writing. */
export type PlanBindings = {
  readonly ir: FlowIr;
  /** Those that the plan uses. */
  readonly packs: Packs;
  /** The price book, as it was given. */
  readonly prices: Json;
  readonly capabilities: Capabilities;
  readonly assume: { readonly [name: string]: string | number };
  readonly results: JsonObject;
};

/** Parts with a hash of their own, so that a refusal can say what changed. */
export const boundParts = ["flow", "input", "packs", "prices", "capabilities", "results", "assume", "plan"] as const;
export type BoundPart = (typeof boundParts)[number];

/** A file that a part was read from; its path is relative to the plan's file. A part of a file that is gone is taken from the plan. */
export type PlanSource = {
  readonly part: Exclude<BoundPart, "plan" | "assume">;
  readonly path: string;
  readonly hash: string;
};

export type PlanContent = PlanBindings & { readonly plan: Plan };
export type PlanFile = {
  readonly content: PlanContent;
  readonly sources: readonly PlanSource[];
  readonly hash: string;
};

/** SHA-256, piece by piece. A host may have a faster one than ours. */
export type Hasher = { update(bytes: Uint8Array): unknown; digest(): Uint8Array };

/** Parts are hashed as they are written, so that a long plan is gone through once. */
export function* makePlanFile(
  plan: Plan,
  bindings: PlanBindings,
  sources: readonly PlanSource[],
  makeHasher: () => Hasher = () => sha256.create(),
): Generator<string> {
  const content: PlanContent = { ...bindings, ir: canonicalIr(bindings.ir), plan };
  const hashes: { [part: string]: string } = { input: hashJson(plan.input) };
  const head = { kind: planFileKind, version: planFileVersion, sources };
  yield `${JSON.stringify(head).slice(0, -1)},"content":{`;
  const written = boundParts.filter((part) => part !== "input").map((part) => [memberOf(part), part] as const);
  for (const [i, [member, part]] of written.sort(([a], [b]) => (a < b ? -1 : 1)).entries()) {
    const hash = makeHasher();
    yield `${i === 0 ? "" : ","}${JSON.stringify(member)}:`;
    for (const chunk of canonicalChunks(partOf(content, part))) {
      hash.update(utf8ToBytes(chunk));
      yield chunk;
    }
    hashes[part] = textOfHash(hash.digest());
  }
  const bound = Object.fromEntries(boundParts.map((part) => [part, hashes[part]]));
  yield `},"hashes":${JSON.stringify(bound)},"hash":"${hashOfHashes(hashes)}"}\n`;
}

/** The identity of a flow: the same for every formatting, order of keys and naming of maps. */
export function hashFlow(ir: FlowIr): string {
  return hashJson(canonicalIr(ir));
}

export function hashJson(value: Json): string {
  const hash = sha256.create();
  for (const chunk of canonicalChunks(value)) hash.update(utf8ToBytes(chunk));
  return textOfHash(hash.digest());
}

function textOfHash(bytes: Uint8Array): string {
  return `sha256:${bytesToHex(bytes)}`;
}

/** The member of the content that a part stands in; the input stands in the plan. */
function memberOf(part: BoundPart): string {
  return part === "flow" ? "ir" : part;
}

function partOf(content: JsonObject, part: BoundPart): Json {
  if (part === "input") return (content.plan as JsonObject).input as Json;
  return content[memberOf(part)] as Json;
}

function hashOfHashes(hashes: { readonly [part: string]: string }): string {
  return hashJson([planFileKind, planFileVersion, ...boundParts.map((part) => hashes[part] ?? "")]);
}

/** Whether a text is, or began as, the file of a plan. */
export function looksLikePlanFile(text: string): boolean {
  return /^\s*\{\s*"kind"\s*:\s*"flowplan-plan"/.test(text.slice(0, 400));
}

const members: { readonly [name: string]: "object" | "any" } = {
  ir: "object",
  packs: "object",
  prices: "any",
  capabilities: "object",
  assume: "object",
  results: "object",
  plan: "object",
};
/** More than any plan of ours nests: IR within IR within types. */
const deepest = 1000;

/** Takes nothing on trust but the meaning of the plan itself, which the host checks by planning again. */
export function readPlanFile(json: Json, file?: string): Outcome<PlanFile> {
  const extras = file === undefined ? {} : { file };
  const broken = (problem: string) => fail<PlanFile>([diagnose("plan/broken-file", null, { problem }, extras)]);
  if (!isObject(json) || json.kind !== planFileKind) return broken(`it has no "kind": "${planFileKind}"`);
  if (json.version !== planFileVersion) {
    const found = cut(JSON.stringify(json.version ?? null), 40);
    return fail([diagnose("plan/file-version", null, { found, known: planFileVersion }, extras)]);
  }
  if (isDeeperThan(json, deepest)) return broken("it is nested too deeply");
  const { content, hashes, hash } = json;
  if (!isObject(content)) return broken(`"content" is ${jsonTypeName(content)}`);
  for (const [name, kind] of Object.entries(members)) {
    if (!hasOwn(content, name)) return broken(`"content" has no "${name}"`);
    if (kind === "object" && !isObject(content[name]))
      return broken(`"${name}" in "content" is ${jsonTypeName(content[name])}`);
  }
  if (!isObject((content.plan as JsonObject).input)) return broken(`"plan" in "content" has no "input"`);
  if (!isObject(hashes) || typeof hash !== "string") return broken("its hashes are missing");
  const parts = boundParts.filter((part) => hashes[part] !== hashJson(partOf(content, part)));
  if (parts.length > 0 || hash !== hashOfHashes(hashes as { readonly [part: string]: string })) {
    return fail([diagnose("plan/edited-file", null, { parts }, extras)]);
  }
  const part = brokenPart(content);
  if (part !== null)
    return fail([diagnose("plan/edited-file", null, { parts: [part.part], problem: part.problem }, extras)]);
  const sources = readSources(json.sources);
  return sources === null
    ? broken(`"sources" is not what a plan writes`)
    : succeed({ content: withAssumptions(trusted<PlanContent>(content)), sources, hash });
}

/** The plan in an older file does not carry its assumptions; they are bound beside it. */
function withAssumptions(content: PlanContent): PlanContent {
  const assume = readAssumptions(content.assume);
  if (content.plan.assume !== undefined || !assume.ok) return content;
  return { ...content, plan: { ...content.plan, ...printAssumptions(assume.value) } };
}

function readSources(json: Json | undefined): readonly PlanSource[] | null {
  if (!isArray(json)) return null;
  const known: readonly string[] = boundParts;
  const fine = json.every(
    (source) =>
      isObject(source) &&
      typeof source.part === "string" &&
      known.includes(source.part) &&
      typeof source.path === "string" &&
      typeof source.hash === "string",
  );
  return fine ? trusted<readonly PlanSource[]>(json) : null;
}
