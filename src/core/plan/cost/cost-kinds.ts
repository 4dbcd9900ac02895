// The kinds of cost, a row each (spec 5.7.3): what is counted, what it is paid for, and what bounds it. The price book, the assumptions,
// the lines of a plan and `--assume` follow from these rows. A new kind is a row here; a plan must count its fact.

/** A price in US dollars; `value` is what it is where no price book says another. */
export type Price = { readonly name: string; readonly value: string; readonly unit: string };

type CostRow = {
  readonly kind: string;
  /** What a plan counts: there is a line where it is not 0. */
  readonly fact: string;
  /** The fact in words, after "nothing limits". */
  readonly words: string;
  /** What each call costs, whatever its size. */
  readonly each?: Price;
  /** What a call costs by its size, which no flow tells: only an assumption bounds it. */
  readonly size?: {
    readonly price: Price;
    readonly assumption: string;
    readonly depends: string;
    readonly per: string;
  };
};

/** In the order of a plan's lines. */
export const costKinds = [
  {
    kind: "inference",
    fact: "images",
    words: "the number of images",
    each: { name: "inference", value: "0.02", unit: "an image" },
  },
  {
    kind: "generation",
    fact: "generations",
    words: "the number of generated objects",
    size: {
      price: { name: "generation", value: "0.000025", unit: "a token, read or written" },
      assumption: "tokens",
      depends: "depends on the tokens of each answer",
      per: "tokens read and written per object",
    },
  },
  {
    kind: "training",
    fact: "trainings",
    words: "the number of trainings",
    size: {
      price: { name: "training", value: "0.06", unit: "a minute of training" },
      assumption: "trainingMinutes",
      depends: "depends on how long each training takes",
      per: "minutes per training",
    },
  },
  {
    kind: "transform",
    fact: "transforms",
    words: "the number of transformed objects",
    each: { name: "transform", value: "0.01", unit: "an ObjectTransformer" },
  },
  {
    kind: "zip",
    fact: "zips",
    words: "the number of zip files",
    each: { name: "zip", value: "0.01", unit: "a zip file" },
    size: {
      price: { name: "zipMegabyte", value: "0.0035", unit: "a megabyte (10^6 bytes) of a zip file" },
      assumption: "zipMegabytes",
      depends: "depends on the size of each zip file",
      per: "megabytes per zip file",
    },
  },
] as const satisfies readonly CostRow[];

/** The run itself, the last line of every plan. A flow that asks its users for money pays `paidRun` and `paidRunShare` of what it asks. */
const runPrices = [
  { name: "privateRun", value: "0.01", unit: "a run of a private flow" },
  { name: "freeRun", value: "0.28", unit: "a run of a public flow that is free" },
  { name: "paidRun", value: "0.30", unit: "a run of a public flow with a price" },
  { name: "paidRunShare", value: "0.13", unit: "each dollar of that price" },
] as const satisfies readonly Price[];

type Row = (typeof costKinds)[number];
type Each = Extract<Row, { readonly each: Price }>["each"];
type Size = Extract<Row, { readonly size: object }>["size"];

export type CostKind = Row["kind"] | "run";
export type CountedFact = Row["fact"];
export type AssumptionName = Size["assumption"];
export type PriceName = (Each | Size["price"] | (typeof runPrices)[number])["name"];

/** A row as code that is the same for all of them reads it. */
export type CountedKind = {
  readonly kind: CostKind;
  readonly fact: CountedFact;
  readonly words: string;
  readonly each?: Each;
  readonly size?: Size;
};

const rows: readonly CountedKind[] = costKinds;
const sizes = rows.flatMap(({ size }) => size ?? []);

export const prices: readonly (Price & { readonly name: PriceName })[] = [
  ...rows.flatMap(({ each, size }) => [
    ...(each === undefined ? [] : [each]),
    ...(size === undefined ? [] : [size.price]),
  ]),
  ...runPrices,
];
export const assumptionNames: readonly AssumptionName[] = sizes.map(({ assumption }) => assumption);
