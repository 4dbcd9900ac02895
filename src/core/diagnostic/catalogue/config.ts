// Messages of the codes config/…: the settings in flowplan.json (spec 7.12).

import { quoted } from "../../text/printable.js";
import { entry } from "../entry.js";

const severities = '"error", "warning", "note" or "off"';

export const configEntries = {
  "config/not-an-object": entry<{ what: string; found: string }>({
    severity: "error",
    clause: "7.12",
    message: ({ what, found }) =>
      `${what} must be an object, such as { "rules": { "lint/unused-step": "off" } }, but this is ${found}`,
    why: "Settings are read completely or not at all: a setting that is silently ignored could leave a check on or off by mistake.",
  }),
  "config/unknown-field": entry<{ name: string; near?: string | undefined }>({
    severity: "error",
    clause: "7.12",
    message: ({ name, near }) =>
      near === undefined
        ? `flowplan.json has no setting ${quoted(name)}; it has "rules", "limits", "pictureName", "store", "servers" and "routes"`
        : `flowplan.json has no setting ${quoted(name)}; did you mean ${quoted(near)}?`,
    why: "A misspelt setting does nothing, and nobody notices.",
  }),
  "config/unknown-limit": entry<{ name: string; near?: string | undefined; names: readonly string[] }>({
    severity: "error",
    clause: "7.12",
    message: ({ name, near, names }) =>
      near === undefined
        ? `there is no limit ${quoted(name)}; the limits are ${names.join(", ")}`
        : `there is no limit ${quoted(name)}; did you mean ${quoted(near)}?`,
    why: "A limit under a name that does not exist bounds nothing, and nobody notices.",
  }),
  "config/wrong-limit": entry<{ name: string; found: string }>({
    severity: "error",
    clause: "7.12",
    message: ({ name, found }) => `the limit ${quoted(name)} must be a whole number above 0, but this is ${found}`,
    why: "Limits count characters, values, steps or bytes. They cannot be switched off, since then one flow could block the machine.",
  }),
  "config/unknown-server-field": entry<{
    server: string;
    name: string;
    near?: string | undefined;
    names: readonly string[];
  }>({
    severity: "error",
    clause: "6.17.1",
    message: ({ server, name, near, names }) =>
      `server ${quoted(server)} has no setting ${quoted(name)}; ${near === undefined ? `the settings are ${names.join(", ")}` : `did you mean ${quoted(near)}?`}`,
    why: "A misspelt setting would leave the server as it is by default, and calls would go to the wrong place or under the wrong names.",
  }),
  "config/wrong-server-field": entry<{ server: string; field: string; wanted: string; found: string }>({
    severity: "error",
    clause: "6.17.1",
    message: ({ server, field, wanted, found }) =>
      `${quoted(field)} of server ${quoted(server)} must be ${wanted}; this is ${found}`,
    why: "What stands here decides where calls are sent, so it is checked before anything is planned.",
  }),
  "config/unknown-kind": entry<{ server: string; kind: string; near?: string | undefined; names: readonly string[] }>({
    severity: "error",
    clause: "6.17.1",
    message: ({ server, kind, near, names }) =>
      `there is no kind of server ${quoted(kind)}, which ${quoted(server)} is said to be; ${near === undefined ? `the kinds are ${names.join(", ")}, or the path of a module such as "./mine.js"` : `did you mean ${quoted(near)}?`}`,
    why: "The kind says how flowplan talks to the server.",
  }),
  "config/missing-kind": entry<{ server: string; names: readonly string[] }>({
    severity: "error",
    clause: "6.17.1",
    message: ({ server, names }) =>
      `server ${quoted(server)} needs a "kind": ${names.join(", ")}, or the path of a module such as "./mine.js"`,
    why: "The kind says how flowplan talks to the server.",
  }),
  "config/unknown-role": entry<{ name: string; near?: string | undefined; names: readonly string[] }>({
    severity: "error",
    clause: "6.17.2",
    message: ({ name, near, names }) =>
      `there is no route ${quoted(name)}; ${near === undefined ? `the routes are ${names.join(", ")}` : `did you mean ${quoted(near)}?`}`,
    why: "A route says which server answers one kind of call, and there are three kinds.",
  }),
  "config/unknown-server": entry<{
    role: string;
    found: string;
    near?: string | undefined;
    names: readonly string[];
  }>({
    severity: "error",
    clause: "6.17.2",
    message: ({ role, found, near, names }) =>
      `the route ${quoted(role)} must be the name of a server, but this is ${found}; ${near === undefined ? (names.length === 0 ? 'name one under "servers"' : `the servers are ${names.join(", ")}`) : `did you mean ${quoted(near)}?`}`,
    why: "A route to a server that does not exist would fail when the first call is sent, after other calls were paid for.",
  }),
  "config/wrong-folder": entry<{ name: string; found: string }>({
    severity: "error",
    clause: "7.12",
    message: ({ name, found }) => `${quoted(name)} must be the name of a folder, but this is ${found}`,
    why: "Answers that were paid for are kept there, so it must be certain where that is.",
  }),
  "config/wrong-name": entry<{ problem: string; fields: readonly string[] }>({
    severity: "error",
    clause: "6.16.2",
    message: ({ problem, fields }) =>
      `"pictureName" must be a template of the names of pictures, such as "{step}-{index:3}-{prompt:40}", but ${problem}; the placeholders are ${fields.map((name) => `{${name}}`).join(", ")}`,
    why: "The template is filled in for every picture of a run, so what cannot be filled in is reported before anything is paid for.",
  }),
  "config/unknown-code": entry<{ code: string; near?: string | undefined }>({
    severity: "error",
    clause: "7.12",
    message: ({ code, near }) =>
      near === undefined
        ? `there is no code ${quoted(code)}; flowplan explain lists them`
        : `there is no code ${quoted(code)}; did you mean ${quoted(near)}?`,
    why: "A rule under a name that does not exist stays as it was, and nobody notices.",
  }),
  "config/wrong-severity": entry<{ code: string; found: string; near?: string | undefined }>({
    severity: "error",
    clause: "7.12",
    message: ({ code, found, near }) =>
      near === undefined
        ? `${quoted(code)} must be ${severities}, but this is ${found}`
        : `${quoted(code)} must be ${severities}; did you mean ${quoted(near)}?`,
    why: "Only these four words say how serious a rule is.",
  }),
  "config/error-stays": entry<{ code: string }>({
    severity: "error",
    clause: "7.12",
    message: ({ code }) => `${quoted(code)} is an error, and its severity cannot be changed: remove this line`,
    why: "Warnings and notes are opinions that a project may not share. An error is a fact: planning or running the flow would fail.",
  }),
};
