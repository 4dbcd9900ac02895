// Keys that an object of the flow lacks or should not have in, diagnostics out (spec 1.7): a missing key is reported at the key that
// resembles it, or else at the object's opening brace; an unknown key at the key.

import { diagnose } from "../diagnostic/diagnose.js";
import type { Diagnostic, Fix } from "../diagnostic/diagnostic.js";
import { memberOf } from "../document/find.js";
import type { KeyNode, ObjectNode } from "../document/tree.js";
import { type AliasRows, alsoCalled, insteadOf, type StrangeNames } from "../language/also-called.js";
import { strangeStepKeys } from "../language/flow-fields.js";
import { isStepType, parametersOf, stepFields, strangeIn } from "../language/steps.js";
import { hasOwn } from "../text/json.js";
import { nearest } from "../text/nearest.js";
import type { FlowIssue } from "./flow-issue.js";
import { nameOwner, type Owner, rowsAt } from "./flow-place.js";
import { keyLike } from "./node-words.js";
import { properSchema, strayProperties, wrapFix } from "./stray-properties.js";

export function reportFields(
  issues: readonly FlowIssue[],
  node: ObjectNode,
  segments: readonly string[],
  owner: Owner,
): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const explained = new Set<string>();
  for (const name of named(issues, "required", "missingProperty")) {
    // A key whose value the parser missed is there.
    if (memberOf(node, name) !== undefined) continue;
    const key = lookalike(node, name, rowsAt(owner), explained) ?? typeKey(node, name, owner);
    if (key !== undefined) explained.add(key.name);
    diagnostics.push(reportMissing(name, key, node, segments, owner));
  }
  for (const name of named(issues, "additionalProperties", "additionalProperty")) {
    const member = memberOf(node, name);
    if (member !== undefined && !explained.has(name)) diagnostics.push(...reportUnknown(member.key, node, owner));
  }
  return diagnostics;
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
  const at = node.span.start + 1;
  const text = node.members.length === 0 ? ` ${member} ` : ` ${member},`;
  return { title: `add ${member}`, safe: false, edits: [{ span: { start: at, end: at }, text }] };
}

export function rename(key: KeyNode, name: string): Fix {
  return { title: `write ${keyLike(key, name)}`, safe: false, edits: [{ span: key.span, text: keyLike(key, name) }] };
}

function reportUnknown(key: KeyNode, node: ObjectNode, owner: Owner): readonly Diagnostic[] {
  const { name } = key;
  const isOperator = /^@[A-Za-z]/.test(name);
  // Keys of a template that look like operators are judged with the template.
  if (owner.kind === "image" && isOperator) return [];
  if (owner.kind === "parameters" && name.startsWith("@Extend")) return [diagnose("flow/extend-here", key.span, {})];
  const rows = rowsAt(owner);
  const foreign = alsoCalled(name, rows);
  const instead = foreign === undefined ? insteadOf(name, strangeTo(owner)) : undefined;
  const unset = (field: string | undefined) => field !== undefined && memberOf(node, field) === undefined;
  const free = unset(foreign) ? foreign : nearest(name, Object.keys(rows).filter(unset));
  // One that is set already is named, but not written a second time.
  const near = instead === undefined ? (free ?? nearest(name, Object.keys(rows))) : undefined;
  const fixes = near === undefined || near !== free ? [] : [rename(key, near)];
  const belongs = belongsTo(name, owner);
  // Who writes the words of another tool may not know ours.
  const isTypo = near !== undefined && near !== foreign;
  const known = isTypo || belongs !== undefined || instead !== undefined ? [] : Object.keys(rows);
  if (owner.kind === "image") {
    return [diagnose("flow/unknown-image-field", key.span, { name, near, instead, known }, { fixes })];
  }
  const parameters = { name, owner: nameOwner(owner), near, belongs, instead, known };
  return [diagnose("flow/unknown-field", key.span, parameters, { fixes })];
}

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
