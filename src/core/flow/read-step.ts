// The node of a step in, the step out (spec 1.10–1.18). What could not be understood was reported by the checks beside; here it is
// left out, or the step is kept as broken: with its id, so that references to it are not reported as well.

import { isTorn, memberOf } from "../document/find.js";
import type { DocumentNode, Member, ObjectNode } from "../document/tree.js";
import type { AliasRows } from "../language/also-called.js";
import { stepKeys } from "../language/flow-fields.js";
import { imageFieldNames } from "../language/image-fields.js";
import { isStepType, meantType, parametersOf, type StepType } from "../language/steps.js";
import { hasOwn } from "../text/json.js";
import type { Span } from "../text/span.js";
import { unreachable } from "../unreachable.js";
import { knownSchema } from "./known-schema.js";
import { looksLikeExpression } from "./node-words.js";
import { lookalike, meantFree, mergedFields, typeKey } from "./report-fields.js";
import { splitJoined } from "./split-joined.js";
import type { BrokenStepTree, StepReference, StepTree } from "./tree.js";
import { valueIn } from "./value-in.js";

type Base = { readonly id: string; readonly idSpan: Span; readonly span: Span };

export function readStep(node: DocumentNode): StepTree {
  const brace = { start: node.span.start, end: Math.min(node.span.start + 1, node.span.end) };
  const none: BrokenStepTree = { type: null, id: null, idSpan: brace, span: node.span };
  if (node.kind !== "object") return none;
  const type = isTorn(node) || isTorn(valueIn(node, "parameters")) ? null : readType(node);
  const idNode = required(node, "id", stepKeys);
  if (idNode?.kind !== "string") return none;
  const base: Base = { id: idNode.value, idSpan: idNode.span, span: node.span };
  return (type === null ? null : readTyped(type, node, base)) ?? { ...base, type: null };
}

/** A misspelt type was reported, and is read as the type it resembles, so that the rest of its step is still checked. */
function readType(node: ObjectNode): StepType | null {
  const type = required(node, "type", stepKeys);
  if (type?.kind !== "string") return null;
  const name = isStepType(type.value) ? type.value : meantType(type.value);
  return name !== undefined && isStepType(name) ? name : null;
}

/** A required key, or the key that was reported as a misspelling of it. */
function required(node: ObjectNode, name: string, rows: AliasRows): DocumentNode | undefined {
  const member = memberOf(node, name);
  if (member !== undefined) return member.value;
  const key = lookalike(node, name, rows) ?? typeKey(node, name, { kind: "step", type: null });
  return key === undefined ? undefined : node.members.find((other) => other.key === key)?.value;
}

function readTyped(type: StepType, node: ObjectNode, base: Base): StepTree | null {
  if (type === "ObjectTransformer") {
    const result = required(node, "result", stepKeys);
    return result === undefined ? null : { ...base, type, result };
  }
  const parameters = required(node, "parameters", stepKeys);
  if (parameters?.kind !== "object") return null;
  const optional = (name: string): DocumentNode | null => valueIn(parameters, name) ?? null;
  const needed = (name: string) => required(parameters, name, parametersOf(type));
  switch (type) {
    case "ObjectGenerator": {
      const schema = needed("schema");
      if (schema?.kind !== "object") return null;
      const description = needed("description") ?? missing(parameters);
      const contextId = readReference(optional("contextId"));
      const [input, amount, count, creativity] = [
        optional("input"),
        optional("amount"),
        optional("count"),
        optional("creativity"),
      ];
      return {
        ...base,
        type,
        description,
        schema: { value: knownSchema(schema), node: schema },
        input,
        amount,
        count,
        creativity,
        contextId,
      };
    }
    case "ModelGenerator":
      return { ...base, type, datasetId: needed("datasetId") ?? missing(parameters), settings: optional("settings") };
    case "ImageGenerator": {
      const shared = imageFieldNames.flatMap((field) => {
        const member = memberOf(parameters, field) ?? misplaced(node, parameters, field);
        // A step-wide null is as absent (spec 1.15).
        return member === undefined || member.value.kind === "null"
          ? []
          : [{ field, keySpan: member.key.span, value: member.value }];
      });
      const [images, inferencePackId] = [unlessNull(optional("images")), unlessNull(optional("inferencePackId"))];
      if (images !== null || inferencePackId !== null) return { ...base, type, images, inferencePackId, shared };
      // Neither was reported, at the key that resembles one of them if there is such a key.
      const meant = unlessNull(needed("images") ?? null);
      return {
        ...base,
        type,
        images: meant,
        inferencePackId: meant === null ? unlessNull(needed("inferencePackId") ?? null) : null,
        shared,
      };
    }
    case "Zipper":
      return { ...base, type, sources: readSources(needed("sources")), filename: optional("filename") };
    default:
      return unreachable(type);
  }
}

/** What every image needs, in a key that was reported: it is misspelt, or stands beside the parameters. */
function misplaced(step: ObjectNode, parameters: ObjectNode, field: string): Member | undefined {
  const rows = parametersOf("ImageGenerator");
  if (!mergedFields.includes(field)) return undefined;
  const misspelt = ({ key: { name } }: Member) => !hasOwn(rows, name) && meantFree(name, parameters, rows) === field;
  return parameters.members.find(misspelt) ?? memberOf(step, field);
}

function missing(parameters: ObjectNode): DocumentNode {
  return { kind: "missing", span: { start: parameters.span.start, end: parameters.span.start + 1 } };
}

export function unlessNull(node: DocumentNode | null): DocumentNode | null {
  return node?.kind === "null" ? null : node;
}

function readReference(node: DocumentNode | null): StepReference | null {
  return node?.kind === "string" && !looksLikeExpression(node.value) ? { id: node.value, span: node.span } : null;
}

/** Ids joined by commas were reported, and are read as what they mean. */
export function readSources(node: DocumentNode | undefined): readonly StepReference[] {
  const elements = node?.kind === "array" ? node.elements : node?.kind === "string" ? [node] : [];
  return elements.flatMap((element) => {
    if (element.kind !== "string" || looksLikeExpression(element.value)) return [];
    return element.value.includes(",") ? splitJoined(element) : [{ id: element.value, span: element.span }];
  });
}
