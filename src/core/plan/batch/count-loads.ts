// An order of jobs and the number of models that stay resident in, the loads and LoRA swaps that it costs out (spec 5.3.1).

export type Loads = { readonly modelLoads: number; readonly loraSwaps: number };

/** The base that was used longest ago makes room for the next. */
export function countLoads(order: readonly { readonly base: string; readonly training: string }[], slots = 1): Loads {
  let [modelLoads, loraSwaps] = [0, 0];
  // From the base that was used longest ago to the last, each with the training that it carries.
  const resident = new Map<string, string>();
  for (const { base, training } of order) {
    const carried = resident.get(base);
    if (carried === undefined) modelLoads += 1;
    else if (carried !== training) loraSwaps += 1;
    resident.delete(base);
    resident.set(base, training);
    const [oldest] = resident.keys();
    if (resident.size > slots && oldest !== undefined) resident.delete(oldest);
  }
  return { modelLoads, loraSwaps };
}
