// A value that is being written in, the constants that are allowed there out (spec 1.6–1.20, 7.13): types of steps and widgets, the words
// of other fields, and the ids of the steps that may be named there.

import { ownerAt } from "../flow/flow-place.js";
import type { StepTree } from "../flow/tree.js";
import { widgetTypes } from "../language/flow-fields.js";
import { imageRules, isImageField } from "../language/image-fields.js";
import { steps as stepRules, stepTypes } from "../language/steps.js";
import { unknownType } from "../types/type.js";
import type { Analysis } from "./analysis.js";
import type { CompletionItem } from "./completion-item.js";
import { replacedInside, replacedWord } from "./replaced.js";
import { scopeAt } from "./scope-at.js";
import { insideString } from "./write-name.js";
import type { Writing } from "./writing-at.js";

type Candidate = {
  readonly label: string;
  readonly kind: "value" | "step";
  readonly detail: string | null;
  readonly isText: boolean;
};

export function completeValue(analysis: Analysis, writing: Writing, offset: number): readonly CompletionItem[] {
  const { before, quote } = writing;
  const { text } = analysis;
  return candidates(analysis, writing)
    .filter(({ label, isText }) => label.toLowerCase().startsWith(before.toLowerCase()) && (isText || quote === ""))
    .map(({ label, kind, detail, isText }) => {
      const edit =
        quote === ""
          ? { span: replacedWord(text, writing, offset), text: isText ? JSON.stringify(label) : label }
          : { span: replacedInside(text, writing, offset), text: insideString(label, quote) };
      return { label, kind, edit, detail };
    });
}

function candidates(analysis: Analysis, writing: Writing): readonly Candidate[] {
  const { way } = writing;
  const { root } = analysis.document;
  const field = way.at(-1);
  if (root === null || field === undefined) return [];
  if (way.at(-2) === "sources") return sources(analysis, writing);
  if (isSchema(way) && field === "type") return values(schemaTypes);
  const owner = ownerAt(way.slice(0, -1), root);
  switch (owner.kind) {
    case "flow":
      if (field === "public") return [...literals("true", "false")];
      return field === "payoutMethod" ? values(["Wallet", "Connect"]) : [];
    case "widget":
      return field === "type" ? values(Object.keys(widgetTypes), widgetTypes) : [];
    case "step":
      return field === "type"
        ? values(stepTypes, Object.fromEntries(stepTypes.map((type) => [type, stepRules[type].words])))
        : [];
    case "image":
      return imageValues(field);
    case "parameters":
      if (field === "contextId")
        return steps(earlier(analysis, writing).filter(({ type }) => type === "ObjectGenerator"));
      return owner.type === "ImageGenerator" ? imageValues(field) : [];
    default:
      return [];
  }
}

const schemaTypes = ["string", "number", "integer", "boolean", "array", "object", "null"];

function isSchema(way: readonly string[]): boolean {
  const isInput = way[0] === "input" && way.length === 2 && way[1] === "type";
  return isInput || (way[0] === "input" && way.length > 2) || (way[0] === "steps" && way[3] === "schema");
}

function imageValues(field: string): readonly Candidate[] {
  const type = isImageField(field) ? imageRules[field].type : unknownType;
  const members = type.kind === "union" ? type.members : [];
  return values(members.flatMap((member) => (member.kind === "constant" ? [String(member.value)] : [])));
}

function values(labels: readonly string[], words: { readonly [label: string]: string } = {}): readonly Candidate[] {
  return labels.map((label) => ({ label, kind: "value", detail: words[label] ?? null, isText: true }));
}

function literals(...labels: readonly string[]): readonly Candidate[] {
  return labels.map((label) => ({ label, kind: "value", detail: null, isText: false }));
}

function steps(trees: readonly StepTree[]): readonly Candidate[] {
  return trees.flatMap(({ id, type }) =>
    id === null ? [] : [{ label: id, kind: "step", detail: type, isText: true }],
  );
}

function earlier({ flow }: Analysis, { around }: Writing): readonly StepTree[] {
  const start = around[2]?.start ?? 0;
  return (flow?.steps ?? []).filter(({ span }) => span.start < start);
}

/** Of a Zipper any earlier step; of a widget those whose result it can show. Not those that are named already. */
function sources(analysis: Analysis, writing: Writing): readonly Candidate[] {
  const { way, siblings } = writing;
  if (way[0] === "steps") return steps(earlier(analysis, writing)).filter(({ label }) => !siblings.includes(label));
  const { flow, document } = analysis;
  if (way[0] !== "ui" || flow === null || document.root === null) return [];
  const needs = widgetNeeds(analysis, writing);
  const state = scopeAt(analysis, Number.POSITIVE_INFINITY, []).state;
  const results = state.kind === "object" ? state.properties.results?.type : undefined;
  const suits = (id: string | null): boolean => {
    const type = results?.kind === "object" && id !== null ? results.properties[id]?.type : undefined;
    return needs === null || type?.kind !== "object" || type.rest !== null || Object.hasOwn(type.properties, needs);
  };
  return steps(flow.steps.filter(({ id }) => suits(id))).filter(({ label }) => !siblings.includes(label));
}

function widgetNeeds({ text }: Analysis, { around }: Writing): string | null {
  const widget = around.at(-2);
  if (widget === undefined) return null;
  const type = /"?'?type"?'?\s*:\s*["'](Images|Download)["']/.exec(text.slice(widget.start).split("}")[0] ?? "")?.[1];
  return type === "Images" ? "images" : type === "Download" ? "url" : null;
}
