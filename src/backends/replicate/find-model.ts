// The name of a model in, the model and what it takes out (spec 6.23.1): asked of the server once, before anything is sent to the model.

import type { Failed } from "../../core/run/server.js";
import { printable, quoted } from "../../core/text/printable.js";
import { askSite } from "../wire/ask-site.js";
import { type Found, type NameMap, ownName } from "../wire/look-up.js";
import { partOf, textOf } from "../wire/read-json.js";
import type { Site } from "../wire/site.js";
import { pathOf } from "../wire/versioned-path.js";
import { type Inputs, inputsOf } from "./inputs.js";

export type Model = {
  /** "owner/name". */
  readonly path: string;
  /** null: the server does not say. */
  readonly version: string | null;
  /** It is asked for by its name, as official models are; a model of somebody's can be asked for by a version alone. */
  readonly byName: boolean;
  /** What a prediction takes. */
  readonly inputs: Inputs;
  /** What a training takes; null: it cannot be trained. */
  readonly trains: Inputs | null;
};

export type Models = {
  /** By the name in a flow. */
  find(baseModel: string): Promise<Found<Model>>;
  /** By the server's own name. `asked`: what it stands for, and the setting that says so. */
  named(name: string, asked: Asked): Promise<Found<Model>>;
};
export type Asked = { readonly what: string; readonly setting: string };

type Name = { readonly path: string; readonly version: string | null };

/** "owner/name" or "owner/name:version". */
export function readName(text: string): Name | null {
  const [, path, version = null] = /^([\w.-]+\/[\w.-]+)(?::(\w+))?$/.exec(text) ?? [];
  return path === undefined || /(^|\/)\.{1,2}(\/|$)/.test(path) ? null : { path, version };
}

export function modelsOf(site: Site, map: NameMap): Models {
  const known = new Map<string, Promise<Found<Model>>>();
  const named: Models["named"] = async (text, asked) => {
    const name = readName(text);
    if (name === null) return unresolved(site, `${quoted(text)} is not the name of a model there`, asked);
    const asking = known.get(text) ?? ask(site, name, asked);
    known.set(text, asking);
    const found = await asking;
    if (!found.ok) known.delete(text);
    return found;
  };
  return {
    named,
    find: (baseModel) => named(ownName(map, baseModel), { what: quoted(baseModel), setting: "models" }),
  };
}

async function ask(site: Site, { path, version }: Name, asked: Asked): Promise<Found<Model>> {
  const told = await askSite(site, {
    what: `describe the model ${printable(path)}`,
    effect: "asks",
    method: "GET",
    path: pathOf(site, `/models/${path}${version === null ? "" : `/versions/${version}`}`),
    maxBytes: 16 * 1_048_576,
    urgent: true,
  });
  if (!told.ok) {
    const missing = told.status === 404 && told.json !== undefined;
    const whole = version === null ? path : `${path}:${version}`;
    return missing ? unresolved(site, `there is no model ${quoted(whole)}`, asked) : told;
  }
  const described = version === null ? partOf(told.json, "latest_version") : told.json;
  const schemas = partOf(described, "openapi_schema", "components", "schemas");
  const inputs = inputsOf(schemas, "Input");
  if (inputs === null) return unresolved(site, `the model ${quoted(path)} does not say what it takes`, asked);
  const known = version ?? textOf(described, "id") ?? null;
  const byName = version === null && (known === null || partOf(told.json, "is_official") !== false);
  return { ok: true, value: { path, version: known, byName, inputs, trains: inputsOf(schemas, "TrainingInput") } };
}

function unresolved(site: Site, problem: string, { what, setting }: Asked): { ok: false; failure: Failed } {
  const trial = `Say under ${setting} what it calls ${what}, as "owner/name" or "owner/name:version"`;
  const detail = `${site.name} at ${site.host}: ${problem}. ${trial}`;
  return { ok: false, failure: { kind: "unresolvedModel", detail, charged: "no" } };
}
