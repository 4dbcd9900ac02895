// A JSON file in, its value out; one line that says where it is broken otherwise.

import { Source } from "../../core/diagnostic/located.js";
import { parseDocument } from "../../core/document/parse-document.js";
import { toJson } from "../../core/document/to-json.js";
import type { DocumentNode } from "../../core/document/tree.js";
import type { Json } from "../../core/index.js";
import { defaultLimits } from "../../core/language/limits.js";
import { printable } from "../../core/text/printable.js";
import { UsageError } from "../terminal/exit.js";
import { readSource, shortened } from "./read-source.js";

/** JSON, JSON with comments or JSON5. The file is the host's own, so only its nesting is limited. */
export function readJson(name: string): Json {
  return readJsonDocument(name).value;
}

/** JSON that was given as a word of the command line. */
export function readJsonText(name: string, text: string): Json {
  return documentOf(new Source(name, text)).value;
}

type JsonDocument = { readonly value: Json; readonly root: DocumentNode; readonly source: Source };

/** With the places of its values, for what is wrong with them. */
export function readJsonDocument(name: string): JsonDocument {
  return documentOf(readSource(name));
}

function documentOf(source: Source): JsonDocument {
  const { document, diagnostics } = parseDocument(source.text, {
    ...defaultLimits,
    source: 67_108_864,
    keys: 1_000_000,
    string: 67_108_864,
  });
  const mistake = diagnostics.find(({ severity }) => severity === "error");
  if (mistake !== undefined) {
    if (mistake.code === "document/empty" || mistake.code === "document/no-value")
      throw new UsageError(`${shortened(source.name)} is empty, but must contain JSON`);
    const { line, column } = source.lines.position(mistake.span.start);
    throw new UsageError(`${printable(source.name)}:${line}:${column}: ${mistake.message}`);
  }
  const { root } = document;
  const value = root === null ? undefined : toJson(root);
  if (root === null || value === undefined) throw new UsageError(`${printable(source.name)} has no value`);
  return { value, root, source };
}
