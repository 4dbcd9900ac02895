// A graph of the user's own in, what draws with it or what is wrong with it out (spec 6.22.6): in the API format of ComfyUI, with texts such as
// "{{prompt}}" where values of a request go.

import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { type ImageFieldName, imageFieldNames } from "../../core/language/image-fields.js";
import type { Capabilities } from "../../core/plan/backend/capabilities.js";
import type { PassRequest } from "../../core/run/server.js";
import { canonicalJson, isArray, isObject, type Json, type JsonObject, setOwn } from "../../core/text/json.js";
import { nearest } from "../../core/text/nearest.js";
import { quoted } from "../../core/text/printable.js";
import { promptOf } from "../wire/one-prompt.js";
import { textOf } from "../wire/read-json.js";
import type { MakeGraph, Resolved } from "./graph.js";

/** The input of a node, as "ckpt_name" of CheckpointLoaderSimple: what it may be is asked of the server. */
export type Place = { readonly node: string; readonly input: string };

export type Workflow = {
  readonly makeGraph: MakeGraph;
  /** Where the model and the LoRA stand; null: the graph has its own. */
  readonly model: Place | null;
  readonly lora: Place | null;
  /** Tells it from others: answers of one are not those of another. */
  readonly hash: string;
  /** Of a server that draws with it. */
  readonly limited: (capabilities: Capabilities) => Capabilities;
};

export type WorkflowRead =
  | { readonly ok: true; readonly workflow: Workflow }
  | { readonly ok: false; readonly problem: string };

type Slot = (typeof slotNames)[number];
type Values = { readonly [slot in Slot]: Json };

/** The fields of an image, but for those that a server calls by names of its own. */
const slotNames = [
  ...imageFieldNames.flatMap((name) => (isNamedByServer(name) ? [] : [name])),
  "model",
  "lora",
] as const;
const required: readonly Slot[] = ["prompt", "seed", "width", "height"];

type NamedByServer = "baseModel" | "trainingId" | "precision";

function isNamedByServer(name: ImageFieldName): name is NamedByServer {
  return name === "baseModel" || name === "trainingId" || name === "precision";
}

const slotPattern = /\{\{\s*(\w+)\s*\}\}/g;

export function readWorkflow(json: Json): WorkflowRead {
  const refused = (problem: string): WorkflowRead => ({ ok: false, problem });
  if (!isObject(json)) return refused("it is not an object of nodes");
  if (isArray(json.nodes) && json.links !== undefined)
    return refused('it is a workflow as the editor saves it. Save it with "Export (API)", and use that file');
  const nodes = Object.entries(json);
  const broken = nodes.find(([, node]) => textOf(node, "class_type") === undefined);
  if (broken !== undefined || nodes.length === 0)
    return refused(
      nodes.length === 0 ? "it has no nodes" : `${quoted(broken?.[0] ?? "")} is not a node: it has no class_type`,
    );
  const used = new Set(textsIn(json).flatMap((text) => [...text.matchAll(slotPattern)].map(([, name]) => name ?? "")));
  const strange = [...used].find((name) => !(slotNames as readonly string[]).includes(name));
  if (strange !== undefined) {
    const near = nearest(strange, slotNames);
    const meant = near === undefined ? `the slots are ${slotNames.join(", ")}` : `did you mean {{${near}}}`;
    return refused(`there is no slot {{${strange}}}; ${meant}`);
  }
  const missing = required.filter((name) => !used.has(name));
  if (missing.length > 0)
    return refused(
      `it has no ${missing.map((name) => `{{${name}}}`).join(", no ")}: write it as the value of the input that it is for`,
    );
  const saves = outputOf(json);
  if (saves === null)
    return refused(
      'it must have one SaveImage or PreviewImage node, or one node with the title "flowplan", whose pictures are the result',
    );
  return {
    ok: true,
    workflow: {
      makeGraph: (request, resolved) => ({ nodes: filled(json, request, resolved), saves }),
      model: placeOf(json, "model"),
      lora: placeOf(json, "lora"),
      hash: bytesToHex(sha256(utf8ToBytes(canonicalJson(json)))).slice(0, 16),
      limited: (capabilities) => limited(capabilities, used),
    },
  };
}

/** Fields without a slot have no effect. Precision is a matter of the server. */
function limited(capabilities: Capabilities, used: ReadonlySet<string>): Capabilities {
  const fields = Object.entries(capabilities.fields).map(([field, fidelity]) => {
    const has = field === "precision" || used.has(field === "trainingId" ? "lora" : field);
    return [field, has ? fidelity : "ignored"] as const;
  });
  return {
    ...capabilities,
    fields: Object.fromEntries(fields) as Capabilities["fields"],
    ...(used.has("batchSize") ? {} : { maxBatch: 1 }),
  };
}

/** The node that is called so, otherwise the only one that keeps pictures. */
function outputOf(graph: JsonObject): string | null {
  const ids = Object.keys(graph);
  const titled = ids.filter((id) => textOf(graph[id], "_meta", "title") === "flowplan");
  const keeping = ids.filter((id) => /^(SaveImage|PreviewImage)$/.test(textOf(graph[id], "class_type") ?? ""));
  const [only, another] = titled.length > 0 ? titled : keeping;
  return only === undefined || another !== undefined ? null : only;
}

function placeOf(graph: JsonObject, slot: Slot): Place | null {
  for (const node of Object.values(graph)) {
    const inputs = isObject(node) && isObject(node.inputs) ? node.inputs : {};
    const input = Object.keys(inputs).find((name) => wholeSlot(inputs[name] ?? null) === slot);
    if (input !== undefined) return { node: textOf(node, "class_type") ?? "", input };
  }
  return null;
}

function filled(graph: JsonObject, request: PassRequest, { model, lora }: Resolved): JsonObject {
  const prompt = promptOf(request);
  const values: Values = { ...request, ...prompt, negativePrompt: prompt.negativePrompt ?? "", model, lora };
  const nodes = lora === null ? withoutLora(graph) : graph;
  return replaced(nodes, values) as JsonObject;
}

/** Whoever takes what a LoRA's node gives takes what it is given: the first output is its model, the second its clip. */
function withoutLora(graph: JsonObject): JsonObject {
  const loaders = Object.keys(graph).filter((id) =>
    textsIn(graph[id] ?? null).some((text) => wholeSlot(text) === "lora"),
  );
  const around = (value: Json): Json => {
    if (isArray(value)) {
      const [id, output] = value;
      const node = typeof id === "string" && loaders.includes(id) ? graph[id] : undefined;
      const given = isObject(node) && isObject(node.inputs) ? node.inputs[output === 0 ? "model" : "clip"] : undefined;
      return given === undefined ? value.map(around) : around(given);
    }
    return isObject(value) ? mapped(value, around) : value;
  };
  return Object.fromEntries(
    Object.entries(graph)
      .filter(([id]) => !loaders.includes(id))
      .map(([id, node]) => [id, around(node)]),
  );
}

/** What a whole text stands for keeps its kind; within a longer text it is text. What is put in is not looked at again. */
function replaced(value: Json, values: Values): Json {
  if (typeof value === "string") {
    const slot = wholeSlot(value);
    if (slot !== null) return values[slot];
    return value.replace(slotPattern, (_, name: Slot) => String(values[name] ?? ""));
  }
  if (isArray(value)) return value.map((each) => replaced(each, values));
  return isObject(value) ? mapped(value, (each) => replaced(each, values)) : value;
}

function mapped(object: JsonObject, change: (value: Json) => Json): JsonObject {
  const changed: { [name: string]: Json } = {};
  for (const name of Object.keys(object)) setOwn(changed, name, change(object[name] as Json));
  return changed;
}

function wholeSlot(value: Json): Slot | null {
  const [, name] = typeof value === "string" ? (/^\{\{\s*(\w+)\s*\}\}$/.exec(value) ?? []) : [];
  return slotNames.find((slot) => slot === name) ?? null;
}

function textsIn(value: Json): readonly string[] {
  if (typeof value === "string") return [value];
  if (isArray(value)) return value.flatMap(textsIn);
  return isObject(value) ? Object.values(value).flatMap(textsIn) : [];
}
