// A fake of an inference provider at Hugging Face: one picture a call, as bytes; models that are loaded when they are first asked for.

import { type FakeAnswer, type FakeHttp, type FakeRequest, fakeHttp, type Misbehaviour } from "./fake-http.js";
import { pictureFrom } from "./fake-sdapi.js";

type Body = { readonly inputs: string; readonly parameters: { readonly [field: string]: number | string } };

export type FakeHuggingface = FakeHttp & {
  readonly drawn: readonly (Body & { readonly model: string })[];
  /** The next calls find the model not loaded, and are told how long that takes. */
  unload(times: number, seconds: number): void;
  lose(model: string): void;
};

export async function fakeHuggingface({ key }: { readonly key?: string } = {}): Promise<FakeHuggingface> {
  const drawn: (Body & { readonly model: string })[] = [];
  const models = new Set(["studio/dreams", "me/style-lora", "gpt2-draws"]);
  let loading = 0;
  let seconds = 0;

  function answer({ method, path, headers, json }: FakeRequest): FakeAnswer {
    if (key !== undefined && headers.authorization !== `Bearer ${key}`)
      return { status: 401, body: { error: "Invalid username or password." } };
    const [, model = ""] = /^\/hf-inference\/models\/(.+)$/.exec(path) ?? [];
    if (model === "" || method !== "POST") return { status: 404, body: "Not Found" };
    if (!models.has(model)) return { status: 404, body: { error: `Model ${model} does not exist` } };
    if (loading > 0) {
      loading--;
      return { status: 503, body: { error: `Model ${model} is currently loading`, estimated_time: seconds } };
    }
    const { inputs, parameters } = json as Body;
    if (Number(parameters.num_inference_steps) > 100)
      return { status: 400, body: { error: ["Error in `parameters.num_inference_steps`: ensure it is at most 100"] } };
    drawn.push({ model, inputs, parameters });
    const [seed, width, height] = ["seed", "width", "height"].map((name) => Number(parameters[name]));
    const bytes = pictureFrom(seed ?? 0, width ?? 64, height ?? 64);
    return { headers: { "content-type": headers.accept === "image/png" ? "image/png" : "image/jpeg" }, body: bytes };
  }

  const http = await fakeHttp(answer);
  return {
    ...http,
    drawn,
    unload: (times, estimated) => {
      loading = times;
      seconds = estimated;
    },
    lose: (model) => void models.delete(model),
  };
}

const draws = /^POST /;

/** What each trouble of the conformance suite is there; null: it cannot have it. */
export function huggingfaceTrouble(name: string, secret: string): Misbehaviour | null {
  const instead = (status: number, body: unknown, headers = {}): Misbehaviour => ({
    on: draws,
    instead: { status, body, headers },
  });
  const picture = (bytes: Uint8Array): Misbehaviour => ({ on: draws, after: (answer) => ({ ...answer, body: bytes }) });
  switch (name) {
    case "lost request":
      return { on: draws, instead: "reset" };
    case "lost reply":
      return { on: draws, after: "reset" };
    case "cut reply":
      return { on: draws, after: "cut" };
    case "busy":
      return instead(429, { error: "Too many requests" });
    case "busy, says when":
      return instead(429, { error: "Too many requests" }, { "retry-after": "3" });
    case "overloaded":
      return { ...instead(503, { error: "Service unavailable" }), times: 3 };
    case "page":
      return instead(502, "<html><title>Bad gateway</title></html>", { "content-type": "text/html" });
    case "long error":
      return instead(400, { error: `${secret} ${"x".repeat(1_000_000)}` });
    case "wrong key":
      return instead(401, { error: `Invalid credentials: ${secret}` });
    case "out of memory":
      return instead(500, { error: "CUDA out of memory. Tried to allocate 2.00 GiB" });
    case "refused content":
      return instead(400, { error: "NSFW content was detected" });
    case "cut picture":
      return picture(pictureFrom(1, 64, 64).subarray(0, 60));
    case "wrong size":
      return picture(pictureFrom(1, 32, 64));
    default:
      return null;
  }
}
