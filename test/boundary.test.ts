// The architecture: the order of folders, what the core may import, and that file sizes stay readable.

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const coreFolders = [
  "text",
  "diagnostic",
  "types",
  "path",
  "language",
  "document",
  "expression",
  "schema",
  "flow",
  "ir",
  "graph",
  "evaluate",
  "plan",
  "run",
  "lint",
  "editor",
];
const floors = ["core", "backends", "node", "testing", "cli"];
const corePackages = ["chevrotain", "ajv", "ajv-formats", "re2js", "@eslint-community/regexpp", "@noble/hashes"];

/** Files that stand in a circle of imports because what they define is recursive. */
const recursions: readonly string[] = [
  // Templates are made of templates.
  "core/evaluate/compile-call.ts",
  "core/evaluate/compile-map.ts",
  "core/evaluate/compile-object.ts",
  "core/evaluate/compile-template.ts",
  // Paths have conditions, and conditions have paths.
  "core/evaluate/compile-condition.ts",
  "core/evaluate/compile-path.ts",
  "core/evaluate/compile-segment.ts",
  // The same of what is evaluated in part: the body of a map is a template, and the type of what is known in part is looked up in it.
  "core/plan/partial/evaluate-map.ts",
  "core/plan/partial/evaluate-partially.ts",
  "core/plan/partial/look-up.ts",
  "core/plan/partial/partial-type.ts",
  // A bounded type may be a union, and a union that grows too large is bounded.
  "core/types/bound-type.ts",
  "core/types/union.ts",
];

type Import = { readonly file: string; readonly target: string };

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts") && !entry.parentPath.includes("generated"))
    .map((entry) => join(entry.parentPath, entry.name));
}

function importsOf(file: string): Import[] {
  const text = readFileSync(file, "utf8");
  const found = text.matchAll(/(?:^|\n)\s*(?:import|export)\s[^"';]*?from\s+"([^"]+)"|import\("([^"]+)"\)/g);
  return [...found].map((match) => ({ file, target: match[1] ?? match[2] ?? "" }));
}

const isRelative = ({ target }: Import) => target.startsWith(".");
const resolved = ({ file, target }: Import) =>
  relative(join(root, "src"), join(dirname(file), target.replace(/\.js$/, ".ts")));

test("the core imports nothing but its few packages", () => {
  const foreign = sources(join(root, "src/core"))
    .flatMap(importsOf)
    .filter((found) => !isRelative(found))
    .filter(({ target }) => !corePackages.some((name) => target === name || target.startsWith(`${name}/`)))
    .map(({ file, target }) => `${relative(root, file)} imports ${target}`);
  expect(foreign).toEqual([]);
});

test("inside the core, a folder imports only from itself and the folders before it", () => {
  const backwards: string[] = [];
  for (const found of sources(join(root, "src/core")).flatMap(importsOf).filter(isRelative)) {
    const from = relative(join(root, "src/core"), found.file).split("/");
    const to = relative("core", resolved(found)).split("/");
    if (from.length === 1) continue;
    const where = `${from.join("/")} imports ${to.join("/")}`;
    if (to[0] === "..") backwards.push(where);
    else if (to.length === 1 && !["unreachable.ts", "group-by.ts", "program.ts"].includes(to[0] as string))
      backwards.push(where);
    else if (to.length > 1 && coreFolders.indexOf(to[0] as string) > coreFolders.indexOf(from[0] as string))
      backwards.push(where);
  }
  expect(backwards).toEqual([]);
});

test("floors stand on each other in one order", () => {
  const backwards = sources(join(root, "src"))
    .flatMap(importsOf)
    .filter(isRelative)
    .filter((found) => {
      const from = floors.indexOf(relative(join(root, "src"), found.file).split("/")[0] as string);
      const to = floors.indexOf(resolved(found).split("/")[0] as string);
      return to > from;
    })
    .map((found) => `${relative(root, found.file)} imports ${found.target}`);
  expect(backwards).toEqual([]);
});

/** What stands at the top of the command line may import every room. */
const rooms = ["terminal", "format", "progress", "source", "fix", "plan", "run", "commands"];

test("inside the command line, a room imports only from itself and the rooms before it", () => {
  const place = (file: string) => {
    const [floor, room, name] = file.split("/");
    if (floor !== "cli") return -1;
    return name === undefined ? 0 : rooms.indexOf(room as string) + 1;
  };
  const backwards = sources(join(root, "src/cli"))
    .flatMap(importsOf)
    .filter(isRelative)
    .map((found) => ({ from: relative(join(root, "src"), found.file), to: resolved(found) }))
    .filter(({ from, to }) => place(from) > 0 && place(to) > place(from))
    .map(({ from, to }) => `${from} imports ${to}`);
  expect(backwards).toEqual([]);
});

test("every folder of the core and of the command line has its place in the order", () => {
  const foldersOf = (floor: string) =>
    readdirSync(join(root, floor), { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? [entry.name] : [],
    );
  expect(foldersOf("src/core").filter((name) => !coreFolders.includes(name))).toEqual([]);
  expect(foldersOf("src/cli").filter((name) => !rooms.includes(name))).toEqual([]);
});

test("no code is generated at run time and no type check is switched off", () => {
  const offences = sources(join(root, "src"))
    .filter((file) =>
      /\bnew Function\b|\beval\(|@ts-(ignore|nocheck|expect-error)|\bas any\b/.test(
        readFileSync(file, "utf8").replace(/^\s*(\/\/|\/?\*).*$/gm, ""),
      ),
    )
    .map((file) => relative(root, file));
  expect(offences).toEqual([]);
});

test("no file imports itself through others, a type alone included, but where a definition is honestly recursive", () => {
  const files = sources(join(root, "src"));
  const next = new Map(
    files.map((file) => [
      relative(join(root, "src"), file),
      importsOf(file)
        .filter(isRelative)
        .map(resolved)
        .filter((to) => !to.includes("generated")),
    ]),
  );
  const reached = (from: string) => {
    const seen = new Set<string>();
    const open = [...(next.get(from) ?? [])];
    for (let file = open.pop(); file !== undefined; file = open.pop()) {
      if (seen.has(file)) continue;
      seen.add(file);
      open.push(...(next.get(file) ?? []));
    }
    return seen;
  };
  const reach = new Map([...next.keys()].map((file) => [file, reached(file)]));
  const circles = [...reach].filter(([file, seen]) => seen.has(file)).map(([file]) => file);
  expect(circles.sort()).toEqual([...recursions].sort());
});

test("a value gets another type than its own behind one door", () => {
  const turns = sources(join(root, "src")).flatMap((file) =>
    (readFileSync(file, "utf8").match(/\bas unknown as [^a-z]/g) ?? []).map(() => relative(root, file)),
  );
  // A constructor that engines give room for six keys: TypeScript has no other way to write it.
  expect(turns).toEqual(["src/core/evaluate/compile-object.ts"]);
});

test("no test reads a clock: growth is counted in work, or measured in bench/", () => {
  // Written so that it does not find itself.
  const clocks = /\bperformance\.|perf[_]hooks|\bDate\.now|\bhr[t]ime\b|\bnew Dat[e]\(\)/;
  const offences = sources(join(root, "test"))
    .filter((file) => clocks.test(readFileSync(file, "utf8")))
    .map((file) => relative(root, file));
  expect(offences).toEqual([]);
});
