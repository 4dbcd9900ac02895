// A name that is let through where names are free, and that is one slip away from one that means something there (spec 7.10.23): a keyword
// or format of a schema, a name in "required", a setting of a ModelGenerator.

import { diagnose } from "../../diagnostic/diagnose.js";
import type { Diagnostic } from "../../diagnostic/diagnostic.js";
import { memberOf, nodeAt } from "../../document/find.js";
import type { DocumentNode, KeyNode, ObjectNode } from "../../document/tree.js";
import { keyLike } from "../../flow/node-words.js";
import { walkSchema } from "../../schema/walk-schema.js";
import type { JsonObject } from "../../text/json.js";
import { nearest } from "../../text/nearest.js";
import type { Span } from "../../text/span.js";
import type { Rule } from "../rule.js";

const keywords = (
  "$anchor $comment $defs $dynamicAnchor $dynamicRef $id $ref $schema $vocabulary additionalItems additionalProperties allOf anyOf const " +
  "contains contentEncoding contentMediaType contentSchema default definitions dependencies dependentRequired dependentSchemas deprecated " +
  "description else enum examples exclusiveMaximum exclusiveMinimum format if items maxContains maxItems maxLength maxProperties maximum " +
  "minContains minItems minLength minProperties minimum multipleOf not nullable oneOf pattern patternProperties prefixItems properties " +
  "propertyNames readOnly required then title type unevaluatedItems unevaluatedProperties uniqueItems writeOnly"
).split(" ");
const inputKeywords = ["placeholder", "dataset", "min", "max"];
/** Words that people write into schemas and mean: for other readers of the schema, or for themselves. */
const meant: readonly string[] = ["anchor", "comment", "example", "id", "when"];
const formats = (
  "binary byte date date-time double duration email float hostname idn-email idn-hostname int32 int64 ipv4 ipv6 iri iri-reference " +
  "iso-date-time iso-time json-pointer json-pointer-uri-fragment password regex relative-json-pointer time uri uri-reference uri-template " +
  "url uuid"
).split(" ");

export const nearMiss: Rule = {
  code: "lint/near-miss",
  check: ({ flow }) => [
    ...(flow.input === null ? [] : checkSchema(flow.input.schema, flow.input.node, [...keywords, ...inputKeywords])),
    ...flow.steps.flatMap((step) => {
      if (step.type === "ModelGenerator") return checkSettings(step.settings);
      return step.type === "ObjectGenerator" ? checkSchema(step.schema.value, step.schema.node, keywords) : [];
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
  const free = known.filter((name) => memberOf(part, name) === undefined);
  const keys = part.members.flatMap(({ key }) => {
    if (known.includes(key.name) || meant.includes(key.name)) return [];
    // Words of two or three letters resemble too much: of those only the sizes of an upload.
    const short = memberOf(part, "dataset") === undefined ? [] : ["min", "max"];
    const near = oneSlipFrom(
      key.name,
      free.filter((name) => name.length > 3 || short.includes(name)),
    );
    return near === undefined ? [] : [report(key.span, key.name, near, "keyword of JSON Schema", key)];
  });
  const format = memberOf(part, "format")?.value;
  return [...keys, ...(format?.kind === "string" ? checkFormat(format) : []), ...checkRequired(part)];
}

function checkFormat(format: DocumentNode & { readonly kind: "string" }): readonly Diagnostic[] {
  const near = formats.includes(format.value) ? undefined : oneSlipFrom(format.value, formats);
  return near === undefined ? [] : [report(format.span, format.value, near, "format of JSON Schema", null)];
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
  return names.flatMap(({ value, span }) => {
    const near = memberOf(properties, value) === undefined ? oneSlipFrom(value, free) : undefined;
    return near === undefined ? [] : [report(span, value, near, "property of this schema", null)];
  });
}

function checkSettings(settings: DocumentNode | null): readonly Diagnostic[] {
  if (settings?.kind !== "object" || memberOf(settings, "baseModel") !== undefined) return [];
  return settings.members.flatMap(({ key }) =>
    oneSlipFrom(key.name, ["baseModel"]) === undefined
      ? []
      : [report(key.span, key.name, "baseModel", "setting that has a meaning here", key)],
  );
}

/** The nearest: one letter too many, too few, other or swapped; two in long names; the case of letters counts least. */
function oneSlipFrom(name: string, candidates: readonly string[]): string | undefined {
  return nearest(name, candidates, (candidate) => (candidate.length < 8 ? 1 : 2));
}

function report(span: Span, name: string, near: string, what: string, key: KeyNode | null): Diagnostic {
  const edits =
    key === null
      ? []
      : [{ title: `write ${keyLike(key, near)}`, safe: false, edits: [{ span, text: keyLike(key, near) }] }];
  return diagnose("lint/near-miss", span, { name, near, what }, { fixes: edits });
}
