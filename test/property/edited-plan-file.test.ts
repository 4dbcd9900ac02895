// Plan files that came from outside (spec 5.10): whatever is edited in one, with its hashes left or made anew, it is shown, compared and
// run as before or refused, and nothing throws.

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { compile } from "../../src/core/compile.js";
import { profiles } from "../../src/core/plan/backend/profiles.js";
import { defaultPrices } from "../../src/core/plan/cost/price-book.js";
import {
  boundParts,
  hashJson,
  makePlanFile,
  planFileKind,
  planFileVersion,
} from "../../src/core/plan/file/plan-file.js";
import { plan } from "../../src/core/plan/make-plan.js";
import type { Json, JsonObject } from "../../src/core/text/json.js";
import { chanceOf } from "../build/chance.js";
import { editJson } from "../build/edit-json.js";
import { say } from "../build/terminal.js";

const folder = mkdtempSync(join(tmpdir(), "flowplan-edited-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type File = { readonly name: string; readonly flow: string; readonly json: JsonObject };

const flows = join(import.meta.dirname, "../../fixtures/flows/ok");
const packs = { "3f2b8a52-3a43-4f5e-9d33-0a3c7f3a1a11": { images: [{ prompt: "packed", seed: 3 }] } };
const files: readonly File[] = readdirSync(flows)
  .filter((name) => /\.json5?$/.test(name))
  .flatMap((name): readonly File[] => {
    const { program } = compile(readFileSync(join(flows, name), "utf8"));
    if (program === undefined) return [];
    const options = { input: { topic: "foxes" }, seed: 5, assume: { tokens: "100" }, packs };
    const planned = plan(program, options);
    if (!planned.ok) return [];
    const bindings = { ir: program.ir, prices: defaultPrices, capabilities: profiles.reference, results: {} };
    const text = [...makePlanFile(planned.value, { ...bindings, assume: options.assume, packs }, [])].join("");
    return [{ name, flow: join(flows, name), json: JSON.parse(text) as JsonObject }];
  });

/** The hashes that the content would have, as far as it has parts at all. */
function hashed(file: JsonObject): JsonObject {
  const content = file.content as JsonObject;
  const part = (name: string) =>
    name === "input" ? (content.plan as JsonObject | undefined)?.input : content[name === "flow" ? "ir" : name];
  const hashes = Object.fromEntries(boundParts.map((name) => [name, hashJson(part(name) ?? null)]));
  return {
    ...file,
    hashes,
    hash: hashJson([planFileKind, planFileVersion, ...boundParts.map((name) => hashes[name] as string)]),
  };
}

const write = (name: string, json: Json): string => {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(json));
  return path;
};

test("there are files enough, and each is taken as it is", async () => {
  expect(files.length).toBeGreaterThan(25);
  for (const { name, json } of files) {
    const { exit, err } = await say("plan", write("whole.json", json), "--format", "json");
    expect(exit, `${name} ${err}`).toBe(0);
  }
});

test("random edits of any part are refused with exit 1, or change nothing that is carried out", async () => {
  const exits = new Map<number, number>();
  for (let seed = 1; seed <= 150; seed++) {
    const chance = chanceOf(seed * 7919);
    const { name, flow, json } = files[chance(files.length)] as File;
    const part = (["content", "content", "content", "sources", null] as const)[chance(5)] ?? null;
    const member =
      part === "content"
        ? (["ir", "plan", "packs", "prices", "capabilities", "results", "assume"] as const)[chance(7)]
        : null;
    const content = json.content as JsonObject;
    const edited =
      part === null
        ? editJson(json, chance)
        : member === null || member === undefined
          ? { ...json, [part]: editJson(json[part] as Json, chance) }
          : hashed({ ...json, content: { ...content, [member]: editJson(content[member] as Json, chance) } });
    const path = write("edited.json", edited);
    const at = `seed ${seed}, ${name}, ${member ?? part}`;
    const shown = await say("plan", path, "--verbose");
    expect([0, 1, 2], `${at}: ${shown.err}`).toContain(shown.exit);
    // A backend of another name may be one of a project that is not here.
    const other = member === "plan" && shown.err.includes("there is no backend");
    if (member !== null && !other) expect([0, 1], `${at}: ${shown.err}`).toContain(shown.exit);
    exits.set(shown.exit, (exits.get(shown.exit) ?? 0) + 1);
    const compared = await say("plan", flow, "--input", "topic=foxes", "--diff", path);
    expect([0, 1, 2], `${at} --diff: ${compared.err}`).toContain(compared.exit);
  }
  expect(exits.get(1)).toBeGreaterThan(90);
});
