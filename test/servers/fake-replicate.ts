// A fake of Replicate: predictions and trainings that are accepted, worked on and kept; models that say what they take; pictures at URLs of its own.

import { type FakeAnswer, type FakeHttp, type FakeRequest, fakeHttp, type Misbehaviour } from "./fake-http.js";
import { base64Of, pictureFrom } from "./fake-sdapi.js";

type Body = { readonly [field: string]: unknown };

export type FakeJob = {
  readonly id: string;
  readonly kind: "predictions" | "trainings";
  readonly model: string;
  readonly body: Body;
  /** Milliseconds; null: it may take as long as it needs. */
  readonly cancelAfter: number | null;
  status: "starting" | "processing" | "succeeded" | "failed" | "canceled" | "aborted";
  output: unknown;
  error: string | null;
  logs: string;
  started: boolean;
  /** Milliseconds from when it was accepted to its end. */
  took: number;
  dataRemoved: boolean;
};

export type FakeReplicate = FakeHttp & {
  readonly jobs: readonly FakeJob[];
  /** Jobs that were begun. */
  works(): number;
  hold(): () => void;
  has(calls: number): Promise<void>;
  /** Changes the next job when it has ended. */
  spoil(how: (job: FakeJob) => void): void;
  /** Files are deleted. */
  expire(): void;
  lose(model: string): void;
  /** Ends what is under way: when its time is over, or earlier, as its owner can on the site. */
  end(how: "its time is over" | "by its owner"): void;
};

export type FakeReplicateOptions = {
  readonly key?: string;
  /** Where pictures are, if not on its own origin. */
  readonly delivery?: string;
  readonly output?: "list" | "one" | "data";
};

const version = "ab".repeat(32);
const trainedVersion = "cd".repeat(32);
const trainerVersion = "ef".repeat(32);

const sdxl = {
  prompt: { type: "string", title: "Prompt" },
  negative_prompt: { type: "string" },
  width: { type: "integer", maximum: 1280 },
  height: { type: "integer", maximum: 1280 },
  num_outputs: { type: "integer", minimum: 1, maximum: 4 },
  seed: { type: "integer" },
  num_inference_steps: { type: "integer", minimum: 1, maximum: 500 },
  guidance_scale: { type: "number", minimum: 1, maximum: 50 },
  lora_weights: { type: "string" },
  lora_scale: { type: "number", minimum: 0, maximum: 1 },
};
const flux = {
  prompt: { type: "string" },
  aspect_ratio: { allOf: [{ $ref: "#/components/schemas/aspect_ratio" }], default: "1:1" },
  width: { type: "integer", minimum: 256, maximum: 1440, description: "Will be rounded to nearest multiple of 16." },
  height: { type: "integer", minimum: 256, maximum: 1440, description: "Will be rounded to nearest multiple of 16." },
  num_outputs: { type: "integer", minimum: 1, maximum: 4 },
  seed: { type: "integer" },
  num_inference_steps: { type: "integer", minimum: 1, maximum: 50 },
  guidance: { type: "number", minimum: 0, maximum: 10 },
  output_format: { allOf: [{ $ref: "#/components/schemas/output_format" }], default: "webp" },
  go_fast: { type: "boolean", default: true },
  lora_scale: { type: "number", minimum: -1, maximum: 3 },
};
const { seed: _, ...seedless } = sdxl;
const { num_outputs: __, ...single } = sdxl;

const models: {
  readonly [path: string]: { readonly inputs: object; readonly official?: boolean; readonly version: string };
} = {
  "studio/dreams": { inputs: sdxl, official: true, version },
  "someone/sketch": { inputs: sdxl, official: false, version },
  "studio/flux": { inputs: flux, official: true, version },
  "studio/seedless": { inputs: seedless, official: true, version },
  "studio/single": { inputs: single, official: true, version },
  "me/style": { inputs: flux, official: false, version: trainedVersion },
  "studio/trainer": { inputs: sdxl, official: false, version: trainerVersion },
};

const schemas = (path: string) => ({
  Input: { type: "object", required: ["prompt"], properties: models[path]?.inputs },
  aspect_ratio: { enum: ["1:1", "16:9", "custom"], type: "string" },
  output_format: { enum: ["webp", "jpg", "png"], type: "string" },
  ...(path === "studio/trainer"
    ? {
        TrainingInput: {
          type: "object",
          properties: {
            input_images: { type: "string", format: "uri" },
            trigger_word: { type: "string" },
            steps: { type: "integer", minimum: 3, maximum: 6000 },
          },
        },
      }
    : {}),
});

export async function fakeReplicate({
  key,
  delivery,
  output = "list",
}: FakeReplicateOptions = {}): Promise<FakeReplicate> {
  const jobs: FakeJob[] = [];
  const lost = new Set<string>();
  const files = new Map<string, Uint8Array>();
  const spoils: ((job: FakeJob) => void)[] = [];
  const waiting: { readonly calls: number; readonly resolve: () => void }[] = [];
  let works = 0;
  let expired = false;
  let gate: Promise<void> = Promise.resolve();
  let line: Promise<void> = Promise.resolve();

  function submit(kind: FakeJob["kind"], model: string, body: Body, after: string | undefined): FakeAnswer {
    if (typeof body.input !== "object" || body.input === null)
      return { status: 422, body: { title: "Input validation failed", detail: "- input is required\n", status: 422 } };
    const input = body.input as Body;
    if (kind === "predictions" && typeof input.width === "number" && input.width > 1440)
      return {
        status: 422,
        body: {
          title: "Input validation failed",
          detail: "- input.width: Must be less than or equal to 1440\n",
          status: 422,
          invalid_fields: [
            { type: "number_lte", field: "input.width", description: "Must be less than or equal to 1440" },
          ],
        },
      };
    if (kind === "trainings" && body.destination !== "me/style")
      return { status: 404, body: { detail: "The specified training destination does not exist", status: 404 } };
    const job: FakeJob = {
      id: `job${jobs.length}xrma0chb5ksg9wj8m`,
      kind,
      model,
      body,
      cancelAfter: after === undefined ? null : Number.parseInt(after, 10) * 1000,
      status: "starting",
      output: null,
      error: null,
      logs: "",
      started: false,
      took: 3500,
      dataRemoved: false,
    };
    jobs.push(job);
    for (const each of waiting) if (jobs.length >= each.calls) each.resolve();
    line = line.then(() => work(job));
    return { status: 201, body: told(job) };
  }

  async function work(job: FakeJob): Promise<void> {
    if (job.status !== "starting") return;
    job.status = "processing";
    job.started = true;
    job.logs = " 10%|█         | 1/10\n 45%|████▌     | 4/10 [00:01<00:01]\n";
    works++;
    await gate;
    if (job.status !== "processing") return;
    job.status = "succeeded";
    const input = job.body.input as { readonly [field: string]: number };
    job.logs = `Using seed: ${input.seed}\n100%|██████████| 10/10\n`;
    job.output =
      job.kind === "trainings"
        ? { version: `me/style:${trainedVersion}`, weights: "https://w/x.tar" }
        : drawn(job, input);
    spoils.shift()?.(job);
  }

  function drawn(
    { id }: FakeJob,
    { seed = 0, num_outputs = 1, width = 64, height = 64 }: { readonly [field: string]: number },
  ) {
    const urls = Array.from({ length: num_outputs }, (_, i) => {
      const bytes = pictureFrom(seed + i, width, height);
      files.set(`/pbxt/${id}/out-${i}.png`, bytes);
      return output === "data"
        ? `data:image/png;base64,${base64Of(bytes)}`
        : `${delivery ?? http.url}/pbxt/${id}/out-${i}.png`;
    });
    return output === "one" ? urls[0] : urls;
  }

  function told(job: FakeJob) {
    const ended = !["starting", "processing"].includes(job.status);
    return {
      id: job.id,
      model: job.model,
      version,
      input: job.dataRemoved ? {} : job.body.input,
      logs: job.logs,
      output: job.dataRemoved ? null : job.output,
      data_removed: job.dataRemoved,
      error: job.error,
      status: job.status,
      created_at: "2026-01-01T00:00:00.000000Z",
      ...(ended ? { completed_at: new Date(Date.UTC(2026, 0, 1) + job.took).toISOString() } : {}),
      ...(job.started ? { started_at: "2026-01-01T00:00:01.000Z" } : {}),
      ...(ended && job.started ? { metrics: { predict_time: 2.5, total_time: 3.5 } } : {}),
      urls: {
        get: `https://elsewhere.example/v1/${job.kind}/${job.id}`,
        cancel: `https://elsewhere.example/v1/${job.kind}/${job.id}/cancel`,
      },
    };
  }

  function describe(path: string, asked: string | undefined): FakeAnswer {
    const model = models[path];
    if (model === undefined || lost.has(path) || (asked !== undefined && asked !== model.version)) return notFound;
    const made = { id: model.version, openapi_schema: { components: { schemas: schemas(path) } } };
    const [owner, name] = path.split("/");
    return { body: asked === undefined ? { owner, name, is_official: model.official, latest_version: made } : made };
  }

  function answer({ method, path, query, headers, json }: FakeRequest): FakeAnswer {
    const file = files.get(path);
    if (method === "GET" && file !== undefined)
      return expired ? { status: 404, body: "gone" } : { headers: { "content-type": "image/png" }, body: file };
    if (key !== undefined && headers.authorization !== `Bearer ${key}`)
      return {
        status: 401,
        body: { title: "Unauthenticated", detail: "You did not pass a valid authentication token", status: 401 },
      };
    const after = headers["cancel-after"] as string | undefined;
    const [, model = "", asked, action] =
      /^\/v1\/models\/([^/]+\/[^/]+)(?:\/versions\/([^/]+))?(?:\/(predictions|trainings))?$/.exec(path) ?? [];
    if (model !== "" && method === "GET" && action === undefined) return describe(model, asked);
    if (method === "POST" && action === "predictions" && models[model]?.official === true && !lost.has(model))
      return submit("predictions", model, json as Body, after);
    if (method === "POST" && action === "trainings" && models[model]?.version === asked)
      return submit("trainings", model, json as Body, after);
    if (method === "POST" && path === "/v1/predictions") {
      const found = Object.keys(models).find((each) => models[each]?.version === (json as Body).version);
      return found === undefined
        ? {
            status: 422,
            body: {
              title: "Invalid version or not permitted",
              detail: "The specified version does not exist",
              status: 422,
            },
          }
        : submit("predictions", found, json as Body, after);
    }
    if (method === "GET" && path === "/v1/trainings") {
      const results = jobs
        .filter(({ kind }) => kind === "trainings")
        .map(told)
        .reverse();
      const at = Number(query.get("cursor") ?? 0);
      const next = at + 1 < results.length ? `https://elsewhere.example/v1/trainings?cursor=${at + 1}` : null;
      return { body: { previous: null, next, results: results.slice(at, at + 1) } };
    }
    const [, kind, id, cancels] = /^\/v1\/(predictions|trainings)\/([^/]+)(\/cancel)?$/.exec(path) ?? [];
    const job = jobs.find((each) => each.id === id && each.kind === kind);
    if (job === undefined) return notFound;
    if (cancels !== undefined && method === "POST") end(job);
    return { body: told(job) };
  }

  /** What has ended stays as it is. */
  function end(job: FakeJob): void {
    if (job.status === "starting") job.status = "aborted";
    if (job.status === "processing") job.status = "canceled";
  }

  const http = await fakeHttp(answer);
  return {
    ...http,
    jobs,
    works: () => works,
    hold: () => {
      let open = () => {};
      gate = new Promise((resolve) => {
        open = resolve;
      });
      return open;
    },
    has: (wanted) =>
      jobs.length >= wanted
        ? Promise.resolve()
        : new Promise((resolve) => void waiting.push({ calls: wanted, resolve })),
    spoil: (how) => void spoils.push(how),
    expire: () => {
      expired = true;
    },
    lose: (model) => void lost.add(model),
    end: (how) => {
      for (const job of jobs) {
        if (how === "its time is over") job.took = job.cancelAfter ?? 0;
        end(job);
      }
    },
  };
}

const notFound: FakeAnswer = {
  status: 404,
  body: { detail: "The requested resource could not be found.", status: 404 },
};

const submits = /^POST .*\/(predictions|trainings)$/;

/** What each trouble of the conformance suite is there; null: it is none of single requests. */
export function replicateTrouble(name: string, secret: string): Misbehaviour | null {
  const instead = (status: number, body: unknown, headers = {}): Misbehaviour => ({
    on: submits,
    instead: { status, body, headers },
  });
  switch (name) {
    case "lost request":
      return { on: submits, instead: "reset" };
    case "lost reply":
      return { on: submits, after: "reset" };
    case "cut reply":
      return { on: submits, after: "cut" };
    case "busy":
      return instead(429, { detail: "Request was throttled.", status: 429 });
    case "busy, says when":
      return instead(
        429,
        { detail: "Request was throttled. Expected available in 3 seconds.", status: 429 },
        { "retry-after": "3" },
      );
    case "overloaded":
      return { ...instead(503, { detail: "Service unavailable" }), times: 3 };
    case "page":
      return instead(502, "<html><title>Bad gateway</title></html>", { "content-type": "text/html" });
    case "long error":
      return instead(400, { detail: `${secret} ${"x".repeat(1_000_000)}` });
    case "wrong key":
      return instead(401, { title: "Unauthenticated", detail: `The token ${secret} is not valid`, status: 401 });
    default:
      return null;
  }
}

/** The same for what becomes of a job; null: it is no such trouble. */
export function replicateSpoil(name: string): ((job: FakeJob) => void) | null {
  const failing = (error: string) => (job: FakeJob) => {
    job.status = "failed";
    job.output = null;
    job.error = error;
  };
  const urls = (job: FakeJob, change: (urls: readonly string[]) => readonly string[]) => {
    job.output = change(job.output as readonly string[]);
  };
  const data = (bytes: Uint8Array) => `data:image/png;base64,${base64Of(bytes)}`;
  switch (name) {
    case "out of memory":
      return failing("CUDA out of memory. Tried to allocate 2.00 GiB");
    case "refused content":
      return failing("NSFW content detected. Try running it again, or try a different prompt.");
    case "cut picture":
      return (job) => urls(job, ([, ...rest]) => [data(pictureFrom(1, 64, 64).subarray(0, 60)), ...rest]);
    case "wrong count":
      return (job) => urls(job, (all) => all.slice(1));
    case "extra picture":
      return (job) => urls(job, (all) => [...all, ...all.slice(0, 1)]);
    case "wrong size":
      return (job) => urls(job, (all) => all.map(() => data(pictureFrom(1, 32, 64))));
    default:
      return null;
  }
}
