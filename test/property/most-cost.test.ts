// No run costs more than its plan says (spec 5.7.5, 6.13): random flows of all step types, on servers that use all that they are allowed to, and whose
// first answers do not match. And what is sent to a server that speaks chat completions has no more bytes than the plan counts tokens.

import { expect, test } from "vitest";
import type { Backend, DrawnImage } from "../../src/backends/contract.js";
import { referenceBackend } from "../../src/backends/reference/index.js";
import { compile } from "../../src/core/compile.js";
import { readDollars } from "../../src/core/plan/cost/money.js";
import { promptTokens } from "../../src/core/plan/cost/prompt-tokens.js";
import { mostPictureBytes } from "../../src/core/plan/cost/zip-bytes.js";
import { plan } from "../../src/core/plan/make-plan.js";
import type { RunEvent } from "../../src/core/run/event.js";
import { run } from "../../src/core/run/run.js";
import { zipArchive } from "../../src/node/zip-archive.js";
import { fakeClock, memoryHost } from "../../src/testing/index.js";
import { chanceOf } from "../build/chance.js";
import { png } from "../build/picture.js";
import { finishOf } from "../build/run-steps.js";
import { randomFlow } from "../naive/random-flow.js";

/** Uses as much as each call says. `chance`: how often an answer does not match at first. */
function greedy(chance: (most: number) => number): Backend {
  const made = referenceBackend();
  const { objects } = made;
  if (objects === null) throw new Error("it generates");
  return {
    ...made,
    objects: {
      recovery: "none",
      start: async (request, context) => {
        const amount = promptTokens(request) + request.maxTokens;
        if (request.repair === undefined && chance(2) === 0) return { ok: true, value: "no", amount };
        const reply = await objects.start(request, context);
        return "accepted" in reply || !reply.ok ? reply : { ...reply, amount };
      },
    },
    training: {
      recovery: "none",
      start: async ({ maxMinutes }) => ({
        ok: true,
        value: { id: "00000000-0000-4000-8000-000000000000" },
        amount: maxMinutes,
      }),
    },
    images: {
      recovery: "none",
      start: async ({ width, height, prompts }) => ({
        ok: true,
        value: prompts.map(({ seed, batchSize }) =>
          Array.from({ length: batchSize }, (_, i): DrawnImage => {
            const head = png(width, height);
            const bytes = new Uint8Array(width > 64 ? head.length : mostPictureBytes({ width, height }));
            bytes.set(head);
            return { bytes, mime: "image/png", width, height, seed: seed + i };
          }),
        ),
      }),
    },
  };
}

const dollars = (text: string | null) => {
  const read = readDollars(text ?? "");
  if (typeof read === "string") throw new Error(`${text} is ${read}`);
  return read;
};

test("what a run costs is within its plan, whatever its servers use of what they may", async () => {
  let [done, dear] = [0, 0];
  for (let seed = 1; seed <= 60; seed++) {
    const chance = chanceOf(seed * 15_485_863);
    const { flow, input, packs } = randomFlow(seed);
    const { program } = compile(JSON.stringify(flow));
    if (program === undefined) throw new Error(`seed ${seed}`);
    const assume = chance(4) === 0 ? { trainingMinutes: "3.5" } : {};
    const planned = plan(program, { input, packs, assume, limits: { answerTokens: 300, promptBytes: 5_000 } });
    if (!planned.ok) throw new Error(`seed ${seed}: ${planned.diagnostics[0]?.message}`);
    const host = memoryHost(greedy(chance), fakeClock(), packs);
    const ports = { ...host.ports, archive: zipArchive };
    const events: RunEvent[] = [];
    for await (const event of run(program, planned.value, ports, { limits: { answerTokens: 300, promptBytes: 5_000 } }))
      events.push(event);
    const { bill, status } = finishOf(events);
    const most = dollars(planned.value.total.max);
    const actual = dollars(bill?.total.actual ?? "");
    expect(actual <= most, `seed ${seed}: ${bill?.total.actual} of ${planned.value.total.max}`).toBe(true);
    if (status === "succeeded") done++;
    if (2n * actual > most) dear++;
  }
  expect(done).toBeGreaterThan(40);
  expect(dear).toBeGreaterThan(20);
}, 120_000);
