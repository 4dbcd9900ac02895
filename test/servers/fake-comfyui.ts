// A fake of ComfyUI: a queue that takes an id twice and draws twice, one prompt after the other, a history in memory, a WebSocket that tells how far
// it is, files whose names say nothing of their order.

import type { WebSocket } from "ws";
import { type FakeAnswer, type FakeHttp, type FakeRequest, fakeHttp } from "./fake-http.js";
import { pictureFrom } from "./fake-sdapi.js";

type Inputs = { readonly [input: string]: unknown };
type Graph = { readonly [node: string]: { readonly class_type: string; readonly inputs: Inputs } };
type Prompt = { readonly id: string; readonly graph: Graph; readonly extra: unknown; readonly client: string };
type Output = { filename: string; subfolder: string; type: string };

/** What it drew with. */
export type ComfyWork = {
  readonly model: unknown;
  readonly lora: unknown;
  readonly strength: unknown;
  readonly prompt: unknown;
  readonly negative: unknown;
  readonly seed: unknown;
};

export type FakeComfyui = FakeHttp & {
  readonly drawn: readonly ComfyWork[];
  hold(): () => void;
  has(calls: number): Promise<void>;
  /** Changes what the next prompt gives. */
  spoil(how: (outputs: Output[], files: Map<string, Uint8Array>) => void): void;
  /** The next prompt ends with an error of that type. */
  fail(type: string, message: string): void;
  /** The next prompt is accepted without a part of it. */
  dropPart(): void;
  /** Sockets break off in the middle of the next prompt. */
  cutSockets(): void;
  /** Pictures are there no longer. */
  expire(): void;
  lose(model: string): void;
  restart(): void;
};

export type FakeComfyuiOptions = {
  /** "user:password", of a proxy in front of it. */
  readonly login?: string;
  /** Takes ids; older ones give their own. */
  readonly takesIds?: boolean;
  /** Nobody can open a socket, as behind some proxies. */
  readonly noSockets?: boolean;
};

export async function fakeComfyui({
  login,
  takesIds = true,
  noSockets = false,
}: FakeComfyuiOptions = {}): Promise<FakeComfyui> {
  const models = ["sd15/dreams.safetensors", "sketch.safetensors", "one/twin.safetensors", "two/twin.safetensors"];
  const loras = ["my-style.safetensors"];
  const drawn: ComfyWork[] = [];
  const history = new Map<string, unknown>();
  const files = new Map<string, Uint8Array>();
  const clients = new Map<string, WebSocket>();
  const waiting: { readonly calls: number; readonly resolve: () => void }[] = [];
  const spoils: ((outputs: Output[], files: Map<string, Uint8Array>) => void)[] = [];
  let pending: Prompt[] = [];
  let running: Prompt | null = null;
  let [interrupted, dropping, cutting, expired] = [false, false, false, false];
  let failing: { readonly type: string; readonly message: string } | null = null;
  let gate: Promise<void> = Promise.resolve();
  let [accepted, generation] = [0, 0];
  let line: Promise<void> = Promise.resolve();

  const tupleOf = ({ id, graph, extra }: Prompt, number: number) => [number, id, graph, extra, ["save"]];
  const tell = ({ client }: Prompt, type: string, data: object) => {
    const socket = clients.get(client);
    socket?.send(JSON.stringify({ type, data }));
    socket?.send(new Uint8Array([0, 0, 0, 1, 255, 216]));
  };

  function submit(body: { prompt: Graph; prompt_id?: string; client_id?: string; extra_data?: unknown }): FakeAnswer {
    const problem = problemOf(body.prompt);
    if (problem !== null) return problem;
    const id =
      takesIds && body.prompt_id !== undefined
        ? body.prompt_id
        : `00000000-0000-4000-8000-${String(accepted).padStart(12, "0")}`;
    const prompt: Prompt = { id, graph: body.prompt, extra: body.extra_data, client: body.client_id ?? "" };
    accepted++;
    for (const each of waiting) if (accepted >= each.calls) each.resolve();
    pending.push(prompt);
    const own = generation;
    line = line.then(() => (own === generation ? execute(prompt) : undefined));
    const errors = dropping
      ? {
          "9": {
            class_type: "SaveImage",
            errors: [
              {
                type: "required_input_missing",
                message: "Required input is missing",
                details: "images",
                extra_info: { input_name: "images" },
              },
            ],
            dependent_outputs: ["9"],
          },
        }
      : {};
    dropping = false;
    return { body: { prompt_id: id, number: accepted, node_errors: errors } };
  }

  function problemOf(graph: Graph): FakeAnswer | null {
    const wrong = (node: string, type: string, message: string, details: string, input: string): FakeAnswer => ({
      status: 400,
      body: {
        error: {
          type: "prompt_outputs_failed_validation",
          message: "Prompt outputs failed validation",
          details: "",
          extra_info: {},
        },
        node_errors: {
          [node]: {
            errors: [{ type, message, details, extra_info: { input_name: input } }],
            dependent_outputs: ["save"],
            class_type: graph[node]?.class_type,
          },
        },
      },
    });
    for (const [id, { class_type: type, inputs }] of Object.entries(graph)) {
      if (type === "CheckpointLoaderSimple" && !models.includes(String(inputs.ckpt_name)))
        return wrong(
          id,
          "value_not_in_list",
          "Value not in list",
          `ckpt_name: '${inputs.ckpt_name}' not in (list of length ${models.length})`,
          "ckpt_name",
        );
      if (type === "EmptyLatentImage" && Number(inputs.width) < 16)
        return wrong(id, "value_smaller_than_min", "Value 8 smaller than min of 16", "width", "width");
    }
    return null;
  }

  async function execute(prompt: Prompt): Promise<void> {
    if (!pending.includes(prompt)) return;
    pending = pending.filter((each) => each !== prompt);
    running = prompt;
    interrupted = false;
    const own = generation;
    tell(prompt, "execution_start", { prompt_id: prompt.id });
    tell(prompt, "progress", { value: 10, max: 20, node: "sample", prompt_id: prompt.id });
    if (cutting) for (const socket of clients.values()) socket.terminate();
    cutting = false;
    await gate;
    if (own !== generation) return;
    running = null;
    const end = (status: string, messages: unknown[], outputs: object) => {
      history.set(prompt.id, {
        prompt: tupleOf(prompt, 1),
        outputs,
        status: { status_str: status, completed: status === "success", messages },
      });
      tell(prompt, "executing", { node: null, prompt_id: prompt.id });
    };
    if (interrupted) return end("error", [["execution_interrupted", { prompt_id: prompt.id }]], {});
    const { inputs } = nodeOf(prompt.graph, "KSampler");
    const words = (link: unknown) => prompt.graph[(link as [string])[0]]?.inputs.text;
    drawn.push({
      model: nodeOf(prompt.graph, "CheckpointLoaderSimple").inputs.ckpt_name,
      lora: Object.values(prompt.graph).find(({ class_type }) => class_type === "LoraLoader")?.inputs.lora_name ?? null,
      strength:
        Object.values(prompt.graph).find(({ class_type }) => class_type === "LoraLoader")?.inputs.strength_model ??
        null,
      prompt: words(inputs.positive),
      negative: words(inputs.negative),
      seed: inputs.seed,
    });
    if (failing !== null) {
      const { type, message } = failing;
      failing = null;
      return end(
        "error",
        [
          ["execution_start", {}],
          [
            "execution_error",
            {
              prompt_id: prompt.id,
              node_id: "sample",
              node_type: "KSampler",
              exception_type: type,
              exception_message: message,
              traceback: ["File /home/me/…"],
            },
          ],
        ],
        {},
      );
    }
    const latent = nodeOf(prompt.graph, "EmptyLatentImage").inputs;
    const count = Number(latent.batch_size);
    const outputs = Array.from({ length: count }, (_, i): Output => {
      const filename = `flowplan_${String(9000 - drawn.length * 10 - i).padStart(5, "0")}_.png`;
      files.set(filename, pictureFrom(Number(inputs.seed) + i, Number(latent.width), Number(latent.height)));
      return { filename, subfolder: "", type: "output" };
    });
    spoils.shift()?.(outputs, files);
    const saves = Object.keys(prompt.graph).find((id) => prompt.graph[id]?.class_type === "SaveImage") ?? "";
    end("success", [["execution_success", { prompt_id: prompt.id }]], { [saves]: { images: outputs } });
  }

  function answer({ method, path, query, headers, json }: FakeRequest): FakeAnswer {
    if (headers.origin !== undefined) return { status: 403, body: "" };
    if (login !== undefined && headers.authorization !== `Basic ${btoa(login)}`)
      return { status: 401, headers: { "www-authenticate": "Basic" }, body: "Unauthorized" };
    const body = json as { readonly delete?: readonly string[]; readonly prompt_id?: string };
    const [, id] = /^\/history\/(.+)$/.exec(path) ?? [];
    if (method === "GET" && id !== undefined) return { body: history.has(id) ? { [id]: history.get(id) } : {} };
    switch (`${method} ${path}`) {
      case "GET /object_info/CheckpointLoaderSimple":
        return { body: { CheckpointLoaderSimple: { input: { required: { ckpt_name: [models, { tooltip: "" }] } } } } };
      case "GET /object_info/LoraLoader":
        return { body: { LoraLoader: { input: { required: { lora_name: ["COMBO", { options: loras }] } } } } };
      case "GET /object_info/UNETLoader":
        return { body: { UNETLoader: { input: { required: { unet_name: [["flux.safetensors"], {}] } } } } };
      case "GET /object_info/KSampler":
        return {
          body: {
            KSampler: {
              input: { required: { sampler_name: [["euler", "dpmpp_2m"]], scheduler: [["normal", "karras"]] } },
            },
          },
        };
      case "POST /prompt":
        return submit(json as Parameters<typeof submit>[0]);
      case "GET /queue":
        return {
          body: { queue_running: running === null ? [] : [tupleOf(running, 0)], queue_pending: pending.map(tupleOf) },
        };
      case "POST /queue":
        pending = pending.filter((prompt) => body.delete?.includes(prompt.id) !== true);
        return { body: "" };
      case "POST /interrupt":
        interrupted = running !== null && (body.prompt_id === undefined || body.prompt_id === running.id);
        return { body: "" };
      case "GET /history":
        return { body: Object.fromEntries([...history].slice(-Number(query.get("max_items") ?? 1000))) };
      case "POST /history":
        for (const each of body.delete ?? []) history.delete(each);
        return { body: "" };
      case "GET /view": {
        const file = files.get(query.get("filename") ?? "");
        return file === undefined || expired
          ? { status: 404, body: "" }
          : { headers: { "content-type": "image/png" }, body: file };
      }
      default:
        return { status: 404, body: "404: Not Found" };
    }
  }

  const http = await fakeHttp(answer, (socket, url) => {
    if (noSockets) return socket.terminate();
    clients.set(url.searchParams.get("clientId") ?? "", socket);
    socket.send(JSON.stringify({ type: "status", data: { status: { exec_info: { queue_remaining: 0 } }, sid: "x" } }));
  });
  return {
    ...http,
    drawn,
    hold: () => {
      let open = () => {};
      gate = new Promise((resolve) => {
        open = resolve;
      });
      return open;
    },
    has: (wanted) =>
      accepted >= wanted ? Promise.resolve() : new Promise((resolve) => void waiting.push({ calls: wanted, resolve })),
    spoil: (how) => void spoils.push(how),
    fail: (type, message) => {
      failing = { type, message };
    },
    dropPart: () => {
      dropping = true;
    },
    cutSockets: () => {
      cutting = true;
    },
    expire: () => {
      expired = true;
    },
    lose: (model) => void models.splice(models.indexOf(model), 1),
    restart: () => {
      generation++;
      pending = [];
      running = null;
      history.clear();
      line = Promise.resolve();
    },
  };
}

function nodeOf(graph: Graph, type: string) {
  const found = Object.values(graph).find(({ class_type }) => class_type === type);
  if (found === undefined) throw new Error(`a graph without ${type}`);
  return found;
}
