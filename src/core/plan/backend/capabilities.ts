// What a backend says of itself, declared or probed (spec 5.5): the planner packs by it and warns by it.

export type Range = { readonly min: number; readonly max: number };

/** `exact`: honoured as asked; `approx`: nearly; `worker`: fixed when the server was started; `ignored`: has no effect. */
export type Fidelity = "exact" | "approx" | "worker" | "ignored";

export type CapabilityField =
  | "negativePrompt"
  | "steps"
  | "guidanceScale"
  | "scale"
  | "precision"
  | "seed"
  | "trainingId"
  | "width"
  | "height";

export type Capabilities = {
  /** 1: all images of a pass have one prompt, so a pass is one request; many: requests with other prompts may share a pass. */
  readonly promptsPerPass: 1 | "many";
  readonly parallelBatch: boolean;
  /** Images in one pass at most. */
  readonly maxBatch: number;
  /** Whether a request's images may be split over passes without changing a pixel. */
  readonly splitsExactly: boolean;
  /** Calls under way at once. */
  readonly concurrency: number;
  /** Models that stay resident at once; absent: 1. */
  readonly slots?: number;
  /** How the images of one request get their seeds: `increment` seed+i, `stream` one generator, `perImage` each its own, `opaque`, `none`. */
  readonly seed: "increment" | "stream" | "perImage" | "opaque" | "none";
  readonly fields: { readonly [field in CapabilityField]: Fidelity };
  readonly limits: {
    readonly width: Range;
    readonly height: Range;
    readonly multipleOf: number;
    readonly steps: Range;
    readonly guidanceScale: Range;
  };
  /** Seeds that are kept as they are asked for, and what another one means; absent: every seed is kept. */
  readonly seedRange?: Range & { readonly outside: "random" | "refused" };
  readonly cancel: "any" | "queuedOnly" | "none";
  readonly dedup: "clientKey" | "rejectDuplicate" | "none";
  readonly training: boolean;
  /** Whether it generates objects; absent: it does. */
  readonly objects?: boolean;
  /** Whether it draws; absent: it does. Where it does not, all that is said above of images is without meaning. */
  readonly images?: boolean;
};
