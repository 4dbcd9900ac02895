// IRs that came from outside (spec 3.2.1): whatever is edited in one, making a program of it, planning and running it never throws; what
// is taken is what the compiler makes.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { referenceBackend } from "../../src/backends/reference/index.js";
import { compile } from "../../src/core/compile.js";
import { canonicalIr } from "../../src/core/plan/file/canonical-ir.js";
import { plan } from "../../src/core/plan/make-plan.js";
import { programFrom } from "../../src/core/program-from.js";
import { run } from "../../src/core/run/run.js";
import { type Json, jsonEquals } from "../../src/core/text/json.js";
import { fakeClock, memoryHost } from "../../src/testing/index.js";
import { chanceOf } from "../build/chance.js";
import { editJson } from "../build/edit-json.js";
import { flowText, programOf } from "../build/flow.js";

const folder = join(import.meta.dirname, "../../fixtures/flows/ok");
const irs = readdirSync(folder)
  .filter((name) => /\.json5?$/.test(name))
  .flatMap((name) => {
    const { program } = compile(readFileSync(join(folder, name), "utf8"));
    return program === undefined ? [] : [[name, JSON.parse(JSON.stringify(program.ir)) as Json] as const];
  });

test.each(irs)("the IR of %s is taken as it is, and in the order of a plan's file", (_, ir) => {
  expect(programFrom(ir)).toMatchObject({ ok: true, value: { ir } });
  const canonical = canonicalIr(ir as never) as unknown as Json;
  expect(programFrom(canonical)).toMatchObject({ ok: true, value: { ir: canonical } });
});

test("random edits of IRs never throw, from the door to the end of a run", async () => {
  let taken = 0;
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...irs), fc.integer(), async ([, ir], seed) => {
      const edited = editJson(ir, chanceOf(seed));
      const outcome = programFrom(edited);
      if (!outcome.ok) {
        expect(outcome.diagnostics.map(({ code }) => code)).toEqual(["ir/invalid"]);
        return;
      }
      taken++;
      const planned = plan(outcome.value, { input: { topic: "foxes" } });
      if (!planned.ok) return;
      const { ports } = memoryHost(referenceBackend(), fakeClock());
      for await (const event of run(outcome.value, planned.value, ports)) expect(event.kind).toBeTypeOf("string");
    }),
    { numRuns: 600, seed: 20_261_126 },
  );
  expect(taken).toBeGreaterThan(8);
});

describe("what is refused, and where", () => {
  const images = [
    ["@Map($.store.list, x)", { prompt: "@Format('{} {}', $$.p, @Index(x))", baseModel: "m" }],
    { prompt: "b", baseModel: "m" },
  ];
  const { ir } = programOf(
    flowText(
      [
        { id: "one", type: "ObjectTransformer", result: { a: 1, b: ["$.input.t"], c: 0 } },
        {
          id: "two",
          type: "ObjectGenerator",
          parameters: {
            description: "$.results.one.b[0]",
            count: 3,
            schema: { type: "object", properties: { list: { type: "array", items: { type: "string" } } } },
          },
        },
        {
          id: "draw",
          type: "ImageGenerator",
          parameters: { images, negativePrompt: "@Replace($.results.two.list[0], 'a', 'b')" },
        },
      ],
      {
        input: { type: "object", required: ["t"], properties: { t: { type: "string" } } },
        store: { list: [{ p: "x" }] },
      },
    ),
  );

  /** Writes a value at a pointer of a copy; undefined deletes. */
  function edited(pointer: string, value: Json | undefined): Json {
    const copy = JSON.parse(JSON.stringify(ir)) as Json;
    const parts = pointer.split("/").slice(1);
    let holder = copy as { [key: string]: Json };
    for (const part of parts.slice(0, -1)) holder = holder[part] as { [key: string]: Json };
    const last = parts.at(-1) as string;
    if (value === undefined) delete holder[last];
    else holder[last] = value;
    return copy;
  }

  const map = "/steps/2/images/elements/0";
  test.each<[string, Json | undefined, string]>([
    ["/steps/1/id", "one", "/steps/1/id"],
    ["/steps/1/id", "ONE", "/steps/1/id"],
    ["/steps/1/dependsOn", [], "/steps/1/dependsOn/0"],
    ["/steps/0/resultType", { kind: "unknown" }, "/steps/0/resultType"],
    ["/steps/1/resultType/properties/list/type/maxItems", 4, "/steps/1/resultType/properties/list/type/maxItems"],
    ["/steps/1/countProperty", null, "/steps/1/countProperty"],
    ["/steps/1/count/value", 2.5, "/steps/1/count"],
    ["/steps/1/answerSchema/properties/list/maxItems", 9, "/steps/1/answerSchema/properties/list/maxItems"],
    ["/steps/1/schema/properties/list/items", { type: "strin" }, "/steps/1/schema/properties/list/items/type"],
    [`${map}/level`, 1, `${map}/level`],
    [`${map}/body/entries/0/value/arguments/2/level`, 1, `${map}/body/entries/0/value`],
    [`${map}/body/entries/0/value/operator`, "toString", `${map}/body/entries/0/value`],
    [`${map}/body/entries/0/value/arguments/0/value`, "{7}", `${map}/body/entries/0/value`],
    ["/steps/0/result/entries/2/key", "a", "/steps/0/result/entries/2"],
    [`${map}/body/entries/0/value/span/end`, 0, `${map}/body/entries/0/value/span`],
    [`${map}/source/segments/0/selectors/0/name`, "stor", `${map}/source`],
    [`${map}/source/certain`, false, `${map}/source/certain`],
    [`${map}/name`, "a b", `${map}/name`],
    ["/store/type", { kind: "unknown" }, "/store/type"],
    ["/input/schema/properties/t/type", "integer", "/steps/1/description"],
    ["/publishing/runPrice", 3, "/publishing/runPrice"],
    ["/version", 1, "/version"],
    ["/steps/0/result/entries/0/value/value", 2, "/steps/0/result/entries/0/value/type/value"],
  ])("%s = %j", (pointer, value, where) => {
    const outcome = programFrom(edited(pointer, value));
    expect(outcome.ok).toBe(false);
    if (outcome.ok) return;
    const [said] = outcome.diagnostics;
    expect(said?.code).toBe("ir/invalid");
    expect(String(said?.data.pointer).startsWith(where), `${said?.message}`).toBe(true);
  });

  test("deeper than any IR", () => {
    let value: Json = null;
    for (let i = 0; i < 200_000; i++) value = [value];
    expect(programFrom(edited("/store/value/deep", value)).ok).toBe(false);
    expect(programFrom(value).ok).toBe(false);
  });

  test("a program that was compiled within wider limits is made again within them", () => {
    const steps = Array.from({ length: 600 }, (_, i) => ({ id: `s${i}`, type: "ObjectTransformer", result: {} }));
    const { program } = compile(flowText(steps), { limits: { steps: 1000 } });
    const kept = JSON.parse(JSON.stringify(program?.ir)) as Json;
    expect(programFrom(kept).ok).toBe(false);
    expect(programFrom(kept, { limits: { steps: 1000 } }).ok).toBe(true);
  });

  test("equal but for its places and the names of its maps", () => {
    const moved = edited(`${map}/name`, "other");
    expect(jsonEquals(moved, ir as unknown as Json)).toBe(false);
    expect(programFrom(moved).ok).toBe(true);
  });
});
