// A second planner, written straight from spec 1, 2 and 5 and the price table for differential tests: as slow as it is plain. It shares no
// code with the other one but the compiler, which gives it templates; those are evaluated by the naive evaluator beside.

import { createHash } from "node:crypto";
import type { FlowIr, TemplateIr } from "../../src/core/ir/ir.js";
import type { Json, JsonObject } from "../../src/core/text/json.js";
import { evaluateNaively } from "./evaluate.js";

export type NaiveBackend = { readonly maxBatch: number; readonly promptsPerPass: 1 | "many" };

export type NaiveWorld = {
  readonly ir: FlowIr;
  readonly input: JsonObject;
  /** Answers of generators and trainings, by step. */
  readonly answers: { readonly [step: string]: Json };
  readonly packs: { readonly [id: string]: { readonly images: readonly JsonObject[] } };
  /** Whom each step needs, as whoever wrote the flow knows. */
  readonly needs: ReadonlyMap<string, readonly string[]>;
  readonly backend: NaiveBackend;
  readonly prices: { readonly [price: string]: string };
  /** What one call of a step uses at most, in tokens, minutes or bytes. */
  readonly most: { readonly [step: string]: string };
  readonly seed: number | null;
};

export type NaiveRequest = { readonly step: string; readonly image: JsonObject };
export type NaiveLine = { readonly kind: string; readonly min: string; readonly max: string | null };
export type NaivePlan = {
  readonly requests: readonly NaiveRequest[];
  readonly waves: ReadonlyMap<string, number>;
  readonly images: number;
  readonly passes: number;
  /** The fewest loads, and with them the fewest swaps, of orders that go wave by wave and keep a base together. */
  readonly byWave: readonly [loads: number, swaps: number];
  readonly bases: number;
  readonly costs: readonly NaiveLine[];
  readonly total: { readonly min: string; readonly max: string | null };
  /** Results of every step that was given or that follows. */
  readonly results: JsonObject;
};

const defaults: JsonObject = {
  trainingId: null,
  negativePrompt: null,
  steps: 25,
  width: 1024,
  height: 1024,
  scale: 0.9,
  guidanceScale: 7.5,
  seed: null,
  batchSize: 1,
  precision: "fp16",
};
const fields = ["prompt", "baseModel", ...Object.keys(defaults)];
const has = (object: JsonObject, name: string) => Object.hasOwn(object, name);
const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Spec 1.9: top-down through properties and items; an absent parent is not made unless it has a default itself. */
export function withDefaults(schema: Json | undefined, value: Json): Json {
  if (!isObject(schema)) return value;
  if (Array.isArray(value)) return value.map((item: Json) => withDefaults(schema.items, item));
  if (!isObject(value) || !isObject(schema.properties)) return value;
  const made = new Map(Object.keys(value).map((key) => [key, value[key] as Json]));
  for (const [name, below] of Object.entries(schema.properties)) {
    if (!made.has(name) && isObject(below) && has(below, "default")) made.set(name, below.default as Json);
    if (made.has(name)) made.set(name, withDefaults(below, made.get(name) as Json));
  }
  return Object.fromEntries(made) as JsonObject;
}

export function planNaively(world: NaiveWorld): NaivePlan {
  const { ir, answers, needs, backend } = world;
  const input = withDefaults(ir.input.schema, world.input) as JsonObject;
  const results: { [step: string]: Json } = {};
  const requests: NaiveRequest[] = [];
  const waves = new Map<string, number>();
  const counts = { objects: {} as { [step: string]: number }, generators: 0, trainings: 0, transforms: 0, zips: 0 };
  const value = (template: TemplateIr): Json | undefined => {
    const outcome = evaluateNaively(template, { input, results, store: ir.store.value });
    if ("value" in outcome) return outcome.value;
    if (outcome.mistakes.every((code) => code.startsWith("evaluate/nothing"))) return undefined;
    throw new Error(outcome.mistakes.join(", "));
  };
  for (const step of ir.steps) {
    waves.set(step.id, Math.max(-1, ...(needs.get(step.id) ?? []).map((id) => waves.get(id) ?? 0)) + 1);
    switch (step.type) {
      case "ObjectGenerator":
        counts.generators++;
        counts.objects[step.id] = step.amount === null ? 1 : Number(value(step.amount));
        results[step.id] = answers[step.id] as Json;
        break;
      case "ModelGenerator":
        counts.trainings++;
        results[step.id] = answers[step.id] as Json;
        break;
      case "ObjectTransformer":
        counts.transforms++;
        results[step.id] = value(step.result) as Json;
        break;
      case "Zipper":
        counts.zips++;
        break;
      case "ImageGenerator": {
        const common = Object.fromEntries(
          Object.entries(step.shared).map(([name, template]) => [name, value(template) ?? null]),
        ) as JsonObject;
        const id = step.inferencePackId === null ? null : (value(step.inferencePackId) as string);
        const packed = (id === null ? [] : (world.packs[id]?.images ?? [])).map((image) =>
          Object.fromEntries(Object.entries(image).filter(([, one]) => one !== null)),
        ) as JsonObject[];
        const own = (step.images === null ? [] : value(step.images)) as JsonObject[];
        const made = [...packed, ...own].map((image, position) => ({
          step: step.id,
          image: seeded(resolved(image, common), world.seed, step.id, position),
        }));
        requests.push(...made);
        results[step.id] = { images: made.flatMap(({ image }) => drawn(image)) };
        break;
      }
    }
  }
  const lines = costLines(counts, imagesOf(requests), world);
  return {
    requests,
    waves,
    images: imagesOf(requests),
    passes: passesOf(requests, waves, backend),
    byWave: loadsByWave(requests, waves),
    bases: new Set(requests.map(({ image }) => baseOf(image))).size,
    costs: lines.map(({ kind, min, max }) => ({ kind, min: dollars(min), max: max === null ? null : dollars(max) })),
    total: {
      min: dollars(lines.reduce((sum, { min }) => sum + min, 0n)),
      max: lines.some(({ max }) => max === null)
        ? null
        : dollars(lines.reduce((sum, { max }) => sum + (max ?? 0n), 0n)),
    },
    results,
  };
}

/** Spec 1.15: the image's own value, else the step's, else the default; null on an image means "none here", null of a step is absent. */
function resolved(image: JsonObject, common: JsonObject): JsonObject {
  const made: { [field: string]: Json } = {};
  for (const field of fields) {
    if (has(image, field)) made[field] = image[field] ?? defaults[field] ?? null;
    else made[field] = (has(common, field) ? common[field] : null) ?? defaults[field] ?? null;
    // UUIDs are the same whatever the case of their letters, and are written in small ones (RFC 9562).
    if (field === "trainingId" && made[field] !== null) made[field] = String(made[field]).toLowerCase();
  }
  return made;
}

/** Spec 5.2.4. */
function seeded(image: JsonObject, seed: number | null, step: string, position: number): JsonObject {
  if (seed === null || image.seed !== null) return image;
  const block = JSON.stringify([seed, step, Math.floor(position / 8)]);
  return {
    ...image,
    seed: createHash("sha256")
      .update(block, "utf8")
      .digest()
      .readUInt32BE(4 * (position % 8)),
  };
}

function drawn({ width, height, batchSize, seed }: JsonObject): JsonObject[] {
  return Array.from({ length: Number(batchSize) }, (_, i) => ({
    url: `u${i}`,
    width: width as number,
    height: height as number,
    seed: Number(seed ?? 0) + i,
  }));
}

const imagesOf = (requests: readonly NaiveRequest[]) =>
  requests.reduce((sum, { image }) => sum + Number(image.batchSize), 0);
const trainingOf = ({ trainingId }: JsonObject) => (trainingId === null ? "" : String(trainingId));
const baseOf = ({ baseModel, precision }: JsonObject) => JSON.stringify([baseModel, precision]);

/** Spec 5.4.1, 5.4.3: requests of one wave and one key in as few passes as hold them, by trying everything. */
function passesOf(
  requests: readonly NaiveRequest[],
  waves: ReadonlyMap<string, number>,
  { maxBatch, promptsPerPass }: NaiveBackend,
): number {
  const keys = new Map<string, number[]>();
  for (const { step, image } of requests) {
    const { scale, width, height, steps, guidanceScale } = image;
    const same = [waves.get(step), baseOf(image), trainingOf(image), scale, width, height, steps, guidanceScale];
    const key = JSON.stringify(same);
    keys.set(key, [...(keys.get(key) ?? []), Number(image.batchSize)]);
  }
  let passes = 0;
  for (const sizes of keys.values()) passes += promptsPerPass === 1 ? sizes.length : fewest(sizes, maxBatch);
  return passes;
}

function fewest(sizes: readonly number[], capacity: number): number {
  const order = [...sizes].sort((a, b) => b - a);
  const least = Math.ceil(order.reduce((sum, size) => sum + size, 0) / capacity);
  for (let bins = least; ; bins++) if (fits(order, 0, new Array<number>(bins).fill(capacity))) return bins;
}

function fits(sizes: readonly number[], from: number, room: number[]): boolean {
  const size = sizes[from];
  if (size === undefined) return true;
  const tried = new Set<number>();
  for (let bin = 0; bin < room.length; bin++) {
    const left = room[bin] as number;
    if (left < size || tried.has(left)) continue;
    tried.add(left);
    room[bin] = left - size;
    if (fits(sizes, from + 1, room)) return true;
    room[bin] = left;
  }
  return false;
}

/** Spec 5.3.1, 5.3.2, by trying every order of the bases of a wave and of the trainings of a base. */
function loadsByWave(
  requests: readonly NaiveRequest[],
  waves: ReadonlyMap<string, number>,
): readonly [loads: number, swaps: number] {
  const blocks = new Map<number, Map<string, Set<string>>>();
  for (const { step, image } of requests) {
    const wave = waves.get(step) ?? 0;
    const bases = blocks.get(wave) ?? new Map<string, Set<string>>();
    blocks.set(wave, bases.set(baseOf(image), (bases.get(baseOf(image)) ?? new Set()).add(trainingOf(image))));
  }
  type Cost = readonly [loads: number, swaps: number];
  let ends = new Map<string, Cost>([[JSON.stringify(["", ""]), [0, 0]]]);
  for (const wave of [...blocks.keys()].sort((a, b) => a - b)) {
    const next = new Map<string, Cost>();
    const orders = permutations([...(blocks.get(wave) as Map<string, Set<string>>)]).flatMap((bases) =>
      bases.reduce<string[][][]>(
        (heads, [base, trainings]) =>
          heads.flatMap((head) =>
            permutations([...trainings]).map((order) => [...head, ...order.map((one) => [base, one])]),
          ),
        [[]],
      ),
    );
    for (const [end, cost] of ends) {
      for (const order of orders) {
        let [base, training] = JSON.parse(end) as [string, string];
        let [loads, swaps] = cost;
        for (const [nextBase = "", nextTraining = ""] of order) {
          if (nextBase !== base) loads++;
          else if (nextTraining !== training) swaps++;
          [base, training] = [nextBase, nextTraining];
        }
        const key = JSON.stringify([base, training]);
        const known = next.get(key);
        if (known === undefined || loads < known[0] || (loads === known[0] && swaps < known[1]))
          next.set(key, [loads, swaps]);
      }
    }
    ends = next;
  }
  return [...ends.values()].sort(([a, b], [c, d]) => a - c || b - d)[0] ?? [0, 0];
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, i) => permutations(items.filter((_, j) => j !== i)).map((rest) => [item, ...rest]));
}

type Line = { readonly kind: string; readonly min: bigint; readonly max: bigint | null };

/** Spec 5.7: exact products, rounded up to a millionth line by line. */
function costLines(
  counts: {
    objects: { readonly [step: string]: number };
    generators: number;
    trainings: number;
    transforms: number;
    zips: number;
  },
  images: number,
  { ir, prices, most }: NaiveWorld,
): readonly Line[] {
  const price = (name: string) => prices[name] as string;
  const lines: Line[] = [];
  const exact = (kind: string, amount: bigint) => lines.push({ kind, min: amount, max: amount });
  const used = (type: string, times: (step: string) => string) =>
    ir.steps.flatMap((step) => (step.type === type ? [[most[step.id] as string, times(step.id)]] : []));
  const sized = (name: string, uses: readonly string[][]) => sumUp(uses.map((use) => [price(name), ...use]));
  if (images > 0) exact("inference", product(price("inference"), String(images)));
  if (counts.generators > 0) {
    const uses = used("ObjectGenerator", (step) => String(counts.objects[step]));
    lines.push({ kind: "generation", min: 0n, max: sized("generation", uses) });
  }
  if (counts.trainings > 0) {
    lines.push({
      kind: "training",
      min: 0n,
      max: sized(
        "training",
        used("ModelGenerator", () => "1"),
      ),
    });
  }
  if (counts.transforms > 0) exact("transform", product(price("transform"), String(counts.transforms)));
  if (counts.zips > 0) {
    const zips = [price("zip"), String(counts.zips)];
    const bytes = used("Zipper", () => "0.000001").map((use) => [price("zipMegabyte"), ...use]);
    lines.push({ kind: "zip", min: product(...zips), max: sumUp([zips, ...bytes]) });
  }
  const { public: isPublic, runPrice } = ir.publishing;
  if (!isPublic) exact("run", product(price("privateRun")));
  else if (runPrice === null) exact("run", product(price("freeRun")));
  else exact("run", sumUp([[price("paidRun")], [price("paidRunShare"), String(runPrice)]]));
  return lines;
}

const product = (...factors: readonly string[]): bigint => sumUp([factors]);

/** Products of decimals added up, in millionths, rounded up. */
function sumUp(products: readonly (readonly string[])[]): bigint {
  const scaled = products.map((factors) =>
    factors
      .map(decimalOf)
      .reduce(({ digits, places }, other) => ({ digits: digits * other.digits, places: places + other.places })),
  );
  const places = Math.max(6, ...scaled.map((one) => one.places));
  const sum = scaled.reduce((all, one) => all + one.digits * 10n ** BigInt(places - one.places), 0n);
  const unit = 10n ** BigInt(places - 6);
  return (sum + unit - 1n) / unit;
}

function decimalOf(text: string): { digits: bigint; places: number } {
  const [whole = "0", fraction = ""] = text.split(".");
  return { digits: BigInt(whole + fraction), places: fraction.length };
}

function dollars(millionths: bigint): string {
  const text = millionths.toString().padStart(7, "0");
  const fraction = text.slice(-6).replace(/0{1,4}$/, "");
  return `${text.slice(0, -6)}.${fraction}`;
}
