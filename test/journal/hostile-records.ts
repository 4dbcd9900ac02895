// Records with what tends to break formats, alone and drawn by chance.

import fc from "fast-check";
import type { JournalRecord } from "../../src/core/run/journal.js";
import type { Json } from "../../src/core/text/json.js";

export const header: JournalRecord = {
  kind: "header",
  version: 1,
  run: "0f9d0c5e-6f3c-4a51-9d3c-2a7a3b1f2c55",
  plan: null,
  backend: "scripted",
  at: 1_764_000_000_000,
};

export const accepted = (key: string, handle: Json = null): JournalRecord => ({ kind: "accepted", key, handle, at: 0 });

const strange = [
  "",
  "__proto__",
  "constructor",
  "toString",
  '","n":1,"chain":"',
  "}\n{",
  "a\u2028b\u2029c",
  "lone \ud800 and \udc00",
  "👩‍👩‍👧 größe\u0000\u007f\ufeff",
  "\\",
];

/** Ten records, hostile in every place that is free. */
export const hostileRecords: readonly JournalRecord[] = [
  header,
  ...strange.slice(0, 8).map((name, i): JournalRecord => {
    const value = JSON.parse(
      `{"__proto__":${JSON.stringify(name)},"big":1e308,"tiny":5e-324,"list":[[],{},null]}`,
    ) as Json;
    const place = { step: name, request: i, image: Number.MAX_SAFE_INTEGER };
    return { kind: "result", key: name, cost: 2 ** 53 - 1, values: [{ place, request: name, value }], at: -1 };
  }),
  { kind: "failed", key: strange[8] ?? "", failure: { kind: "oom", detail: strange[9] ?? "" }, cost: 0, at: 1e21 },
];

const text = fc.oneof(fc.constantFrom(...strange), fc.string({ unit: "binary" }));

/** As JSON has it: no -0, nothing that it cannot say. */
const json = fc
  .letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom<Json>(null, true, 0, 1e308, 5e-324, -1e-7, 2 ** 53),
      text,
      fc.array(tie("value"), { maxLength: 3 }),
      fc.array(fc.tuple(text, tie("value")), { maxLength: 3 }).map((pairs) => Object.fromEntries(pairs)),
    ),
  }))
  .value.map((value) => JSON.parse(JSON.stringify(value)) as Json);

export const anyRecord: fc.Arbitrary<JournalRecord> = fc.oneof(
  fc.record({ kind: fc.constant("accepted" as const), key: text, handle: json, at: fc.integer() }),
  fc.record({
    kind: fc.constant("result" as const),
    key: text,
    cost: fc.nat(),
    values: fc.array(
      fc.record({
        place: fc.record({ step: text, request: fc.nat(), image: fc.nat() }),
        request: text,
        value: json,
      }),
      { maxLength: 3 },
    ),
    at: fc.integer(),
  }),
);
