// A job whose steps are prepared in, the calls that draw its requests out (spec 6.1.3): what the run learned since the plan is put in.

import { groupBy } from "../group-by.js";
import { batch, type Lot, type Part } from "../plan/batch/batch.js";
import { keyWriter } from "../plan/batch/group-requests.js";
import { presume } from "../unreachable.js";
import { imageBase } from "./answers.js";
import { type Call, callOf } from "./call.js";
import type { PassPart } from "./journal.js";
import type { Piece } from "./missing-images.js";
import { type KnownModel, type RunJob, sameBase } from "./planned-jobs.js";
import { aboutServer } from "./roles.js";
import type { Backend, PassPrompt } from "./server.js";

/** What is to be drawn and waits for its job, by the job's position. */
export type Waiting = Map<number, Piece[]>;

/**
 * Takes the requests of a job for the steps that still want them. Where a model was not known, requests of later jobs may turn out to
 * ask for the same base: they come along, so that it is not loaded again for them. They stand in the flow's order, as in the plan,
 * whichever step was prepared first: passes, and with them keys and unseeded images, depend on it (spec 6.2.3).
 */
export function takeRequests(
  at: number,
  jobs: readonly RunJob[],
  waiting: Waiting,
  alive: readonly string[],
  order: ReadonlyMap<string, number>,
): readonly Piece[] {
  const isAlive = (step: string) => alive.includes(step);
  const rank = ({ step }: Piece) => presume(order.get(step), "a step of the flow");
  const inOrder = (a: Piece, b: Piece) => rank(a) - rank(b) || a.request - b.request || a.from - b.from;
  const job = presume(jobs[at], "a job of the run");
  const taken = (waiting.get(at) ?? []).filter(({ step }) => isAlive(step));
  waiting.delete(at);
  if (hasKnownBase(job)) return taken.sort(inOrder);
  const baseOf = ({ image }: Piece) => `${image.precision} ${image.baseModel}`;
  const bases = new Set(taken.map(baseOf));
  for (let later = at + 1; later < jobs.length; later++) {
    const other = presume(jobs[later], "a job of the run");
    if (other.wave !== job.wave || hasKnownBase(other)) continue;
    const left: Piece[] = [];
    for (const request of waiting.get(later) ?? []) {
      (bases.has(baseOf(request)) && isAlive(request.step) ? taken : left).push(request);
    }
    waiting.set(later, left);
  }
  return taken.sort(inOrder);
}

function hasKnownBase({ model }: RunJob): boolean {
  return model.baseModel !== undefined && model.precision !== undefined;
}

/** The calls of requests that are drawn together, model by model: first what is resident, if it is among them. */
export function passCalls(
  placed: readonly Piece[],
  backend: Backend,
  resident: KnownModel | null,
  run: string,
): readonly Call[] {
  const models = together(placed, ({ image }) => JSON.stringify([image.baseModel, image.precision, image.trainingId]));
  const bases = together(models, ([first]) => JSON.stringify([first?.image.baseModel, first?.image.precision]));
  const rank = (model: KnownModel): number =>
    resident === null || !sameBase(model, resident) ? 2 : model.trainingId === resident.trainingId ? 0 : 1;
  const modelOf = (those: readonly Piece[]) => presume(those[0], "a model with requests").image;
  const ordered = bases.flat().sort((a, b) => rank(modelOf(a)) - rank(modelOf(b)));
  return ordered.flatMap((those, model) => callsOfModel(those, model, backend, run));
}

function callsOfModel(placed: readonly Piece[], model: number, backend: Backend, run: string): readonly Call[] {
  const keyOf = keyWriter();
  const { identity } = aboutServer(backend, { what: "images" });
  return together(placed, ({ image }) => keyOf(0, image)).flatMap((those) => {
    const lots = those.map(({ count: size }, position): Lot => ({ position, count: 1, size }));
    return [...batch(lots, backend.capabilities)].map(({ parts }) => passCall(parts, those, model, run, identity));
  });
}

function together<T>(items: readonly T[], keyOf: (item: T) => string): readonly (readonly T[])[] {
  return [...groupBy(items, keyOf).values()];
}

function passCall(drawn: readonly Part[], placed: readonly Piece[], model: number, run: string, server: string): Call {
  const parts: PassPart[] = [];
  const prompts: PassPrompt[] = [];
  for (const { position, first, images } of drawn) {
    const piece = presume(placed[position], "a request of the pass");
    const { step, request, hash, seed } = piece;
    const { prompt, negativePrompt } = piece.image;
    const answer = { base: imageBase(server, piece.image, step, request), first: piece.first };
    parts.push({ step, request, first: piece.first + piece.from + first, hash, answer });
    prompts.push({ prompt, negativePrompt, seed: seed + first, batchSize: images });
  }
  const { image } = presume(placed[drawn[0]?.position ?? -1], "a pass with requests");
  const { baseModel, trainingId, precision, width, height, steps, guidanceScale, scale } = image;
  const shared = { baseModel, trainingId, precision, width, height, steps, guidanceScale, scale };
  return callOf(run, model, { what: "images", parts, request: { ...shared, prompts } });
}
