// How long earlier calls took, by server, kind of call and model (spec 5.13.1). Plain JSON, as grammar/rates.schema.json describes it.

export const ratesVersion = 1;

/** What is asked of a server, as the journal calls it. */
export type TimedCall = "generation" | "training" | "images";

/** The calls of one run. */
export type Measurement = {
  /** When the last of them ended, in milliseconds since 1970. */
  readonly at: number;
  readonly calls: number;
  /** Milliseconds for a unit of work: one answer, one training, or one diffusion step of one image of a megapixel. */
  readonly fastest: number;
  readonly slowest: number;
};

export type ServerRate = {
  readonly server: string;
  readonly what: TimedCall;
  /** The base model of images; null for everything else. */
  readonly model: string | null;
  /** Of the latest runs, newest first. */
  readonly measured: readonly Measurement[];
};

export type Rates = { readonly version: typeof ratesVersion; readonly rates: readonly ServerRate[] };

/** What all the runs say together. */
export type Rate = Omit<Measurement, "at">;

export const noRates: Rates = { version: ratesVersion, rates: [] };

/** What is kept at most. Old runs are forgotten, so that one odd hour, or a server that was replaced, is not believed for ever. */
export const mostRuns = 8;
export const mostRates = 64;
export const longestName = 256;

/** Units of work of so many images. */
export function workOf(images: number, steps: number, width: number, height: number): number {
  return images * steps * ((width * height) / 1_000_000);
}

export function rateOf({ rates }: Rates, server: string, what: TimedCall, model: string | null): Rate | null {
  const { measured = [] } =
    rates.find((rate) => rate.server === server && rate.what === what && rate.model === model) ?? {};
  if (measured.length === 0) return null;
  return {
    calls: measured.reduce((sum, { calls }) => sum + calls, 0),
    fastest: Math.min(...measured.map(({ fastest }) => fastest)),
    slowest: Math.max(...measured.map(({ slowest }) => slowest)),
  };
}

/** Of each rate the latest runs, and of all rates those that were measured last. The order of the two does not matter. */
export function mergeRates(...all: readonly Rates[]): Rates {
  const merged = new Map<string, ServerRate>();
  for (const rate of all.flatMap(({ rates }) => rates)) {
    const { server, what, model } = rate;
    if (server.length > longestName || (model?.length ?? 0) > longestName) continue;
    const key = keyOf(rate);
    const measured = [...(merged.get(key)?.measured ?? []), ...rate.measured];
    if (measured.length > 0) merged.set(key, { server, what, model, measured });
  }
  const rates = [...merged.values()].map((rate) => {
    return { ...rate, measured: [...rate.measured].sort(newestFirst).slice(0, mostRuns) };
  });
  const last = ({ measured: [newest] }: ServerRate) => newest?.at ?? 0;
  const kept = rates.sort((a, b) => last(b) - last(a) || byKey(a, b)).slice(0, mostRates);
  return { version: ratesVersion, rates: kept.sort(byKey) };
}

function keyOf({ server, what, model }: ServerRate): string {
  return JSON.stringify([server, what, model]);
}

function byKey(a: ServerRate, b: ServerRate): number {
  return keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0;
}

function newestFirst(a: Measurement, b: Measurement): number {
  return b.at - a.at || b.calls - a.calls || a.fastest - b.fastest || b.slowest - a.slowest;
}
