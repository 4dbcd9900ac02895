// What a project calls a model in, the endpoint of fal that draws with it out (spec 6.24.1).

import { quoted } from "../../core/text/printable.js";
import { type Found, type NameMap, ownName } from "../wire/look-up.js";
import type { Site } from "../wire/site.js";

/** `app`: where what it was asked for is found again. `modelName`: what an endpoint that draws with any model is told. */
export type Endpoint = { readonly id: string; readonly app: string; readonly modelName: string | null };

export function endpointFor(site: Site, models: NameMap, baseModel: string): Found<Endpoint> {
  const name = ownName(models, baseModel);
  const endpoint = endpointOf(name);
  if (endpoint !== null) return { ok: true, value: endpoint };
  const wanted = `as fal-ai/flux/dev, or fal-ai/lora#MODEL where it draws with any model`;
  const detail = `${quoted(name)} is not an endpoint. Say under models which one draws ${quoted(baseModel)}, ${wanted}`;
  return {
    ok: false,
    failure: { kind: "unresolvedModel", detail: `${site.name} at ${site.host}: ${detail}`, charged: "no" },
  };
}

/** Before the owner's name. */
const namespaces = ["workflows", "comfy"];

export function endpointOf(name: string): Endpoint | null {
  const mark = name.indexOf("#");
  const id = mark < 0 ? name : name.slice(0, mark);
  const modelName = mark < 0 ? null : name.slice(mark + 1);
  const parts = id.split("/");
  const ofApp = namespaces.includes(parts[0] ?? "") ? 3 : 2;
  const isWhole = parts.length >= ofApp && parts.every((part) => /^[\w.-]+$/.test(part) && !/^\.+$/.test(part));
  return isWhole && modelName !== "" ? { id, app: parts.slice(0, ofApp).join("/"), modelName } : null;
}
