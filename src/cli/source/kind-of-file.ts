// A file in, what it seems to hold out (spec 7.7.1): recognised by its keys, even if it has mistakes, so that a broken flow still counts as a flow.

import { closeSync, openSync, readSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { looksLikePlanFile } from "../../core/plan/file/plan-file.js";
import { UsageError } from "../terminal/exit.js";
import { shortened } from "./read-source.js";

export type KindOfFile = "flow" | "plan file" | "other";

/** Files of a folder that are longer are no flows (limits.source is far below). */
const longest = 8_388_608;
const start = 65_536;

export function kindOfFile(file: string): KindOfFile {
  const text = read(file, start);
  if (looksLikePlanFile(text)) return "plan file";
  const whole = text.length < start ? text : read(file, longest);
  // An IR has a version; what `plan --format json` prints has jobs; a schema or a flow's parts have no steps at their top.
  const keys = topKeys(whole);
  return keys.has("steps") && !keys.has("jobs") && !keys.has("version") ? "flow" : "other";
}

/** What is said where a flow is asked for. */
export function planFileMistake(name: string): UsageError {
  return new UsageError(
    `${shortened(name)} is a plan file, not a flow: flowplan plan shows it, flowplan run runs it`,
    `flowplan plan ${name === "<stdin>" ? "-" : shortened(name)}`,
  );
}

/** Another file that flowplan writes, where a flow is asked for: what it is, and what to give instead. Null: it may be a flow. */
export function madeByFlowplan({ name, text }: { readonly name: string; readonly text: string }): UsageError | null {
  if (!/"(?:jobs|idSpan|synthetic)"/.test(text)) return null;
  const keys = topKeys(text);
  const has = (...names: readonly string[]) => names.every((key) => keys.has(key));
  const file = shortened(name);
  if (has("requests", "jobs", "totals"))
    return new UsageError(
      `${file} is what flowplan plan --format json prints, for other programs: the flow is not in it, so it cannot be run; --out writes a plan file that can`,
      "flowplan plan FLOW --out plan.json",
    );
  if (has("version", "steps") && text.includes('"idSpan"'))
    return new UsageError(`${file} is what flowplan compile prints, not a flow: give the flow that it was made from`);
  if (has("run", "status", "synthetic"))
    return new UsageError(`${file} is the summary of a run, not a flow`, `flowplan runs show ${folderOf(name)}`);
  return null;
}

function folderOf(file: string): string {
  return file === "<stdin>" ? "DIR" : shortened(dirname(file));
}

function read(file: string, most: number): string {
  try {
    // A pipe would make us wait, and what is read of it is gone.
    if (!statSync(file).isFile()) return "";
    const handle = openSync(file, "r");
    try {
      const bytes = new Uint8Array(Math.min(most, statSync(file).size));
      return new TextDecoder().decode(bytes.subarray(0, readSync(handle, bytes)));
    } finally {
      closeSync(handle);
    }
  } catch {
    // Whoever reads the file says why it cannot be read.
    return "";
  }
}

/** Keys of the outermost object, by brackets alone: strings and comments are skipped. */
function topKeys(text: string): ReadonlySet<string> {
  const keys = new Set<string>();
  const tokens = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|[A-Za-z_$][\w$]*|[{}[\]:]/g;
  let depth = 0;
  let last = "";
  for (const [token] of text.matchAll(tokens)) {
    if (token.startsWith("//") || token.startsWith("/*")) continue;
    if (token === "{" || token === "[") depth++;
    else if (token === "}" || token === "]") depth--;
    else if (token === ":" && depth === 1) keys.add(last.replace(/^["']|["']$/g, ""));
    last = token;
  }
  return keys;
}
