// A folder in, the answers that runs keep in it out (spec 6.14.3): an answer is a file named by what it is kept under, a picture one named by the
// hash of its bytes. Whatever is not as it was written counts as not there.

import { createHash } from "node:crypto";
import { link, mkdir, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { About, Answer, Answers, KeptPicture } from "../core/run/answers.js";
import { canonicalJson, isObject, type Json } from "../core/text/json.js";
import { isDraft, replaceFile } from "./drafts.js";
import type { DirectoryStore } from "./file-store.js";
import { makeFolders } from "./make-folders.js";

/** `size`: bytes on the disk; `usedAt`: milliseconds since 1970. */
export type KeptAnswer = {
  readonly key: string;
  readonly server: string;
  readonly what: string;
  readonly text: string;
  readonly blob: string | null;
  readonly size: number;
  readonly usedAt: number;
};

export type StoreProblem = { readonly file: string; readonly problem: "damaged" | "missing picture" };

export type AnswerStore = Answers & {
  /** What there are answers under. They are not read: what is damaged is found when it is used. */
  keys(): Promise<ReadonlySet<string>>;
  list(): AsyncIterable<KeptAnswer>;
  /** Every file that is not as it was written. */
  check(): AsyncIterable<StoreProblem>;
  /** Removes those answers, and the pictures that no other has; how many bytes that frees. With `dry`, nothing is removed. */
  remove(keys: ReadonlySet<string>, dry: boolean): Promise<{ readonly answers: number; readonly bytes: number }>;
};

const version = 1;
const hex = /^[0-9a-f]{64}$/;

/** `files`: those of the run, if one uses it. Pictures are then links, both ways. */
export function answerStore(folder: string, files: DirectoryStore | null = null): AnswerStore {
  const answerPath = (key: string) => join(folder, "answers", key.slice(0, 2), `${key}.json`);
  const blobPath = (blob: string) => join(folder, "pictures", blob.slice(0, 2), blob);

  async function put(path: string, bytes: string | Uint8Array): Promise<void> {
    await mkdir(dirname(path), { recursive: true });
    // Not flushed: what a power cut damages is noticed by its hash, and asked for again.
    await replaceFile(path, (draft) => writeFile(draft, bytes, { flag: "wx" }));
  }

  /** What stands there under that name may be damaged, and is replaced. */
  async function keepPicture(path: string, { bytes, url }: KeptPicture): Promise<void> {
    if (files === null) return put(path, bytes);
    await mkdir(dirname(path), { recursive: true });
    await replaceFile(path, (draft) => link(files.pathOf(url), draft)).catch(() => put(path, bytes));
  }

  async function readEntry(path: string): Promise<(Answer & About & { readonly key: string }) | null> {
    try {
      return entryOf(JSON.parse(await readFile(path, "utf8")) as Json);
    } catch {
      return null;
    }
  }

  async function* filesIn(kind: "answers" | "pictures"): AsyncGenerator<string> {
    for (const part of await readdir(join(folder, kind)).catch(() => []))
      for (const name of await readdir(join(folder, kind, part)).catch(() => []))
        if (!isDraft(name)) yield join(folder, kind, part, name);
  }

  async function sizeOf(path: string): Promise<{ readonly size: number; readonly usedAt: number }> {
    const found = await stat(path).catch(() => null);
    return { size: found?.size ?? 0, usedAt: found?.mtimeMs ?? 0 };
  }

  async function* list(): AsyncGenerator<KeptAnswer> {
    for await (const path of filesIn("answers")) {
      const entry = await readEntry(path);
      if (entry === null) continue;
      const { key, server, what, text, blob } = entry;
      const own = await sizeOf(path);
      const picture = blob === null ? 0 : (await sizeOf(blobPath(blob))).size;
      yield { key, server, what, text, blob, size: own.size + picture, usedAt: own.usedAt };
    }
  }

  return {
    find: async (key) => {
      if (!hex.test(key)) return null;
      const entry = await readEntry(answerPath(key));
      if (entry === null || entry.key !== key) return null;
      const now = new Date();
      await utimes(answerPath(key), now, now).catch(() => {});
      return { value: entry.value, blob: entry.blob };
    },
    read: async (blob) => {
      if (!hex.test(blob)) return null;
      const bytes = await readFile(blobPath(blob)).catch(() => null);
      return bytes !== null && hashOf(bytes) === blob ? bytes : null;
    },
    ...(files === null ? {} : { adopt: (blob: string, name: string) => files.adopt(blobPath(blob), name) }),
    keep: async (key, { value, blob }, picture, about) => {
      if (!hex.test(key)) throw new TypeError("a key of an answer is a hash");
      await ignored(folder);
      if (picture !== null && blob !== null) await keepPicture(blobPath(blob), picture);
      const entry = { version, key, ...about, blob, value };
      await put(answerPath(key), `${JSON.stringify({ ...entry, sum: sumOf(entry) })}\n`);
    },
    keys: async () => {
      const keys = new Set<string>();
      for await (const path of filesIn("answers")) keys.add(basename(path, ".json"));
      return keys;
    },
    list,
    check: async function* () {
      for await (const path of filesIn("answers")) {
        const entry = await readEntry(path);
        if (entry === null || path !== answerPath(entry.key)) yield { file: path, problem: "damaged" };
        else if (entry.blob !== null && (await stat(blobPath(entry.blob)).catch(() => null)) === null)
          yield { file: path, problem: "missing picture" };
      }
      for await (const path of filesIn("pictures")) {
        const bytes = await readFile(path).catch(() => null);
        if (bytes === null || path !== blobPath(hashOf(bytes))) yield { file: path, problem: "damaged" };
      }
    },
    remove: async (keys, dry) => {
      const wanted = new Set<string>();
      const gone: string[] = [];
      for await (const { key, blob } of list()) {
        if (keys.has(key)) gone.push(answerPath(key));
        else if (blob !== null) wanted.add(blobPath(blob));
      }
      // What cannot be read is of no use to anybody.
      for await (const path of filesIn("answers")) if ((await readEntry(path)) === null) gone.push(path);
      const answers = gone.length;
      for await (const path of filesIn("pictures")) if (!wanted.has(path)) gone.push(path);
      let bytes = 0;
      for (const path of gone) {
        bytes += (await sizeOf(path)).size;
        if (!dry) await rm(path, { force: true });
      }
      return { answers, bytes };
    },
  };
}

/** Nobody wants pictures of every run in a repository. */
async function ignored(folder: string): Promise<void> {
  await makeFolders(folder);
  await writeFile(join(folder, ".gitignore"), "*\n", { flag: "wx" }).catch(() => {});
}

function entryOf(json: Json): (Answer & About & { readonly key: string }) | null {
  if (!isObject(json)) return null;
  const { sum, ...entry } = json;
  const { key, server, what, text, blob, value } = entry;
  if (sum !== sumOf(entry) || entry.version !== version || value === undefined) return null;
  if (typeof key !== "string" || typeof server !== "string" || typeof text !== "string") return null;
  if ((what !== "image" && what !== "object") || (blob !== null && typeof blob !== "string")) return null;
  return blob === null || hex.test(blob) ? { key, server, what, text, blob, value } : null;
}

/** So that a change of the file is noticed. */
function sumOf(entry: Json): string {
  return hashOf(canonicalJson(entry));
}

function hashOf(bytes: string | Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
