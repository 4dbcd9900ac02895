// flowplan.json in, the settings out (spec 7.12). Mistakes in it are wrong usage, reported with their place.

import { existsSync } from "node:fs";
import { codes, entryOf, isCode } from "../../core/diagnostic/catalogue.js";
import { diagnose } from "../../core/diagnostic/diagnose.js";
import type { Diagnostic } from "../../core/diagnostic/diagnostic.js";
import { parseDocument } from "../../core/document/parse-document.js";
import type { DocumentNode, Member, ObjectNode } from "../../core/document/tree.js";
import { describeNode } from "../../core/flow/node-words.js";
import type { CompileOptions, Severity, Source } from "../../core/index.js";
import { defaultLimits, type Limits } from "../../core/language/limits.js";
import { nameFields, readNameTemplate } from "../../core/run/picture/name-template.js";
import { nearest } from "../../core/text/nearest.js";
import { printable } from "../../core/text/printable.js";
import { tell } from "../format/tell.js";
import { UsageError } from "../terminal/exit.js";
import type { Terminal } from "../terminal/terminal.js";
import { readSource } from "./read-source.js";
import { type Routes, readRoutes, readServers, type Servers } from "./servers.js";

export const configName = "flowplan.json";
const words: readonly (Severity | "off")[] = ["error", "warning", "note", "off"];
const fields = ["$schema", "rules", "limits", "pictureName", "store", "servers", "routes"];
const limitNames = Object.keys(defaultLimits);

type Rules = NonNullable<CompileOptions["rules"]>;
export type Settings = {
  readonly rules: Rules;
  readonly limits: Partial<Limits>;
  /** The template of the names of pictures (spec 6.16.2). */
  readonly pictureName?: string | undefined;
  /** The folder of kept answers, relative to the file (spec 6.14.3). */
  readonly store?: string | undefined;
  /** The servers of the project, and which of them answers what (spec 6.17). */
  readonly servers: Servers;
  readonly routes: Routes;
};
const noSettings: Settings = { rules: {}, limits: {}, servers: new Map(), routes: {} };

export type Config = Settings & { readonly diagnostics: readonly Diagnostic[] };

/** What holds for commands that work on one flow: mistakes in the file are reported with their places, and end the command. */
export function readSettings(named: string | undefined, terminal: Terminal): Settings {
  const file = findConfig(named);
  if (file === null) return noSettings;
  const { source, diagnostics, ...settings } = readConfigFile(file);
  tell(diagnostics, source, terminal);
  if (diagnostics.some(({ severity }) => severity === "error"))
    throw new UsageError(`${printable(file)} has errors, so nothing was done`);
  return settings;
}

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
    return { ...noSettings, diagnostics };
  const found: Diagnostic[] = [];
  const root = expectObject(document.root, "flowplan.json", found);
  let rules: Rules = {};
  let limits: Partial<Limits> = {};
  let pictureName: string | undefined;
  let store: string | undefined;
  let servers: Servers = noSettings.servers;
  let routes: ObjectNode | null = null;
  for (const { key, value } of root?.members ?? []) {
    if (key.name === "rules") rules = readRules(expectObject(value, '"rules"', found), found);
    else if (key.name === "limits") limits = readLimits(expectObject(value, '"limits"', found), found);
    else if (key.name === "pictureName") pictureName = readName(value, found);
    else if (key.name === "store") store = readFolder(value, found);
    else if (key.name === "servers") servers = readServers(expectObject(value, '"servers"', found), found);
    else if (key.name === "routes") routes = expectObject(value, '"routes"', found);
    else if (!fields.includes(key.name))
      found.push(diagnose("config/unknown-field", key.span, { name: key.name, near: nearest(key.name, fields) }));
  }
  return { rules, limits, pictureName, store, servers, routes: readRoutes(routes, servers, found), diagnostics: found };
}

function readFolder(node: DocumentNode, found: Diagnostic[]): string | undefined {
  if (node.kind === "string" && node.value !== "") return node.value;
  found.push(diagnose("config/wrong-folder", node.span, { name: "store", found: describeNode(node) }));
  return undefined;
}

function readName(node: DocumentNode, found: Diagnostic[]): string | undefined {
  const read = node.kind === "string" ? readNameTemplate(node.value) : null;
  if (node.kind === "string" && read?.ok) return node.value;
  const problem = read?.ok === false ? read.problem : `it is ${describeNode(node)}`;
  found.push(diagnose("config/wrong-name", node.span, { problem, fields: nameFields }));
  return undefined;
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

function readLimits(node: ObjectNode | null, found: Diagnostic[]): Partial<Limits> {
  const limits: { [name: string]: number } = {};
  for (const { key, value } of node?.members ?? []) {
    const { name } = key;
    if (!limitNames.includes(name))
      found.push(
        diagnose("config/unknown-limit", key.span, { name, near: nearest(name, limitNames), names: limitNames }),
      );
    else if (value.kind === "number" && Number.isSafeInteger(value.value) && value.value > 0)
      limits[name] = value.value;
    else found.push(diagnose("config/wrong-limit", value.span, { name, found: describeNode(value) }));
  }
  return limits as Partial<Limits>;
}

function mistakeIn({ key, value }: Member): Diagnostic | null {
  const code = key.name;
  if (!isCode(code)) return diagnose("config/unknown-code", key.span, { code, near: nearest(code, codes) });
  const setting = value.kind === "string" ? words.find((word) => word === value.value) : undefined;
  if (setting === undefined) {
    const near = value.kind === "string" ? nearest(value.value, words) : undefined;
    return diagnose("config/wrong-severity", value.span, { code, found: describeNode(value), near });
  }
  if (entryOf(code).severity === "error" && setting !== "error")
    return diagnose("config/error-stays", key.span, { code });
  return null;
}
