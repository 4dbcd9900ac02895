// The document tree in, the flow tree and what is wrong with its fields out (spec 1.6–1.20). The compiled schema of flows judges
// fields one by one; what needs several of them together is judged here and in the files beside.

import { diagnose } from "../diagnostic/diagnose.js";
import { type Diagnostic, inSourceOrder } from "../diagnostic/diagnostic.js";
import { wrapping } from "../diagnostic/fix.js";
import { isTorn, withoutBroken } from "../document/find.js";
import { toJson } from "../document/to-json.js";
import type { Document, DocumentNode, ObjectNode } from "../document/tree.js";
import type { Limits } from "../language/limits.js";
import { isStepType } from "../language/steps.js";
import { isObject, type JsonObject } from "../text/json.js";
import { checkInputKeywords } from "./check-input-keywords.js";
import { checkPieces } from "./check-pieces.js";
import { checkRequired } from "./check-required.js";
import { checkStepIds } from "./check-step-ids.js";
import { checkSteps } from "./check-steps.js";
import type { CheckFlow } from "./flow-issue.js";
import { knownSchema } from "./known-schema.js";
import { describeNode } from "./node-words.js";
import { readSources, readStep } from "./read-step.js";
import { reportIssues } from "./report-issue.js";
import type { FlowTree, Publishing, StepTree, WidgetTree } from "./tree.js";
import { valueIn } from "./value-in.js";

export type ReadFlow = {
  /** null where the document is no object, or is too large to be looked at. */
  readonly flow: FlowTree | null;
  readonly diagnostics: readonly Diagnostic[];
};

export function readFlow(document: Document, limits: Limits, checkFlow: CheckFlow): ReadFlow {
  const root = document.root === null ? null : withoutBroken(document.root);
  // A text without a value was reported by the parser.
  if (root === null || root.kind === "missing") return { flow: null, diagnostics: [] };
  const bare = isTorn(root) ? null : bareSteps(root);
  if (bare !== null) return { flow: null, diagnostics: [bare] };
  if (root.kind !== "object") {
    if (isTorn(root)) return { flow: null, diagnostics: [] };
    return { flow: null, diagnostics: [diagnose("flow/not-a-flow", root.span, { found: describeNode(root) })] };
  }
  const stepNodes = elementsOf(root, "steps");
  const tooMany = stepNodes?.[limits.steps];
  if (stepNodes !== null && tooMany !== undefined) {
    const parameters = { limit: limits.steps, actual: stepNodes.length };
    return { flow: null, diagnostics: [diagnose("limit/steps", tooMany.span, parameters)] };
  }
  const steps = (stepNodes ?? []).flatMap((node) => (node.kind === "missing" ? [] : [readStep(node)]));
  const together = [
    ...checkSteps(stepNodes ?? []),
    ...checkStepIds(steps),
    ...checkInputKeywords(valueIn(root, "input")),
    ...checkRequired(valueIn(root, "input")),
    ...steps.flatMap((step) => (step.type === "ObjectGenerator" ? checkRequired(step.schema.node) : [])),
  ];
  const fields = reportIssues(checkPieces(objectOf(root), checkFlow), root);
  // A key that an error explains is not reported as unknown as well.
  const explained = new Set(together.map(({ span }) => span.start));
  const diagnostics = inSourceOrder([
    ...fields.filter(({ code, span }) => code !== "flow/unknown-field" || !explained.has(span.start)),
    ...together,
  ]);
  return { flow: treeOf(root, steps, stepNodes !== null), diagnostics };
}

/** A step, or an array of them, in the place of the flow that they belong in. */
function bareSteps(root: DocumentNode): Diagnostic | null {
  const steps = root.kind === "array" ? root.elements : [root];
  if (steps.length === 0 || !steps.every(isStep)) return null;
  const isOne = root.kind !== "array";
  const { start } = root.span;
  const opening = `{ "title": "", "description": "", "steps": ${isOne ? "[" : ""}`;
  const fixes = [wrapping("put it into a flow", root.span, opening, `${isOne ? "]" : ""} }`)];
  const found = isOne ? "a step" : "an array of steps";
  const written = isOne ? "[ … ]" : "…";
  return diagnose("flow/not-a-flow", { start, end: start + 1 }, { found, written }, { fixes });
}

function isStep(node: DocumentNode): boolean {
  const type = valueIn(node, "type");
  if (type?.kind !== "string" || valueIn(node, "steps") !== undefined) return false;
  return isStepType(type.value) || (valueIn(node, "id") !== undefined && valueIn(node, "parameters") !== undefined);
}

function treeOf(root: ObjectNode, steps: readonly StepTree[], stepsAreKnown: boolean): FlowTree {
  return {
    title: textOf(root, "title"),
    description: textOf(root, "description"),
    span: root.span,
    input: readInput(root),
    steps,
    stepsAreWhole:
      stepsAreKnown &&
      !isTorn(root) &&
      (elementsOf(root, "steps") ?? []).every(hasReadId) &&
      !isTorn(valueIn(root, "steps")),
    store: readStore(root),
    // Where steps could not be read, every source would look unknown.
    widgets: stepsAreKnown ? readWidgets(root) : [],
    publishing: readPublishing(root),
  };
}

/** A step without an id that has one lost may be any. */
function hasReadId(step: DocumentNode): boolean {
  if (step.kind === "missing" || valueIn(step, "id")?.kind === "missing") return false;
  return !isTorn(step) || valueIn(step, "id") !== undefined;
}

function elementsOf(root: ObjectNode, name: string): readonly DocumentNode[] | null {
  const value = valueIn(root, name);
  return value?.kind === "array" ? value.elements : null;
}

function textOf(root: ObjectNode, name: string): string {
  const value = valueIn(root, name);
  return value?.kind === "string" ? value.value : "";
}

function objectOf(node: ObjectNode): JsonObject {
  const value = toJson(node);
  return isObject(value) ? value : {};
}

/** An input that is no schema stands as one that allows everything, so that paths into it are not reported as well. */
function readInput(root: ObjectNode): FlowTree["input"] {
  const node = valueIn(root, "input");
  if (node === undefined && !isTorn(root)) return null;
  // A root type that is missing or wrong was reported, and is read as the one it has to be.
  if (node?.kind === "object") return { schema: { ...knownSchema(node), type: "object" }, node };
  return { schema: {}, node: unknownObject(node, root) };
}

function readStore(root: ObjectNode): FlowTree["store"] {
  const node = valueIn(root, "store");
  if (node?.kind === "object") return { value: objectOf(node), node };
  return node === undefined && !isTorn(root) ? null : { value: {}, node: unknownObject(node, root) };
}

/** What stands where an object should, or may have been lost, was reported: it may have anything in it. */
function unknownObject(node: DocumentNode | undefined, { span: { start } }: ObjectNode): ObjectNode {
  return { kind: "object", span: node?.span ?? { start, end: start + 1 }, members: [], torn: true };
}

function readWidgets(root: ObjectNode): readonly WidgetTree[] {
  const results = valueIn(valueIn(root, "ui"), "results");
  const widgets = valueIn(results, "widgets");
  if (widgets?.kind !== "array") return [];
  return widgets.elements.flatMap((node) => {
    const type = valueIn(node, "type");
    const name = type?.kind === "string" ? type.value : "";
    if (name !== "Images" && name !== "Objects" && name !== "Download") return [];
    return [{ type: name, sources: readSources(valueIn(node, "sources")), span: node.span }];
  });
}

function readPublishing(root: ObjectNode): Publishing {
  const isPublic = valueIn(root, "public");
  const price = valueIn(root, "runPrice");
  const currency = valueIn(root, "runPriceCurrency");
  const slug = valueIn(root, "slug");
  return {
    public: isPublic?.kind === "boolean" && isPublic.value,
    runPrice: price?.kind === "number" ? price.value : null,
    runPriceCurrency: currency?.kind === "string" ? currency.value : null,
    slug: slug?.kind === "string" ? slug.value : null,
  };
}
