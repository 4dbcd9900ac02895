// flowplan.json in, the settings out (spec 7.12). Mistakes in it are wrong usage, told with their place.

import { existsSync } from "node:fs";
import { catalogue } from "../core/diagnostic/catalogue.js";
import { diagnose } from "../core/diagnostic/diagnose.js";
import type { Diagnostic } from "../core/diagnostic/diagnostic.js";
import type { Entry, Parameters } from "../core/diagnostic/entry.js";
import { parseDocument } from "../core/document/parse-document.js";
import type { DocumentNode, Member, ObjectNode } from "../core/document/tree.js";
import { describeNode } from "../core/flow/node-words.js";
import type { CompileOptions, Severity, Source } from "../core/index.js";
import { defaultLimits } from "../core/limits.js";
import { nearest } from "../core/text/nearest.js";
import { readSource } from "./read-source.js";

export const configName = "flowplan.json";
const words: readonly (Severity | "off")[] = ["error", "warning", "note", "off"];
const fields = ["$schema", "rules"];

type Rules = NonNullable<CompileOptions["rules"]>;
export type Config = { readonly rules: Rules; readonly diagnostics: readonly Diagnostic[] };

/** The file with the settings: the one that was named, or flowplan.json where the command was started; null where there is none. */
export function findConfig(named: string | undefined): string | null {
  return named ?? (existsSync(configName) ? configName : null);
}

export function readConfigFile(file: string): Config & { readonly source: Source } {
  const source = readSource(file);
  return { source, ...readConfig(source.text) };
}

export function readConfig(text: string): Config {
  const { document, diagnostics } = parseDocument(text, defaultLimits);
  if (document.root === null || diagnostics.some(({ severity }) => severity === "error"))
    return { rules: {}, diagnostics };
  const found: Diagnostic[] = [];
  const root = expectObject(document.root, "flowplan.json", found);
  let rules: Rules = {};
  for (const { key, value } of root?.members ?? []) {
    if (key.name === "rules") rules = readRules(expectObject(value, '"rules"', found), found);
    else if (!fields.includes(key.name))
      found.push(diagnose("config/unknown-field", key.span, { name: key.name, near: nearest(key.name, fields) }));
  }
  return { rules, diagnostics: found };
}

function expectObject(node: DocumentNode, what: string, found: Diagnostic[]): ObjectNode | null {
  if (node.kind === "object") return node;
  found.push(diagnose("config/not-an-object", node.span, { what, found: describeNode(node) }));
  return null;
}

function readRules(node: ObjectNode | null, found: Diagnostic[]): Rules {
  const rules: { [code: string]: Severity | "off" } = {};
  for (const member of node?.members ?? []) {
    const mistake = mistakeIn(member);
    if (mistake !== null) found.push(mistake);
    else rules[member.key.name] = (member.value as { readonly value: Severity | "off" }).value;
  }
  return rules;
}

function mistakeIn({ key, value }: Member): Diagnostic | null {
  const rows = catalogue as unknown as { readonly [code: string]: Entry<Parameters> };
  const code = key.name;
  const row = Object.hasOwn(rows, code) ? rows[code] : undefined;
  if (row === undefined)
    return diagnose("config/unknown-code", key.span, { code, near: nearest(code, Object.keys(rows)) });
  const setting = value.kind === "string" ? words.find((word) => word === value.value) : undefined;
  if (setting === undefined) {
    const near = value.kind === "string" ? nearest(value.value, words) : undefined;
    return diagnose("config/wrong-severity", value.span, { code, found: describeNode(value), near });
  }
  if (row.severity === "error" && setting !== "error") return diagnose("config/error-stays", key.span, { code });
  return null;
}
