// The suite that proves servers (spec 6.19) proves something: a server that keeps the contract passes, each broken one is caught by its check.

import { encode } from "fast-png";
import { expect, test } from "vitest";
import type { Backend, Failed, ImageServer, PassRequest, Reply } from "../src/backends/contract.js";
import { conformance, plainCapabilities, type Subject, type Trouble } from "../src/testing/index.js";

const request: PassRequest = {
  baseModel: "base",
  trainingId: null,
  precision: "fp16",
  width: 16,
  height: 8,
  steps: 2,
  guidanceScale: 5,
  scale: 1,
  prompts: [{ prompt: "a cat", negativePrompt: null, seed: 42, batchSize: 2 }],
};
const secret = "sk-canary-0123456789";

type Images = readonly (readonly {
  bytes: Uint8Array;
  mime: string;
  width: number;
  height: number;
  seed: number | null;
}[])[];
type Breakable = {
  readonly recovery: ImageServer["recovery"];
  readonly remembers: boolean;
  readonly seedOf: (seed: number, i: number) => number;
  readonly spoil: (images: Images) => Images;
  readonly failureOf: (failed: Failed) => Failed;
  /** Looks at what it got before it hands it on. */
  readonly looks: boolean;
};
const good: Breakable = {
  recovery: "resend",
  remembers: true,
  seedOf: (seed, i) => seed + i,
  spoil: (images) => images,
  failureOf: (failed) => failed,
  looks: true,
};

function subject(broken: Partial<Breakable> = {}): Subject {
  const { recovery, remembers, seedOf, spoil, failureOf, looks } = { ...good, ...broken };
  const open = async () => {
    const troubles: Trouble[] = [];
    const done = new Map<string, Images>();
    let works = 0;
    const draw = ({ prompts, width, height }: PassRequest): Images =>
      prompts.map(({ seed, batchSize }) =>
        Array.from({ length: batchSize }, (_, i) => {
          const data = new Uint8Array(width * height * 4).fill((seed + i) % 251);
          return { bytes: encode({ width, height, data }), mime: "image/png", width, height, seed: seedOf(seed, i) };
        }),
      );
    const fail = (failed: Failed): Reply<never> => ({ ok: false, failure: failureOf(failed) });
    const images: ImageServer = {
      recovery,
      start: async (asked, { key }) => {
        const trouble = troubles.shift();
        switch (trouble) {
          case "lost request":
            return fail({ kind: "unknownOutcome", detail: "reset" });
          case "busy":
            return fail({ kind: "rateLimited", detail: "busy" });
          case "busy, says when":
            return fail({ kind: "rateLimited", detail: "busy", retryAfterMs: 3000 });
          case "long error":
            return fail({ kind: "invalid", detail: "too much" });
          case "wrong key":
            return fail({ kind: "setup", detail: "status 401" });
        }
        const known = remembers ? done.get(key) : undefined;
        if (known === undefined) works++;
        const drawn = known ?? draw(asked);
        done.set(key, drawn);
        if (trouble === "lost reply") return fail({ kind: "unknownOutcome", detail: "reset" });
        const given = spoil(
          trouble === "cut picture" ? cutShort(drawn) : trouble === "wrong count" ? [drawn[0]?.slice(1) ?? []] : drawn,
        );
        const whole = given.flat().length === 2 && given.flat().every(({ bytes }) => bytes.length > 60);
        if (looks && trouble !== undefined && !whole)
          return fail({ kind: "transient", detail: "not whole", charged: "yes" });
        return { ok: true, value: given };
      },
    };
    const backend: Backend = {
      id: "tested",
      synthetic: true,
      capabilities: { ...plainCapabilities, seedRange: { min: 0, max: 2 ** 32, outside: "refused" } },
      images,
      objects: null,
      training: null,
    };
    const can: readonly Trouble[] = [
      "lost request",
      "lost reply",
      "busy",
      "busy, says when",
      "long error",
      "wrong key",
      "cut picture",
      "wrong count",
    ];
    return {
      backend,
      control: { trouble: (name: Trouble) => can.includes(name) && troubles.push(name) > 0, works: () => works },
      close: async () => {},
    };
  };
  return { name: "tested", open, samples: { images: request }, secrets: [secret] };
}

function cutShort(images: Images): Images {
  return images.map((list) => list.map((image) => ({ ...image, bytes: image.bytes.subarray(0, 40) })));
}

async function failing(tested: Subject): Promise<readonly string[]> {
  const failed: string[] = [];
  for (const { name, run } of conformance(tested)) {
    try {
      await run();
    } catch {
      failed.push(name.replace("tested, images: ", ""));
    }
  }
  return failed;
}

test("a server that keeps the contract passes every check", async () => {
  expect(await failing(subject())).toEqual([]);
});

const broken: readonly [string, Partial<Breakable>, string][] = [
  ["forgets its keys", { remembers: false }, "the same key twice is one piece of work, if it says so"],
  ["forgets its keys", { remembers: false }, "a reply that is lost costs nothing twice"],
  ["forgets its keys", { remembers: false }, "a process that ends between sending and writing down pays nothing twice"],
  [
    "calls a lost reply an error",
    { failureOf: (failed) => ({ ...failed, kind: "transient", charged: "no" }), remembers: false },
    "a reply that is lost costs nothing twice",
  ],
  [
    "repeats the key",
    { failureOf: (failed) => ({ ...failed, detail: `${failed.detail} ${secret}` }) },
    "a wrong key is a matter of configuration",
  ],
  [
    "repeats all that a server says",
    { failureOf: (failed) => ({ ...failed, detail: "x".repeat(5000) }) },
    "an error of a megabyte is told in a sentence",
  ],
  ["gives random seeds", { seedOf: () => 7 }, "draws what was asked for"],
  [
    "gives random seeds at the end of the range",
    { seedOf: (seed, i) => (seed === 0 ? 1 : seed + i) },
    "keeps the ends of the range of seeds",
  ],
  ["hands on what is cut", { looks: false }, "a picture that is cut spoils its pass"],
  ["hands on too few", { looks: false }, "a picture too few spoils the pass"],
  ["draws one list for two prompts", { spoil: (images) => [...images, []] }, "draws what was asked for"],
  [
    "says another size",
    { spoil: (images) => images.map((list) => list.map((image) => ({ ...image, width: 99 }))) },
    "draws what was asked for",
  ],
  [
    "does not wait",
    { failureOf: ({ retryAfterMs: _, ...failed }) => failed },
    "a server that says how long it is busy is left alone for so long",
  ],
  [
    "takes a wrong key for a bad request",
    { failureOf: (failed) => (failed.kind === "setup" ? { ...failed, kind: "invalid" } : failed) },
    "a wrong key is a matter of configuration",
  ],
];

test.each(broken)("a server that %s is caught", async (_, how, check) => {
  expect(await failing(subject(how))).toContain(check);
});
