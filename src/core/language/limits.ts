// What a host may bound, and the defaults (spec 7.8; each has a code limit/…). Sizes are in the unit that the comment names.

export const defaultLimits = {
  /** UTF-16 units of a flow's text. */
  source: 1_048_576,
  /** Brackets open at once in a document. */
  nesting: 64,
  /** Keys of one object in a flow. */
  keys: 1_000,
  /** UTF-16 units of one string in a flow. */
  string: 262_144,
  /** Steps of a flow. */
  steps: 500,
  /** UTF-16 units of an expression. */
  expression: 4_096,
  /** Calls and parentheses open at once in an expression. */
  expressionDepth: 32,
  /** Segments of a path. */
  segments: 32,
  /** Descendant segments of a path. */
  descendants: 2,
  /** Values that one evaluation of a path may match. */
  matches: 10_000,
  /** Units of work of all evaluations of a plan. */
  work: 10_000_000,
  /** Items that one map may go through. */
  mapItems: 1_000,
  /** Items that maps within maps may go through together. */
  mapProduct: 10_000,
  /** Nodes of the IR. */
  irNodes: 100_000,
  /** Requests of a plan. */
  requests: 10_000,
  /** UTF-16 units of one string that an expression makes. */
  resultString: 1_048_576,
  /** UTF-16 units of all strings that the expressions of a plan make. */
  allStrings: 67_108_864,
  /** UTF-16 units of a value that a step is given or gives, as compact JSON. */
  result: 16_777_216,
  /** UTF-16 units of all values that steps are given and give, as compact JSON. */
  allResults: 67_108_864,
  /** Brackets open at once in a value that a step is given or gives. */
  resultDepth: 512,
  /** UTF-16 units of a regular expression. */
  pattern: 256,
  /** UTF-16 units of a text that a regular expression is tried on. */
  patternText: 65_536,
  /** UTF-16 units of an author's schema, as compact JSON. */
  schema: 65_536,
  /** Depth of an author's schema. */
  schemaDepth: 32,
  /** Properties of an author's schema, all levels together. */
  schemaProperties: 500,
  /** `$ref`s of an author's schema. */
  schemaReferences: 100,
  /** Tokens of a generated object whose schema does not bound it closer. */
  answerTokens: 8_192,
  /** Bytes of what only the run knows of the prompt for an object, where its types do not bound it closer. */
  promptBytes: 65_536,
  /** Minutes of a training. */
  trainingMinutes: 60,
  /** UTF-16 units of a backend's JSON reply. */
  reply: 4_194_304,
  /** Bytes of a backend's image. */
  imageBytes: 33_554_432,
  /** Events of a run. */
  events: 50_000,
} as const;

/** Calls of backends that a run of so many steps may make: the run and each step begin and end, and so does each call. */
export function mostCalls({ events }: Limits, steps: number): number {
  return Math.floor((events - 2 - 2 * steps) / 2);
}

export type Limits = { readonly [name in keyof typeof defaultLimits]: number };

export function withLimits(limits: Partial<Limits> | undefined): Limits {
  return limits === undefined ? defaultLimits : { ...defaultLimits, ...limits };
}
