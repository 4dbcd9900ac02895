import { compile, describeEvent, evaluate, plan, run } from "flowplan";
import { referenceBackend } from "flowplan/backends/reference";
import { fakeClock, memoryHost } from "flowplan/testing";

const { program, diagnostics } = compile(`{
  title: "Foxes", description: "Paints foxes.",
  input: { type: "object", required: ["mood"], properties: { mood: { type: "string" } } },
  steps: [{ id: "pictures", type: "ImageGenerator", parameters: {
    baseModel: "studio/watercolour-1", width: 64, height: 64,
    images: [{ prompt: "@Format('a {} fox', $.input.mood)" }],
  } }],
}`);
if (program === undefined) throw new Error(diagnostics.map(({ message }) => message).join("\n"));

const planned = plan(program, { input: { mood: "calm" } });
if (!planned.ok) throw new Error(planned.diagnostics.map(({ message }) => message).join("\n"));
console.log(planned.value.requests[0]?.image.prompt, planned.value.total.max);

const host = memoryHost(referenceBackend(), fakeClock());
for await (const event of run(program, planned.value, host.ports)) console.log(describeEvent(event));

console.log(evaluate("$.store.list[?@ > 1]", { input: {}, results: {}, store: { list: [1, 2, 3] } }));
