// How long a run takes in, the words that a person reads out (spec 5.13.3): "about 2 to 4 minutes, measured in 3 earlier calls on comfyui with
// FLUX.1-dev".

import type { Kind, TimeEstimate } from "../../core/plan/time/estimate-time.js";
import { counted } from "../../core/text/counted.js";
import { printable } from "../../core/text/printable.js";

/** Models that are named before the rest is counted. */
const shownModels = 3;

/** null: nothing was measured. */
export function timeText({ min, max, from, measured, missing }: TimeEstimate, backend: string): string | null {
  if (from === 0) return null;
  const models = listed(modelsOf(measured), "model");
  const source = `${counted(from, "earlier call")} on ${printable(backend)}`;
  const unknown = missing.length === 0 ? "" : `; not measured yet: ${missingText(missing)}`;
  return `${rangeText(min, max)}, measured in ${source}${models === "" ? "" : ` with ${models}`}${unknown}`;
}

export function rangeText(min: number, max: number | null): string {
  if (max === null) return min < 1000 ? "a time that has no maximum" : `at least ${spoken(min, Math.floor)}`;
  if (max < 1000) return "less than a second";
  const most = spoken(max, Math.ceil);
  if (min < 1000) return `up to ${most}`;
  const least = spoken(min, Math.floor);
  if (least === most) return `about ${most}`;
  const [number, unit] = least.split(" ") as [string, string];
  return `about ${most.endsWith(` ${unit}`) ? number : least} to ${most}`;
}

const units = [
  { name: "day", length: 86_400_000, from: 3 * 86_400_000 },
  { name: "hour", length: 3_600_000, from: 100 * 60_000 },
  { name: "minute", length: 60_000, from: 100_000 },
  { name: "second", length: 1000, from: 0 },
] as const;

function spoken(milliseconds: number, round: (number: number) => number): string {
  const { name, length } = units.find(({ from }) => milliseconds >= from) ?? units[3];
  return counted(round(milliseconds / length), name);
}

function missingText(missing: readonly Kind[]): string {
  const has = (what: Kind["what"]) => missing.some((kind) => kind.what === what);
  const open = missing.some(({ what, model }) => what === "images" && model === null);
  const models = listed(modelsOf(missing), "model");
  return [
    ...(has("generation") ? ["objects"] : []),
    ...(has("training") ? ["training"] : []),
    ...(models === "" ? [] : [`images with ${models}`]),
    ...(open ? ["images with a model that only the run knows"] : []),
  ].join(", ");
}

function modelsOf(kinds: readonly Kind[]): readonly string[] {
  return kinds.flatMap(({ model }) => (model === null ? [] : [printable(model)]));
}

/** "a", "a and b", "a, b, c and 2 other models". */
function listed(names: readonly string[], one: string): string {
  const shown = names.slice(0, shownModels);
  const rest = names.length - shown.length;
  const all = rest === 0 ? shown : [...shown, counted(rest, `other ${one}`)];
  return all.length < 2 ? all.join("") : `${all.slice(0, -1).join(", ")} and ${all.at(-1)}`;
}
