// The eight common changes of CONTRIBUTING.md: every file that is listed is there, and what a change is found by stands in exactly the
// files that are listed for it.

import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const searched = ["src", "grammar", "spec", "README.md"];
const isSearched = (file: string) => searched.some((place) => file === place || file.startsWith(`${place}/`));

const contributing = readFileSync(join(root, "CONTRIBUTING.md"), "utf8");
const [, section = ""] = contributing.split(/^## Eight common changes$/m);
const changes = (section.split(/^## /m)[0] ?? "")
  .split(/^### /m)
  .slice(1)
  .map((text) => {
    const [title = ""] = text.split("\n");
    const [, found = ""] = /ound by ([^\n]*)/.exec(text) ?? [];
    const items = text.split("\n").filter((line) => line.startsWith("- "));
    return { title, probes: codesIn(found), files: items.flatMap((item) => codesIn(item.split(" – ")[0] ?? "")) };
  });

/** What stands between backticks, one or two. */
function codesIn(text: string): readonly string[] {
  return [...text.matchAll(/`` (.+?) ``|`([^`]+)`/g)].map(([, two, one]) => two ?? one ?? "");
}

function filesIn(place: string): readonly string[] {
  if (statSync(join(root, place)).isFile()) return [place];
  return readdirSync(join(root, place), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes("generated"))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

const texts = searched.flatMap(filesIn).map((file) => [file, readFileSync(join(root, file), "utf8")] as const);

function holdersOf(probes: readonly string[]): readonly string[] {
  const words = probes.map((probe) => `(?<![\\w-])${probe.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&")}(?![\\w-])`);
  const probe = new RegExp(words.join("|"));
  return texts.flatMap(([file, text]) => (probe.test(text) ? [file] : [])).sort();
}

test("there are eight", () => {
  expect(changes.map(({ title }) => title)).toHaveLength(8);
});

test.each(changes)("$title", ({ probes, files }) => {
  expect(probes.length).toBeGreaterThan(0);
  expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  expect(holdersOf(probes)).toEqual(files.filter(isSearched).sort());
});
