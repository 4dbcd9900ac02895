// flowplan run through the command line: given results, what an unfinished run kept, and streams that break (spec 6.2.7, 6.6.3, 6.8, 7.9).

import { spawnSync } from "node:child_process";
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compile } from "../src/core/compile.js";
import { rules } from "../src/core/lint/rules.js";
import { say } from "./build/terminal.js";

const root = join(import.meta.dirname, "..");
mkdirSync(join(root, "dist"), { recursive: true });
// Inside the project, so that packages and grammar/ are found from it.
const bundled = mkdtempSync(join(root, "dist", ".cli-run-"));
const program = join(bundled, "main.mjs");
const room = mkdtempSync(join(tmpdir(), "flowplan-run-"));
afterAll(() => {
  for (const each of [bundled, room]) rmSync(each, { recursive: true, force: true });
});
beforeAll(async () => {
  await build({
    entryPoints: [join(root, "src/cli/main.ts")],
    outfile: program,
    bundle: true,
    format: "esm",
    platform: "node",
    packages: "external",
    logLevel: "error",
  });
});

const isOfRule = (code: string) => rules.some((rule) => rule.code === code);
let files = 0;
function write(value: unknown, name = `${++files}.json`): string {
  const file = join(room, name);
  writeFileSync(file, typeof value === "string" ? value : JSON.stringify(value));
  return file;
}
const newFolder = () => join(room, `out-${++files}`);
type Event = { readonly kind: string; readonly step?: string; readonly given?: true; readonly what?: string };
const eventsIn = (folder: string): Event[] =>
  readFileSync(join(folder, "journal.jsonl"), "utf8")
    .trimEnd()
    .split("\n")
    .flatMap((line) => {
      const record = JSON.parse(line) as { kind: string; event: Event };
      return record.kind === "told" ? [record.event] : [];
    });

const ideas = {
  id: "ideas",
  type: "ObjectGenerator",
  parameters: {
    description: "Ideas.",
    schema: {
      type: "object",
      required: ["prompts"],
      properties: { prompts: { type: "array", items: { type: "string" } } },
    },
  },
};
const draw = (more: object = {}) => ({
  id: "draw",
  type: "ImageGenerator",
  parameters: {
    baseModel: "acme/brush",
    width: 8,
    height: 8,
    images: [["@Map($.results.ideas.prompts)", { prompt: "$$" }]],
    ...more,
  },
});
const flow = (...steps: readonly unknown[]) => write({ title: "t", description: "d", steps });

test("what is probably wrong with what will be sent is said before a plan is read and before a run sends anything", async () => {
  const drawn = { id: "draw", type: "ImageGenerator", parameters: { baseModel: "acme/brush", width: 8, height: 8 } };
  const sends = (prompt: string) =>
    write({
      title: "t",
      description: "d",
      steps: [{ ...drawn, parameters: { ...drawn.parameters, images: [{ prompt }] } }],
    });
  const file = sends("a {{ animal }}");
  const planned = await say("plan", file, "--format", "json");
  expect(planned.err).toContain("warning[lint/foreign-syntax]");
  expect(JSON.parse(planned.out)).toHaveProperty("requests");
  const run = await say("run", file, "--out", newFolder());
  expect(run.err.indexOf("lint/foreign-syntax")).toBeGreaterThan(-1);
  expect(run.err.indexOf("lint/foreign-syntax")).toBeLessThan(run.err.indexOf("draw"));
  const quiet = spawnSync(process.execPath, [program, "plan", file, "-q"], { encoding: "utf8" });
  expect({ status: quiet.status, err: quiet.stderr }).toEqual({ status: 0, err: "" });
  expect((await say("plan", sends("a fox"))).err).toBe("");
});

test("of the findings of check, plan and run repeat the warnings about what is sent or paid for, and no others", async () => {
  const folder = join(root, "fixtures/lint");
  const apart = ["lint/unused-input", "lint/unused-store", "lint/price-without-public"];
  const repeated = new Set<string>();
  for (const name of readdirSync(folder)) {
    const text = readFileSync(join(folder, name, "bad.json"), "utf8");
    const { program: made, diagnostics } = compile(text);
    if (made === undefined) continue;
    const warnings = diagnostics
      .filter(({ code, severity }) => severity === "warning" && isOfRule(code))
      .map(({ code }) => code);
    const { err } = await say("plan", join(folder, name, "bad.json"));
    const said = [...err.matchAll(/^\w+\[(lint\/[\w-]+)\]/gm)].map(([, code]) => code);
    expect(said).toEqual(warnings.filter((code) => !apart.includes(code)));
    for (const code of said) repeated.add(code as string);
  }
  expect(repeated.size).toBeGreaterThan(10);
});

test("a step with a given result is not carried out again", async () => {
  const file = flow(ideas, draw());
  const results = write({ ideas: { prompts: ["a red fox", "a blue fox"], stray: 1 } });
  const out = newFolder();
  const {
    exit,
    out: said,
    err,
  } = await say("run", file, "--results", results, "--max-cost", "99", "--assume", "tokens=10", "--out", out);
  expect(err).toContain("ideas: its result is given");
  expect(exit).toBe(0);
  const events = eventsIn(out);
  expect(events.filter(({ what }) => what === "generation")).toEqual([]);
  expect(events.filter(({ given }) => given === true).map(({ step }) => step)).toEqual(["ideas"]);
  expect(events.some(({ kind, step }) => kind === "step-started" && step === "ideas")).toBe(false);
  expect(JSON.parse(readFileSync(join(out, "results/ideas.json"), "utf8"))).toEqual({
    prompts: ["a red fox", "a blue fox"],
  });
  expect(said).toContain("(given)");
  expect(said).toContain("2 images");
});

test("a given result is held to the schema of its step", async () => {
  const { exit, err } = await say("run", flow(ideas, draw()), "--results", write({ ideas: { prompts: [1] } }));
  expect(exit).toBe(1);
  expect(err).toContain("plan/bad-result");
});

test("all results given: nothing is asked, and nothing is called synthetic", async () => {
  const out = newFolder();
  const { exit, out: said } = await say(
    "run",
    flow(ideas),
    "--results",
    write({ ideas: { prompts: [] } }),
    "--out",
    out,
  );
  expect(exit).toBe(0);
  expect(eventsIn(out).map(({ kind }) => kind)).toEqual(["run-started", "step-finished", "run-finished"]);
  expect(said).not.toContain("Synthetic");
});

test("a failed run says why, and what it drew all the same", async () => {
  const parameters = { images: [{ prompt: "a" }, { prompt: "b" }] };
  const broken = {
    id: "bad",
    type: "ObjectGenerator",
    parameters: {
      description: "d",
      schema: { type: "object", required: ["a"], properties: { a: { type: "string", pattern: "^a$", minLength: 3 } } },
    },
  };
  const out = newFolder();
  const { exit, out: said } = await say("run", flow(broken, draw(parameters)), "--out", out);
  expect(exit).toBe(3);
  expect(said).toContain("(run/call-failed)");
  expect(said).toContain("draw  2 images");
  expect(said).toContain("images/, pictures/, results/, flow.json, input.json, journal.jsonl, plan.json, summary.json");
});

test("a run that failed at once lists only what is there", async () => {
  const broken = {
    id: "bad",
    type: "ObjectGenerator",
    parameters: {
      description: "d",
      schema: { type: "object", required: ["a"], properties: { a: { type: "string", pattern: "^a$", minLength: 3 } } },
    },
  };
  const out = newFolder();
  const { out: said } = await say("run", flow(broken), "--out", out);
  expect(said).toContain(": flow.json, input.json, journal.jsonl, plan.json, summary.json\n");
  expect(said).not.toContain("Synthetic");
  expect(JSON.parse(readFileSync(join(out, "summary.json"), "utf8")).note).toBe(null);
});

test("images drawn for a step that was cut short are counted", () => {
  const images = Array.from({ length: 400 }, (_, i) => ({ prompt: `p${i}`, baseModel: `m/${i}` }));
  const file = flow(draw({ images, width: 256, height: 256 }));
  const out = newFolder();
  const script = `"$0" "$1" run "$2" --out "$3" & p=$!; n=0; while [ ! -e "$3/images/draw/2.png" ] && [ $n -lt 400 ]; do sleep 0.02; n=$((n+1)); done; kill -INT $p; wait $p`;
  const { status, stdout } = spawnSync("bash", ["-c", script, process.execPath, program, file, out], {
    encoding: "utf8",
  });
  const [, kept] = /draw {2}(\d+) of 400 images kept/.exec(stdout) ?? [];
  expect(Number(kept)).toBeGreaterThan(0);
  expect(status).toBe(130);
  expect(stdout).toContain("images/, pictures/, flow.json, input.json, journal.jsonl, plan.json, summary.json");
  const summary = JSON.parse(readFileSync(join(out, "summary.json"), "utf8"));
  expect(summary.steps).toEqual([{ step: "draw", status: "skipped", because: "interruption", images: Number(kept) }]);
});

test.each(["2>&1 >/dev/null", "2>&1"])("a reader that goes away does not end a run (%s)", (streams) => {
  const images = Array.from({ length: 40 }, (_, i) => ({ prompt: `p${i}`, baseModel: `m/${i}` }));
  const file = flow(draw({ images }));
  const out = newFolder();
  const script = `"$0" "$1" run "$2" --out "$3" ${streams} | head -n 1; exit \${PIPESTATUS[0]}`;
  const { status } = spawnSync("bash", ["-c", script, process.execPath, program, file, out], { encoding: "utf8" });
  expect(status).toBe(0);
  expect(eventsIn(out).at(-1)?.kind).toBe("run-finished");
  expect(JSON.parse(readFileSync(join(out, "summary.json"), "utf8")).status).toBe("succeeded");
});

test.runIf(process.platform === "linux")("a full disk is told in one line", () => {
  const full = openSync("/dev/full", "w");
  const { status, stderr } = spawnSync(process.execPath, [program, "compile", flow(ideas)], {
    encoding: "utf8",
    stdio: ["ignore", full, "pipe"],
  });
  closeSync(full);
  expect(status).toBe(2);
  expect(stderr).toBe("error: cannot write to standard output: there is no space left\n");
});

test("images of another run that a Zipper should pack are refused before anything is asked", async () => {
  const zip = { id: "zip", type: "Zipper", parameters: { sources: ["draw"], filename: "x" } };
  const images = [{ url: "file:///etc/passwd", width: 8, height: 8, seed: 1 }];
  const file = flow(ideas, draw(), zip);
  const out = newFolder();
  const { exit, err } = await say("run", file, "--results", write({ draw: { images } }), "--out", out);
  expect(exit).toBe(2);
  expect(err).toContain('the images given for step "draw" are not files of this run');
  expect(existsSync(out)).toBe(false);
});
