// A server in the tests that keeps some models resident: what it has to load and to swap for the models that it is asked for, one after another.

export type ModelAsked = { readonly base: string; readonly training: string };

export function loadsOf(asked: readonly ModelAsked[], slots: number): { modelLoads: number; loraSwaps: number } {
  let [modelLoads, loraSwaps] = [0, 0];
  let resident: ModelAsked[] = [];
  for (const model of asked) {
    const there = resident.find(({ base }) => base === model.base);
    if (there === undefined) modelLoads += 1;
    else if (there.training !== model.training) loraSwaps += 1;
    resident = [model, ...resident.filter((one) => one !== there)].slice(0, slots);
  }
  return { modelLoads, loraSwaps };
}
