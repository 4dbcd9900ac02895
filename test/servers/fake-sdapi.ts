// A fake of AUTOMATIC1111, Forge and SD.Next: one lock, one model at a time, silent about models, LoRAs and seeds that it does not know.

import { encode } from "fast-png";
import { type FakeAnswer, type FakeHttp, type FakeRequest, fakeHttp, type Misbehaviour } from "./fake-http.js";

export type Checkpoint = { readonly title: string; readonly model_name: string; readonly hash: string };

/** What it drew with, which its pictures do not show. */
export type DrawnWith = {
  readonly model: string;
  readonly loras: readonly string[];
  readonly seeds: readonly number[];
  readonly prompt: string;
};

export type FakeSdapi = FakeHttp & {
  readonly drawn: readonly DrawnWith[];
  /** The model that is loaded. */
  readonly current: () => string;
  /** Work begins and does not end, until what is returned is called. */
  hold(): () => void;
  /** Resolves when it has so many calls, with those that ended. */
  has(calls: number): Promise<void>;
  /** Draws with the model that is loaded, whatever it is asked for. */
  ignoreModels(): void;
  /** Removes a model. */
  lose(title: string): void;
  restart(): void;
};

export type FakeSdapiOptions = {
  /** "user:password", as --api-auth. */
  readonly login?: string;
  /** Takes ids of tasks; older ones do not. */
  readonly taskIds?: boolean;
  /** Draws from a seed of its own. */
  readonly randomSeeds?: boolean;
  /** Started without --api. */
  readonly off?: boolean;
};

type Body = { readonly [field: string]: unknown };

export function pictureFrom(seed: number, width: number, height: number): Uint8Array {
  const data = new Uint8Array(width * height * 4);
  for (let i = 0; i < data.length; i++) data[i] = (seed * 31 + i) % 251;
  return encode({ width, height, data });
}

export function base64Of(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}

export async function fakeSdapi({
  login,
  taskIds = true,
  randomSeeds = false,
  off = false,
}: FakeSdapiOptions = {}): Promise<FakeSdapi> {
  const models: Checkpoint[] = [
    { title: "dreams.safetensors [0123456789]", model_name: "dreams", hash: "0123456789" },
    { title: "sketch.safetensors [9876543210]", model_name: "sketch", hash: "9876543210" },
  ];
  const hidden: Checkpoint[] = [{ title: "new.safetensors [aaaaaaaaaa]", model_name: "new", hash: "aaaaaaaaaa" }];
  const loras = [{ name: "my-style", alias: "my-style", path: "/models/Lora/my-style.safetensors" }];
  const drawn: DrawnWith[] = [];
  let current = "sketch";
  let ignoring = false;
  let calls = 0;
  let lock: Promise<unknown> = Promise.resolve();
  let gate: Promise<void> = Promise.resolve();
  let pending: string[] = [];
  let finished: string[] = [];
  let running: string | null = null;
  let interrupted = false;
  const waiting: { readonly calls: number; readonly resolve: () => void }[] = [];

  async function txt2img(body: Body): Promise<FakeAnswer> {
    const width = Number(body.width ?? 512);
    const height = Number(body.height ?? 512);
    if (!Number.isInteger(body.steps ?? 50))
      return {
        status: 422,
        body: { detail: [{ loc: ["body", "steps"], msg: "value is not a valid integer", type: "type_error.integer" }] },
      };
    if (body.sampler_name !== undefined && body.sampler_name !== "Euler")
      return { status: 404, body: { error: "HTTPException", detail: "Sampler not found", body: "", errors: "" } };
    const task = taskIds && typeof body.force_task_id === "string" ? body.force_task_id : "task(own)";
    pending.push(task);
    calls++;
    for (const each of waiting) if (calls >= each.calls) each.resolve();
    const turn = lock.then(async () => {
      pending = pending.filter((each) => each !== task);
      running = task;
      interrupted = false;
      await gate;
      const answer = draw(body, width, height);
      running = null;
      finished = [...finished, task].slice(-16);
      return answer;
    });
    lock = turn.catch(() => {});
    return turn;
  }

  function draw(body: Body, width: number, height: number): FakeAnswer {
    const before = current;
    const override = (body.override_settings ?? {}) as Body;
    const wanted = models.find(({ title }) => title === override.sd_model_checkpoint);
    if (wanted !== undefined && !ignoring) current = wanted.model_name;
    const asked = Number(body.seed ?? -1);
    const first = asked < 0 || asked > 4_294_967_295 || randomSeeds ? 777_000 + drawn.length * 10 : asked;
    const count = Number(body.batch_size ?? 1) * Number(body.n_iter ?? 1);
    const seeds = Array.from({ length: count }, (_, i) => first + i);
    const prompt = String(body.prompt);
    const tags = [...prompt.matchAll(/<lora:([^:>]+):[^>]*>/g)].map(([, name]) => name ?? "");
    drawn.push({
      model: current,
      loras: tags.filter((name) => loras.some((lora) => lora.name === name)),
      seeds,
      prompt,
    });
    const pictures = seeds.map((seed) => base64Of(pictureFrom(interrupted ? 0 : seed, width, height)));
    const grid = body.save_images !== false && count > 1;
    const model = models.find(({ model_name }) => model_name === current);
    const info = {
      seed: first,
      all_seeds: seeds,
      sd_model_name: current,
      sd_model_hash: model?.hash,
      index_of_first_image: grid ? 1 : 0,
      infotexts: [],
    };
    if (body.override_settings_restore_afterwards !== false) current = before;
    return {
      body: { images: grid ? [pictures[0], ...pictures] : pictures, parameters: body, info: JSON.stringify(info) },
    };
  }

  function answer({ method, path, headers, json }: FakeRequest): FakeAnswer | Promise<FakeAnswer> {
    const notFound = { status: 404, body: { detail: "Not Found" } };
    if (off) return notFound;
    if (login !== undefined && path.startsWith("/sdapi") && headers.authorization !== `Basic ${btoa(login)}`)
      return {
        status: 401,
        headers: { "www-authenticate": "Basic" },
        body: { detail: "Incorrect username or password" },
      };
    switch (`${method} ${path}`) {
      case "GET /sdapi/v1/sd-models":
        return {
          body: models.map((model) => ({
            ...model,
            sha256: null,
            filename: `/models/${model.title.replace(/ \[.*/, "")}`,
            config: null,
          })),
        };
      case "POST /sdapi/v1/refresh-checkpoints":
        models.push(...hidden.splice(0));
        return { body: null };
      case "GET /sdapi/v1/loras":
        return { body: loras };
      case "POST /sdapi/v1/refresh-loras":
        return { body: null };
      case "GET /sdapi/v1/samplers":
        return { body: [{ name: "Euler", aliases: ["k_euler"], options: {} }] };
      case "GET /sdapi/v1/schedulers":
        return { body: [{ name: "automatic", label: "Automatic" }] };
      case "GET /sdapi/v1/options":
        return { body: { sd_model_checkpoint: models.find(({ model_name }) => model_name === current)?.title } };
      case "GET /openapi.json":
        return { body: { components: { schemas: taskIds ? { Txt2img: { properties: { force_task_id: {} } } } : {} } } };
      case "GET /sdapi/v1/progress":
        return { body: { progress: running === null ? 0 : 0.5, eta_relative: 1, state: {}, current_image: null } };
      case "POST /internal/progress": {
        const { id_task } = json as { readonly id_task: string };
        const active = running === id_task;
        return {
          body: {
            active,
            queued: pending.includes(id_task),
            paused: false,
            completed: finished.includes(id_task),
            ...(active ? { progress: 0.5 } : {}),
          },
        };
      }
      case "POST /sdapi/v1/interrupt":
        interrupted = running !== null;
        return { body: {} };
      case "POST /sdapi/v1/txt2img":
        return txt2img(json as Body);
      default:
        return notFound;
    }
  }

  const http = await fakeHttp(answer);
  return {
    ...http,
    drawn,
    current: () => current,
    hold: () => {
      let open = () => {};
      gate = new Promise((resolve) => {
        open = resolve;
      });
      return open;
    },
    has: (wanted) =>
      calls >= wanted ? Promise.resolve() : new Promise((resolve) => void waiting.push({ calls: wanted, resolve })),
    ignoreModels: () => {
      ignoring = true;
    },
    lose: (title) =>
      void models.splice(
        models.findIndex((model) => model.title === title),
        1,
      ),
    restart: () => {
      pending = [];
      finished = [];
      running = null;
      current = "sketch";
    },
  };
}

const draws = /^POST \/sdapi\/v1\/txt2img$/;

/** What each trouble of the conformance suite is on such a server; null: it cannot have it. */
export function misbehaviourOf(name: string, secret: string): Misbehaviour | null {
  const onImages = (change: (images: string[], info: Body) => Body): Misbehaviour => ({
    on: draws,
    after: (answer) => {
      const body = answer.body as { readonly images: string[]; readonly info: string };
      return { ...answer, body: { ...body, ...change(body.images, JSON.parse(body.info) as Body) } };
    },
  });
  switch (name) {
    case "lost request":
      return { on: draws, instead: "reset" };
    case "lost reply":
      return { on: draws, after: "reset" };
    case "cut reply":
      return { on: draws, after: "cut" };
    case "busy":
      return { on: draws, instead: { status: 429 } };
    case "busy, says when":
      return { on: draws, instead: { status: 429, headers: { "retry-after": "3" } } };
    case "overloaded":
      return { on: draws, instead: { status: 503 }, times: 3 };
    case "page":
      return {
        on: draws,
        instead: {
          status: 502,
          headers: { "content-type": "text/html" },
          body: "<html><title>Bad gateway</title></html>",
        },
      };
    case "long error":
      return { on: draws, instead: { status: 400, body: { error: `${secret} ${"x".repeat(1_000_000)}` } } };
    case "wrong key":
      return { on: draws, instead: { status: 401, body: { detail: `Incorrect username or password ${secret}` } } };
    case "out of memory":
      return {
        on: draws,
        instead: {
          status: 500,
          body: {
            error: "OutOfMemoryError",
            detail: "",
            body: "",
            errors: "CUDA out of memory. Tried to allocate 2 GiB",
          },
        },
      };
    case "cut picture":
      return onImages(([first = "", ...rest]) => ({ images: [first.slice(0, (first.length >> 3) * 4), ...rest] }));
    case "wrong count":
      return onImages((images) => ({ images: images.slice(1) }));
    case "extra picture":
      return onImages((images, info) => ({
        images: [images[1], ...images],
        info: JSON.stringify({ ...info, index_of_first_image: 1 }),
      }));
    case "wrong size":
      return onImages((images) => ({ images: images.map(() => base64Of(pictureFrom(1, 32, 64))) }));
    default:
      return null;
  }
}
