// A template such as "{step}-{index:3}-{prompt:40}" in, names for pictures out (spec 6.16.2): safe on every system, and never the same for two
// pictures of a run, whatever the template, the ids of steps and the prompts are.

import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { nearest } from "../../text/nearest.js";
import { presume } from "../../unreachable.js";
import { cutToBytes, safeName } from "../safe-name.js";
import type { NamelessRecord as Named } from "./picture-record.js";

export const defaultNames = "{step}-{index:3}-{seed}-{prompt:40}";

const fields: { readonly [name: string]: (picture: Named) => string | number | null } = {
  step: ({ step }) => step,
  index: ({ index }) => index,
  request: ({ request }) => request,
  image: ({ index }) => index,
  seed: ({ seed }) => seed,
  prompt: ({ prompt }) => prompt,
  negativePrompt: ({ negativePrompt }) => negativePrompt,
  model: ({ baseModel }) => baseModel,
  training: ({ trainingId }) => trainingId,
  precision: ({ precision }) => precision,
  width: ({ width }) => width,
  height: ({ height }) => height,
  steps: ({ steps }) => steps,
  guidance: ({ guidanceScale }) => guidanceScale,
  scale: ({ scale }) => scale,
  server: ({ server }) => server,
  run: ({ run }) => run,
  hash: ({ sha256: hash }) => hash,
};
export const nameFields: readonly string[] = Object.keys(fields);

type Piece =
  | { readonly kind: "text"; readonly text: string }
  /** `width`: characters of a text at most, digits of a number at least. */
  | { readonly kind: "field"; readonly name: string; readonly width: number | null };

/** Its folders, and last its name. */
export type NameTemplate = readonly (readonly Piece[])[];

export type TemplateRead =
  | { readonly ok: true; readonly template: NameTemplate }
  | { readonly ok: false; readonly problem: string; readonly near: string | undefined };

/** In bytes, without the ending. */
const longest = 110;
const widest = 200;

export function readNameTemplate(text: string): TemplateRead {
  const parts = text.split("/");
  const refused = (problem: string, near?: string): TemplateRead => ({ ok: false, problem, near });
  if (text === "") return refused("it is empty");
  if (parts.some((part) => part.trim() === "")) return refused("a folder or a file in it has no name");
  const elsewhere = parts.find((part) => /^\s*\.+\s*$/.test(part));
  if (elsewhere !== undefined) return refused(`"${elsewhere.trim()}" is not a name, and pictures stay in their folder`);
  const template: Piece[][] = [];
  for (const part of parts) {
    const pieces: Piece[] = [];
    for (const [piece, name, width] of part.matchAll(/\{([^{}:]*)(?::([^{}]*))?\}|[^{}]+|[{}]/g)) {
      if (piece === "{" || piece === "}")
        return refused(`"${piece}" stands alone: a placeholder is written {step} or {prompt:40}`);
      if (name === undefined) {
        pieces.push({ kind: "text", text: piece });
        continue;
      }
      if (!Object.hasOwn(fields, name)) return refused(`there is no placeholder {${name}}`, nearest(name, nameFields));
      if (width !== undefined && !(/^[1-9]\d{0,2}$/.test(width) && Number(width) <= widest))
        return refused(`"${width}" in {${name}:${width}} is not a whole number from 1 to ${widest}`);
      pieces.push({ kind: "field", name, width: width === undefined ? null : Number(width) });
    }
    template.push(pieces);
  }
  return { ok: true, template };
}

export type PictureNamer = (picture: Named) => string;

/** `steps`: the ids of all steps of the flow. The same picture has the same name, whatever else the run draws, and in whatever order. */
export function pictureNamer(template: NameTemplate, steps: readonly string[]): PictureNamer {
  const placed = new Map<string, boolean>();
  return (picture) => {
    const { step } = picture;
    const isThere = placed.get(step) ?? isPlaced(template, step, steps);
    placed.set(step, isThere);
    return nameOf(template, picture, isThere ? "" : ` (${placeOf(picture)})`);
  };
}

function nameOf(template: NameTemplate, picture: Named, ending: string): string {
  const last = template.length - 1;
  return template
    .map((pieces, at) => {
      const room = at === last ? longest - ending.length : longest;
      const name = safeName(`${cutToBytes(filled(pieces, picture), room).trimEnd()}${at === last ? ending : ""}`, "");
      return name === "" ? "picture" : name;
    })
    .join("/");
}

const separators = "[-_ .,;+]+";
const atStart = new RegExp(`^${separators}`);
const atEnd = new RegExp(`${separators}$`);

/** A separator before a field without a value goes with it, if something else separates what follows. */
function filled(pieces: readonly Piece[], picture: Named): string {
  let name = "";
  for (const [at, piece] of pieces.entries()) {
    const before = pieces[at - 1];
    const after = pieces[at + 1];
    if (piece.kind === "text") {
      name += at === 1 && name === "" ? piece.text.replace(atStart, "") : piece.text;
      continue;
    }
    const value = printed(presume(fields[piece.name], "a field")(picture), piece.width);
    name += value;
    const separated = after === undefined || (after.kind === "text" && atStart.test(after.text));
    if (value === "" && before?.kind === "text" && separated)
      name = name.slice(0, name.length - (atEnd.exec(before.text)?.[0].length ?? 0));
  }
  return name;
}

function printed(value: string | number | null, width: number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return `${value}`.padStart(width ?? 1, "0");
  return [...slug(value)]
    .slice(0, width ?? longest)
    .join("")
    .replace(/-+$/, "");
}

/** Letters, digits and marks of any script stay, but nothing that cannot be seen; runs of anything else become "-". */
function slug(text: string): string {
  return text
    .normalize("NFC")
    .replace(/\p{Default_Ignorable_Code_Point}/gu, "")
    .replace(/[^\p{L}\p{M}\p{N}_]+/gu, "-")
    .replace(/^[-\p{M}]+/u, "")
    .replace(/-+$/, "");
}

/**
 * Whether the template begins with the place in such a way that no other place can have the same beginning: "{step}", a separator without
 * digits, "{index}", and no digit after it. Ids may hold separators, so a step "a-1" makes the names of a step "a" unsure.
 */
function isPlaced(template: NameTemplate, step: string, steps: readonly string[]): boolean {
  const folder: Piece = { kind: "text", text: "/" };
  const [id, separator, index, after] = template.flatMap((pieces, at) => (at === 0 ? pieces : [folder, ...pieces]));
  if (id?.kind !== "field" || id.name !== "step" || id.width !== null) return false;
  if (separator?.kind !== "text" || index?.kind !== "field" || !["index", "image"].includes(index.name)) return false;
  if ((index.width ?? 1) > 9 || after?.kind === "field" || /^\p{N}/u.test(after?.text ?? "")) return false;
  const between = separator === folder ? "/" : safeName(`a${separator.text}a`, "").slice(1, -1);
  if (!/^[^0-9]{1,20}$/.test(between) || !/^[\x20-\x7e]+$/.test(between) || !isPlain(step)) return false;
  const begins = (one: string, other: string) =>
    one.startsWith(other + between.toLowerCase()) && /^\d/.test(one.slice(other.length + between.length));
  const own = step.toLowerCase();
  return steps.every((id) => {
    const other = slug(id).toLowerCase();
    return id === step || (other !== "" && other !== own && !begins(other, own) && !begins(own, other));
  });
}

/** It stands in a name as it is, and whole. */
function isPlain(step: string): boolean {
  return /^[A-Za-z0-9_-]{1,64}$/.test(step) && slug(step) === step;
}

function placeOf({ step, index }: Named): string {
  return isPlain(step)
    ? `${step} ${index}`
    : bytesToHex(sha256(utf8ToBytes(JSON.stringify([step, index])))).slice(0, 24);
}
