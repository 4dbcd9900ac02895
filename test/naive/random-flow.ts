// A seed in; a flow of all types of steps, its input, and answers for it out: names are hostile, and who needs whom is known by writing it.

import type { Json, JsonObject } from "../../src/core/text/json.js";
import { type Chance, chanceOf } from "../build/chance.js";
import { hostileNames } from "../build/hostile.js";

export type RandomFlow = {
  readonly flow: JsonObject;
  readonly input: JsonObject;
  readonly answers: { readonly [step: string]: Json };
  readonly packs: { readonly [id: string]: { readonly images: readonly JsonObject[] } };
  readonly needs: ReadonlyMap<string, readonly string[]>;
};

const names = ["a", ...hostileNames, "list'", "size\\", "größe"];
const texts = ["a fox", "", "$5", "@Map(", "[*]", " else ", "toString", "\\d", "{}", "füchse \ud83e\udd8a"];
const bases = ["m", "acme/brush", "toString", "constructor", "__proto__"];
const uuids = [
  "3f2b8a52-3a43-4f5e-9d33-0a3c7f3a1a11",
  "4716C93E-03BC-49CF-921D-203971FE5866",
  "4716c93e-03bc-49cf-921d-203971fe5866",
];
const packId = "0b6f7a52-1a43-4f5e-8d33-0a3c7f3a1a22";

/** A path of names, quoted so that any name may stand in it. */
const path = (...parts: readonly (string | number)[]) =>
  `$${parts.map((part) => (typeof part === "number" ? `[${part}]` : `['${JSON.stringify(part).slice(1, -1).replaceAll("'", "\\'")}']`)).join("")}`;
/** A literal text: the backslash is dropped. */
const literal = (text: string) => (/^[$@\\]/.test(text) ? `\\${text}` : text);

export function randomFlow(seed: number): RandomFlow {
  const writer = new Writer(chanceOf(seed));
  return writer.write();
}

class Writer {
  readonly #chance: Chance;
  readonly #steps: JsonObject[] = [];
  readonly #answers: { [step: string]: Json } = {};
  readonly #needs = new Map<string, readonly string[]>();
  #needed = new Set<string>();
  readonly #made: { [type: string]: string[] } = {};
  readonly #text: string;
  readonly #looks: string;
  readonly #given: string;

  constructor(chance: Chance) {
    this.#chance = chance;
    this.#text = this.#one(names);
    // An author's key in the store is never __proto__ (spec 2.13 speaks of templates, JSON of data; the store is written by the author).
    this.#looks = this.#one(names.filter((name) => name !== "__proto__"));
    this.#given = this.#one(names);
  }

  write(): RandomFlow {
    const count = 1 + this.#chance(7);
    for (let i = 0; i < count; i++) this.#step(i);
    const properties = named([
      [this.#text, { type: "string" }],
      ["n", { type: "integer", minimum: 1, maximum: 4, default: 3 }],
      ["o", { type: "object", properties: { width: { type: "integer", enum: [8, 16], default: 16 } } }],
    ]);
    const looks = Array.from({ length: 1 + this.#chance(3) }, () => ({ steps: 21, ...this.#look() }));
    const flow = {
      title: "t",
      description: "d",
      input: { type: "object", required: [this.#text, "o"], properties },
      store: named([[this.#looks, looks]]),
      steps: this.#steps,
      ...(this.#chance(2) === 0 ? {} : { public: true }),
      ...(this.#chance(2) === 0 ? {} : { runPrice: this.#one([4, 7.5, 200]) }),
    };
    const input = named([
      [this.#text, this.#one(texts)],
      ["o", {}],
      ...(this.#chance(2) === 0 ? [["n", 2] as const] : []),
    ]);
    const images = Array.from({ length: this.#chance(3) }, () => ({ ...this.#look(), trainingId: null }));
    return { flow, input, answers: this.#answers, packs: { [packId]: { images } }, needs: this.#needs };
  }

  #step(i: number): void {
    this.#needed = new Set();
    const [type, id] = this.#one([
      ["ObjectGenerator", `g${i}`],
      ["ModelGenerator", `t${i}`],
      ["ImageGenerator", `d${i}`],
      ["ImageGenerator", `d${i}`],
      ["ObjectTransformer", `o${i}`],
      ["Zipper", `z${i}`],
    ] as const);
    const body = this.#body(type, id);
    if (body === null) return this.#step(i);
    this.#steps.push({ id, type, ...body });
    this.#needs.set(id, [...this.#needed]);
    this.#made[type] = [...(this.#made[type] ?? []), id];
  }

  #body(type: string, id: string): JsonObject | null {
    switch (type) {
      case "ObjectGenerator":
        return { parameters: this.#generator(id) };
      case "ModelGenerator":
        this.#answers[id] = { id: this.#one(uuids) };
        return { parameters: { datasetId: "d", settings: { note: this.#prompt() } } };
      case "ImageGenerator":
        return { parameters: this.#drawing() };
      case "ObjectTransformer": {
        const drawn = this.#earlier("ImageGenerator");
        const seeds = drawn === null ? {} : { seeds: path("results", drawn, "images").concat("[*].seed") };
        return { result: { look: this.#look(), width: "$.input.o.width", ...seeds } };
      }
      default: {
        const sources = this.#steps.filter(() => this.#chance(2) === 0).map((step) => String(step.id));
        if (sources.length === 0) return null;
        for (const source of sources) this.#needed.add(source);
        return { parameters: { sources } };
      }
    }
  }

  #generator(id: string): JsonObject {
    const counted = this.#chance(2) === 0;
    const length = counted ? 3 : this.#chance(4);
    const items = {
      type: "object",
      required: ["prompt"],
      properties: {
        prompt: { type: "string" },
        steps: { type: "integer", minimum: 20, maximum: 22 },
        baseModel: { enum: bases },
      },
    };
    const schema = {
      type: "object",
      required: ["list", "size", this.#given],
      properties: named([
        ["list", { type: "array", maxItems: 4, items }],
        ["size", { type: "integer", minimum: 1, maximum: 4 }],
        [this.#given, { type: "string" }],
      ]),
    };
    const amount = this.#chance(3) === 0 ? "$.input.n" : this.#chance(3) === 0 ? 2 : null;
    const object = (): Json =>
      named([
        ["list", Array.from({ length }, () => this.#answered())],
        ["size", 1 + this.#chance(4)],
        [this.#given, this.#one(texts)],
      ]);
    // What $.input.n will be is known in the test alone; amounts that are not 2 stay out of the answers that are read.
    const written = amount === "$.input.n" ? null : amount;
    this.#answers[id] = written === null ? object() : { list: [object(), object()] };
    return {
      description: "d",
      input: this.#prompt(),
      schema,
      ...(written === null ? {} : { amount: written }),
      ...(counted ? { count: 3 } : {}),
    };
  }

  #answered(): Json {
    const more = this.#chance(2) === 0 ? { steps: 20 + this.#chance(3) } : {};
    return { prompt: this.#one(texts), ...more, ...(this.#chance(2) === 0 ? { baseModel: this.#one(bases) } : {}) };
  }

  #drawing(): JsonObject {
    const shared = Object.entries(this.#fields()).filter(() => this.#chance(2) === 0);
    const packed = this.#chance(4) === 0;
    const images = () => ({ images: Array.from({ length: 1 + this.#chance(3) }, () => this.#element()) });
    return {
      ...Object.fromEntries(shared),
      baseModel: literal(this.#one(bases)),
      ...(packed ? { inferencePackId: packId } : {}),
      ...(packed && this.#chance(2) === 0 ? {} : images()),
    };
  }

  #element(): Json {
    const generator = this.#chance(2) === 0 ? this.#earlier("ObjectGenerator") : null;
    const looks = path("store", this.#looks);
    const choices: readonly (() => Json)[] =
      generator === null
        ? [
            () => [`@Map(${looks})`, { "@Extend": "$$", ...this.#training() }],
            () => [
              `@Map(${looks}, x)`,
              [`@Map(${looks})`, { prompt: "@Replace($$.prompt, 'o', 'ö')", steps: "@Item(x).steps" }],
            ],
            () => ({ ...this.#fields(), ...this.#training(), prompt: this.#prompt() }),
            () => ({ ...this.#fields(), prompt: this.#prompt() }),
          ]
        : [
            () => [`@Map(${this.#fromAnswer(generator, "list")})`, { "@Extend": "$$", width: 8 }],
            () => [
              `@Map(${this.#fromAnswer(generator, "list")}, x)`,
              { prompt: "@Format('{} {}', $$.prompt, @Index(x))", seed: "@Index(x)" },
            ],
            () => ({
              prompt: this.#fromAnswer(generator, this.#given),
              batchSize: this.#fromAnswer(generator, "size"),
            }),
          ];
    return this.#one(choices)();
  }

  #fromAnswer(id: string, field: string): string {
    const answer = this.#answers[id] as JsonObject;
    this.#needed.add(id);
    return "size" in answer ? path("results", id, field) : path("results", id, "list", 0, field);
  }

  #training(): JsonObject {
    const trainer = this.#chance(2) === 0 ? this.#earlier("ModelGenerator") : null;
    if (trainer !== null) return { trainingId: path("results", trainer, "id") };
    return this.#chance(3) === 0 ? { trainingId: this.#one<Json>([null, ...uuids]) } : {};
  }

  /** Fields as data: no text in them is an expression. */
  #look(): JsonObject {
    return { prompt: this.#one(["a fox", "a hare", "[*]", " else "]), ...this.#fields() };
  }

  #fields(): JsonObject {
    const all: JsonObject = {
      baseModel: this.#one(["m", "acme/brush", "toString"]),
      negativePrompt: this.#one<Json>([null, "dull"]),
      steps: this.#one<Json>([null, 20, 25]),
      width: this.#one([8, 1024]),
      height: this.#one<Json>([null, 16]),
      scale: this.#one([0, 0.5, 0.9]),
      guidanceScale: this.#one([0, 7.5, 10]),
      seed: this.#one<Json>([null, 0, 7, 2 ** 40]),
      batchSize: 1 + this.#chance(4),
      precision: this.#one<Json>([null, "fp16", "bf16"]),
    };
    return Object.fromEntries(Object.entries(all).filter(() => this.#chance(4) === 0));
  }

  #prompt(): string {
    const transformer = this.#chance(4) === 0 ? this.#earlier("ObjectTransformer") : null;
    if (transformer !== null) return path("results", transformer, "look", "prompt");
    return this.#one([literal(this.#one(texts)), path("input", this.#text)]);
  }

  #earlier(type: string): string | null {
    const ids = this.#made[type] ?? [];
    if (ids.length === 0) return null;
    const id = this.#one(ids);
    this.#needed.add(id);
    return id;
  }

  #one<T>(all: readonly T[]): T {
    return all[this.#chance(all.length)] as T;
  }
}

/** Names are own keys, `__proto__` too. */
function named(entries: readonly (readonly [string, Json])[]): JsonObject {
  return JSON.parse(
    `{${entries.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(",")}}`,
  ) as JsonObject;
}
