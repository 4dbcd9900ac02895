// Jobs, passes and totals by example, what a backend cannot do, and capabilities that contradict themselves (spec 5.3 to 5.6).

import { describe, expect, test } from "vitest";
import type { Capabilities } from "../src/core/plan/backend/capabilities.js";
import { type ProfileName, profileNames, profiles } from "../src/core/plan/backend/profiles.js";
import { readCapabilities } from "../src/core/plan/backend/read-capabilities.js";
import { planJobs } from "../src/core/plan/batch/plan-jobs.js";
import type { PlannedRequest, PlannedStep, Unknown } from "../src/core/plan/plan.js";
import type { Type } from "../src/core/types/type.js";
import { contentOf } from "./build/pass-content.js";
import { imageStep, once, request, unknown } from "./build/request.js";

const times = (n: number, one: PlannedRequest): PlannedRequest[] => Array.from({ length: n }, () => one);
const show = ({ min, max, exact }: { min: number; max: number | null; exact: boolean }) =>
  exact ? `${min}` : `${min} to ${max}`;

function totals(
  requests: readonly PlannedRequest[],
  steps: readonly PlannedStep[] = [imageStep("a")],
  capabilities: Capabilities = profiles.reference,
) {
  const { totals: all } = planJobs(requests, steps, capabilities);
  return Object.fromEntries(Object.entries(all).map(([name, interval]) => [name, show(interval)]));
}

describe("passes", () => {
  test("a group of 40 fills 10 passes of 4", () => {
    const { jobs, totals: all } = planJobs(
      [request("a", {}, { min: 40, max: 40 })],
      [imageStep("a")],
      profiles.reference,
    );
    expect(jobs[0]?.passes).toEqual([
      {
        repeat: { min: 10, max: 10 },
        shares: { width: 1024, height: 1024, steps: 25, guidanceScale: 7.5, scale: 0.9 },
        requests: [0],
        images: { min: 4, max: 4 },
      },
    ]);
    expect(show(all.passes)).toBe("10");
  });
  test("known requests are listed pass by pass", () => {
    const requests = times(6, request("a"));
    const [job] = planJobs(requests, [imageStep("a")], profiles.reference).jobs;
    expect(job?.passes.map((pass) => contentOf(pass, requests))).toEqual([[[0, 1, 2, 3]], [[4, 5]]]);
  });
  test("a group and single requests of one key are packed together", () => {
    const requests = [request("a"), request("a", {}, { min: 9, max: 9 }), request("a")];
    const [job] = planJobs(requests, [imageStep("a")], profiles.reference).jobs;
    expect(job?.passes.map(({ repeat, requests: from, images }) => [repeat.min, from, images.max])).toEqual([
      [1, [0, 2, 1], 4],
      [1, [1], 4],
      [1, [1], 3],
    ]);
  });
  test.each([
    ["prompt", "a hare", 1],
    ["negativePrompt", "blurry", 1],
    ["seed", 7, 1],
    ["width", 512, 2],
    ["height", 512, 2],
    ["steps", 30, 2],
    ["guidanceScale", 5, 2],
    ["scale", 0.5, 2],
    ["trainingId", "t", 2],
    ["precision", "bf16", 2],
    ["baseModel", "B", 2],
  ])("another %s", (field, value, passes) => {
    expect(totals([request("a"), request("a", { [field]: value })]).passes).toBe(`${passes}`);
  });
  test("one prompt a pass: one request a pass", () => {
    expect(totals([request("a", { batchSize: 3 }), request("a")], [imageStep("a")], profiles.comfyui)).toMatchObject({
      passes: "2",
      images: "4",
    });
  });
  test("a batch beyond the capacity is an error, and split where that is exact", () => {
    const small = { ...profiles.diffusers, maxBatch: 3 };
    const plan = planJobs([request("a", { batchSize: 4 })], [imageStep("a")], small);
    expect(plan.diagnostics.map(({ code, message }) => `${code}: ${message}`)).toEqual([
      'plan/batch-too-large: batchSize 4 is more than one pass of this backend can draw (3): lower batchSize to 3 and repeat the image instead (1 request, the first in step "a")',
    ]);
    const split = planJobs([request("a", { batchSize: 4 })], [imageStep("a")], { ...small, splitsExactly: true });
    expect(split.diagnostics).toEqual([]);
    expect(split.jobs[0]?.passes.map(({ images }) => images.max).sort()).toEqual([1, 3]);
    expect(totals([request("a", { batchSize: 3 })], [imageStep("a")], profiles.huggingface).passes).toBe("3");
  });
});

describe("jobs", () => {
  test("steps of one wave share jobs, and neighbours share the base", () => {
    const requests = [
      request("a"),
      request("a", { baseModel: "B" }),
      request("b", { baseModel: "B", trainingId: "t" }),
      request("b"),
    ];
    const { jobs, totals: all } = planJobs(requests, [imageStep("a"), imageStep("b")], profiles.reference);
    expect(jobs.map(({ model, steps }) => [model.baseModel, model.trainingId, steps])).toEqual([
      ["A", null, ["a", "b"]],
      ["B", null, ["a"]],
      ["B", "t", ["b"]],
    ]);
    expect([show(all.modelLoads), show(all.loraSwaps)]).toEqual(["2", "1"]);
  });
  test("a wave ends on the base that the next begins with", () => {
    const requests = [request("a"), request("a", { baseModel: "B" }), request("b"), request("b", { baseModel: "C" })];
    const { jobs, totals: all } = planJobs(requests, [imageStep("a"), imageStep("b", ["a"], 1)], profiles.reference);
    expect(jobs.map(({ model }) => model.baseModel)).toEqual(["B", "A", "A", "C"]);
    expect(show(all.modelLoads)).toBe("3");
  });
  test("a base that is still resident in another slot is not loaded again", () => {
    const requests = [
      request("a"),
      request("a", { baseModel: "B" }),
      request("b"),
      request("b", { baseModel: "B" }),
      request("c"),
    ];
    const steps = [imageStep("a"), imageStep("b", ["a"], 1), imageStep("c", ["b"], 2)];
    expect(totals(requests, steps)).toMatchObject({ modelLoads: "3" });
    expect(totals(requests, steps, { ...profiles.reference, slots: 2 })).toMatchObject({ modelLoads: "2" });
    const swapped = [
      request("a", { trainingId: "t" }),
      request("b", { baseModel: "B" }),
      request("c", { trainingId: "u" }),
    ];
    expect(totals(swapped, steps, { ...profiles.reference, slots: 2 })).toMatchObject({
      modelLoads: "2",
      loraSwaps: "1",
    });
    const kept = [
      request("a", { trainingId: "t" }),
      request("b", { baseModel: "B" }),
      request("c", { trainingId: "t" }),
    ];
    expect(totals(kept, steps, { ...profiles.reference, slots: 2 })).toMatchObject({ modelLoads: "2", loraSwaps: "0" });
  });
  test("a step that need not wait for another model's is done while its own is resident", () => {
    const requests = [request("a"), request("b", { baseModel: "B" }), request("c")];
    const steps = [
      imageStep("a"),
      imageStep("text"),
      imageStep("b", ["text"], 1),
      imageStep("text2", ["text"], 1),
      imageStep("c", ["text2"], 2),
    ];
    const { jobs, totals: all } = planJobs(requests, steps, profiles.reference);
    expect(jobs.map(({ model, wave }) => `${model.baseModel}${wave}`)).toEqual(["A0", "A2", "B1"]);
    expect(show(all.modelLoads)).toBe("2");
  });
  test("another precision is another load", () => {
    expect(totals([request("a"), request("a", { precision: "bf16" })])).toMatchObject({
      modelLoads: "2",
      loraSwaps: "0",
    });
  });
  test("nothing asked for", () => {
    expect(totals([])).toEqual({ requests: "0", images: "0", modelLoads: "0", loraSwaps: "0", passes: "0" });
  });
});

describe("totals of what is not known yet", () => {
  const varies = unknown("$.results.idea.list[*].width");
  test("a group of unknown length", () => {
    expect(totals([request("a", { batchSize: 2 }, { min: 3, max: 10 })])).toEqual({
      requests: "3 to 10",
      images: "6 to 20",
      modelLoads: "1",
      loraSwaps: "0",
      passes: "2 to 5",
    });
    expect(totals([request("a", {}, { min: 0, max: null })])).toEqual({
      requests: "0 to null",
      images: "0 to null",
      modelLoads: "0 to 1",
      loraSwaps: "0",
      passes: "0 to null",
    });
  });
  test("an unknown that is one for all keeps a key known", () => {
    expect(totals([request("a", { width: unknown("$.results.idea.width") }, { min: 8, max: 8 })]).passes).toBe("2");
    expect(
      totals([
        request("a", { width: unknown("$.results.idea.w") }),
        request("a", { width: unknown("$.results.idea.v") }),
      ]).passes,
    ).toBe("1 to 2");
  });
  test("a key that varies by item: all alike, or all different", () => {
    expect(totals([request("a", { width: varies }, { min: 8, max: 8 })]).passes).toBe("2 to 8");
    expect(
      totals([
        request("a", { width: varies }, { min: 4, max: 4 }),
        ...times(4, request("a")),
        request("a", { width: 512 }),
      ]).passes,
    ).toBe("3 to 6");
  });
  test("an unknown batchSize", () => {
    const two: Type = { kind: "number", integer: true, minimum: 2, maximum: 3 };
    expect(totals([request("a", { batchSize: unknown("$.x[*].n", two) }, { min: 4, max: 4 })])).toMatchObject({
      images: "8 to 12",
      passes: "2 to 4",
    });
    expect(totals([request("a", { batchSize: unknown("$.x[*].n") })]).images).toBe("1 to 4");
  });
  test("models that are not known", () => {
    const model = (text: string, type?: Type) => ({ baseModel: unknown(text, type) as never });
    expect(totals([request("a", model("$.results.idea.model"), { min: 3, max: 3 })])).toMatchObject({
      modelLoads: "1",
      loraSwaps: "0",
    });
    expect(totals([request("a", model("$.results.x"), once), request("a")])).toMatchObject({
      modelLoads: "1 to 2",
      passes: "1 to 2",
    });
    expect(totals([request("a", model("$.l[*].m"), { min: 2, max: 9 })])).toMatchObject({
      modelLoads: "1 to 9",
      loraSwaps: "0",
    });
    const listed: Type = { kind: "union", members: ["A", "B"].map((value) => ({ kind: "constant", value })) };
    expect(totals([request("a", model("$.l[*].m", listed), { min: 2, max: 9 })])).toMatchObject({
      modelLoads: "1 to 2",
      loraSwaps: "0",
    });
    expect(totals([request("a", { trainingId: unknown("$.l[*].t") }, { min: 2, max: 5 })])).toMatchObject({
      modelLoads: "1",
      loraSwaps: "0 to 4",
    });
  });
  test("a training that is made in the run is not none", () => {
    const id = (type: Type) => ({ trainingId: unknown("$.results.train.id", type) });
    const text: Type = { kind: "string", minLength: 0, maxLength: null };
    expect(totals([request("a"), request("a", id(text))]).loraSwaps).toBe("1");
    expect(
      totals([request("a"), request("a", id({ kind: "union", members: [text, { kind: "null" }] }))]).loraSwaps,
    ).toBe("0 to 1");
    expect(totals([request("a"), request("a", { trainingId: "t" }), request("a", id(text))]).loraSwaps).toBe("1 to 2");
  });
  test("an unknown base of two steps, each of which has others, may be loaded by each of them", () => {
    const [one, sure, other] = ["one", "sure", "list[*]"].map((place) => unknown(`$.results.idea.${place}.baseModel`));
    const at = (baseModel: Unknown | string | undefined) => ({ baseModel: baseModel ?? "A" });
    const steps = [imageStep("s0"), imageStep("s1")];
    const asked = (first: Unknown | string | undefined) => [
      request("s0", at(first)),
      request("s0", at(sure)),
      request("s1", { ...at(sure), trainingId: "t2" }),
      request("s1", at(other)),
    ];
    // s0 may draw one and sure, s1 sure and what the list says: where s1 begins with sure and s0 comes last, four loads.
    expect(totals(asked(one), steps)).toMatchObject({ modelLoads: "1 to 4" });
    expect(totals(asked("A"), steps)).toMatchObject({ modelLoads: "1 to 4" });
  });
  test("counts that grow beyond what is exact have no maximum, and it is said", () => {
    const plan = planJobs(
      [request("a", { batchSize: 4 }, { min: 0, max: 2 ** 52 })],
      [imageStep("a")],
      profiles.reference,
    );
    expect(plan.totals.images).toEqual({ min: 0, max: null, exact: false });
    expect(plan.totals.passes.max).toBe(2 ** 52);
    expect(plan.diagnostics.map(({ code }) => code)).toEqual(["plan/too-many-to-count"]);
    const huge = planJobs([request("a", {}, { min: 2 ** 52, max: 2 ** 52 })], [imageStep("a")], profiles.reference);
    expect(huge.totals.passes).toEqual({ min: 2 ** 50, max: 2 ** 52, exact: false });
  });
  test("bounds stand beside the totals", () => {
    const { bounds } = planJobs(
      [...times(6, request("a")), request("a", { baseModel: "B", batchSize: 2 })],
      [imageStep("a")],
      profiles.reference,
    );
    expect(bounds.lower).toEqual({ modelLoads: 2, loraSwaps: 0, passes: 3 });
    expect([show(bounds.naive.modelLoads), show(bounds.naive.passes)]).toEqual(["7", "7"]);
  });
});

describe("capabilities", () => {
  const said = (capabilities: Capabilities, ...requests: PlannedRequest[]) =>
    planJobs(requests, [imageStep("a")], capabilities).diagnostics.map(
      ({ severity, message }) => `${severity}: ${message}`,
    );

  test("the reference backend does everything as asked", () => {
    expect(
      said(profiles.reference, request("a", { trainingId: "t", seed: 1, batchSize: 4, width: 8, steps: 60 })),
    ).toEqual([]);
  });
  test("what is not honoured exactly is said once a field, with how many requests", () => {
    expect(
      said(profiles.comfyui, request("a"), request("a", { seed: 1, batchSize: 2 }), request("a", { seed: 2 })),
    ).toEqual([
      'warning: on this backend precision is fixed when the server is started, whatever a request says (3 requests, the first in step "a")',
      'warning: on this backend seed draws all images of a batch from one stream, so a later image of a batch has no seed of its own (1 request, the first in step "a")',
    ]);
    expect(said(profiles.huggingface, request("a", { trainingId: "t" }, { min: 2, max: 5 }))[0]).toBe(
      'warning: on this backend scale has no effect (2 to 5 requests, the first in step "a")',
    );
    expect(
      said(
        { ...profiles.reference, seed: "none", fields: { ...profiles.reference.fields, seed: "ignored" } },
        request("a", { seed: 1 }),
      ),
    ).toEqual(['warning: on this backend seed has no effect (1 request, the first in step "a")']);
  });
  test("what is outside the limits is an error, what may be is a warning", () => {
    const width = unknown("$.results.idea.width", { kind: "number", integer: true, minimum: 8, maximum: 512 });
    const found = planJobs(
      [request("a", { width: 8 }), request("a", { width })],
      [imageStep("a")],
      profiles.comfyui,
    ).diagnostics.filter(({ code }) => code.includes("outside"));
    expect(found.map(({ severity, message }) => `${severity}: ${message}`)).toEqual([
      'error: width 8 is outside what this backend can do: write a value from 16 to 16384 (1 request, the first in step "a")',
      'warning: width is $.results.idea.width, which may be outside what this backend can do: declare it as a number from 16 to 16384 (1 request, the first in step "a")',
    ]);
    const coarse = { ...profiles.reference, limits: { ...profiles.reference.limits, multipleOf: 64 } };
    expect(said(coarse, request("a", { height: 72 }))).toEqual([
      'error: height 72 is not a multiple of 64, which this backend requires (1 request, the first in step "a")',
    ]);
  });
  test("a seed outside the backend's range is refused there, or means a random one", () => {
    const seeds = (capabilities: Capabilities, seed: number, batchSize = 1) =>
      planJobs([request("a", { seed, batchSize })], [imageStep("a")], capabilities)
        .diagnostics.filter(({ message }) => message.includes("seed"))
        .map(({ code, severity }) => `${severity} ${code}`);
    expect(seeds(profiles.reference, -1)).toEqual([]);
    expect(seeds(profiles.a1111, 0)).toEqual([]);
    expect(seeds(profiles.a1111, -1)).toEqual(["warning plan/field-not-exact"]);
    expect(seeds(profiles.sdcpp, -7)).toEqual(["warning plan/field-not-exact"]);
    expect(seeds(profiles.a1111, 4_294_967_295)).toEqual([]);
    expect(seeds(profiles.a1111, 4_294_967_295, 2)).toEqual(["warning plan/field-not-exact"]);
    expect(seeds(profiles.comfyui, -1)).toEqual(["error plan/outside-backend-limits"]);
  });
  test("what is never asked for is no matter", () => {
    expect(said(profiles.comfyui, request("a", { width: 8 }, { min: 0, max: 0 }))).toEqual([]);
  });
  test("training where there is none", () => {
    const steps: PlannedStep[] = [{ id: "train", type: "ModelGenerator", dependsOn: [], wave: 0 }];
    expect(planJobs([], steps, profiles.comfyui).diagnostics.map(({ code }) => code)).toEqual([
      "plan/backend-cannot-train",
    ]);
    expect(planJobs([], steps, profiles.reference).diagnostics).toEqual([]);
  });
  test.each(profileNames)("profile %s is one that could be read from a file", (name: ProfileName) => {
    expect(readCapabilities(JSON.parse(JSON.stringify(profiles[name])))).toMatchObject({
      ok: true,
      value: profiles[name],
    });
  });

  const reading = (change: (capabilities: { [key: string]: never }) => void) => {
    const json = JSON.parse(JSON.stringify(profiles.reference));
    change(json);
    const outcome = readCapabilities(json);
    return outcome.ok
      ? []
      : outcome.diagnostics.map(({ code, message }) => `${code.replace("plan/capabilities-", "")}: ${message}`);
  };
  const set = (path: string, value: unknown) => (json: { [key: string]: never }) => {
    const keys = path.split(".");
    const last = keys.pop() as string;
    const target = keys.reduce((at: { [key: string]: never }, key) => at[key] as never, json);
    if (value === undefined) delete target[last];
    else target[last] = value as never;
  };
  test.each([
    ["maxBatch", 0, 'wrong: "maxBatch" must be a whole number of 1 or more, but this is 0'],
    ["maxBatch", undefined, 'missing: the capabilities lack "maxBatch": write a whole number of 1 or more'],
    ["maxBach", 4, 'unknown: there is no capability "maxBach"; did you mean "maxBatch"?'],
    ["promptsPerPass", 2, 'wrong: "promptsPerPass" must be one of 1, "many", but this is 2'],
    [
      "fields.seed",
      "maybe",
      'wrong: "fields.seed" must be one of "exact", "approx", "worker", "ignored", but this is "maybe"',
    ],
    [
      "limits.width.min",
      4096,
      "contradiction: the capabilities contradict themselves: limits.width.min is 4096, above its max 2048",
    ],
    ["limits.width", null, 'wrong: "limits.width" must be an object, but this is null'],
    [
      "seed",
      "none",
      'contradiction: the capabilities contradict themselves: seed is "none", but fields.seed is "exact": write "ignored" for a seed that has no effect',
    ],
    [
      "maxBatch",
      1,
      'contradiction: the capabilities contradict themselves: promptsPerPass is "many", but maxBatch is 1: a pass of one image has one prompt',
    ],
    [
      "limits.multipleOf",
      4096,
      "contradiction: the capabilities contradict themselves: no multiple of 4096 lies within limits.width, 8 to 2048",
    ],
  ])("%s: %j", (path, value, message) => {
    expect(reading(set(path, value))[0]).toBe(message);
  });
  test("no object at all", () => {
    expect(readCapabilities([])).toMatchObject({
      ok: false,
      diagnostics: [{ message: "capabilities must be an object, but this is []" }],
    });
  });
});
