// The call of a Zipper in, its file kept (spec 6.8): made by the run itself, so it is not journalled as a call, and made again on resume.

import { utf8ToBytes } from "@noble/hashes/utils.js";
import { diagnose } from "../diagnostic/diagnose.js";
import type { AnyDiagnostic } from "../diagnostic/diagnostic.js";
import type { OverAssumption } from "../plan/cost/bill.js";
import { packedJson } from "../plan/cost/zip-bytes.js";
import type { Span } from "../text/span.js";
import { type Call, factsOf } from "./call.js";
import type { End } from "./machine.js";
import { overAssumption } from "./perform.js";
import type { ArchiveEntry, FileStore } from "./ports.js";
import { type Session, tell, workOf } from "./session.js";
import { fileFailed } from "./settle.js";

type ZipCall = Call & { readonly what: "zip" };

export async function packZip(session: Session, call: ZipCall): Promise<readonly End[]> {
  const work = workOf(session, call.step);
  const spanOf = () => work.step.idSpan;
  const refused = await session.spending.reserve(call);
  if (refused === "interrupted") return [{ step: call.step, outcome: "unsent" }];
  if (refused !== null) {
    work.failure ??= diagnose("run/over-budget", spanOf(), { step: call.step, what: "zip", ...refused });
    return [{ step: call.step, outcome: "failed" }];
  }
  const facts = factsOf(call);
  tell(session, { kind: "call-started", ...facts });
  const { cost, failure } = await pack(session, call, spanOf);
  work.failure ??= failure;
  tell(session, { kind: "call-finished", ...facts, ok: failure === null, cost });
  return [{ step: call.step, outcome: failure === null ? "ok" : "failed" }];
}

type Packed = { readonly cost: number; readonly failure: AnyDiagnostic | null };

async function pack(session: Session, call: ZipCall, spanOf: () => Span): Promise<Packed> {
  const { ports, spending } = session;
  let length = 0;
  let over: OverAssumption | null = null;
  /** Ends as soon as the zip is larger than was assumed: the rest would be written in vain. */
  async function* counted(): AsyncGenerator<Uint8Array, void, void> {
    for await (const chunk of ports.archive.pack(entriesOf(call, ports.files))) {
      length += chunk.length;
      over = spending.over(call, megabytes(length));
      if (over !== null) throw new Error("larger than was assumed");
      yield chunk;
    }
  }
  try {
    const url = await ports.files.write(call.name, counted());
    session.files.push(url);
    workOf(session, call.step).values.push({ place: 0, value: { url } });
    return { cost: spending.charge(call, { amount: megabytes(length) }).cost.cost, failure: null };
  } catch (error) {
    if (over !== null) {
      const { cost } = spending.charge(call, { amount: megabytes(length) }).cost;
      return { cost, failure: overAssumption(call, over, cost, { spanOf }) };
    }
    spending.release(call);
    return { cost: 0, failure: fileFailed(call.step, call.name, error, { spanOf }) };
  }
}

async function* entriesOf({ entries }: ZipCall, files: FileStore): AsyncGenerator<ArchiveEntry, void, void> {
  for (const { name, url, json } of entries) {
    const bytes = url === undefined ? utf8ToBytes(packedJson(json)) : await files.read(url);
    yield { name, bytes };
  }
}

/** Of 10^6 bytes, exactly. */
function megabytes(bytes: number): string {
  return `${Math.floor(bytes / 1_000_000)}.${String(bytes % 1_000_000).padStart(6, "0")}`;
}
