// A plan and what it was made from in, its file written (spec 5.10): piece by piece, and never over an existing one unless asked to.

import { createHash } from "node:crypto";
import { closeSync, existsSync, fsyncSync, openSync, unlinkSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import type { Target } from "../../backends/combine.js";
import type { JsonObject, Plan, PlanOptions, Program } from "../../core/index.js";
import { defaultPrices } from "../../core/plan/cost/price-book.js";
import { makePlanFile } from "../../core/plan/file/plan-file.js";
import { usedPacks } from "../../core/plan/requests/used-packs.js";
import { printable } from "../../core/text/printable.js";
import { UsageError } from "../terminal/exit.js";
import type { SharedOptions } from "./plan-options.js";
import { planSources } from "./plan-sources.js";

export type PlanToWrite = {
  readonly program: Program;
  readonly plan: Plan;
  readonly options: PlanOptions;
  readonly target: Target;
};

export function writePlanFile(
  out: string,
  force: boolean,
  { program, plan, options, target }: PlanToWrite,
  /** The flow's; null where the plan came from a plan file, whose own sources are not followed any further. */
  file: string | null,
  given: SharedOptions,
): void {
  const results = (options.results ?? {}) as JsonObject;
  const state = { input: plan.input, results, store: program.ir.store.value };
  const packs = usedPacks(program.ir, state, options.packs ?? {});
  const bindings = {
    ir: program.ir,
    packs,
    prices: options.prices ?? defaultPrices,
    capabilities: target.capabilities,
    assume: options.assume ?? {},
    results,
  };
  const descriptor = open(out, force);
  try {
    const sources = file === null ? [] : planSources(out, file, given, program, packs);
    for (const chunk of makePlanFile(plan, bindings, sources, () => createHash("sha256")))
      writeWhole(descriptor, Buffer.from(chunk));
    fsyncSync(descriptor);
  } catch (error) {
    closeSync(descriptor);
    unlinkSync(out);
    throw error instanceof UsageError
      ? error
      : new UsageError(`cannot write ${printable(out)}: ${(error as Error).message}`);
  }
  closeSync(descriptor);
}

function writeWhole(descriptor: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
}

const reasons: { readonly [code: string]: string } = {
  ENOENT: "there is no such folder",
  ENOTDIR: "there is no such folder",
  EISDIR: "it is a folder",
  EACCES: "you may not write there",
  EPERM: "you may not write there",
  EROFS: "you may not write there",
  ELOOP: "its links lead in a circle",
  ENAMETOOLONG: "its name is longer than file systems allow",
};

/** Before anything is planned. */
export function refuseTaken(out: string, force: boolean): void {
  if (!force && existsSync(out)) throw taken(out);
  if (!existsSync(dirname(out))) throw new UsageError(`cannot write ${printable(out)}: ${reasons.ENOENT}`);
}

function taken(out: string): UsageError {
  return new UsageError(
    `${printable(out)} already exists, and existing files are not overwritten`,
    `--out ${printable(out)} --force, or another name`,
  );
}

function open(out: string, force: boolean): number {
  try {
    return openSync(out, force ? "w" : "wx");
  } catch (error) {
    const { code = "", message } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") throw taken(out);
    throw new UsageError(`cannot write ${printable(out)}: ${reasons[code] ?? message}`);
  }
}
