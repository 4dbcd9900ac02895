// A fake of the server of stable-diffusion.cpp: jobs, one after the other, of one model; results are kept for a while, and forgotten by a restart.

import { type FakeAnswer, type FakeHttp, type FakeRequest, fakeHttp } from "./fake-http.js";
import { base64Of, pictureFrom } from "./fake-sdapi.js";

type Job = {
  readonly id: string;
  readonly body: { readonly [field: string]: unknown };
  status: "queued" | "generating" | "completed" | "failed" | "cancelled";
  images: { index: number; b64_json: string }[];
  error: { readonly code: string; readonly message: string } | null;
};

export type FakeSdcpp = FakeHttp & {
  readonly jobs: readonly Job[];
  works(): number;
  hold(): () => void;
  has(calls: number): Promise<void>;
  /** Changes the next job's result. */
  spoil(how: (job: Job) => void): void;
  /** The next result that is asked for has expired. */
  expire(): void;
  restart(): void;
  /** Is started anew with another model. */
  changeModel(): void;
};

export async function fakeSdcpp(): Promise<FakeSdcpp> {
  const jobs: Job[] = [];
  let forgotten = 0;
  let works = 0;
  let expiring = false;
  let model = "dreams";
  let gate: Promise<void> = Promise.resolve();
  let line: Promise<void> = Promise.resolve();
  const spoils: ((job: Job) => void)[] = [];
  const waiting: { readonly calls: number; readonly resolve: () => void }[] = [];

  function submit(body: Job["body"]): FakeAnswer {
    if (jobs.filter(({ status }) => status === "queued").length >= 64)
      return { status: 429, body: { error: "queue_full", message: "job queue is full" } };
    if (!Number.isInteger(body.batch_count) || Number(body.batch_count) > 8)
      return { status: 400, body: { error: "invalid_request", message: "batch_count must be 1 to 8" } };
    const job: Job = { id: `job_${jobs.length}`, body, status: "queued", images: [], error: null };
    jobs.push(job);
    for (const each of waiting) if (jobs.length >= each.calls) each.resolve();
    line = line.then(() => generate(job));
    return {
      status: 202,
      body: { id: job.id, kind: "img_gen", status: "queued", created: 1, poll_url: `/sdcpp/v1/jobs/${job.id}` },
    };
  }

  async function generate(job: Job): Promise<void> {
    if (job.status !== "queued") return;
    job.status = "generating";
    works++;
    await gate;
    const { seed, batch_count, width, height } = job.body as { readonly [field: string]: number };
    job.images = Array.from({ length: batch_count ?? 1 }, (_, i) => ({
      index: i,
      b64_json: base64Of(pictureFrom((seed ?? 0) + i, width ?? 64, height ?? 64)),
    }));
    job.status = "completed";
    spoils.shift()?.(job);
  }

  function jobAnswer(method: string, id: string, cancels: boolean): FakeAnswer {
    const at = jobs.findIndex((job) => job.id === id);
    const job = jobs[at];
    if (job === undefined || at < forgotten)
      return { status: 404, body: { error: "not_found", message: "job not found" } };
    if (!cancels && method === "GET") {
      if (expiring && job.status === "completed")
        return { status: 410, body: { error: "expired", message: "job has expired" } };
      const result = job.status === "completed" ? { output_format: "png", images: job.images } : null;
      return { body: { id, kind: "img_gen", status: job.status, queue_position: 0, result, error: job.error } };
    }
    if (job.status !== "queued") return { status: 409, body: { error: "conflict", message: "job is not queued" } };
    job.status = "cancelled";
    job.error = { code: "cancelled", message: "job cancelled by client" };
    return { body: { id, status: job.status } };
  }

  function answer({ method, path, json }: FakeRequest): FakeAnswer {
    const [, id, cancels] = /^\/sdcpp\/v1\/jobs\/([^/]+)(\/cancel)?$/.exec(path) ?? [];
    if (id !== undefined) return jobAnswer(method, decodeURIComponent(id), cancels !== undefined);
    switch (`${method} ${path}`) {
      case "GET /sdapi/v1/sd-models":
        return {
          body: [
            {
              title: model,
              model_name: model,
              filename: `${model}.gguf`,
              hash: "8888888888",
              sha256: "",
              config: null,
            },
          ],
        };
      case "GET /sdapi/v1/loras":
        return { body: [{ name: "my-style", path: "styles/my-style.safetensors" }] };
      case "GET /sdapi/v1/samplers":
        return { body: [{ name: "euler", aliases: ["euler"], options: {} }] };
      case "GET /sdapi/v1/schedulers":
        return { body: [{ name: "discrete", label: "discrete" }] };
      case "GET /sdapi/v1/options":
        return { body: { samples_format: "png", sd_model_checkpoint: model } };
      case "GET /sdcpp/v1/capabilities":
        return {
          body: {
            model: { name: model, stem: model, path: "" },
            limits: {
              min_width: 64,
              max_width: 1024,
              min_height: 64,
              max_height: 768,
              max_batch_count: 8,
              max_queue_size: 64,
            },
          },
        };
      case "POST /sdcpp/v1/img_gen":
        return submit(json as Job["body"]);
      default:
        return { status: 404, body: "File not found" };
    }
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
      expiring = true;
    },
    restart: () => {
      forgotten = jobs.length;
    },
    changeModel: () => {
      model = "other";
    },
  };
}
