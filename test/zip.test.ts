// The Node host (spec 6.8): names, zips and folders, tried with other people's tools and with names that mean harm.

import { execFileSync } from "node:child_process";
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { type Zippable, zipSync } from "fflate";
import { afterAll, expect, test } from "vitest";
import { safeName, zipName } from "../src/core/run/safe-name.js";
import {
  decodeText,
  directoryStore,
  newOutputFolder,
  openOutputFolder,
  packsFolder,
  readText,
  zipArchive,
} from "../src/node/index.js";

const root = mkdtempSync(join(tmpdir(), "flowplan-zip-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const bytes = (text: string) => new TextEncoder().encode(text);

test("a zip opens in other tools, and the same files give the same bytes in any time zone", async () => {
  const entries = [
    { name: "img_0_0.png", bytes: new Uint8Array([1, 2, 3]) },
    { name: "shape.json", bytes: bytes("{}\n") },
    { name: "größe.json", bytes: bytes("x".repeat(10_000)) },
  ];
  const first = await packed(entries);
  expect(await packed(entries)).toEqual(first);
  const zone = process.env.TZ;
  process.env.TZ = "Pacific/Kiritimati";
  expect(await packed(entries)).toEqual(first);
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
  const file = join(root, "a.zip");
  writeFileSync(file, first);
  expect(has("unzip") ? execFileSync("unzip", ["-t", file], { encoding: "utf8" }) : "No errors").toContain("No errors");
  if (has("python3")) expect(namesIn(file)).toEqual(entries.map(({ name }) => name));
  expect((await packed([])).length).toBe(22);
});

test("a zip is what another writer makes of the same files", async () => {
  const file = fc.record({
    stem: fc.string({ minLength: 1, maxLength: 12, unit: fc.constantFrom("a", "B", "é", "-", "0", "狐") }),
    ending: fc.constantFrom(".png", ".json", ".webp", ""),
    bytes: fc.uint8Array({ maxLength: 3000 }),
  });
  const files = fc.uniqueArray(file, { maxLength: 6, selector: ({ stem, ending }) => stem + ending });
  await fc.assert(
    fc.asyncProperty(files, async (list) => {
      // Its names are the keys of an object, and those that are numbers do not keep their place.
      const named = list.map(({ stem, ending, bytes }) => ({ name: `f${stem}${ending}`, bytes }));
      const other: Zippable = Object.fromEntries(
        named.map(({ name, bytes }) => [name, [bytes, { level: /\.(png|webp)$/.test(name) ? 0 : 6 }]]),
      );
      const oracle = zipSync(other, { mtime: new Date(1980, 0, 1), os: 3, attrs: 0o100644 << 16 });
      expect(Buffer.compare(await packed(named), oracle)).toBe(0);
    }),
    { numRuns: 100 },
  );
});

test("a zip beyond 4 GiB and one with more than 65,535 files open in other tools", async () => {
  const many = await packed(Array.from({ length: 70_000 }, (_, i) => ({ name: `${i}.png`, bytes: bytes(`${i}`) })));
  const long = join(root, "many.zip");
  writeFileSync(long, many);
  if (has("python3")) expect(namesIn(long)).toHaveLength(70_000);

  // Zeros are not written: the file has holes instead.
  const zeros = new Uint8Array(64 << 20);
  const far = join(root, "far.zip");
  const file = openSync(far, "w");
  let at = 0;
  const entries = Array.from({ length: 65 }, (_, i) => ({ name: `${i}.png`, bytes: zeros }));
  for await (const chunk of zipArchive.pack(given([...entries, { name: "last.json", bytes: bytes("{}\n") }]))) {
    if (chunk.length < zeros.length) writeSync(file, chunk, 0, chunk.length, at);
    at += chunk.length;
  }
  closeSync(file);
  expect(at).toBeGreaterThan(2 ** 32);
  if (has("python3")) expect(namesIn(far, "print(z.read('last.json').decode())")).toHaveLength(66);
  if (has("unzip")) expect(execFileSync("unzip", ["-p", far, "last.json"], { encoding: "utf8" })).toBe("{}\n");
}, 60_000);

test("a zip does not take one name twice", async () => {
  const twice = ["a", "a"].map((name) => ({ name, bytes: bytes("") }));
  await expect(packed(twice)).rejects.toThrow(/twice/);
});

test("a file that comes in pieces appears whole or not at all, and the same pieces are the same file", async () => {
  const folder = join(root, "pieces");
  const store = directoryStore(folder);
  async function* pieces(texts: readonly string[], error?: Error) {
    for (const text of texts) yield bytes(text);
    if (error !== undefined) throw error;
  }
  expect(await store.write("zips/a/x.zip", pieces(["one", "", "two"]))).toBe("zips/a/x.zip");
  expect(await store.write("zips/a/x.zip", pieces(["onetwo"]))).toBe("zips/a/x.zip");
  expect(await store.write("zips/a/x.zip", pieces(["onetwO"]))).toBe("zips/a/x-2.zip");
  await expect(store.write("zips/b/y.zip", pieces(["one"], new Error("no more")))).rejects.toThrow("no more");
  expect(readdirSync(folder, { recursive: true }).sort()).toEqual([
    "zips",
    "zips/a",
    "zips/a/x-2.zip",
    "zips/a/x.zip",
    "zips/b",
  ]);
  expect(Buffer.from(await store.read("zips/a/x.zip")).toString()).toBe("onetwo");
});

test("a store keeps what it was given, whole, and writes over nothing", async () => {
  const folder = join(root, "store");
  const store = directoryStore(folder);
  const url = await store.put("images/draw/0.png", bytes("one"));
  expect(url).toBe("images/draw/0.png");
  expect(await store.put("images/draw/0.png", bytes("one"))).toBe(url);
  expect(Buffer.from(await store.read(url)).toString()).toBe("one");
  expect(await store.put("images/draw/0.png", bytes("two"))).toBe("images/draw/0-2.png");
  expect(await store.put("images/draw/0.png", bytes("two"))).toBe("images/draw/0-2.png");
  expect(Buffer.from(await store.read(url)).toString()).toBe("one");
  expect(readdirSync(join(folder, "images/draw")).sort()).toEqual(["0-2.png", "0.png"]);
});

test("a file from elsewhere is linked where that is possible, and copied where it is not", async () => {
  const folder = join(root, "adopting");
  const store = directoryStore(folder);
  const blob = join(root, "blob");
  writeFileSync(blob, "picture");
  expect(await store.adopt(blob, "images/draw/0.png")).toBe("images/draw/0.png");
  expect(await store.adopt(blob, "images/draw/0.png")).toBe("images/draw/0.png");
  expect(statSync(join(folder, "images/draw/0.png")).ino).toBe(statSync(blob).ino);
  await store.put("images/draw/1.png", bytes("other"));
  expect(await store.adopt(blob, "images/draw/1.png")).toBe("images/draw/1-2.png");
  expect(await store.put("images/draw/0.png", bytes("picture"))).toBe("images/draw/0.png");
  if (existsSync("/dev/shm")) {
    const elsewhere = mkdtempSync("/dev/shm/flowplan-");
    const far = directoryStore(elsewhere);
    expect(await far.adopt(blob, "a/0.png")).toBe("a/0.png");
    expect(Buffer.from(await far.read("a/0.png")).toString()).toBe("picture");
    expect(await far.adopt(blob, "a/0.png")).toBe("a/0.png");
    expect(readdirSync(join(elsewhere, "a"))).toEqual(["0.png"]);
    rmSync(elsewhere, { recursive: true });
  }
  await expect(store.adopt(join(root, "nothing"), "images/draw/2.png")).rejects.toThrow(/ENOENT/);
  await expect(store.adopt(blob, "../x.png")).rejects.toThrow(/not a safe file name/);
});

const evil = [
  "../x",
  "a/../../x",
  "/etc/x",
  "a//b",
  "",
  ".",
  "..",
  ".hidden",
  "a/",
  "con",
  "NUL.png",
  "lpt1",
  "a\\b",
  "c:x",
  "a\u0000b",
  "a\nb",
  "x.",
  "x ",
  "a\u202eb",
  "~/x".replace("~", "~"),
];
test.each(evil)("a store refuses the name %j", async (name) => {
  await expect(directoryStore(join(root, "evil")).put(name, bytes(""))).rejects.toThrow(/not a safe file name/);
});

test.each(["file:///etc/passwd", "https://example.com/x", "data:,x", "../x", "/etc/passwd", "file:///%2e%2e/x"])(
  "a store does not read %j",
  async (url) => {
    await expect(directoryStore(join(root, "store")).read(url)).rejects.toThrow(/not a file of this run/);
  },
);

test("every text becomes a safe name that is its own safe name and fits every file system", () => {
  const part = fc.constantFrom(
    "..",
    "/",
    "\\",
    "con",
    "nul",
    ".",
    " ",
    "é",
    "e\u0301",
    "😀",
    "\u0301",
    "a",
    "COM1",
    ":",
    "\u0000",
    "x".repeat(200),
    "\ud800",
  );
  const hostile = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(part, { maxLength: 5 }).map((parts) => parts.join("")),
  );
  fc.assert(
    fc.property(hostile, (text) => {
      const name = safeName(text, "other");
      expect(safeName(name, "other")).toBe(name);
      expect(name).toMatch(/^[\p{L}\p{N}_()-][\p{L}\p{M}\p{N} ._()-]*$/u);
      expect(name).not.toMatch(/[. ]$/);
      expect(Buffer.byteLength(name)).toBeLessThan(130);
      expect(name).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i);
      expect(zipName(text)).toMatch(/[^.]\.zip$/);
      expect(safeName(zipName(text), "other")).toBe(zipName(text));
    }),
    { numRuns: 500 },
  );
  expect(["result.zip", "My pictures.ZIP", "../../etc/passwd", ".zip", "a.zip.zip", "con.zip"].map(zipName)).toEqual([
    "result.zip",
    "My pictures.zip",
    "_.._etc_passwd.zip",
    "result.zip",
    "a.zip.zip",
    "(con).zip",
  ]);
});

test("each run has a folder of its own, also when many start at once", async () => {
  const parent = join(root, "runs");
  const made = await Promise.all(Array.from({ length: 8 }, () => newOutputFolder("my flow.json5", parent)));
  expect(new Set(made.map((folder) => folder.ok && folder.path)).size).toBe(8);
  expect(readdirSync(parent).sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((n) => `my flow-${n}`));
  writeFileSync(join(parent, "my flow-8", "x"), "");
  expect(await openOutputFolder(join(parent, "my flow-8"))).toMatchObject({ ok: false });
  expect(await openOutputFolder(join(parent, "my flow-7"))).toMatchObject({ ok: true });
  expect(await openOutputFolder(join(parent, "my flow-8", "x"))).toMatchObject({
    ok: false,
    reason: expect.stringContaining("in the way"),
  });
});

test("a folder that refuses new folders is said so, and never waited for", async () => {
  expect(await openOutputFolder("/proc/nothere/run")).toMatchObject({ ok: false });
  expect(await newOutputFolder("flow.json", "/dev/null/runs")).toMatchObject({
    ok: false,
    reason: expect.stringContaining("in the way"),
  });
  symlinkSync(join(root, "gone"), join(root, "dangling"));
  expect(await openOutputFolder(join(root, "dangling"))).toMatchObject({ ok: false });
});

test("text is UTF-8 or it is not read, and a byte-order mark stays", async () => {
  expect(decodeText(new Uint8Array([0xef, 0xbb, 0xbf, 0x7b]))).toBe("\ufeff{");
  expect(decodeText(new Uint8Array([0xc3, 0x28]))).toBeNull();
  expect(await readText(join(root, "none.json"))).toEqual({
    ok: false,
    missing: true,
    reason: "there is no such file",
  });
  expect(await readText(root)).toMatchObject({ ok: false, reason: "it is a folder" });
});

test("packs are read by their id, and an id leads to no other file", async () => {
  const id = "4716c93e-03bc-49cf-921d-203971fe5866";
  const folder = join(root, "packs");
  await openOutputFolder(folder);
  writeFileSync(join(folder, `${id}.json`), `{ id: "${id}", images: [{ prompt: "a" }] }`);
  writeFileSync(join(folder, "secret.json"), `[{ "prompt": "b" }]`);
  const packs = packsFolder(folder);
  expect(await packs.read(id)).toMatchObject({ ok: true, value: { images: [{ prompt: "a" }] } });
  for (const other of ["secret", "../packs/secret", id.replace("4", "5")]) {
    expect(await packs.read(other)).toMatchObject({ ok: false, diagnostics: [{ code: "pack/missing" }] });
  }
  expect(await packsFolder(join(root, "nowhere")).read(id)).toMatchObject({
    ok: false,
    diagnostics: [{ code: "pack/missing" }],
  });
  writeFileSync(join(folder, `${id}.json`), new Uint8Array([0x7b, 0xff]));
  expect(await packs.read(id)).toMatchObject({ ok: false, diagnostics: [{ code: "run/pack-unreadable" }] });
  expect(readFileSync(join(folder, "secret.json"), "utf8")).toContain("b");
});

type Named = { readonly name: string; readonly bytes: Uint8Array };

async function* given(entries: readonly Named[]): AsyncGenerator<Named> {
  yield* entries;
}

async function packed(entries: readonly Named[]): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of zipArchive.pack(given(entries))) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The names that Python finds in a zip, after it has checked all of it, or done something else with it. */
function namesIn(file: string, check = "assert z.testzip() is None"): string[] {
  const script = `import sys,zipfile,json;z=zipfile.ZipFile(sys.argv[1]);${check};print(json.dumps(z.namelist()))`;
  const lines = execFileSync("python3", ["-c", script, file], { encoding: "utf8", maxBuffer: 1 << 24 })
    .trim()
    .split("\n");
  return JSON.parse(lines.at(-1) ?? "") as string[];
}

function has(tool: string): boolean {
  try {
    execFileSync("which", [tool]);
    return true;
  } catch {
    return false;
  }
}
