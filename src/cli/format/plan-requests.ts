// The requests of a step in, what a person reads of them out, in pieces (spec 5.9): one request with its fields; several as what they
// share and a table of what differs; with --verbose each with every field.

import { segmentOf } from "../../core/path/path.js";
import { printPath } from "../../core/path/print-path.js";
import { addBounds, sumBounds } from "../../core/plan/interval.js";
import type { PlannedRequest, Repeat, ResolvedImage, Unknown } from "../../core/plan/plan.js";
import { isUnknown } from "../../core/plan/plan.js";
import { canonicalJson, type Json } from "../../core/text/json.js";
import { describeType } from "../../core/types/describe-type.js";
import { reasonText } from "./plan-reasons.js";
import { countedRange, isDefault, type PlanView, range, shown, shownUnknown, sizeText } from "./plan-words.js";
import { type Cell, type Column, cut, layTable, pad, wrap } from "./table.js";

/** Rows of a step that are shown before the rest is counted. */
const shownRows = 6;
const indent = "     ";

export function* requestsText(requests: readonly PlannedRequest[], view: PlanView): Generator<string> {
  if (requests.length === 0) return;
  const { colours, verbose } = view;
  const [first] = requests;
  if (requests.length > 1 || first === undefined)
    yield `${indent}${colours.green("+")} ${countedRange(sumOf(requests), "request")}${sharedText(requests)}\n`;
  if (verbose) {
    let position = { min: 0, max: 0 as number | null };
    for (const request of requests) {
      const shared = request.sharedWith === undefined ? "" : ", not requested again: equal to an earlier one";
      yield blockText(request, requests.length > 1 ? `${placeText(position, request.repeat)}${shared}` : null, view);
      position = addBounds(position, request.repeat);
    }
  } else if (first !== undefined && requests.length === 1) yield blockText(first, null, view);
  else yield tableText(requests, view);
}

function sumOf(requests: readonly PlannedRequest[]): Repeat {
  return sumBounds(requests.map(({ repeat }) => repeat));
}

/** How many have the images of an equal one (spec 5.4.5). */
function sharedText(requests: readonly PlannedRequest[]): string {
  const { length } = requests.filter(({ sharedWith }) => sharedWith !== undefined);
  return length === 0 ? "" : `, ${length} of them not requested again: equal to an earlier one`;
}

/** From 1, as people count: "#3", "#3 to #42", "#3 and on". */
function placeText({ min, max }: Repeat, repeat: Repeat): string {
  if (min !== max || repeat.min !== repeat.max) return `from #${min + 1} on`;
  return repeat.min === 1 ? `#${min + 1}` : `#${min + 1} to #${min + repeat.min}`;
}

function blockText(request: PlannedRequest, place: string | null, view: PlanView): string {
  const { repeat, image } = request;
  const { colours, verbose, columns, lines } = view;
  const all = Object.entries(image).filter(([name, value]) => verbose || !isDefault(name, value as Json));
  const open = verbose ? null : openFields(image);
  const fields = all.filter(([name]) => open === null || !open.fields.includes(name));
  const width = Math.max(0, ...fields.map(([name]) => name.length));
  const room = verbose ? Number.POSITIVE_INFINITY : Math.max(20, columns - indent.length - width - 6);
  const head = place === null ? `+ ${countedRange(repeat, "request")}` : place;
  const [start = "", ...more] = wrap(`${head}${reasonText(request, lines)}`, columns - indent.length - 4);
  const why = [
    `${indent}${colours.green(start.slice(0, 1))}${start.slice(1)}`,
    ...more.map((line) => `${indent}  ${line}`),
  ];
  const other = open === null ? [] : [`${indent}    ${colours.yellow(cut(openText(open, image), columns - 9))}`];
  const body = fields.map(([name, value]) => {
    const text = isUnknown(value)
      ? colours.yellow(cut(`${shownUnknown(value)}, ${describeType(value.type)}`, room))
      : cut(shown(value as Json), room);
    return `${indent}    ${colours.dim(pad(name, width))}  ${text}`;
  });
  return `${[...why, ...body, ...other].join("\n")}\n`;
}

/** Fields that are what the run finds under their own names in one value, of which nothing is known. */
type Open = { readonly fields: readonly string[]; readonly of: Unknown };

/** null: too few for a line of their own. */
function openFields(image: ResolvedImage): Open | null {
  const found = new Map<string, { fields: string[]; of: Unknown }>();
  for (const [name, value] of Object.entries(image)) {
    if (!isUnknown(value) || value.varies !== true) continue;
    const own = printPath({ segments: [segmentOf(name)] }, () => "");
    if (!value.unknown.endsWith(own)) continue;
    const whole = value.unknown.slice(0, -own.length);
    const open = found.get(whole) ?? { fields: [], of: { ...value, unknown: whole } };
    found.set(whole, open);
    open.fields.push(name);
  }
  return [...found.values()].find(({ fields }) => fields.length > 5) ?? null;
}

function openText({ fields, of }: Open, image: ResolvedImage): string {
  const which = fields.length === Object.keys(image).length ? "every field" : `${fields.length} other fields`;
  return `${which} ${shownUnknown(of)}`;
}

/** Width and height are one column. */
const columnFields = [
  "prompt",
  "baseModel",
  "trainingId",
  "scale",
  "size",
  "steps",
  "guidanceScale",
  "batchSize",
  "seed",
  "negativePrompt",
  "precision",
] as const;
type ColumnField = (typeof columnFields)[number];

function tableText(requests: readonly PlannedRequest[], view: PlanView): string {
  const { colours, columns, lines } = view;
  const differing = columnFields.filter((field) => new Set(requests.map(({ image }) => keyOf(image, field))).size > 1);
  const [sample] = requests as readonly [PlannedRequest];
  const common = columnFields.filter((field) => !differing.includes(field) && !isPlain(sample.image, field));
  const groups = equalNeighbours(requests, differing);
  const rows = groups.slice(0, shownRows).map(({ request }) => request);
  const room = columns - indent.length - 2;
  const parts: string[] = [];
  const width = Math.max(0, ...common.map((field) => field.length));
  for (const field of common) {
    const { text, paint } = cellOf(sample.image, field, view);
    const value = cut(text, Math.max(20, room - width - 8));
    parts.push(
      `${indent}  ${colours.dim(`each  ${pad(field, width)}`)}  ${paint === undefined ? value : paint(value)}`,
    );
  }
  const numbered = rows.some(({ repeat }) => repeat.min !== 1 || repeat.max !== 1);
  const table: Column[] = [
    { name: "#", cells: rows.map((_, i) => ({ text: numbersOf(groups[i] as Group), paint: colours.dim })) },
    ...(numbered ? [{ name: "times", cells: rows.map(({ repeat }) => ({ text: timesText(repeat) })) }] : []),
    ...differing.map((field) => ({ name: field, cells: rows.map(({ image }) => cellOf(image, field, view)) })),
  ];
  // Where all are equal, what they share says everything.
  const { lines: laid, left } = groups.length === 1 ? { lines: [], left: [] } : layTable(table, room, colours.dim);
  for (const line of laid) parts.push(`${indent}  ${line}`);
  if (left.length > 0) parts.push(colours.dim(`${indent}  … and ${left.join(", ")} (--verbose shows all fields)`));
  const listed = groups.slice(0, shownRows).reduce((sum, { length }) => sum + length, 0);
  if (listed < requests.length)
    parts.push(colours.dim(`${indent}  … and ${requests.length - listed} more (--verbose shows each)`));
  for (const [i, request] of rows.entries()) {
    const { because, repeat } = request;
    if (because === null) continue;
    const reason = wrap(
      `#${numbersOf(groups[i] as Group)}: ${countedRange(repeat, "request")}${reasonText(request, lines)}`,
      room,
    );
    for (const line of reason) parts.push(colours.dim(`${indent}  ${line}`));
  }
  return `${parts.join("\n")}\n`;
}

/** Requests that stand beside each other and ask for the same: `first` counts from 1. */
type Group = { readonly request: PlannedRequest; readonly first: number; readonly length: number };

function equalNeighbours(requests: readonly PlannedRequest[], differing: readonly ColumnField[]): readonly Group[] {
  const groups: Group[] = [];
  for (const [i, request] of requests.entries()) {
    const last = groups.at(-1);
    const isEqual =
      last !== undefined &&
      request.because === null &&
      last.request.because === null &&
      canonicalJson({ ...request.repeat }) === canonicalJson({ ...last.request.repeat }) &&
      differing.every((field) => keyOf(request.image, field) === keyOf(last.request.image, field));
    if (isEqual) groups[groups.length - 1] = { ...last, length: last.length + 1 };
    else groups.push({ request, first: i + 1, length: 1 });
  }
  return groups;
}

function numbersOf({ first, length }: Group): string {
  return length === 1 ? String(first) : `${first}–${first + length - 1}`;
}

function timesText(repeat: Repeat): string {
  return repeat.max === null && repeat.min === 0 ? "any number" : range(repeat);
}

function keyOf(image: ResolvedImage, field: ColumnField): string {
  return canonicalJson(field === "size" ? [image.width, image.height] : image[field]);
}

function isPlain(image: ResolvedImage, field: ColumnField): boolean {
  if (field === "size") return isDefault("width", image.width as Json) && isDefault("height", image.height as Json);
  return isDefault(field, image[field] as Json) || image[field] === null;
}

function cellOf(image: ResolvedImage, field: ColumnField, { colours }: PlanView): Cell {
  if (field === "size") {
    const paint = isUnknown(image.width) || isUnknown(image.height) ? colours.yellow : undefined;
    return { text: sizeText(image), ...(paint === undefined ? {} : { paint }) };
  }
  const value = image[field];
  if (isUnknown(value)) return { text: shownUnknown(value), paint: colours.yellow };
  if (value === null) return { text: field === "seed" ? "drawn" : "–", paint: colours.dim };
  return { text: field === "prompt" || field === "negativePrompt" ? shown(value as Json) : String(value) };
}
