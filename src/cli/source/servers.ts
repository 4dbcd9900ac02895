// "servers" and "routes" of flowplan.json in, the project's servers and which of them answers what out (spec 6.17.1, 6.17.2).

import { kindNames } from "../../backends/backends.js";
import { type Role, roles } from "../../backends/combine.js";
import {
  type ServerField,
  type ServerSettings,
  serverFieldNames,
  serverFields,
} from "../../backends/server-settings.js";
import { diagnose } from "../../core/diagnostic/diagnose.js";
import type { Diagnostic } from "../../core/diagnostic/diagnostic.js";
import type { DocumentNode, Member, ObjectNode } from "../../core/document/tree.js";
import { describeNode } from "../../core/flow/node-words.js";
import { nearest } from "../../core/text/nearest.js";
import { unreachable } from "../../core/unreachable.js";

export type Servers = ReadonlyMap<string, ServerSettings>;

/** The name of a server, or of a kind of server as it is by default. */
export type Routes = { readonly [role in Role]?: string };

export function readServers(node: ObjectNode | null, found: Diagnostic[]): Servers {
  const servers = new Map<string, ServerSettings>();
  for (const { key, value } of node?.members ?? []) {
    if (value.kind !== "object") {
      found.push(
        diagnose("config/not-an-object", value.span, { what: `server "${key.name}"`, found: describeNode(value) }),
      );
      continue;
    }
    const settings = readServer(key.name, key.span, value, found);
    if (settings !== null) servers.set(key.name, settings);
  }
  return servers;
}

function readServer(name: string, span: Member["key"]["span"], node: ObjectNode, found: Diagnostic[]) {
  const settings: { [field: string]: unknown } = {};
  for (const { key, value } of node.members) {
    const field = serverFieldNames.find((known) => known === key.name);
    if (field === undefined) {
      const near = nearest(key.name, serverFieldNames);
      found.push(
        diagnose("config/unknown-server-field", key.span, {
          server: name,
          name: key.name,
          near,
          names: serverFieldNames,
        }),
      );
      continue;
    }
    const read = readField(field, value);
    if (read.ok) settings[field] = read.value;
    else
      found.push(
        diagnose("config/wrong-server-field", value.span, {
          server: name,
          field,
          wanted: read.wanted,
          found: describeNode(value),
        }),
      );
  }
  const { kind } = settings;
  if (typeof kind === "string" && !isModule(kind) && !kindNames.includes(kind)) {
    const place = node.members.find(({ key }) => key.name === "kind")?.value.span ?? span;
    found.push(
      diagnose("config/unknown-kind", place, { server: name, kind, near: nearest(kind, kindNames), names: kindNames }),
    );
    return null;
  }
  if (kind === undefined && !node.members.some(({ key }) => key.name === "kind"))
    found.push(diagnose("config/missing-kind", span, { server: name, names: kindNames }));
  return typeof kind === "string" ? ({ ...settings, name, kind } as ServerSettings) : null;
}

type Read = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly wanted: string };

function readField(field: ServerField, node: DocumentNode): Read {
  const { form } = serverFields[field];
  switch (form) {
    case "text":
      return node.kind === "string" && node.value !== ""
        ? { ok: true, value: node.value }
        : { ok: false, wanted: "a text" };
    case "variable":
      // Whoever writes the key itself here would commit it.
      return node.kind === "string" && /^[A-Za-z_][A-Za-z0-9_]*$/.test(node.value)
        ? { ok: true, value: node.value }
        : { ok: false, wanted: "the name of an environment variable, not the key itself" };
    case "count":
      return node.kind === "number" && Number.isSafeInteger(node.value) && node.value > 0
        ? { ok: true, value: node.value }
        : { ok: false, wanted: "a whole number above 0" };
    case "names":
      return readNames(node);
    default:
      return unreachable(form);
  }
}

function readNames(node: DocumentNode): Read {
  const wanted = "an object of texts, { name in flows: name on the server }";
  if (node.kind !== "object") return { ok: false, wanted };
  const names = new Map<string, string>();
  for (const { key, value } of node.members) {
    if (value.kind !== "string") return { ok: false, wanted };
    names.set(key.name, value.value);
  }
  return { ok: true, value: Object.fromEntries(names) };
}

/** `servers`: those of the file. */
export function readRoutes(node: ObjectNode | null, servers: Servers, found: Diagnostic[]): Routes {
  const routes: { [role: string]: string } = {};
  const known = [...servers.keys(), ...kindNames];
  for (const { key, value } of node?.members ?? []) {
    if (!(roles as readonly string[]).includes(key.name)) {
      found.push(
        diagnose("config/unknown-role", key.span, { name: key.name, near: nearest(key.name, roles), names: roles }),
      );
      continue;
    }
    if (value.kind === "string" && known.includes(value.value)) routes[key.name] = value.value;
    else {
      const near = value.kind === "string" ? nearest(value.value, known) : undefined;
      found.push(
        diagnose("config/unknown-server", value.span, {
          role: key.name,
          found: describeNode(value),
          near,
          names: [...servers.keys()],
        }),
      );
    }
  }
  return routes;
}

/** What is written like a path is a module. */
export function isModule(kind: string): boolean {
  return /^\.{0,2}\/|\.[cm]?[jt]s$/.test(kind) || /^file:/.test(kind);
}
