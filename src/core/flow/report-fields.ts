// Keys that an object of the flow lacks or should not have in, diagnostics out (spec 1.7): a missing key is reported at the key that
// resembles it, or else at the object's opening brace; an unknown key at the key.

import { diagnose } from "../diagnostic/diagnose.js";
import type { Diagnostic, Fix } from "../diagnostic/diagnostic.js";
import { insertion, wrapping, writeInstead } from "../diagnostic/fix.js";
import { memberOf, nodeAt } from "../document/find.js";
import type { DocumentNode, KeyNode, ObjectNode } from "../document/tree.js";
import { type AliasRows, alsoCalled, insteadOf, meantRow, type StrangeNames } from "../language/also-called.js";
import { strangeStepKeys } from "../language/flow-fields.js";
import { isStepType, parametersOf, stepFields, strangeIn } from "../language/steps.js";
import { hasOwn } from "../text/json.js";
import { nearest } from "../text/nearest.js";
import { pointerTo } from "../text/pointer.js";
import type { FlowIssue } from "./flow-issue.js";
import { nameOwner, type Owner, rowsAt } from "./flow-place.js";
import { keyLike } from "./node-words.js";
import { properSchema, strayProperties, wrapFix } from "./stray-properties.js";

export function reportFields(
  issues: readonly FlowIssue[],
  node: ObjectNode,
  segments: readonly string[],
  owner: Owner,
  root: DocumentNode,
): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const explained = new Set<string>(movedKeys(node, owner));
  for (const name of named(issues, "required", "missingProperty")) {
    // A key whose value the parser missed is there.
    if (memberOf(node, name) !== undefined) continue;
    const key = lookalike(node, name, rowsAt(owner), explained) ?? typeKey(node, name, owner);
    if (key !== undefined) explained.add(key.name);
    const moved = key === undefined ? reportMoved(name, node, segments, owner, root) : null;
    diagnostics.push(moved ?? reportMissing(name, key, node, segments, owner));
  }
  for (const name of named(issues, "additionalProperties", "additionalProperty")) {
    const member = memberOf(node, name);
    if (member !== undefined && !explained.has(name)) diagnostics.push(...reportUnknown(member.key, node, owner));
  }
  return diagnostics;
}

/** Keys beside "parameters" that belong inside: they are reported with what is missing there. */
function movedKeys(step: ObjectNode, owner: Owner): readonly string[] {
  if (owner.kind !== "step" || owner.type === null) return [];
  const parameters = memberOf(step, "parameters")?.value;
  const rules = parametersOf(owner.type);
  const isMoved = (name: string) =>
    parameters === undefined
      ? hasOwn(rules, name)
      : parameters.kind === "object" && memberOf(parameters, name) === undefined && rules[name]?.required === true;
  return step.members.flatMap(({ key }) => (isMoved(key.name) ? [key.name] : []));
}

/** A parameter that stands beside "parameters", or there is no "parameters" around them. */
function reportMoved(
  name: string,
  node: ObjectNode,
  segments: readonly string[],
  owner: Owner,
  root: DocumentNode,
): Diagnostic | null {
  if (owner.kind === "step" && name === "parameters") {
    const inside = movedKeys(node, owner);
    const members = node.members.filter(({ key }) => inside.includes(key.name));
    const [first, last] = [members[0], members.at(-1)];
    if (first === undefined || last === undefined) return null;
    const isOne = node.members.indexOf(last) - node.members.indexOf(first) === members.length - 1;
    const around = { start: first.key.span.start, end: last.value.span.end };
    const opening = `${keyLike(first.key, "parameters")}: { `;
    const fixes = isOne ? [wrapping(`put "parameters" around them`, around, opening, " }")] : [];
    const said = { name, owner: nameOwner(owner), inside };
    return diagnose("flow/missing-field", first.key.span, said, { fixes });
  }
  const step = owner.kind === "parameters" ? nodeAt(root, pointerTo("", ...segments.slice(0, -1))) : undefined;
  const beside = step?.kind === "object" ? memberOf(step, name)?.key : undefined;
  if (beside === undefined) return null;
  return diagnose("flow/missing-field", beside.span, { name, owner: nameOwner(owner), beside: true });
}

function named(issues: readonly FlowIssue[], keyword: string, parameter: string): readonly string[] {
  const names = issues.filter((issue) => issue.keyword === keyword).map((issue) => issue.params[parameter]);
  return [...new Set(names.filter((name) => typeof name === "string"))];
}

/** The key that the author most likely meant to be `name`: one that the object does not know, and that resembles it. */
export function lookalike(
  node: ObjectNode,
  name: string,
  rows: AliasRows,
  taken: ReadonlySet<string> = new Set(),
): KeyNode | undefined {
  const keys = node.members.map((member) => member.key);
  const strange = keys.filter((key) => !hasOwn(rows, key.name) && !taken.has(key.name));
  // What another tool calls one of our fields is not a misspelling of another: `numImages` is no `images`.
  return (
    strange.find((key) => (alsoCalled(key.name, rows) ?? name) === name && nearest(key.name, [name]) === name) ??
    strange.find((key) => alsoCalled(key.name, rows) === name)
  );
}

/** `kind: "Zipper"`: whatever the key is called, its value is a type of steps. */
export function typeKey(node: ObjectNode, name: string, owner: Owner): KeyNode | undefined {
  if (name !== "type" || owner.kind !== "step") return undefined;
  return node.members.find(({ value }) => value.kind === "string" && isStepType(value.value))?.key;
}

function reportMissing(
  name: string,
  key: KeyNode | undefined,
  node: ObjectNode,
  segments: readonly string[],
  owner: Owner,
): Diagnostic {
  const brace = { start: node.span.start, end: node.span.start + 1 };
  if (segments.length === 1 && segments[0] === "input" && key === undefined) {
    return reportRoot(node, `"input"`, true);
  }
  const where = nameOwner(owner);
  if (key === undefined) return diagnose("flow/missing-field", brace, { name, owner: where });
  return diagnose(
    "flow/missing-field",
    key.span,
    { name, owner: where, near: key.name },
    { fixes: [rename(key, name)] },
  );
}

/** The schema of the input or of an answer says nothing of its root; where it lists properties there, they are shown in their place. */
export function reportRoot(schema: ObjectNode, what: string, isInput: boolean): Diagnostic {
  const strays = strayProperties(schema, isInput);
  const proper = strays.length === 0 ? undefined : properSchema(schema, strays);
  const fixes = strays.length === 0 ? [insertFix(schema, `"type": "object"`)] : wrapFix(schema, strays, isInput);
  const brace = { start: schema.span.start, end: schema.span.start + 1 };
  return diagnose("flow/root-not-object", brace, { what, found: undefined, proper }, { fixes });
}

function insertFix(node: ObjectNode, member: string): Fix {
  const text = node.members.length === 0 ? ` ${member} ` : ` ${member},`;
  return insertion(`add ${member}`, node.span.start + 1, text);
}

export function rename(key: KeyNode, name: string): Fix {
  return writeInstead(key.span, keyLike(key, name));
}

function reportUnknown(key: KeyNode, node: ObjectNode, owner: Owner): readonly Diagnostic[] {
  const { name } = key;
  const isOperator = /^@[A-Za-z]/.test(name);
  // Keys of a template that look like operators are judged with the template.
  if (owner.kind === "image" && isOperator) return [];
  if (owner.kind === "parameters" && name.startsWith("@Extend")) return [diagnose("flow/extend-here", key.span, {})];
  const rows = rowsAt(owner);
  const belongs = belongsTo(name, owner);
  const said = { name, owner: nameOwner(owner), known: [] };
  if (belongs !== undefined) {
    if (needsBeside(name, node, owner))
      return [diagnose("flow/missing-field", key.span, { name, owner: inParameters(owner), beside: true })];
    return [diagnose("flow/unknown-field", key.span, { ...said, belongs })];
  }
  const foreign = alsoCalled(name, rows);
  const strange = foreign === undefined ? insteadOf(name, strangeTo(owner)) : undefined;
  const near = strange === undefined ? meantFree(name, node, rows) : undefined;
  if (near !== undefined && needsShared(near, node, owner)) return [reportMissing(near, key, node, [], owner)];
  // One that is set already is named, but not written a second time.
  const set = strange === undefined && near === undefined ? meantRow(name, rows) : undefined;
  const fixes = near === undefined ? [] : [rename(key, near)];
  // Who writes the words of another tool may not know ours.
  const isTypo = (near ?? set) !== undefined && near !== foreign;
  const known = isTypo || strange !== undefined ? [] : Object.keys(rows);
  return owner.kind === "image"
    ? [diagnose("flow/unknown-image-field", key.span, { name, near, set, instead: strange, known }, { fixes })]
    : [diagnose("flow/unknown-field", key.span, { ...said, near, set, instead: strange, known }, { fixes })];
}

/** What every image needs, beside "parameters" and not inside. */
function needsBeside(field: string, step: ObjectNode, owner: Owner): boolean {
  const parameters = memberOf(step, "parameters")?.value;
  if (owner.kind !== "step" || owner.type === null || parameters?.kind !== "object") return false;
  return (
    memberOf(parameters, field) === undefined &&
    needsShared(field, parameters, { kind: "parameters", type: owner.type })
  );
}

function inParameters(owner: Owner): string {
  return nameOwner(owner.kind === "step" ? { kind: "parameters", type: owner.type } : owner);
}

/** The key that is meant, of those that the object does not have. */
export function meantFree(name: string, node: ObjectNode, rows: AliasRows): string | undefined {
  const isFree = (field: string | undefined) => field !== undefined && memberOf(node, field) === undefined;
  const foreign = alsoCalled(name, rows);
  if (isFree(foreign)) return foreign;
  return [nearest(name, Object.keys(rows).filter(isFree)), meantRow(name, rows)].find(isFree);
}

/** Whether some image has neither a prompt or a base model of its own nor anything else that may bring it: the step means to set it. */
function needsShared(field: string, parameters: ObjectNode, owner: Owner): boolean {
  if (owner.kind !== "parameters" || owner.type !== "ImageGenerator" || !mergedFields.includes(field)) return false;
  const images = memberOf(parameters, "images")?.value;
  const written = images?.kind === "array" ? images.elements : [];
  return written.some(
    (image) =>
      image.kind === "object" && memberOf(image, field) === undefined && memberOf(image, "@Extend") === undefined,
  );
}

/** Those that an image must have after merging (spec 1.14). */
export const mergedFields: readonly string[] = ["prompt", "baseModel"];

function strangeTo(owner: Owner): StrangeNames {
  if (owner.kind === "image") return strangeIn("ImageGenerator");
  if (owner.kind === "step") return strangeStepKeys;
  return owner.kind === "parameters" && owner.type !== null ? strangeIn(owner.type) : {};
}

/** A key of the right step, one level too high or too low. */
function belongsTo(name: string, owner: Owner): string | undefined {
  if (owner.kind === "step" && owner.type !== null) {
    if (owner.type === "ObjectTransformer")
      return name === "parameters" ? `"result", beside "type": this step has no parameters` : undefined;
    if (owner.type === "ImageGenerator" && name === "prompt") return `"parameters": { "images": [{ "prompt": … }] }`;
    return hasOwn(parametersOf(owner.type), name) ? `"parameters"` : undefined;
  }
  if (owner.kind === "parameters" && owner.type !== null) {
    return stepFields(owner.type).includes(name) ? `the step, beside "parameters"` : undefined;
  }
  return undefined;
}
