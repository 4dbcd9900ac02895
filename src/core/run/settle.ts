// A call and its server's reply in, the values of its places out, or why they cannot be used (spec 6.4): checked, and their files kept.

import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { diagnose } from "../diagnostic/diagnose.js";
import type { AnyDiagnostic } from "../diagnostic/diagnostic.js";
import type { Limits } from "../language/limits.js";
import { mostPictureBytes } from "../plan/cost/zip-bytes.js";
import { cut } from "../text/cut.js";
import { canonicalJson, type Json, type JsonObject } from "../text/json.js";
import { printable } from "../text/printable.js";
import type { Span } from "../text/span.js";
import { presume, unreachable } from "../unreachable.js";
import { type Answer, answerKey, type KeptPicture, objectKey } from "./answers.js";
import { messageOf } from "./ask.js";
import { hashOf, type ServerCall, stepsOf } from "./call.js";
import { checkAnswer } from "./check-answer.js";
import type { PlacedValue } from "./journal.js";
import { type DrawnWith, generationParameters } from "./picture/generation-parameters.js";
import { isPictureKind, kindOfPicture, type PictureKind, pictureKinds, sizeOfPicture } from "./picture/picture.js";
import { withPngText } from "./picture/png-text.js";
import type { FileStore } from "./ports.js";
import { safeName } from "./safe-name.js";
import type { DrawnImage, GenerationRequest, PassPrompt, Repair, Training, TrainingRequest } from "./server.js";

export type Settling = {
  readonly files: FileStore;
  readonly limits: Limits;
  /** The pictures say so. */
  readonly synthetic: boolean;
  readonly spanOf: (step: string) => Span | null;
  /** Said of each answer that later runs may use. It never rejects. */
  readonly onAnswer?: (key: string, answer: Answer, picture: KeptPicture | null, text: string) => Promise<void>;
  /** What the server's answers are kept under. */
  readonly server?: string;
  /** Said of each file that was kept, also of a call that fails after it. */
  readonly onFile: (url: string) => void;
};

export type Settled =
  | { readonly ok: true; readonly values: readonly PlacedValue[] }
  | { readonly ok: false; readonly diagnostic: AnyDiagnostic; readonly repair?: Repair };

/** Whatever the server gave: nothing of it is taken on trust. */
export function settle(call: ServerCall, value: unknown, given: Settling): Promise<Settled> {
  return call.what === "images"
    ? keepImages(call, value as readonly (readonly DrawnImage[])[], given)
    : keepAnswer(call, settleAnswer(call, value, given), given);
}

async function keepAnswer(
  call: Exclude<ServerCall, { what: "images" }>,
  settled: Settled,
  { onAnswer, server = "" }: Settling,
): Promise<Settled> {
  const [given] = settled.ok ? settled.values : [];
  if (call.what !== "generation" || given === undefined) return settled;
  const { step, position, request } = call;
  const key = objectKey(server, given.request, step, position);
  await onAnswer?.(key, { value: given.value, blob: null }, null, request.description);
  return settled;
}

/** What is data, and no file. */
export function settleAnswer(
  call: Exclude<ServerCall, { what: "images" }>,
  value: unknown,
  given: Pick<Settling, "limits" | "spanOf">,
): Settled {
  switch (call.what) {
    case "generation": {
      const answer = checkAnswer(value as Json, call, given.spanOf(call.step), given.limits);
      if (!answer.ok) return answer;
      const place = { step: call.step, request: call.position, image: 0 };
      const request = requestHash(call);
      return { ok: true, values: [{ place, request, value: answer.value }] };
    }
    case "training": {
      const id: unknown = (value as Partial<Training> | null | undefined)?.id;
      if (typeof id !== "string") return mismatch(call, "the id of a training must be a string", given);
      const place = { step: call.step, request: 0, image: 0 };
      return { ok: true, values: [{ place, request: requestHash(call), value: { id } }] };
    }
    default:
      return unreachable(call);
  }
}

/** null: the type is not one of those that are kept. */
export function pictureName(step: string, image: number, mime: string): string | null {
  if (!Object.hasOwn(pictureKinds, mime)) return null;
  return `images/${safeName(step, "step")}/${image}.${pictureKinds[mime as PictureKind].ending}`;
}

/** What was asked for at the one place of a call that has one: a second attempt asks for the same. */
export function requestHash({ request }: { readonly request: GenerationRequest | TrainingRequest }): string {
  const { repair: _, ...asked }: JsonObject = { ...request };
  return hashOf(asked);
}

function mismatch(call: ServerCall, problem: string, given: Pick<Settling, "spanOf">): Settled {
  const steps = stepsOf(call);
  const span = given.spanOf(presume(steps[0], "a step of the call"));
  return { ok: false, diagnostic: diagnose("run/reply-mismatch", span, { steps, problem }) };
}

async function keepImages(
  call: ServerCall & { what: "images" },
  drawn: readonly (readonly DrawnImage[])[],
  given: Settling,
): Promise<Settled> {
  const problem = imageProblem(call.request, drawn, given.limits);
  const step = presume(call.parts[0], "a pass with a request").step;
  if (problem !== null) {
    if (problem.limit === null) return mismatch(call, problem.said, given);
    const sizes = { steps: stepsOf(call), bytes: problem.limit, limit: given.limits.imageBytes };
    return { ok: false, diagnostic: diagnose("limit/image", given.spanOf(step), sizes) };
  }
  try {
    const values: PlacedValue[] = [];
    for (const [i, part] of call.parts.entries()) {
      const prompt = presume(call.request.prompts[i], "the prompt of the part");
      for (const [j, picture] of (drawn[i] ?? []).entries()) {
        const { mime, width, height, seed } = picture;
        const image = part.first + j;
        const bytes = withParameters(picture, { ...call.request, ...prompt }, given.synthetic);
        const name = presume(pictureName(part.step, image, mime), "a type that was checked");
        const url = await given.files.put(name, bytes);
        given.onFile(url);
        const place = { step: part.step, request: part.request, image };
        const blob = bytesToHex(sha256(bytes));
        values.push({
          place,
          request: part.hash,
          value: { url, width, height, seed: seed ?? prompt.seed + j },
          blob,
          ...saidSeed(seed),
        });
        if (part.answer === undefined) continue;
        const answer = { value: { mime, width, height, seed }, blob };
        const text = call.request.prompts[i]?.prompt ?? "";
        await given.onAnswer?.(answerKey(part.answer.base, image - part.answer.first), answer, { bytes, url }, text);
      }
    }
    return { ok: true, values };
  } catch (error) {
    return { ok: false, diagnostic: fileFailed(step, "the images", error, given) };
  }
}

/** What a place says of the seed that a server gave. */
export function saidSeed(seed: number | null): Pick<PlacedValue, "seedUnsaid"> {
  return seed === null ? { seedUnsaid: true } : {};
}

/** Kept, zipped and hashed with what it was drawn with, so that it explains itself wherever it goes; not if it would become larger than was planned. */
function withParameters(picture: DrawnImage, drawn: DrawnWith, synthetic: boolean): Uint8Array {
  const { bytes, mime, seed } = picture;
  if (mime !== "image/png") return bytes;
  const told = withPngText(bytes, "parameters", generationParameters(drawn, seed, synthetic));
  return told.length <= mostPictureBytes(picture) ? told : bytes;
}

export function fileFailed(step: string, name: string, error: unknown, given: Pick<Settling, "spanOf">): AnyDiagnostic {
  return diagnose("run/file-failed", given.spanOf(step), { step, name, detail: messageOf(error) });
}

/** Where a server put an error in the place of a picture, what it says. */
function wordsIn(bytes: Uint8Array): string {
  const text = String.fromCharCode(...bytes.subarray(0, 80));
  return /^[\s\x20-\x7e]+$/.test(text) ? `: ${cut(text, 80, printable)}` : "";
}

/** What is wrong with drawn images, before one of them is kept: there are as many as asked for, of the size asked for, of a kind we can name. */
function imageProblem(
  request: { readonly prompts: readonly PassPrompt[]; readonly width: number; readonly height: number },
  drawn: readonly (readonly DrawnImage[])[],
  limits: Limits,
): { readonly said: string; readonly limit: number | null } | null {
  const said = (text: string) => ({ said: text, limit: null });
  if (!Array.isArray(drawn) || !drawn.every(Array.isArray))
    return said("what came back is not a list of images for each prompt");
  if (drawn.length !== request.prompts.length)
    return said(`${request.prompts.length} prompts were sent, but images for ${drawn.length} came back`);
  for (const [i, { batchSize }] of request.prompts.entries()) {
    const images = drawn[i] ?? [];
    if (images.length !== batchSize)
      return said(`${batchSize} images of one prompt were requested, but ${images.length} came back`);
    for (const image of images) {
      if (typeof image !== "object" || image === null) return said("an image is missing");
      const { bytes, mime, width, height, seed } = image;
      if (!isPictureKind(mime))
        return said(`an image has the type ${canonicalJson(String(mime))}, but only PNG, JPEG and WebP are supported`);
      if (width !== request.width || height !== request.height) {
        return said(`an image is ${width} × ${height}, but ${request.width} × ${request.height} was requested`);
      }
      if (seed !== null && !Number.isSafeInteger(seed))
        return said(`an image's seed is ${seed}, which is not an exact integer`);
      if (!(bytes instanceof Uint8Array)) return said("an image has no bytes");
      if (bytes.length > limits.imageBytes) return { said: "", limit: bytes.length };
      const most = mostPictureBytes({ width, height });
      if (bytes.length > most)
        return said(
          `an image of ${width} × ${height} has ${bytes.length} bytes, and no more than ${most} were planned`,
        );
      if (kindOfPicture(bytes) !== mime)
        return said(`an image is said to be ${mime}, but its ${bytes.length} bytes are not${wordsIn(bytes)}`);
      const size = sizeOfPicture(mime, bytes);
      if (size !== null && (size.width !== width || size.height !== height))
        return said(`an image is said to be ${width} × ${height}, but is ${size.width} × ${size.height}`);
    }
  }
  return null;
}
