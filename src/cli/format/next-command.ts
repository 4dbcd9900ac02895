// The folder of a run in, what to type to go on with it out, as a shell takes it (spec 6.15.1).

import { relative } from "node:path";
import { cwd } from "node:process";
import { printable } from "../../core/text/printable.js";

export const resumeCommand = (folder: string): string => `flowplan run --resume ${wordOf(folder)}`;
export const settleCommand = (folder: string): string => `flowplan runs settle ${wordOf(folder)}`;
export const repairCommand = (folder: string): string => `flowplan runs verify ${wordOf(folder)} --repair`;

/** Seen from where the command is typed. */
export function placeOf(folder: string): string {
  return relative(cwd(), folder) || ".";
}

/** One word of a command line, whatever it contains. */
export function wordOf(path: string): string {
  const safe = path.startsWith("-") ? `./${path}` : path;
  return printable(/^[\w@%+=:,./-]+$/.test(safe) ? safe : `'${safe.replaceAll("'", "'\\''")}'`);
}
