// What the README prints is what the program says (rule 12 of the house): a ```sh block with one `npx flowplan` line, and the ```text block
// after it, which is standard output and then standard error. Settings that it shows are settings, commands that it names are commands.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { commands } from "../src/cli/commands.js";
import { readConfig } from "../src/cli/source/config.js";
import { optionTable } from "./build/option-table.js";
import { say } from "./build/terminal.js";

const readme = readFileSync(join(import.meta.dirname, "../README.md"), "utf8");
const blocks = [...readme.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language, text]) => ({
  language: language as string,
  text: text as string,
}));
const shown = blocks.flatMap(({ language, text }, i) => {
  const [next] = blocks.slice(i + 1, i + 2);
  const command = /^npx flowplan (.*)\n$/.exec(text)?.[1];
  return language === "sh" && command !== undefined && next?.language === "text"
    ? [{ command, printed: next.text }]
    : [];
});

/** As a shell parts them: by spaces, but for what stands in quotes. */
const words = (line: string) =>
  [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2] ?? match[3] ?? "");

test.each(shown)("$command", async ({ command, printed }) => {
  const { out, err } = await say(...words(command));
  expect(out + err).toBe(printed);
});

test("something is shown", () => {
  expect(shown.length).toBeGreaterThan(0);
});

test("settings that are shown are good ones", () => {
  for (const { text } of blocks.filter(({ text }) => /^\{ "rules"/.test(text)))
    expect(readConfig(text).diagnostics).toEqual([]);
});

test("every command that is named exists", async () => {
  const named = new Set([...readme.matchAll(/(?:`|npx )flowplan ([a-z]+)/g)].map((match) => match[1] as string));
  const { out } = await say("--help");
  for (const command of named) expect(out).toMatch(new RegExp(`^  ${command}\\b`, "m"));
});

test.each(["check", "plan"])("the table of %s's options is that of the command line", (name) => {
  const table = optionTable(commands.find((each) => each.name === name)?.options ?? []);
  expect(readme).toContain(table);
});

test("run has the options of plan that are about what is planned, and its own folder", () => {
  const flagsOf = (name: string) =>
    commands.find((each) => each.name === name)?.options.map(({ flags }) => flags) ?? [];
  expect(flagsOf("run").filter((flags) => !flagsOf("plan").includes(flags))).toEqual([
    "--out <dir>",
    "--name <template>",
    "--resume <dir>",
  ]);
});

test("the flow that it shows is a fixture without mistakes, and has a plan", async () => {
  const file = join(import.meta.dirname, "..", "fixtures", "readme", "postcards.json5");
  expect(blocks.find(({ language }) => language === "json5")?.text).toBe(readFileSync(file, "utf8"));
  expect(await say("check", file)).toMatchObject({ exit: 0 });
  expect((await say("plan", file, "--input", "place=Porto")).out).toContain("4 images in 4 requests");
});

test("the program that embeds it is test/readme-embed.ts, and runs", async () => {
  const shownProgram = blocks.find(({ language }) => language === "ts")?.text;
  expect(shownProgram).toBe(readFileSync(join(import.meta.dirname, "readme-embed.ts"), "utf8"));
  const printed: unknown[] = [];
  const log = vi.spyOn(console, "log").mockImplementation((...values) => void printed.push(...values));
  try {
    await import("./readme-embed.js");
  } finally {
    log.mockRestore();
  }
  expect(printed.slice(0, 2)).toEqual(["a calm fox", "0.03"]);
  expect(printed.at(-1)).toEqual({ ok: true, value: [2, 3], diagnostics: [] });
});
