// A file in, the names of the input's properties that the flow in it declares out, as far as they can be read (spec 7.9).

import { nodeAt } from "../../core/document/find.js";
import { parseDocument } from "../../core/document/parse-document.js";
import { defaultLimits } from "../../core/language/limits.js";
import { UsageError } from "../terminal/exit.js";
import { kindOfFile } from "./kind-of-file.js";
import { readSource } from "./read-source.js";

export function inputsOf(file: string): readonly string[] {
  if (kindOfFile(file) !== "flow") return [];
  try {
    const { root } = parseDocument(readSource(file).text, defaultLimits).document;
    const properties = root === null ? undefined : nodeAt(root, "/input/properties");
    return properties?.kind === "object" ? properties.members.map(({ key }) => key.name) : [];
  } catch (error) {
    // Whoever reads the flow says why it cannot be read.
    if (error instanceof UsageError) return [];
    throw error;
  }
}
