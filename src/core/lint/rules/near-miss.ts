// A name that is let through where names are free, and that is one slip away from one that means something there (spec 7.10.23): a keyword
// or format of a schema, a name in "required", a setting of a ModelGenerator.

import { diagnose } from "../../diagnostic/diagnose.js";
import type { Diagnostic } from "../../diagnostic/diagnostic.js";
import { writeInstead } from "../../diagnostic/fix.js";
import { memberOf, nodeAt } from "../../document/find.js";
import type { DocumentNode, KeyNode, ObjectNode, StringNode } from "../../document/tree.js";
import { keyLike } from "../../flow/node-words.js";
import { inputKeywordNames, schemaKeywordNames } from "../../schema/keywords.js";
import { walkSchema } from "../../schema/walk-schema.js";
import type { JsonObject } from "../../text/json.js";
import { nearest } from "../../text/nearest.js";
import type { Rule } from "../rule.js";

/** Words that people write into schemas and mean: for other readers of the schema, or for themselves. */
const meant: readonly string[] = ["anchor", "comment", "example", "id", "when"];
const formats = (
  "binary byte date date-time double duration email float hostname idn-email idn-hostname int32 int64 ipv4 ipv6 iri iri-reference " +
  "iso-date-time iso-time json-pointer json-pointer-uri-fragment password regex relative-json-pointer time uri uri-reference uri-template " +
  "url uuid"
).split(" ");

type Miss =
  | "keyword of JSON Schema"
  | "format of JSON Schema"
  | "required property"
  | "setting that has a meaning here";

export const nearMiss: Rule = {
  code: "lint/near-miss",
  check: ({ flow }) => [
    ...(flow.input === null
      ? []
      : checkSchema(flow.input.schema, flow.input.node, [...schemaKeywordNames, ...inputKeywordNames])),
    ...flow.steps.flatMap((step) => {
      if (step.type === "ModelGenerator") return checkSettings(step.settings);
      return step.type === "ObjectGenerator"
        ? checkSchema(step.schema.value, step.schema.node, schemaKeywordNames)
        : [];
    }),
  ],
};

function checkSchema(root: JsonObject, node: ObjectNode, known: readonly string[]): readonly Diagnostic[] {
  return walkSchema(root).flatMap(({ pointer }) => {
    const part = nodeAt(node, pointer);
    return part?.kind === "object" ? checkPart(part, known) : [];
  });
}

function checkPart(part: ObjectNode, known: readonly string[]): readonly Diagnostic[] {
  const keys = part.members.flatMap(({ key }) => {
    const near = nearKeyword(part, key.name, known);
    return near === undefined ? [] : [report(key, near, "keyword of JSON Schema")];
  });
  const format = memberOf(part, "format")?.value;
  return [...keys, ...(format?.kind === "string" ? checkFormat(format) : []), ...checkRequired(part)];
}

/** A word for other readers of the schema. */
export function isMeant(name: string): boolean {
  return meant.includes(name);
}

/** The keyword that a key of the schema most likely was meant to be. */
export function nearKeyword(part: ObjectNode, name: string, known: readonly string[]): string | undefined {
  if (known.includes(name) || isMeant(name)) return undefined;
  // Words of two or three letters resemble too much: of those only the sizes of an upload.
  const short = memberOf(part, "dataset") === undefined ? [] : ["min", "max"];
  return oneSlipFrom(
    name,
    known.filter((each) => memberOf(part, each) === undefined && (each.length > 3 || short.includes(each))),
  );
}

function checkFormat(format: DocumentNode & { readonly kind: "string" }): readonly Diagnostic[] {
  const near = formats.includes(format.value) ? undefined : oneSlipFrom(format.value, formats);
  return near === undefined ? [] : [report(format, near, "format of JSON Schema")];
}

/** A name may be required and described elsewhere; not when a property beside it is the same but for a slip. */
function checkRequired(part: ObjectNode): readonly Diagnostic[] {
  const required = memberOf(part, "required")?.value;
  const properties = memberOf(part, "properties")?.value;
  const extra = memberOf(part, "additionalProperties")?.value;
  // Where nothing else is allowed it is an error (spec 1.8).
  if (extra?.kind === "boolean" && !extra.value && memberOf(part, "patternProperties") === undefined) return [];
  if (required?.kind !== "array" || properties?.kind !== "object") return [];
  const names = required.elements.flatMap((element) => (element.kind === "string" ? [element] : []));
  const free = properties.members
    .map(({ key }) => key.name)
    .filter((name) => !names.some(({ value }) => value === name));
  return names.flatMap((node) => {
    const near = memberOf(properties, node.value) === undefined ? oneSlipFrom(node.value, free) : undefined;
    return near === undefined ? [] : [report(node, near, "required property")];
  });
}

function checkSettings(settings: DocumentNode | null): readonly Diagnostic[] {
  if (settings?.kind !== "object" || memberOf(settings, "baseModel") !== undefined) return [];
  return settings.members.flatMap(({ key }) =>
    oneSlipFrom(key.name, ["baseModel"]) === undefined
      ? []
      : [report(key, "baseModel", "setting that has a meaning here")],
  );
}

/** The nearest: one letter too many, too few, other or swapped; two in long names; the case of letters counts least. */
function oneSlipFrom(name: string, candidates: readonly string[]): string | undefined {
  return nearest(name, candidates, (candidate) => (candidate.length < 8 ? 1 : 2));
}

function report(node: KeyNode | StringNode, near: string, what: Miss): Diagnostic {
  const name = "name" in node ? node.name : node.value;
  const fixes = [writeInstead(node.span, keyLike(node, near))];
  return diagnose("lint/near-miss", node.span, { name, near, what }, { fixes });
}
