// A Replicate account in, what it says that it has out (spec 6.23.6): the models of the project that are there, and what was trained.

import type { Offered } from "../wire/offer.js";
import type { Replicate } from "./replicate.js";

/** `names`: base models of flows that the project lists; `trainer`: the model that it trains. All models of the server are too many to list. */
export async function probeReplicate(
  { models, trained }: Replicate,
  names: readonly string[],
  trainer: string | null,
): Promise<Offered> {
  const loras = await trained.list();
  if (!loras.ok) return loras;
  const there: string[] = [];
  const asked = { what: "the model to train", setting: "model" };
  const finds = [
    ...names.map((name) => () => models.find(name)),
    ...(trainer === null ? [] : [() => models.named(trainer, asked)]),
  ];
  for (const find of finds) {
    const found = await find();
    if (found.ok) there.push(found.value.byName ? found.value.path : `${found.value.path}:${found.value.version}`);
    else if (found.failure.kind !== "unresolvedModel") return found;
  }
  const offer = { models: there, loras: loras.value, samplers: [], schedulers: [], resident: null, capabilities: {} };
  return { ok: true, offer };
}
