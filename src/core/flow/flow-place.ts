// A JSON Pointer into a flow in; which object of the language it is in, which field, and what that field takes out (spec 1.6–1.20).

import type { DocumentNode } from "../document/tree.js";
import { describeParameter } from "../language/check-parameter.js";
import {
  elements,
  type FieldRow,
  type FieldRows,
  flowFields,
  resultsFields,
  schemaKeywords,
  stepKeys,
  uiFields,
  widgetFields,
} from "../language/flow-fields.js";
import { imageRules } from "../language/image-fields.js";
import { isStepType, type ParameterRules, parametersOf, type StepType, stepFields } from "../language/steps.js";
import { hasOwn } from "../text/json.js";
import { valueIn } from "./value-in.js";

/** An object whose keys the language lists; `other` are schemas, stores and everything else whose keys are the author's. */
export type Owner =
  | { readonly kind: "flow" | "ui" | "results" | "widget" | "image" | "other" }
  | { readonly kind: "step" | "parameters"; readonly type: StepType | null };

/** The object that the segments lead to. */
export function ownerAt(segments: readonly string[], root: DocumentNode): Owner {
  const [first, second, third, fourth] = segments;
  const { length } = segments;
  if (first === undefined) return { kind: "flow" };
  if (first === "ui") {
    if (length === 1) return { kind: "ui" };
    if (second === "results" && length === 2) return { kind: "results" };
    return second === "results" && third === "widgets" && length === 4 ? { kind: "widget" } : { kind: "other" };
  }
  if (first !== "steps" || second === undefined) return { kind: "other" };
  if (length === 2) return { kind: "step", type: stepTypeAt(second, root) };
  if (third !== "parameters") return { kind: "other" };
  if (length === 3) return { kind: "parameters", type: stepTypeAt(second, root) };
  return fourth === "images" && segments.slice(4).every(isPosition) ? { kind: "image" } : { kind: "other" };
}

function stepTypeAt(position: string, root: DocumentNode): StepType | null {
  const steps = valueIn(root, "steps");
  const step =
    steps?.kind === "array" ? steps.elements.filter(({ kind }) => kind !== "missing")[Number(position)] : undefined;
  const type = step === undefined ? undefined : valueIn(step, "type");
  return type?.kind === "string" && isStepType(type.value) ? type.value : null;
}

const extendRow: FieldRow = {
  takes: "a path, or an array of paths and objects",
  words: "Objects to merge into this image. Later ones win; the image's own keys win over all.",
};
const imageRows: FieldRows = {
  "@Extend": extendRow,
  ...rowsOf(imageRules),
};

function rowsOf(rules: ParameterRules): FieldRows {
  const rows = Object.entries(rules).map(([name, rule]) => {
    const { words, alsoCalled = [] } = rule;
    return [name, { takes: describeParameter(rule), words, alsoCalled }];
  });
  return Object.fromEntries(rows);
}

/** The listed keys of an object with what is said of each. */
export function rowsAt(owner: Owner): FieldRows {
  switch (owner.kind) {
    case "flow":
      return flowFields;
    case "ui":
      return uiFields;
    case "results":
      return resultsFields;
    case "widget":
      return widgetFields;
    case "image":
      return imageRows;
    case "step":
      return owner.type === null ? stepKeys : only(stepKeys, stepFields(owner.type));
    case "parameters":
      return owner.type === null ? {} : rowsOf(parametersOf(owner.type));
    case "other":
      return {};
  }
}

function only(rows: FieldRows, names: readonly string[]): FieldRows {
  return Object.fromEntries(Object.entries(rows).filter(([name]) => names.includes(name)));
}

export function fieldsOf(owner: Owner): readonly string[] {
  return Object.keys(rowsAt(owner));
}

/** What the language says of a key of that object; null for keys that are the author's own. */
export function rowAt(owner: Owner, field: string): FieldRow | null {
  const rows = owner.kind === "other" ? schemaKeywords : rowsAt(owner);
  return hasOwn(rows, field) ? (rows[field] ?? null) : null;
}

/** The object as a message names it, with its article. */
export function nameOwner(owner: Owner): string {
  switch (owner.kind) {
    case "flow":
      return "a flow";
    case "ui":
      return `"ui"`;
    case "results":
      return `"results" of "ui"`;
    case "widget":
      return "a widget";
    case "image":
      return "an image";
    case "step":
      return owner.type === null ? "a step" : `${article(owner.type)} step`;
    case "parameters":
      return owner.type === null ? `"parameters"` : `"parameters" of ${article(owner.type)}`;
    case "other":
      return "this object";
  }
}

export function article(noun: string): string {
  return `${/^[AEIOUaeiou]/.test(noun) ? "an" : "a"} ${noun}`;
}

/** A value as messages speak of it: its name, and what may stand there. `null` where the language does not say. */
export type FieldPlace = { readonly name: string; readonly takes: string | null };

/** The place that the segments lead to; `owner` is the object it is a field of. */
export function placeAt(segments: readonly string[], owner: Owner): FieldPlace {
  const last = segments.at(-1);
  if (last === undefined) return { name: "a flow", takes: "an object" };
  if (isPosition(last)) {
    const holder = segments.findLast((segment) => !isPosition(segment)) ?? "";
    return { name: `each of "${holder}"`, takes: hasOwn(elements, holder) ? (elements[holder] ?? null) : null };
  }
  // The one setting that is known by name (spec 1.13).
  const isSetting = owner.kind === "other" && segments.at(-2) === "settings" && last === "baseModel";
  const row = isSetting ? rowAt({ kind: "image" }, last) : rowAt(owner, last);
  const isProperty = segments[0] === "input" && segments.at(-2) === "properties";
  return { name: `"${last}"`, takes: isProperty ? `a schema, such as { "type": "string" }` : (row?.takes ?? null) };
}

export function isPosition(segment: string): boolean {
  return /^\d+$/.test(segment);
}
