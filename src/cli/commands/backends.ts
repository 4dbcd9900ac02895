// flowplan backends: the settings of a project in, its servers and the kinds of servers out (spec 6.17.4), with --probe also what each server has.

import { backends } from "../../backends/backends.js";
import { type Role, roles } from "../../backends/combine.js";
import type { ServerSettings } from "../../backends/server-settings.js";
import type { Offer, Probing } from "../../backends/wire/offer.js";
import type { Capabilities } from "../../core/index.js";
import { type ProfileName, profiles } from "../../core/plan/backend/profiles.js";
import type { FailureKind } from "../../core/run/server.js";
import { cut } from "../../core/text/cut.js";
import { printable } from "../../core/text/printable.js";
import { nodeHost } from "../../node/http/node-host.js";
import { type Column, layTable } from "../format/table.js";
import { findConfig, readSettings } from "../source/config.js";
import { isModule, type Routes } from "../source/servers.js";
import { type ExitCode, exitCodes } from "../terminal/exit.js";
import type { Terminal } from "../terminal/terminal.js";

export type BackendsOptions = {
  readonly probe?: boolean;
  readonly format: "pretty" | "json";
  readonly config?: string;
};

type Key = { readonly variable: string; readonly set: boolean };
type Listed = {
  readonly name: string;
  readonly kind: string;
  /** null: a module, or a kind that is not asked over HTTP. */
  readonly host: string | null;
  readonly key: Key | null;
  /** null: a module says what it does when it is loaded. */
  readonly roles: readonly Role[] | null;
  readonly routes: readonly Role[];
  readonly capabilities: Capabilities | null;
  readonly offer?: Offer;
  readonly failure?: { readonly kind: FailureKind; readonly detail: string };
};

export async function listBackends(options: BackendsOptions, terminal: Terminal): Promise<ExitCode> {
  const { servers, routes } = readSettings(options.config, terminal);
  const list = (server: ServerSettings) => listed(server, routes, options.probe === true);
  const all = await Promise.all([...servers.values()].map(list));
  const kinds = Object.entries(backends).map(([name, { words, make }]) => {
    return { name, words, roles: rolesOf(profiles[name as ProfileName]), runs: make !== null };
  });
  if (options.format === "json") terminal.out(`${JSON.stringify({ servers: all, kinds }, null, 2)}\n`);
  else {
    terminal.out(serversText(all, findConfig(options.config), terminal));
    const rows = kinds.map(({ name, words, roles, runs }) => [
      name,
      roles.join(", "),
      runs ? words : `${words} (plans only)`,
    ]);
    terminal.out(`\nKinds\n${table(["kind", "does", "what it is"], rows, terminal)}`);
  }
  return all.some(({ failure }) => failure !== undefined) ? exitCodes.stepFailed : exitCodes.fine;
}

async function listed(server: ServerSettings, given: Routes, probe: boolean): Promise<Listed> {
  const { name, kind } = server;
  const variable = server.key ?? server.login;
  const host = nodeHost();
  const key = variable === undefined ? null : { variable, set: (host.variable(variable) ?? "") !== "" };
  const routes = roles.filter((role) => given[role] === name);
  if (isModule(kind)) return { name, kind, host: null, key, roles: null, routes, capabilities: null };
  const capabilities = profiles[kind as ProfileName];
  const made: Partial<Probing> = backends[kind as ProfileName].make?.(server, { capabilities, host }) ?? {};
  const found = { name, kind, host: made.host ?? null, key, roles: rolesOf(capabilities), routes, capabilities };
  const offered = probe ? await made.probe?.() : undefined;
  if (offered === undefined) return found;
  if (offered.ok) return { ...found, offer: offered.offer };
  const { kind: why, detail } = offered.failure;
  return { ...found, failure: { kind: why, detail } };
}

function rolesOf({ objects = true, training, images = true }: Capabilities): readonly Role[] {
  const does = { objects, training, images };
  return roles.filter((role) => does[role]);
}

function serversText(all: readonly Listed[], file: string | null, terminal: Terminal): string {
  if (all.length === 0)
    return `No servers: ${file === null ? "there is no flowplan.json here" : `${printable(file)} has no "servers"`}, so everything goes to reference, whose answers are synthetic.
To add one, write in flowplan.json: { "servers": { "gpu": { "kind": "a1111", "url": "http://127.0.0.1:7860" } }, "routes": { "images": "gpu", "objects": "reference" } }
`;
  const rows = all.map(({ name, kind, host, key, roles, routes }) => [
    name,
    kind,
    host ?? "",
    key === null ? "" : `${key.variable}${key.set ? "" : " (not set)"}`,
    roles === null ? "what its module does" : roles.join(", "),
    routes.join(", "),
  ]);
  const probed = all.flatMap(({ name, offer, failure }) => {
    if (failure !== undefined) return [`${printable(name)}: ${printable(failure.detail)}`];
    return offer === undefined ? [] : [`${printable(name)}: ${offerWords(offer)}`];
  });
  const heads = ["server", "kind", "host", "key in", "does", "routes"];
  return `Servers\n${table(heads, rows, terminal)}${probed.map((line) => `\n${line}`).join("")}${probed.length > 0 ? "\n" : ""}`;
}

/** Names that are shown of a list; `--format json` has all. */
const shown = 8;

function offerWords({ models, loras, samplers }: Offer): string {
  const lists = Object.entries({ models, LoRAs: loras, samplers }).flatMap(([what, names]) => {
    if (names.length === 0) return what === "models" ? ["no models"] : [];
    const first = names.slice(0, shown).map((name) => cut(name, 60, printable));
    return `${names.length} ${what}: ${first.join(", ")}${names.length > shown ? ", …" : ""}`;
  });
  return lists.join("; ");
}

function table(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  { columns, outColours }: Terminal,
): string {
  const all: Column[] = heads.map((name, at) => ({
    name,
    cells: rows.map((row) => ({ text: printable(row[at] ?? "") })),
  }));
  return `${layTable(all, Number.isFinite(columns) ? columns : 120, outColours.dim).lines.join("\n")}\n`;
}
