// One call in, what it gave out: requested from the backend between intent and result in the journal, checked, its files kept (spec 6.2, 6.4).

import { utf8ToBytes } from "@noble/hashes/utils.js";
import { diagnose } from "../diagnostic/diagnose.js";
import type { AnyDiagnostic } from "../diagnostic/diagnostic.js";
import type { Limits } from "../language/limits.js";
import { canonicalJson, type Json, type JsonObject } from "../text/json.js";
import type { Span } from "../text/span.js";
import { presume, unreachable } from "../unreachable.js";
import { type Call, stepsOf } from "./call.js";
import { checkAnswer } from "./check-answer.js";
import type { CallResult, DrawnImage, Failed, FailureKind, PassPrompt, Reply, RunPorts } from "./ports.js";
import { safeName } from "./safe-name.js";

export type Performing = {
  readonly ports: RunPorts;
  readonly limits: Limits;
  /** The most that the call can cost, in US dollars; null where nothing bounds it. */
  readonly worst: string | null;
  /** Whether the run must not send anything any more. */
  readonly isBroken: () => boolean;
  readonly spanOf: (step: string) => Span;
  /** Said when the call leaves. */
  readonly onSent: () => void;
  /** Said of each file that was kept, also of a call that fails after it. */
  readonly onFile: (url: string) => void;
};

/** `value` by step: an answer, a result, or the images of a part with the place of the first. */
export type Performed =
  | { readonly outcome: "ok"; readonly values: readonly StepValue[] }
  | { readonly outcome: "failed"; readonly diagnostic: AnyDiagnostic }
  | { readonly outcome: "unsent" }
  /** The journal cannot be written: the run must not go on. */
  | { readonly outcome: "broken"; readonly detail: string };

export type StepValue = { readonly step: string; readonly place: number; readonly value: Json };

type Done =
  | { readonly ok: true; readonly values: readonly StepValue[] }
  | { readonly ok: false; readonly diagnostic: AnyDiagnostic; readonly kind: FailureKind };

export async function perform(call: Call, given: Performing): Promise<Performed> {
  const { journal, signal } = given.ports;
  // A zip is made by us and costs nothing at a backend: it can simply be made again.
  const noted = call.what === "zip" ? undefined : journal;
  try {
    await noted?.intent(call.key, call.hash, given.worst);
    if (given.isBroken()) return { outcome: "unsent" };
    if (signal?.aborted === true) {
      await noted?.result(call.key, { ok: false, kind: "unsent", detail: "interrupted before it was sent" });
      return { outcome: "unsent" };
    }
  } catch (error) {
    return { outcome: "broken", detail: messageOf(error) };
  }
  given.onSent();
  const done = await ask(call, given);
  try {
    if (!given.isBroken()) await noted?.result(call.key, resultOf(done));
  } catch (error) {
    return { outcome: "broken", detail: messageOf(error) };
  }
  return done.ok ? { outcome: "ok", values: done.values } : { outcome: "failed", diagnostic: done.diagnostic };
}

function resultOf(done: Done): CallResult {
  if (done.ok) return { ok: true, value: done.values.map(({ step, place, value }) => ({ step, place, value })) };
  return { ok: false, kind: done.kind, detail: done.diagnostic.message };
}

async function ask(call: Call, given: Performing): Promise<Done> {
  const { backend, files, archive } = given.ports;
  const context = { key: call.key };
  switch (call.what) {
    case "generation": {
      const objects = presume(backend.objects, "a backend that generates objects");
      const reply = await answered(() => objects.generate(call.request, context));
      if (!reply.ok) return failed(call, reply.failure, given);
      const answer = checkAnswer(reply.value, call, given.spanOf(call.step), given.limits);
      return answer.ok
        ? { ok: true, values: [{ step: call.step, place: call.position, value: answer.value }] }
        : answer;
    }
    case "training": {
      const training = presume(backend.training, "a backend that trains");
      const reply = await answered(() => training.train(call.request, context));
      if (!reply.ok) return failed(call, reply.failure, given);
      const id: unknown = (reply.value as Partial<typeof reply.value> | null | undefined)?.id;
      if (typeof id !== "string") return mismatch(call, "the id of a training must be a string", given);
      return { ok: true, values: [{ step: call.step, place: 0, value: { id } }] };
    }
    case "images": {
      const images = presume(backend.images, "a backend that draws");
      const reply = await answered(() => images.draw(call.request, context));
      return reply.ok ? keepImages(call, reply.value, given) : failed(call, reply.failure, given);
    }
    case "zip":
      return keeping(call, given, async () => {
        const entries = [];
        for (const { name, url, json } of call.entries) {
          const bytes = url === undefined ? utf8ToBytes(`${JSON.stringify(json, null, 2)}\n`) : await files.read(url);
          entries.push({ name, bytes });
        }
        const url = await files.put(call.name, await archive.pack(entries));
        given.onFile(url);
        return [{ step: call.step, place: 0, value: { url } }];
      });
    default:
      return unreachable(call);
  }
}

/** A backend reports failures as values; one that throws all the same, or gives no reply, may have done the work before. */
async function answered<T>(asked: () => Promise<Reply<T>>): Promise<Reply<T>> {
  const unknown = (detail: string) => ({ ok: false as const, failure: { kind: "unknownOutcome" as const, detail } });
  try {
    const reply: { readonly ok?: unknown; readonly value?: unknown; readonly failure?: Partial<Failed> | null } | null =
      (await asked()) ?? null;
    if (reply?.ok === true) return { ok: true, value: reply.value as T };
    const failure = reply?.failure ?? {};
    if (typeof failure.kind !== "string") return unknown("it returned neither a value nor a failure");
    return { ok: false, failure: { ...failure, kind: failure.kind, detail: String(failure.detail) } };
  } catch (error) {
    return unknown(messageOf(error));
  }
}

function mismatch(call: Call, problem: string, given: Performing): Done {
  const steps = stepsOf(call);
  const span = given.spanOf(presume(steps[0], "a step of the call"));
  return { ok: false, diagnostic: diagnose("run/reply-mismatch", span, { steps, problem }), kind: "invalid" };
}

const endings: { readonly [mime: string]: string } = { "image/png": "png", "image/jpeg": "jpg", "image/webp": "webp" };

async function keepImages(
  call: Call & { what: "images" },
  drawn: readonly (readonly DrawnImage[])[],
  given: Performing,
): Promise<Done> {
  const problem = imageProblem(call.request, drawn, given.limits);
  if (problem !== null) {
    if (problem.limit === null) return mismatch(call, problem.said, given);
    const span = given.spanOf(presume(call.parts[0], "a pass with a request").step);
    const sizes = { steps: stepsOf(call), bytes: problem.limit, limit: given.limits.imageBytes };
    return { ok: false, diagnostic: diagnose("limit/image", span, sizes), kind: "invalid" };
  }
  return keeping(call, given, async () => {
    const values: StepValue[] = [];
    for (const [i, part] of call.parts.entries()) {
      const images: JsonObject[] = [];
      for (const [j, { bytes, mime, width, height, seed }] of (drawn[i] ?? []).entries()) {
        const url = await given.ports.files.put(
          `images/${safeName(part.step, "step")}/${part.first + j}.${endings[mime]}`,
          bytes,
        );
        given.onFile(url);
        images.push({ url, width, height, seed });
      }
      values.push({ step: part.step, place: part.first, value: images });
    }
    return values;
  });
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
      if (!Object.hasOwn(endings, mime))
        return said(`an image has the type ${canonicalJson(String(mime))}, but only PNG, JPEG and WebP are supported`);
      if (width !== request.width || height !== request.height) {
        return said(`an image is ${width} × ${height}, but ${request.width} × ${request.height} was requested`);
      }
      if (seed !== null && !Number.isSafeInteger(seed))
        return said(`an image's seed is ${seed}, which is not an exact integer`);
      if (!(bytes instanceof Uint8Array)) return said("an image has no bytes");
      if (bytes.length > limits.imageBytes) return { said: "", limit: bytes.length };
    }
  }
  return null;
}

async function keeping(call: Call, given: Performing, keep: () => Promise<readonly StepValue[]>): Promise<Done> {
  try {
    return { ok: true, values: await keep() };
  } catch (error) {
    const step = presume(stepsOf(call)[0], "a step of the call");
    const name = call.what === "zip" ? call.name : "the images";
    const diagnostic = diagnose("run/file-failed", given.spanOf(step), { step, name, detail: messageOf(error) });
    return { ok: false, diagnostic, kind: "invalid" };
  }
}

function failed(call: Call, { kind, detail, retryAfterMs }: Failed, given: Performing): Done {
  const step = presume(stepsOf(call)[0], "a step of the call");
  const facts = { backend: given.ports.backend.id, what: call.what, detail };
  const span = given.spanOf(step);
  const diagnostic =
    kind === "unknownOutcome"
      ? diagnose("run/outcome-unknown", span, facts)
      : diagnose("run/call-failed", span, { ...facts, kind, retryAfterMs });
  return { ok: false, diagnostic, kind };
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
