// The text of a pack in, its images out (spec 1.16). What a pack holds is data, never a template; null means "not set" and is left
// out. Diagnostics carry the pack's file.

import { diagnose } from "../diagnostic/diagnose.js";
import { type Diagnostic, fail, hasErrors, inSourceOrder, type Outcome, succeed } from "../diagnostic/diagnostic.js";
import { memberOf } from "../document/find.js";
import { parseDocument } from "../document/parse-document.js";
import { toJson } from "../document/to-json.js";
import type { DocumentNode, Member, ObjectNode } from "../document/tree.js";
import { describeParameter, isUuid, takesValue } from "../language/check-parameter.js";
import { explainStrange, imageFieldNames, imageRules } from "../language/image-fields.js";
import type { Limits } from "../language/limits.js";
import { hasOwn, type Json, type JsonObject, type JsonRecord, setOwn } from "../text/json.js";
import { nearest } from "../text/nearest.js";
import { describeNode } from "./node-words.js";

export type Pack = { readonly id: string | null; readonly images: readonly JsonObject[] };

const packFields = ["$schema", "id", "title", "description", "images"];

export function readPack(text: string, file: string, limits: Limits): Outcome<Pack> {
  const parsed = parseDocument(text, limits);
  const { document } = parsed;
  const syntax = parsed.diagnostics.map((found) => ofPack(found, text, limits));
  const { root } = document;
  const found: Diagnostic[] = [...syntax];
  const pack = root === null || root.kind === "missing" ? null : readRoot(root, found);
  const diagnostics = inSourceOrder(found.map((diagnostic) => ({ ...diagnostic, file })));
  return pack === null || hasErrors(diagnostics) ? fail(diagnostics) : succeed(pack, diagnostics);
}

/** What is said of a text that is taken for a flow, said of a pack. */
function ofPack(found: Diagnostic, text: string, limits: Limits): Diagnostic {
  if (found.code === "limit/source")
    return diagnose("limit/source", found.span, { limit: limits.source, actual: text.length, what: "pack" });
  if (found.code === "document/empty" || found.code === "document/no-value")
    return diagnose("pack/not-a-pack", found.span, { found: "an empty text" });
  return found;
}

function readRoot(root: DocumentNode, found: Diagnostic[]): Pack | null {
  const images = root.kind === "object" ? memberOf(root, "images")?.value : root;
  if (images?.kind === "missing") return null;
  if (images?.kind !== "array") {
    const span = images?.span ?? { start: root.span.start, end: root.span.start + 1 };
    found.push(diagnose("pack/not-a-pack", span, { found: images === undefined ? undefined : describeNode(images) }));
    return null;
  }
  const id = root.kind === "object" ? readHead(root, found) : null;
  return { id, images: images.elements.flatMap((image) => readImage(image, found)) };
}

function readHead(root: ObjectNode, found: Diagnostic[]): string | null {
  for (const { key } of root.members) {
    if (packFields.includes(key.name)) continue;
    found.push(diagnose("pack/unknown-field", key.span, { name: key.name, near: nearest(key.name, packFields) }));
  }
  const id = memberOf(root, "id")?.value;
  if (id === undefined || id.kind === "null" || id.kind === "missing") return null;
  if (id.kind === "string" && isUuid(id.value)) return id.value;
  found.push(
    diagnose("pack/bad-value", id.span, { name: "id", takes: "the UUID of the pack", found: describeNode(id) }),
  );
  return null;
}

function readImage(node: DocumentNode, found: Diagnostic[]): readonly JsonObject[] {
  if (node.kind === "missing") return [];
  if (node.kind !== "object") {
    found.push(diagnose("pack/bad-image", node.span, { found: describeNode(node) }));
    return [];
  }
  const image: JsonRecord = {};
  for (const member of node.members) {
    const value = readField(member, found);
    if (value !== null && !hasOwn(image, member.key.name)) setOwn(image, member.key.name, value);
  }
  return [image];
}

/** The value of a field; null where it is not set, or is no good. */
function readField({ key, value: node }: Member, found: Diagnostic[]): Json {
  const name = imageFieldNames.find((field) => field === key.name);
  if (name === undefined) {
    found.push(diagnose("pack/unknown-image-field", key.span, { name: key.name, near: explainStrange(key.name).near }));
    return null;
  }
  const value = toJson(node) ?? null;
  if (value === null) return null;
  if (takesValue(imageRules[name], value)) return value;
  found.push(
    diagnose("pack/bad-value", node.span, {
      name,
      takes: describeParameter(imageRules[name]),
      found: describeNode(node),
    }),
  );
  return null;
}
