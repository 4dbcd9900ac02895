// A sample of an example in, the codes that it reports out: through the door that a reader of the example would use.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Commanded, Sample, ServerSample } from "../../src/core/diagnostic/example.js";
import { analyse, type Backend, compile, type PlanOptions, plan, rename } from "../../src/core/index.js";
import { run } from "../../src/core/run/run.js";
import type { Json, JsonObject } from "../../src/core/text/json.js";
import { presume, unreachable } from "../../src/core/unreachable.js";
import { fakeClock, memoryHost, scriptedBackend } from "../../src/testing/index.js";
import { png } from "./picture.js";
import { say } from "./terminal.js";

/** `fine`: nothing was refused. `said`: for the message of a test that fails. */
export type Tried = { readonly codes: readonly string[]; readonly fine: boolean; readonly said: string };

export async function trySample(sample: Sample): Promise<Tried> {
  if (typeof sample === "string") return tryFlow(sample);
  if ("rename" in sample) return tryRename(presume(sample.files["flow.json"], "a flow"), sample.rename);
  if ("options" in sample) return tryOptions(presume(sample.files["flow.json"], "a flow"), sample.options);
  if (sample.server !== undefined) return tryRun(sample, sample.server);
  const here = process.cwd();
  const folder = mkdtempSync(join(tmpdir(), "flowplan-example-"));
  try {
    process.chdir(folder);
    return await tryCommand(sample);
  } finally {
    process.chdir(here);
    rmSync(folder, { recursive: true, force: true });
  }
}

const flowOf = (members: string) =>
  `{ title: "An example", description: "One of two.",${/\bsteps:/.test(members) ? "" : " steps: [],"}\n${members}\n}`;

function tryFlow(members: string): Tried {
  const { diagnostics, program } = compile(flowOf(members));
  return triedOf(diagnostics, program !== null);
}

function tryRename(members: string, [name, newName]: readonly [string, string]): Tried {
  const text = flowOf(members);
  const outcome = rename(analyse(text), text.indexOf(name, text.indexOf("\n")), newName);
  return triedOf(outcome.diagnostics, outcome.ok);
}

function tryOptions(members: string, options: JsonObject): Tried {
  const program = presume(compile(flowOf(members)).program, "a flow without errors");
  const outcome = plan(program, { input: {}, ...options } as PlanOptions);
  return triedOf(outcome.diagnostics, outcome.ok);
}

async function tryCommand({ after, files, command }: Commanded): Promise<Tried> {
  if (after !== undefined) await tryCommand(after);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(name), { recursive: true });
    writeFileSync(name, name === "flow.json" ? flowOf(text) : text);
  }
  // A plan as JSON has its warnings beside it, with their codes.
  const isShown = command[0] === "plan" && !command.includes("--out");
  const { exit, out, err } = await say(...command, ...(isShown ? ["--format", "json"] : []));
  const said = `${err}${out}`;
  return {
    codes: [...said.matchAll(/\b(?:error|warning|note)\[([a-z]+\/[a-z-]+)\]|\((run\/[a-z-]+)\)/g)].map(
      ([, code, failed]) => (code ?? failed) as string,
    ),
    fine: exit === 0,
    said,
  };
}

async function tryRun({ files, command }: Commanded, server: ServerSample): Promise<Tried> {
  const compiled = compile(flowOf(presume(files["flow.json"], "a flow")));
  const { limits = {} } = JSON.parse(files["flowplan.json"] ?? "{}") as { limits?: { [name: string]: number } };
  if (compiled.program === undefined) return triedOf(compiled.diagnostics, false);
  const tokens = command.flatMap((word) => /^tokens=(.*)/.exec(word)?.[1] ?? [])[0];
  const assume = tokens === undefined ? {} : { tokens };
  const planned = plan(compiled.program, { input: {}, assume, limits });
  if (!planned.ok) return triedOf(planned.diagnostics, false);
  const { ports } = memoryHost(backendOf(server), fakeClock());
  const codes: string[] = [];
  let fine = false;
  let said = "";
  for await (const event of run(compiled.program, planned.value, ports, { limits })) {
    if (event.kind === "step-failed") codes.push(event.code);
    if (event.kind === "run-finished") {
      fine = event.status === "succeeded";
      if (event.failure !== null) codes.push(event.failure.code);
    }
    said += `${JSON.stringify(event)}\n`;
  }
  return { codes, fine, said };
}

function backendOf(server: ServerSample): Backend {
  switch (server.kind) {
    case "answers":
      return scriptedBackend({ generate: () => JSON.parse(server.json) as Json });
    case "uses": {
      const reply = { ok: true as const, value: JSON.parse(server.json) as Json, amount: server.tokens };
      return { ...scriptedBackend(), objects: { recovery: "none", start: async () => reply } };
    }
    case "fails": {
      const { how, detail } = server;
      const failed = { kind: how === "unknown" ? ("unknownOutcome" as const) : how, detail };
      return scriptedBackend({ fail: () => failed, recovery: "none" });
    }
    case "lacks":
      return { ...scriptedBackend(), [server.role]: null };
    case "draws": {
      const { images, bytes = 40 } = server;
      const one = { bytes: picture(bytes), mime: "image/png", width: 1024, height: 1024, seed: 1 };
      return scriptedBackend({ draw: () => [Array.from({ length: images }, () => one)] });
    }
    default:
      return unreachable(server);
  }
}

function picture(bytes: number): Uint8Array {
  const picture = new Uint8Array(bytes);
  picture.set(png(1024, 1024));
  return picture;
}

function triedOf(diagnostics: readonly { code: string; message: string }[], fine: boolean): Tried {
  return {
    codes: diagnostics.map(({ code }) => code),
    fine,
    said: diagnostics.map(({ message }) => message).join("\n"),
  };
}
