// The places of a step that nothing is known of and the answers of earlier runs in; what can be used again is in the journal out (spec 6.14.2).

import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { isObject, type Json } from "../text/json.js";
import { type Answer, type Answers, answerKey, imageBase, objectKey } from "./answers.js";
import type { ServerWork } from "./call.js";
import { checkAnswer } from "./check-answer.js";
import type { DrawnPlace } from "./event.js";
import type { PlacedValue } from "./journal.js";
import { imageRequestHash, seedOf } from "./missing-images.js";
import { recall } from "./places.js";
import type { Placed } from "./prepare-images.js";
import { aboutServer } from "./roles.js";
import { type Session, tell, write } from "./session.js";
import { pictureName, requestHash, saidSeed } from "./settle.js";

/** A picture without a seed is another one each time it is drawn: it is used again only on demand. */
export async function reuseImages(session: Session, requests: readonly Placed[]): Promise<void> {
  const { reuse, ports, book, run } = session;
  const { answers, backend } = ports;
  const { identity } = aboutServer(backend, { what: "images" });
  if (answers === undefined || reuse === "none") return;
  const values: PlacedValue[] = [];
  const kept: DrawnPlace[] = [];
  for (const placed of requests) {
    const { step, request, image, first } = placed;
    if (image.seed === null && reuse !== "all") continue;
    const hash = imageRequestHash(placed, run, backend.capabilities);
    const base = imageBase(identity, image, step, request);
    for (let at = 0; at < image.batchSize; at++) {
      const place = { step, request, image: first + at };
      if (recall(book.known, place, hash) !== null) continue;
      const found = await pictureOf(session, answers, answerKey(base, at), placed, first + at);
      if (found === null) continue;
      const { blob, value } = found;
      const seed = value.seed ?? seedOf(placed, run, backend.capabilities) + at;
      values.push({ place, request: hash, value: { ...value, seed }, blob, ...saidSeed(value.seed) });
      kept.push({ step, index: first + at, url: value.url, seed: value.seed });
    }
  }
  await remember(session, values);
  const [some] = kept;
  if (some !== undefined) tell(session, { kind: "images-kept", step: some.step, images: kept });
}

export async function reuseObjects(
  session: Session,
  works: readonly (ServerWork & { what: "generation" })[],
): Promise<void> {
  const { reuse, ports, book, limits } = session;
  const { answers, backend } = ports;
  const { identity } = aboutServer(backend, { what: "generation" });
  if (answers === undefined || reuse !== "all") return;
  const values: PlacedValue[] = [];
  for (const work of works) {
    const { step, position } = work;
    const request = requestHash(work);
    const place = { step, request: position, image: 0 };
    if (recall(book.known, place, request) !== null) continue;
    const found = await quietly(answers.find(objectKey(identity, request, step, position)));
    if (found === null || found.blob !== null) continue;
    const checked = checkAnswer(found.value, work, null, limits);
    if (checked.ok) values.push({ place, request, value: checked.value });
  }
  await remember(session, values);
}

/** A journal that is broken stops the run elsewhere. */
async function remember(session: Session, values: readonly PlacedValue[]): Promise<void> {
  if (values.length === 0) return;
  await write(session, [{ kind: "kept", values, at: session.ports.clock.now() }], false).catch(() => {});
}

type Picture = {
  readonly value: {
    readonly url: string;
    readonly width: number;
    readonly height: number;
    readonly seed: number | null;
  };
  readonly blob: string;
};

async function pictureOf(
  session: Session,
  answers: Answers,
  key: string,
  { step, image }: Placed,
  index: number,
): Promise<Picture | null> {
  const drawn = drawnOf(await quietly(answers.find(key)));
  if (drawn === null || drawn.width !== image.width || drawn.height !== image.height) return null;
  const { mime, width, height, seed, blob } = drawn;
  const name = pictureName(step, index, mime);
  const bytes = await quietly(answers.read(blob));
  if (name === null || bytes === null || bytesToHex(sha256(bytes)) !== blob) return null;
  const url = await quietly(answers.adopt?.(blob, name) ?? session.ports.files.put(name, bytes));
  return url === null ? null : { value: { url, width, height, seed }, blob };
}

function drawnOf(answer: Answer | null) {
  if (answer === null || answer.blob === null || !isObject(answer.value)) return null;
  const { mime, width, height, seed }: { readonly [field: string]: Json | undefined } = answer.value;
  if (typeof mime !== "string" || typeof width !== "number" || typeof height !== "number") return null;
  if (seed !== null && (typeof seed !== "number" || !Number.isSafeInteger(seed))) return null;
  return { mime, width, height, seed, blob: answer.blob };
}

async function quietly<T>(found: Promise<T | null>): Promise<T | null> {
  try {
    return await found;
  } catch {
    return null;
  }
}
