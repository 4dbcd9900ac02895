// A fake of fal: a queue that takes requests in at once, keeps them for good, says where they are, and gives pictures by URL.

import { type FakeAnswer, type FakeHttp, type FakeRequest, fakeHttp, type Misbehaviour } from "./fake-http.js";
import { base64Of, pictureFrom } from "./fake-sdapi.js";

type Body = { readonly [field: string]: unknown };

/** How a request ended otherwise than with pictures: what the look at its result gives. */
type Ending = { readonly status: number; readonly type?: string; readonly message: string };

export type FakeFalJob = {
  readonly id: string;
  readonly app: string;
  readonly body: Body;
  state: "IN_QUEUE" | "IN_PROGRESS" | "COMPLETED";
  images: { url: string; width: number; height: number; content_type: string }[];
  seed: number;
  nsfw: boolean[];
  ending: Ending | null;
  /** The status says it already, in words of fal's own. */
  error: { readonly error: string; readonly error_type: string } | null;
  worked: boolean;
};

export type FakeFal = FakeHttp & {
  readonly jobs: readonly FakeFalJob[];
  /** Requests that a model has worked on. */
  works(): number;
  hold(): () => void;
  has(calls: number): Promise<void>;
  /** Changes the next request that has been worked on. */
  spoil(how: (job: FakeFalJob) => void): void;
  /** Results are thrown away. */
  expire(): void;
  /** Forgets all requests. */
  forget(): void;
  lose(app: string): void;
};

export type FakeFalOptions = {
  readonly key?: string;
  /** Where pictures are, if not on its own origin. */
  readonly delivery?: string;
  /** The origin of the URLs that it names for a request. */
  readonly names?: string;
  readonly pictures?: "urls" | "data";
};

const apps = ["fal-ai/flux", "fal-ai/lora", "workflows/me/mine"];

export async function fakeFal({ key, delivery, names, pictures = "urls" }: FakeFalOptions = {}): Promise<FakeFal> {
  const jobs: FakeFalJob[] = [];
  const lost = new Set<string>();
  const files = new Map<string, Uint8Array>();
  const spoils: ((job: FakeFalJob) => void)[] = [];
  const waiting: { readonly calls: number; readonly resolve: () => void }[] = [];
  let works = 0;
  let expired = false;
  let forgotten = 0;
  let gate: Promise<void> = Promise.resolve();
  let line: Promise<void> = Promise.resolve();

  function submit(app: string, body: Body): FakeAnswer {
    const id = `764cabcf-b745-4b3e-ae38-${String(jobs.length).padStart(12, "0")}`;
    const job: FakeFalJob = {
      id,
      app,
      body,
      state: "IN_QUEUE",
      images: [],
      seed: 0,
      nsfw: [],
      ending: null,
      error: null,
      worked: false,
    };
    jobs.push(job);
    for (const each of waiting) if (jobs.length >= each.calls) each.resolve();
    line = line.then(() => work(job));
    return { body: { status: "IN_QUEUE", request_id: id, queue_position: 0, ...urlsOf(job) } };
  }

  const urlsOf = ({ app, id }: FakeFalJob) => {
    const url = `${names ?? http.url}/${app}/requests/${id}`;
    return { response_url: url, status_url: `${url}/status`, cancel_url: `${url}/cancel` };
  };

  async function work(job: FakeFalJob): Promise<void> {
    if (job.state !== "IN_QUEUE") return;
    job.state = "IN_PROGRESS";
    const { image_size, num_images = 1, seed = 7, num_inference_steps } = job.body as { readonly [f: string]: number };
    const { width, height } = (image_size ?? { width: 64, height: 64 }) as unknown as {
      readonly width: number;
      readonly height: number;
    };
    if (num_inference_steps !== undefined && num_inference_steps > 50) {
      job.ending = {
        status: 422,
        type: "less_than_equal",
        message: "Input should be less than or equal to 50",
      };
      job.state = "COMPLETED";
      return;
    }
    works++;
    job.worked = true;
    await gate;
    job.seed = seed;
    job.nsfw = Array.from({ length: num_images }, () => false);
    job.images = job.nsfw.map((_, i) => pictureOf(`${job.id}-${i}.png`, pictureFrom(seed + i, width, height)));
    job.state = "COMPLETED";
    spoils.shift()?.(job);
  }

  function pictureOf(name: string, bytes: Uint8Array) {
    files.set(`/files/${name}`, bytes);
    const url =
      pictures === "data" ? `data:image/png;base64,${base64Of(bytes)}` : `${delivery ?? http.url}/files/${name}`;
    return { url, width: 64, height: 64, content_type: "image/png" };
  }

  function ask(method: string, job: FakeFalJob, part: string | undefined): FakeAnswer {
    if (part === undefined && method === "GET") return resultOf(job);
    if (part === "status" && method === "GET") {
      const seconds = job.worked ? { metrics: { inference_time: 1.5 } } : {};
      const isOver = job.state === "COMPLETED";
      const more = isOver ? { ...seconds, ...job.error } : job.state === "IN_QUEUE" ? { queue_position: 1 } : {};
      return { status: isOver ? 200 : 202, body: { status: job.state, ...urlsOf(job), logs: null, ...more } };
    }
    if (part === "cancel" && method === "PUT") {
      if (job.state === "COMPLETED") return { status: 400, body: { status: "ALREADY_COMPLETED" } };
      if (job.state === "IN_QUEUE") {
        job.state = "COMPLETED";
        job.error = { error: "The client cancelled the request", error_type: "client_cancelled" };
        job.ending = { status: 499, message: "The client cancelled the request" };
      }
      return { status: 202, body: { status: "CANCELLATION_REQUESTED" } };
    }
    return { status: 405, body: { detail: "Method Not Allowed" } };
  }

  function resultOf({ state, ending, images, seed, nsfw, body }: FakeFalJob): FakeAnswer {
    if (state !== "COMPLETED") return { status: 400, body: { detail: "Request is still in progress" } };
    if (expired) return { status: 404, body: { detail: "Request not found" } };
    if (ending !== null) {
      const { status, type, message } = ending;
      const detail = type === undefined ? message : [{ loc: ["body"], msg: message, type, input: body }];
      return { status, body: { detail } };
    }
    return { body: { images, timings: { inference: 1.5 }, seed, has_nsfw_concepts: nsfw, prompt: body.prompt } };
  }

  function answer({ method, path, headers, json }: FakeRequest): FakeAnswer {
    const file = files.get(path);
    if (method === "GET" && file !== undefined)
      return expired ? { status: 404, body: "gone" } : { headers: { "content-type": "image/png" }, body: file };
    if (key !== undefined && headers.authorization !== `Key ${key}`)
      return { status: 401, body: { detail: "No user found for Key ID and Secret" } };
    const [, app = "", id, part] = /^\/(.+?)\/requests\/([^/]+)(?:\/(status|cancel))?$/.exec(path) ?? [];
    if (id !== undefined) {
      const at = jobs.findIndex((job) => job.id === id && job.app === app);
      const job = jobs[at];
      if (job === undefined || at < forgotten) return { status: 404, body: { detail: "Request not found" } };
      return ask(method, job, part);
    }
    const found = apps.find((each) => path === `/${each}` || path.startsWith(`/${each}/`));
    if (method !== "POST" || found === undefined || lost.has(found))
      return { status: 404, body: { detail: `Application ${JSON.stringify(path.slice(1))} not found` } };
    return submit(found, json as Body);
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
    forget: () => {
      forgotten = jobs.length;
    },
    lose: (app) => void lost.add(app),
  };
}

const submits = /^POST /;

/** What each trouble of the conformance suite is there; null: it is none of single requests. */
export function falTrouble(name: string, secret: string): Misbehaviour | null {
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
      return instead(429, { detail: "Too many requests" });
    case "busy, says when":
      return instead(429, { detail: "Too many requests" }, { "retry-after": "3" });
    case "overloaded":
      return { ...instead(503, { detail: "Service unavailable" }), times: 3 };
    case "page":
      return instead(502, "<html><title>Bad gateway</title></html>", { "content-type": "text/html" });
    case "long error":
      return instead(400, { detail: `${secret} ${"x".repeat(1_000_000)}` });
    case "wrong key":
      return instead(401, { detail: `No user found for Key ${secret}` });
    default:
      return null;
  }
}

/** The same for what becomes of a request; null: it is no such trouble. */
export function falSpoil(name: string): ((job: FakeFalJob) => void) | null {
  const ending =
    (status: number, type: string, message: string) =>
    (job: FakeFalJob): void => {
      job.ending = { status, type, message };
    };
  const data = (bytes: Uint8Array) => `data:image/png;base64,${base64Of(bytes)}`;
  switch (name) {
    case "out of memory":
      return ending(500, "internal_server_error", "CUDA out of memory. Tried to allocate 2.00 GiB");
    case "refused content":
      return ending(422, "content_policy_violation", "The content was flagged by a content checker.");
    case "cut picture":
      return ({ images: [first] }) => {
        if (first !== undefined) first.url = data(pictureFrom(1, 64, 64).subarray(0, 60));
      };
    case "wrong count":
      return (job) => void job.images.shift();
    case "extra picture":
      return (job) => void job.images.push(...job.images.slice(0, 1));
    case "wrong size":
      return (job) => {
        for (const image of job.images) image.url = data(pictureFrom(1, 32, 64));
      };
    default:
      return null;
  }
}
