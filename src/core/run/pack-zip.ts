// The call of a Zipper in, its file kept (spec 6.8): made by the run itself, so it is not journalled as a call, and made again on resume.

import { utf8ToBytes } from "@noble/hashes/utils.js";
import { diagnose } from "../diagnostic/diagnose.js";
import type { AnyDiagnostic } from "../diagnostic/diagnostic.js";
import type { Span } from "../text/span.js";
import { type Call, factsOf } from "./call.js";
import type { End } from "./machine.js";
import { overAssumption } from "./perform.js";
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
  const { files, archive } = session.ports;
  let charged: number | null = null;
  try {
    const entries = [];
    for (const { name, url, json } of call.entries) {
      const bytes = url === undefined ? utf8ToBytes(`${JSON.stringify(json, null, 2)}\n`) : await files.read(url);
      entries.push({ name, bytes });
    }
    const bytes = await archive.pack(entries);
    const {
      cost: { cost },
      over,
    } = session.spending.charge(call, { amount: megabytes(bytes.length) });
    charged = cost;
    if (over !== null) return { cost, failure: overAssumption(call, over, cost, { spanOf }) };
    const url = await files.put(call.name, bytes);
    session.files.push(url);
    workOf(session, call.step).values.push({ place: 0, value: { url } });
    return { cost, failure: null };
  } catch (error) {
    if (charged === null) session.spending.release(call);
    return { cost: charged ?? 0, failure: fileFailed(call.step, call.name, error, { spanOf }) };
  }
}

/** Of 10^6 bytes, exactly. */
function megabytes(bytes: number): string {
  return `${Math.floor(bytes / 1_000_000)}.${String(bytes % 1_000_000).padStart(6, "0")}`;
}
