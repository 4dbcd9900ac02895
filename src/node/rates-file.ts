// The folder of a project's store in, how long earlier calls took out; and after a run, what it measured beside it (spec 5.13.1). What is wrong
// with the file is a value: no run and no plan depends on it.

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { mergeRates, noRates, type Rates, ratesVersion } from "../core/plan/time/rates.js";
import { validate } from "../core/schema/generated/rates.js";
import { isObject, type Json, trusted } from "../core/text/json.js";
import { replaceFile } from "./drafts.js";
import { makeFolders } from "./make-folders.js";
import { readText } from "./read-text.js";

export const ratesName = "rates.json";
const longestFile = 1_048_576;

/** `problem`: why the file is not used; null: it is, or there is none. */
export type RatesRead = { readonly rates: Rates; readonly problem: string | null };

export async function readRates(folder: string): Promise<RatesRead> {
  const { rates, problem } = await read(join(folder, ratesName));
  return { rates, problem };
}

/** What is damaged is replaced; what a newer flowplan wrote is left alone. The result: why it was not written, or null. */
export async function addRates(folder: string, measured: Rates): Promise<string | null> {
  const file = join(folder, ratesName);
  const found = await read(file);
  if (found.newer) return found.problem;
  try {
    await makeFolders(folder);
    const text = `${JSON.stringify(mergeRates(found.rates, measured), null, 1)}\n`;
    await replaceFile(file, (draft) => writeFile(draft, text, { flag: "wx", flush: true }));
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

async function read(file: string): Promise<RatesRead & { readonly newer: boolean }> {
  const unused = (problem: string | null, newer = false) => ({ rates: noRates, problem, newer });
  const found = await readText(file, longestFile);
  if (!found.ok) return unused(found.missing ? null : found.reason);
  const json = parse(found.text);
  if (isObject(json) && typeof json.version === "number" && json.version > ratesVersion)
    return unused("a newer flowplan wrote it", true);
  if (json === undefined || !validate(json)) return unused("it is damaged");
  return { rates: mergeRates(trusted<Rates>(json)), problem: null, newer: false };
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
