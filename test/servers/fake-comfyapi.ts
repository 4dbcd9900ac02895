// A fake of the Comfy API v2: jobs, one after the other; a key is taken once and never answered twice; links that begin at the origin, below what it
// is mounted under; links to pictures that are good for one look.

import { type FakeAnswer, type FakeHttp, type FakeRequest, fakeHttp } from "./fake-http.js";
import { pictureFrom } from "./fake-sdapi.js";

type Graph = {
  readonly [id: string]: { readonly class_type: string; readonly inputs: { readonly [input: string]: unknown } };
};
type Output = { node_id: string; name: string; type: string; url: string };
type Job = {
  readonly id: string;
  readonly graph: Graph;
  status: "queued" | "running" | "succeeded" | "canceling" | "canceled" | "failed" | "expired";
  started: boolean;
  outputs: Output[];
  error: {
    readonly code: string;
    readonly message: string;
    readonly node_id: string;
    readonly class_type: string;
  } | null;
};

export type FakeComfyapi = FakeHttp & {
  readonly jobs: readonly Job[];
  /** Jobs that were begun. */
  works(): number;
  hold(): () => void;
  has(calls: number): Promise<void>;
  lose(model: string): void;
  /** Changes the next job when it has succeeded. */
  spoil(how: (job: Job, files: Map<string, Uint8Array>) => void): void;
};

const mount = "/deployment/d1";

export async function fakeComfyapi(key: string): Promise<FakeComfyapi> {
  const models = ["dreams.safetensors"];
  const jobs: Job[] = [];
  const keys = new Set<string>();
  const files = new Map<string, Uint8Array>();
  const spoils: Parameters<FakeComfyapi["spoil"]>[0][] = [];
  const waiting: { readonly calls: number; readonly resolve: () => void }[] = [];
  let looks = 0;
  let works = 0;
  let gate: Promise<void> = Promise.resolve();
  let line: Promise<void> = Promise.resolve();

  const refused = (status: number, code: string, message: string): FakeAnswer => ({
    status,
    body: { error: { code, message, details: null } },
  });

  function submit({ json, headers }: FakeRequest): FakeAnswer {
    const { workflow, ...more } = json as { readonly workflow: Graph };
    const own = String(headers["idempotency-key"]);
    if (keys.has(own)) return refused(422, "idempotency_key_reuse", "Idempotency-Key has already been used");
    if (Object.keys(more).length > 0) return refused(422, "invalid_workflow", "unknown field");
    if ("nodes" in workflow) return refused(422, "workflow_format_ui", "UI-format workflow");
    for (const [id, { class_type, inputs }] of Object.entries(workflow))
      if (class_type === "CheckpointLoaderSimple" && !models.includes(String(inputs.ckpt_name)))
        return refused(
          422,
          "invalid_workflow",
          `Node ${id} (CheckpointLoaderSimple): ckpt_name: '${inputs.ckpt_name}' not in list`,
        );
    // What is refused lets its key go.
    keys.add(own);
    const job: Job = {
      id: `job-${jobs.length}`,
      graph: workflow,
      status: "queued",
      started: false,
      outputs: [],
      error: null,
    };
    jobs.push(job);
    for (const each of waiting) if (jobs.length >= each.calls) each.resolve();
    line = line.then(() => draw(job));
    return { status: 201, body: bodyOf(job) };
  }

  async function draw(job: Job): Promise<void> {
    if (job.status !== "queued") return;
    job.status = "running";
    job.started = true;
    works++;
    await gate;
    if ((job.status as string) === "canceling") {
      job.status = "canceled";
      return;
    }
    const inputsOf = (type: string) => Object.values(job.graph).find(({ class_type }) => class_type === type)?.inputs;
    const latent = inputsOf("EmptyLatentImage") as { readonly [input: string]: number };
    const seed = Number(inputsOf("KSampler")?.seed);
    const saves = Object.keys(job.graph).find((id) => job.graph[id]?.class_type === "SaveImage") ?? "";
    job.outputs = Array.from({ length: latent.batch_size ?? 1 }, (_, i) => {
      const name = `${job.id}_${i}.png`;
      files.set(name, pictureFrom((seed % 1000) + i * 7, latent.width ?? 64, latent.height ?? 64));
      return { node_id: saves, name, type: "image", url: "" };
    });
    // A preview of another node is an output too.
    job.outputs.unshift({ node_id: "preview", name: "p.png", type: "image", url: "" });
    job.status = "succeeded";
    spoils.shift()?.(job, files);
  }

  function bodyOf(job: Job) {
    const own = `${mount}/api/v2/jobs/${job.id}`;
    looks++;
    return {
      id: job.id,
      status: job.status,
      created_at: "2026-01-01T00:00:00Z",
      started_at: job.started ? "2026-01-01T00:00:01Z" : null,
      completed_at: null,
      expires_at: "2026-01-02T00:00:00Z",
      queue_position: job.status === "queued" ? 1 : null,
      progress: job.status === "running" ? { value: 0.42, nodes_done: 3, nodes_total: 7 } : null,
      outputs: job.outputs.map((output) => ({
        ...output,
        content_type: "image/png",
        size_bytes: files.get(output.name)?.length ?? 0,
        id: output.name,
        hash: null,
        url: `${http.url}/blobs/${output.name}?look=${looks}`,
      })),
      error: job.error,
      urls: { self: own, events: `${own}/events`, cancel: `${own}/cancel` },
    };
  }

  function answer(request: FakeRequest): FakeAnswer {
    const { method, path, query, headers } = request;
    if (path.startsWith("/blobs/")) {
      const file = files.get(path.slice("/blobs/".length));
      const fresh = query.get("look") === String(looks);
      return file === undefined || !fresh
        ? { status: 403, body: "expired" }
        : { headers: { "content-type": "image/png" }, body: file };
    }
    if (headers.authorization !== `Bearer ${key}`) return refused(401, "unauthorized", "invalid credentials");
    if (method === "POST" && path === `${mount}/api/v2/jobs`) return submit(request);
    const [, id, cancels] = /^\/deployment\/d1\/api\/v2\/jobs\/([^/]+)(\/cancel)?$/.exec(path) ?? [];
    const job = jobs.find((each) => each.id === id);
    if (job === undefined) return refused(404, "not_found", "no such job");
    if (method === "POST" && cancels !== undefined) {
      if (job.status === "queued") job.status = "canceled";
      else if (job.status === "running") job.status = "canceling";
    }
    return { body: bodyOf(job) };
  }

  const http = await fakeHttp(answer);
  return {
    ...http,
    url: `${http.url}${mount}`,
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
    lose: (model) => void models.splice(models.indexOf(model), 1),
    spoil: (how) => void spoils.push(how),
  };
}
