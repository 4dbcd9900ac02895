// The part of the contract that is about pictures (spec 6.4.6, 6.19): as many as were asked for, of that size, in that order, from those seeds, from
// that model, or none.

import type { DrawnImage, PassRequest } from "../../backends/contract.js";
import { pictureOf } from "../../backends/wire/pictures.js";
import { attempt, carryOut } from "./carry-out.js";
import { aKey, type CheckBody, demand, otherKey } from "./shared-checks.js";
import type { Trouble } from "./subject.js";

export function imageChecks(request: PassRequest): readonly CheckBody[] {
  const spoilt = (trouble: Trouble, name: string): CheckBody => ({
    name,
    body: async ({ server, control }) => {
      if (!control.trouble(trouble)) return "not tried";
      const reply = await attempt(server, request, aKey);
      demand(!reply.ok, "the pass to fail", reply);
      return "passed";
    },
  });
  return [
    {
      name: "draws what was asked for",
      body: async ({ server, capabilities }) => {
        const lists = await drawn(server, request, aKey);
        demand(lists.length === request.prompts.length, "a list for each prompt", lists.length);
        for (const [i, { batchSize, seed }] of request.prompts.entries()) {
          const images = lists[i] ?? [];
          demand(images.length === batchSize, `${batchSize} images for prompt ${i}`, images.length);
          for (const [at, image] of images.entries()) {
            const read = pictureOf(image.bytes, request, image.seed);
            demand(read.ok, "a whole picture of the size", read);
            demand(read.ok && read.image.mime === image.mime, "the type that its bytes say", image.mime);
            demand(image.width === request.width && image.height === request.height, "its size to be said", image);
            demand(image.seed === null || Number.isSafeInteger(image.seed), "a whole seed, or null", image.seed);
            if (capabilities.seed === "increment") demand(image.seed === seed + at, `seed ${seed + at}`, image.seed);
          }
        }
        return "passed";
      },
    },
    {
      name: "keeps the ends of the range of seeds",
      body: async ({ server, capabilities }) => {
        const { seedRange } = capabilities;
        if (seedRange === undefined || capabilities.seed !== "increment") return "not tried";
        const [prompt] = request.prompts;
        if (prompt === undefined) return "not tried";
        for (const [seed, key] of [
          [seedRange.min, aKey],
          [seedRange.max - prompt.batchSize + 1, otherKey],
        ] as const) {
          const [images = []] = await drawn(server, { ...request, prompts: [{ ...prompt, seed }] }, key);
          demand(images[0]?.seed === seed, `seed ${seed}`, images[0]?.seed);
        }
        return "passed";
      },
    },
    {
      name: "the order is the order that was asked for",
      body: async ({ server, control }) => {
        const expected = await drawn(server, request, aKey);
        if (!control.trouble("out of order")) return "not tried";
        const found = await drawn(server, request, otherKey);
        const same = expected.flat().every(({ bytes }, i) => String(bytes) === String(found.flat()[i]?.bytes));
        demand(same, "the same pictures in the same order");
        return "passed";
      },
    },
    {
      name: "a picture more than was asked for is not taken for one of them",
      body: async ({ server, control }) => {
        const expected = await drawn(server, request, aKey);
        if (!control.trouble("extra picture")) return "not tried";
        const reply = await attempt(server, request, otherKey);
        if (!reply.ok) return "passed";
        const found = (reply.value as readonly (readonly DrawnImage[])[]).flat();
        const same = found.length === expected.flat().length;
        demand(
          same && expected.flat().every(({ bytes }, i) => String(bytes) === String(found[i]?.bytes)),
          "the same pictures",
        );
        return "passed";
      },
    },
    {
      name: "odd prompts are drawn as they are",
      body: async ({ server, control }) => {
        const [prompt] = request.prompts;
        if (prompt === undefined) return "not tried";
        const texts = [
          "",
          "__proto__",
          '"quoted" \\ and\nbroken',
          "<lora:x:1> [a|b] {c|d} (e:1.2)",
          "漢字 🎨 \u0000 ½",
          "x".repeat(4000),
        ];
        for (const [i, text] of texts.entries()) {
          const key = i.toString(16).repeat(64).slice(0, 64);
          await carryOut(server, { ...request, prompts: [{ ...prompt, prompt: text }] }, { key });
        }
        demand(control.works() <= texts.length, "each to be drawn once at most", control.works());
        return "passed";
      },
    },
    spoilt("cut picture", "a picture that is cut spoils its pass"),
    spoilt("wrong count", "a picture too few spoils the pass"),
    spoilt("wrong size", "a picture of another size spoils its pass"),
    spoilt("other model", "a picture of another model is noticed"),
    spoilt("partly dropped", "a call that is accepted in part is not taken for the whole"),
  ];
}

type Draws = Parameters<typeof carryOut>[0];

async function drawn(server: Draws, request: PassRequest, key: string): Promise<readonly (readonly DrawnImage[])[]> {
  const { asked } = await carryOut(server, request, { key });
  if (!asked.ok) throw new Error(`expected pictures; found ${JSON.stringify(asked)}`);
  return asked.value as readonly (readonly DrawnImage[])[];
}
