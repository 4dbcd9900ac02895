// A backend whose roles are different servers (spec 6.9.1): who is named, where answers are kept, and what one server knows of another's calls.

import { expect, test } from "vitest";
import type { JournalRecord } from "../src/core/run/journal.js";
import type { PictureRecord } from "../src/core/run/picture/picture-record.js";
import type { Backend, Failed } from "../src/core/run/server.js";
import { presume } from "../src/core/unreachable.js";
import { fakeClock, memoryAnswers, memoryHost, scriptedBackend } from "../src/testing/index.js";
import { finishOf, generator, painter, runAll } from "./build/run-steps.js";

const steps = [generator("gen", []), painter("paint", ["gen"], [{ prompt: "a", seed: 1 }])];

type Scripted = ReturnType<typeof scriptedBackend>;

/** Objects by one server, pictures by another. */
function mixed(scripted: Scripted = scriptedBackend(), llm = "http://one"): Backend {
  const { objects, images } = scripted;
  if (objects === null || images === null) throw new Error("a scripted backend has all servers");
  return {
    ...scripted,
    id: "llm+gpu",
    objects: { ...objects, name: "llm", identity: llm, synthetic: false },
    images: { ...images, name: "gpu" },
  };
}

test("intents, pictures and kept answers name the server that answers", async () => {
  const answers = memoryAnswers();
  const shown: PictureRecord[] = [];
  const host = memoryHost(mixed(), fakeClock());
  const kept: string[] = [];
  const ports = {
    ...host.ports,
    answers: {
      ...answers,
      keep: (...given: Parameters<typeof answers.keep>) => {
        kept.push(given[3].server);
        return answers.keep(...given);
      },
    },
    gallery: { show: async (record: PictureRecord) => void shown.push(record) },
  };
  expect(finishOf(await runAll(steps, ports)).status).toBe("succeeded");
  const intents = host.journal.flatMap((record) => (record.kind === "intent" ? [record] : []));
  expect(intents.map(({ server, identity }) => [server, identity])).toEqual([
    ["llm", "http://one"],
    ["gpu", undefined],
  ]);
  expect(kept).toEqual(["http://one", "gpu"]);
  expect(shown.map(({ server, synthetic }) => [server, synthetic])).toEqual([["gpu", true]]);
});

test("a failure names the server", async () => {
  const fail = ({ what }: { what: string }): Failed | null =>
    what === "images" ? { kind: "invalid", detail: "no" } : null;
  const host = memoryHost(mixed(scriptedBackend({ fail })), fakeClock());
  const events = await runAll(steps, host.ports);
  const [failed] = events.flatMap((event) => (event.kind === "step-failed" ? [event.message] : []));
  expect(failed).toContain('"gpu"');
});

test.each([
  ["the same server settles it", "http://one", "succeeded"],
  ["one at another address knows nothing of it", "http://two", "failed"],
] as const)("a call that was left open: %s", async (_, address, status) => {
  const first = memoryHost(mixed(), fakeClock());
  await runAll(steps, first.ports);
  const intent = presume(
    first.journal.findIndex((record: JournalRecord) => record.kind === "intent"),
    "an intent",
  );
  const scripted = scriptedBackend();
  const again = memoryHost(mixed(scripted, address), fakeClock(), {}, first.journal.slice(0, intent + 1));
  const finished = finishOf(await runAll(steps, again.ports));
  expect(finished.status).toBe(status);
  expect(scripted.asked.length > 0).toBe(status === "succeeded");
  if (status === "failed") {
    expect(finished.failure?.code).toBe("run/outcome-unknown");
    expect(finished.failure?.message).toContain("http://one");
  }
});
