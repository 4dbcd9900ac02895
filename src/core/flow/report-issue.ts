// What the schema of flows says in, diagnostics out (spec 1.6, 1.7): each at the narrowest place, one for each mistake. An issue that
// only repeats another (the `if` around a failed branch, a range beside a wrong type) is dropped, and so is one about a value
// that the parser already missed.

import { diagnose } from "../diagnostic/diagnose.js";
import { type Diagnostic, type Fix, inSourceOrder } from "../diagnostic/diagnostic.js";
import { writeInstead } from "../diagnostic/fix.js";
import { isDoubtful, nodeAt } from "../document/find.js";
import type { DocumentNode } from "../document/tree.js";
import { meantType, parametersOf, stepTypes } from "../language/steps.js";
import { wantsSchema } from "../schema/inspect-schema.js";
import { hasOwn } from "../text/json.js";
import { nearest } from "../text/nearest.js";
import { pointerSegments } from "../text/pointer.js";
import type { FlowIssue } from "./flow-issue.js";
import { type Owner, ownerAt, placeAt } from "./flow-place.js";
import { meantImages } from "./meant-images.js";
import { describeNode, keyLike, looksLikeExpression, typedFix } from "./node-words.js";
import { reportFields } from "./report-fields.js";
import { type Meant, schemaFix } from "./schema-fix.js";
import { splitJoined } from "./split-joined.js";
import { valueIn } from "./value-in.js";

/** Only the first of these that a value violates is reported. */
const judged = ["type", "const", "enum", "minimum", "maximum", "pattern", "format", "multipleOf"];

const judgedFields = ["required", "additionalProperties"];
const most = 100;

/** The most errors, and the most warnings: the rest is left out, and the report says so. */
export function reportIssues(issues: Iterable<FlowIssue>, root: DocumentNode): readonly Diagnostic[] {
  const errors: Diagnostic[] = [];
  const warnings: Diagnostic[] = [];
  const { places, isAll } = byPlace(issues);
  for (const [pointer, group] of places) {
    if (errors.length >= most) break;
    for (const diagnostic of reportPlace(pointer, group, root)) {
      (diagnostic.severity === "error" ? errors : warnings).push(diagnostic);
    }
  }
  const told = inSourceOrder([...errors.slice(0, most), ...warnings.slice(0, most)]);
  if (isAll && errors.length < most && warnings.length <= most) return told;
  // After the last that is reported, so that it stays the last in source order.
  const end = told.at(-1)?.span.end ?? root.span.start;
  return [...told, diagnose("flow/too-many-mistakes", { start: end, end: end + 1 }, { told: told.length })];
}

function reportPlace(pointer: string, group: readonly FlowIssue[], root: DocumentNode): readonly Diagnostic[] {
  const node = nodeAt(root, pointer);
  if (node === undefined || node.kind === "missing" || isDoubtful(node) || isDoubtful(nodeAt(root, parentOf(pointer))))
    return [];
  const segments = pointerSegments(pointer);
  const worst = judged.flatMap((keyword) => group.filter((issue) => issue.keyword === keyword))[0];
  if (worst !== undefined) return reportValue(worst, node, segments, root);
  return node.kind === "object" ? reportFields(group, node, segments, ownerAt(segments, root), root) : [];
}

function parentOf(pointer: string): string {
  return pointer.slice(0, Math.max(0, pointer.lastIndexOf("/")));
}

type Places = { readonly places: ReadonlyMap<string, readonly FlowIssue[]>; readonly isAll: boolean };

/** The issues of the first places that have any; nothing more is looked for when there are enough errors among them. */
function byPlace(issues: Iterable<FlowIssue>): Places {
  const places = new Map<string, FlowIssue[]>();
  let wrong = 0;
  for (const issue of issues) {
    if (!judged.includes(issue.keyword) && !judgedFields.includes(issue.keyword)) continue;
    const group = places.get(issue.instancePath);
    if (group !== undefined) {
      group.push(issue);
      continue;
    }
    if (!isWarning(issue)) wrong += 1;
    if (wrong > most) return { places, isAll: false };
    places.set(issue.instancePath, [issue]);
  }
  return { places, isAll: true };
}

/** Keys that nothing reads are warnings, but for images. */
function isWarning({ keyword, instancePath }: FlowIssue): boolean {
  return keyword === "additionalProperties" && !instancePath.includes("/images");
}

function reportValue(
  issue: FlowIssue,
  node: DocumentNode,
  segments: readonly string[],
  root: DocumentNode,
): readonly Diagnostic[] {
  const owner = ownerAt(segments.slice(0, -1), root);
  const special = reportConstant(issue, node, segments, owner, root);
  if (special !== null) return special;
  const { name, takes } = placeAt(segments, owner);
  const found = describeNode(node);
  const parameters = { name, takes: takes ?? wanted(issue), found };
  const field = segments.at(-1) ?? "";
  const meant = isOptional(field, owner) && node.kind === "null" ? leaveOut : meantImages(node, field, owner);
  switch (issue.keyword) {
    case "type":
      if (segments.length === 0) return [diagnose("flow/not-a-flow", node.span, { found })];
      return [
        diagnose(
          "flow/wrong-type",
          node.span,
          { ...parameters, instead: meant.instead },
          {
            fixes: [
              ...meant.fixes,
              ...typedFix(node, issue.params.type),
              ...(wantsSchema(issue.params.type) ? schemaFix(node, segments[0] === "input") : []),
            ],
          },
        ),
      ];
    case "enum":
      return [reportEnum(issue, node, name)];
    case "minimum":
    case "maximum":
      return [diagnose("flow/out-of-range", node.span, parameters, { fixes: clampFix(issue, node) })];
    case "multipleOf":
      return [reportMultiple(issue, node, name)];
    default:
      return [diagnose("flow/bad-format", node.span, parameters, { fixes: formatFix(node, segments) })];
  }
}

const leaveOut: Meant = { instead: "leave it out", fixes: [] };

function isOptional(field: string, owner: Owner): boolean {
  if (owner.kind !== "parameters" || owner.type === null) return false;
  const rules = parametersOf(owner.type);
  return hasOwn(rules, field) && rules[field]?.required !== true;
}

/** What must be written out: ids, types, names of steps, the root type of a schema. Null where the place is no such place. */
function reportConstant(
  issue: FlowIssue,
  node: DocumentNode,
  segments: readonly string[],
  owner: Owner,
  root: DocumentNode,
): readonly Diagnostic[] | null {
  const field = segments.at(-1) ?? "";
  const isSource = segments.at(-2) === "sources";
  const isStepField = owner.kind === "step" && (field === "id" || field === "type");
  const named =
    isStepField || isSource || field === "sources" || (owner.kind === "parameters" && field === "contextId");
  if (issue.keyword === "const") {
    const what = segments[0] === "input" ? `"input"` : `the answer's "schema"`;
    const fix = writeInstead(node.span, keyLike(node, "object"), `write "object"`);
    return [diagnose("flow/root-not-object", node.span, { what, found: describeNode(node) }, { fixes: [fix] })];
  }
  if (node.kind !== "string" || !named) return null;
  if (looksLikeExpression(node.value)) {
    const name = isSource ? "sources" : field;
    const id = name === "id" || name === "type" ? undefined : stepInPath(node.value);
    const ids = name === "id" || name === "type" ? [] : stepIds(root);
    const text = id === undefined ? "" : field === "sources" ? `[${keyLike(node, id)}]` : keyLike(node, id);
    const fixes = id === undefined ? [] : [writeInstead(node.span, text)];
    return [diagnose("flow/constant-only", node.span, { name, id, ids }, { fixes })];
  }
  if (field === "sources" || (isSource && node.value.includes(",")))
    return [reportJoined(node, field === "sources", root)];
  // No step can have such an id: that is said where references are resolved.
  if (isSource || field === "contextId") return [];
  if (field === "id") {
    const near = plainId(node.value, stepIds(root));
    return [diagnose("flow/bad-step-id", node.span, { id: node.value, near }, { fixes: renameFix(node, near) })];
  }
  const near = meantType(node.value);
  const types = near === undefined || near !== nearest(node.value, stepTypes) ? stepTypes : [];
  const fixes = renameFix(node, near);
  return [diagnose("flow/unknown-step-type", node.span, { type: node.value, near, types }, { fixes })];
}

/** What paths can name without quotes, and no other step is called; undefined: nothing is left of it. */
function plainId(text: string, taken: readonly string[]): string | undefined {
  const ascii = text.replace(/ß/g, "ss").normalize("NFKD").replace(/\p{M}/gu, "");
  const id = ascii
    .replace(/[^A-Za-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .slice(0, 64);
  return id === "" || taken.some((other) => other.toLowerCase() === id.toLowerCase()) ? undefined : id;
}

function reportJoined(node: DocumentNode & { kind: "string" }, whole: boolean, root: DocumentNode): Diagnostic {
  const parts = splitJoined(node);
  const ids = new Set(stepIds(root));
  const list = parts.map(({ id }) => keyLike(node, id)).join(", ");
  const fix: Fix = {
    title: whole ? `write [${list}]` : `write ${list}`,
    safe: parts.length > 0 && parts.every(({ id }) => ids.has(id)),
    edits: [{ span: node.span, text: whole ? `[${list}]` : list }],
  };
  return diagnose(
    "flow/joined-sources",
    node.span,
    { list: `[${list}]`, many: parts.length > 1 },
    { fixes: parts.length === 0 ? [] : [fix] },
  );
}

function stepIds(root: DocumentNode): readonly string[] {
  const steps = valueIn(root, "steps");
  return (steps?.kind === "array" ? steps.elements : []).flatMap((step) => {
    const id = valueIn(step, "id");
    return id?.kind === "string" ? [id.value] : [];
  });
}

/** "gen" of "$.results.gen.prompts": who names a step by a path means the step. */
function stepInPath(text: string): string | undefined {
  const match = /^\$\$?\.results(?:\.([\w-]{1,64})|\[["']([\w-]{1,64})["']\])/.exec(text);
  return match?.[1] ?? match?.[2];
}

function reportEnum(issue: FlowIssue, node: DocumentNode, name: string): Diagnostic {
  const allowed = Array.isArray(issue.params.allowedValues)
    ? issue.params.allowedValues.filter((value) => typeof value === "string")
    : [];
  const near = node.kind === "string" ? nearest(node.value, allowed) : undefined;
  return diagnose(
    "flow/not-allowed",
    node.span,
    { name, allowed, found: describeNode(node), near },
    { fixes: renameFix(node, near) },
  );
}

function reportMultiple(issue: FlowIssue, node: DocumentNode, name: string): Diagnostic {
  const multiple = Number(issue.params.multipleOf);
  const value = node.kind === "number" ? node.value : 0;
  const below = Math.floor(value / multiple) * multiple;
  const near = value - below < multiple / 2 ? below : below + multiple;
  const fix = writeInstead(node.span, `${near}`);
  return diagnose(
    "flow/not-a-multiple",
    node.span,
    { name, multiple, value, below, above: below + multiple },
    { fixes: [fix] },
  );
}

function renameFix(node: DocumentNode, near: string | undefined): readonly Fix[] {
  return near === undefined ? [] : [writeInstead(node.span, keyLike(node, near))];
}

function clampFix(issue: FlowIssue, node: DocumentNode): readonly Fix[] {
  const limit = Number(issue.params.limit);
  return [writeInstead(node.span, `${limit}`, `write ${limit}, the nearest that is allowed`)];
}

/** A currency in small letters, a colour without its #. */
function formatFix(node: DocumentNode, segments: readonly string[]): readonly Fix[] {
  if (node.kind !== "string") return [];
  const field = segments.at(-1) ?? "";
  if (field === "runPriceCurrency" && /^[a-z]{3}$/i.test(node.value)) return renameFix(node, node.value.toUpperCase());
  if (field.endsWith("Color") && /^(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/i.test(node.value))
    return renameFix(node, `#${node.value}`);
  return [];
}

function wanted(issue: FlowIssue): string {
  const { type } = issue.params;
  if (typeof type === "string") return type;
  return Array.isArray(type) ? type.filter((one) => one !== "null").join(" or ") : "another value";
}
