// A fake of OpenAI's API of images, and of a service that speaks as it does: models with sizes of their own, strict about what they do not take.

import { type FakeAnswer, type FakeHttp, type FakeRequest, fakeHttp, type Misbehaviour } from "./fake-http.js";
import { base64Of, pictureFrom } from "./fake-sdapi.js";

type Body = {
  readonly model: string;
  readonly prompt: string;
  readonly n?: number;
  readonly size?: string;
  readonly quality?: string;
  readonly response_format?: string;
};

export type FakeOpenaiImages = FakeHttp & {
  readonly drawn: readonly Body[];
  lose(model: string): void;
};

export type FakeOpenaiImagesOptions = {
  readonly key?: string;
  /** Where it puts pictures, instead of into the answer. */
  readonly delivery?: string;
};

const known = ["model", "prompt", "n", "size", "quality", "response_format"];
const tall = "64x64";
const models: { readonly [model: string]: { readonly sizes: readonly string[]; readonly most: number } } = {
  "gpt-image-1": { sizes: ["1024x1024", "1536x1024", "1024x1536"], most: 10 },
  "dall-e-2": { sizes: ["256x256", "512x512", "1024x1024"], most: 10 },
  "dall-e-3": { sizes: ["1024x1024", "1792x1024", "1024x1792"], most: 1 },
  "gpt-image-2": { sizes: [tall], most: 10 },
  "own-model": { sizes: [tall], most: 10 },
};

export async function fakeOpenaiImages({ key, delivery }: FakeOpenaiImagesOptions = {}): Promise<FakeOpenaiImages> {
  const drawn: Body[] = [];
  const lost = new Set<string>();

  function draw(body: Body): FakeAnswer {
    const { model, n = 1, size = "1024x1024", response_format } = body;
    const rules = lost.has(model) ? undefined : models[model];
    if (rules === undefined) return refused(404, `The model '${model}' does not exist.`, "model_not_found");
    const strange = Object.keys(body).find((name) => !known.includes(name));
    const alwaysInline = model.startsWith("gpt-image");
    const field = strange ?? (alwaysInline && response_format !== undefined ? "response_format" : undefined);
    if (field !== undefined) return refused(400, `Unknown parameter: '${field}'.`, "unknown_parameter");
    if (!rules.sizes.includes(size)) return refused(400, `Invalid value: '${size}'.`, "invalid_value");
    if (n > rules.most) return refused(400, "You must provide n=1 for this model.", "invalid_value");
    drawn.push(body);
    const [width = 0, height = 0] = size.split("x").map(Number);
    const inline = alwaysInline || response_format === "b64_json";
    const data = Array.from({ length: n }, (_, i) =>
      delivery === undefined && inline
        ? { b64_json: base64Of(pictureFrom(drawn.length * 10 + i, width, height)), revised_prompt: "a better cat" }
        : { url: `${delivery ?? http.url}/files/${i}.png` },
    );
    const usage = { input_tokens: 12, output_tokens: 272 * n, total_tokens: 12 + 272 * n };
    return { body: { created: 1_700_000_000, data, ...(alwaysInline ? { usage } : {}) } };
  }

  function answer({ method, path, headers, json }: FakeRequest): FakeAnswer {
    if (method === "GET" && path.startsWith("/files/"))
      return { headers: { "content-type": "image/png" }, body: pictureFrom(1, 64, 64) };
    if (key !== undefined && headers.authorization !== `Bearer ${key}`)
      return refused(401, "Incorrect API key provided", "invalid_api_key");
    if (method === "GET" && path === "/v1/models")
      return { body: { object: "list", data: Object.keys(models).map((id) => ({ id, object: "model" })) } };
    if (method === "POST" && path === "/v1/images/generations") return draw(json as Body);
    return { status: 404, body: { detail: "Not Found" } };
  }

  const http = await fakeHttp(answer);
  return { ...http, drawn, lose: (model) => void lost.add(model) };
}

function refused(status: number, message: string, code: string, type = "invalid_request_error"): FakeAnswer {
  return { status, body: { error: { message, type, param: null, code } } };
}

const draws = /^POST \/v1\/images\/generations$/;

/** What each trouble of the conformance suite is there; null: it cannot have it. */
export function openaiImagesTrouble(name: string, secret: string): Misbehaviour | null {
  const instead = (answer: FakeAnswer): Misbehaviour => ({ on: draws, instead: answer });
  type Data = readonly { readonly b64_json: string }[];
  const onData = (change: (data: Data) => Data): Misbehaviour => ({
    on: draws,
    after: (answer) => {
      const body = answer.body as { readonly data: Data };
      return { ...answer, body: { ...body, data: change(body.data) } };
    },
  });
  const busy = refused(429, "Rate limit reached", "rate_limit_exceeded");
  switch (name) {
    case "lost request":
      return { on: draws, instead: "reset" };
    case "lost reply":
      return { on: draws, after: "reset" };
    case "cut reply":
      return { on: draws, after: "cut" };
    case "busy":
      return instead(busy);
    case "busy, says when":
      return instead({ ...busy, headers: { "retry-after": "3" } });
    case "overloaded":
      return { ...instead(refused(503, "The server is overloaded", "server_error")), times: 3 };
    case "page":
      return instead({
        status: 502,
        headers: { "content-type": "text/html" },
        body: "<html><title>Bad gateway</title></html>",
      });
    case "long error":
      return instead(refused(400, `${secret} ${"x".repeat(1_000_000)}`, "invalid_value"));
    case "wrong key":
      return instead(refused(401, `Incorrect API key provided: ${secret}`, "invalid_api_key"));
    case "refused content":
      return instead(refused(400, "Your request was rejected by the safety system", "moderation_blocked"));
    case "cut picture":
      return onData(([first = { b64_json: "" }, ...rest]) => [{ b64_json: first.b64_json.slice(0, 80) }, ...rest]);
    case "wrong count":
      return onData((data) => data.slice(1));
    case "extra picture":
      return onData((data) => [...data, ...data.slice(0, 1)]);
    case "wrong size":
      return onData((data) => data.map(() => ({ b64_json: base64Of(pictureFrom(1, 32, 64)) })));
    default:
      return null;
  }
}
