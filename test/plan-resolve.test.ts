// Precedence, field by field, over every combination of image, step and default (spec 1.15, 5.2.2).

import fc from "fast-check";
import { expect, test } from "vitest";
import { type ImageFieldName, imageFieldNames, imageFields } from "../src/core/language/image-fields.js";
import { type Found, found, known } from "../src/core/plan/partial/partial-value.js";
import type { ResolvedImage } from "../src/core/plan/plan.js";
import {
  makeFallbacks,
  type Resolver,
  resolveImage,
  resolveKnownImage,
} from "../src/core/plan/requests/resolve-image.js";
import type { Json, JsonObject } from "../src/core/text/json.js";

const samples: { readonly [field in ImageFieldName]: readonly [Json, Json] } = {
  prompt: ["a fox", "a hare"],
  baseModel: ["acme/brush", "acme/pen"],
  trainingId: ["3f2b8a52-3a43-4f5e-9d33-0a3c7f3a1a11", "4716c93e-03bc-49cf-921d-203971fe5866"],
  negativePrompt: ["dull", "dark"],
  steps: [1, 60],
  width: [8, 2048],
  height: [512, 768],
  scale: [0, 1],
  guidanceScale: [0, 10],
  seed: [0, 4_294_967_296],
  batchSize: [1, 4],
  precision: ["bf16", "fp16"],
};
const wrong: { readonly [field in ImageFieldName]: readonly Json[] } = {
  prompt: [5, [], {}],
  baseModel: [true],
  trainingId: ["lora", ""],
  negativePrompt: [0],
  steps: [0, 61, 1.5, "5"],
  width: [0, 4, 1001, 2056],
  height: [2047, "1024"],
  scale: [-0.1, 1.1],
  guidanceScale: [10.5],
  seed: [0.5, 9_007_199_254_740_992],
  batchSize: [0, 5, "1"],
  precision: ["fp32"],
};

const base = { prompt: "p", baseModel: "m" };

function resolver(shared: JsonObject, nullIsUnset = false): Resolver {
  const values = Object.entries(shared).map(([field, value]): [string, Found] => [field, found(known(value))]);
  return { fallbacks: makeFallbacks(Object.fromEntries(values)), nullIsUnset };
}

/** Absent, null or a value. */
const states = [undefined, null, "value"] as const;

test.each(imageFieldNames)("%s: the image, else the step, else the default; null stops", (field) => {
  const none: Json | undefined = imageFields[field].default;
  const [own, common] = samples[field];
  for (const pack of [false, true]) {
    for (const image of states) {
      for (const step of states) {
        const { [field]: _left, ...rest } = base as JsonObject;
        const written = { ...rest, ...(image === undefined ? {} : { [field]: image === null ? null : own }) };
        const shared = step === undefined ? {} : { [field]: step === null ? null : common };
        const inherited = step === "value" ? common : none;
        const wanted = image === "value" ? own : image === null && !pack ? none : inherited;
        const rules = resolver(shared, pack);
        const resolved = resolveKnownImage(written, rules);
        expect(resolved === null ? undefined : resolved[field]).toEqual(wanted);
        const slow = resolveImage(known(written), rules);
        expect(slow.problems).toEqual(wanted === undefined ? [{ kind: "missing", field }] : []);
        if (resolved !== null) expect(slow.image).toEqual(resolved);
      }
    }
  }
});

test.each(imageFieldNames)("%s: what does not fit is refused", (field) => {
  for (const value of wrong[field]) {
    const image = { ...base, [field]: value };
    expect(resolveKnownImage(image, resolver({}))).toBeNull();
    expect(resolveImage(known(image), resolver({})).problems).toMatchObject([{ kind: "wrong", field }]);
  }
  for (const value of samples[field])
    expect(resolveKnownImage({ ...base, [field]: value }, resolver({}))).not.toBeNull();
});

test('a key that no image has is refused, and "__proto__" is one', () => {
  const image = JSON.parse('{ "prompt": "p", "baseModel": "m", "__proto__": { "steps": 1 } }') as JsonObject;
  expect(resolveKnownImage(image, resolver({}))).toBeNull();
  expect(resolveImage(known(image), resolver({})).problems).toEqual([{ kind: "unknown", field: "__proto__" }]);
});

test("resolving twice changes nothing, nor does the order of keys", () => {
  const fields = Object.fromEntries(
    imageFieldNames.map((field) => [field, fc.constantFrom<Json>(...samples[field], ...(field in base ? [] : [null]))]),
  );
  const image = fc.record(fields, { requiredKeys: [] });
  fc.assert(
    fc.property(image, image, (own, shared) => {
      const rules = resolver({ ...base, ...shared } as JsonObject);
      const once = resolveKnownImage(own as JsonObject, rules) as ResolvedImage;
      expect(resolveKnownImage(once as unknown as JsonObject, rules)).toEqual(once);
      expect(resolveKnownImage(Object.fromEntries(Object.entries(own).reverse()) as JsonObject, rules)).toEqual(once);
    }),
  );
});
