// A flow tree in, the IR of the flow out (spec 3.2): each step's templates lowered in order, with the types of the input, of the
// store and of the steps before it; each step's needs noted (spec 4.1) and its result typed.

import { diagnose, isOf } from "../diagnostic/diagnose.js";
import type { Diagnostic } from "../diagnostic/diagnostic.js";
import { placeInString } from "../document/place.js";
import type { DocumentNode } from "../document/tree.js";
import type {
  BrokenStepTree,
  FlowTree,
  ImageGeneratorTree,
  ModelGeneratorTree,
  ObjectGeneratorTree,
  StepReference,
  StepTree,
  ZipperTree,
} from "../flow/tree.js";
import { groupBy } from "../group-by.js";
import type { Limits } from "../language/limits.js";
import { nearest } from "../text/nearest.js";
import { quoted } from "../text/printable.js";
import type { Span } from "../text/span.js";
import { boundType } from "../types/bound-type.js";
import { bindCount, wrapAmount } from "../types/count-schema.js";
import { growObject, type ObjectType } from "../types/grown-object.js";
import { inputType } from "../types/input-type.js";
import { schemaType } from "../types/schema-type.js";
import { type Property, type Type, unknownType } from "../types/type.js";
import { valueType } from "../types/value-type.js";
import { unreachable } from "../unreachable.js";
import { inputPlaces } from "./input-places.js";
import type {
  FlowIr,
  ImageGeneratorIr,
  InputIr,
  ModelGeneratorIr,
  ObjectGeneratorIr,
  ObjectTransformerIr,
  StepIr,
  TemplateIr,
  ZipperIr,
} from "./ir.js";
import { irVersion } from "./ir.js";
import { lowerTemplate } from "./lower-template.js";
import { nodeType } from "./node-type.js";
import { boundsOf } from "./number-bounds.js";
import { referToStep, renameStep } from "./refer.js";
import { downloadResult, imagesResult, modelResult } from "./result-types.js";
import type { Findings, ForwardReference, Scope } from "./scope.js";

/** `lacks`: of the paths that may find nothing, why. */
export type LoweredFlow = {
  readonly ir: FlowIr;
  readonly diagnostics: readonly Diagnostic[];
  readonly lacks: Findings["lacks"];
};

export function lowerFlow(flow: FlowTree, limits: Limits): LoweredFlow {
  const diagnostics: Diagnostic[] = [];
  const input = lowerInput(flow);
  const store = flow.store?.value ?? {};
  const storeType = flow.store === null ? valueType({}) : nodeType(flow.store.node);
  let results: ObjectType = { kind: "object", properties: {}, rest: null };
  const steps: StepIr[] = [];
  const earlier = new Map<string, number>();
  const forward: ForwardReference[] = [];
  const later = new Set(flow.steps.flatMap(({ id }) => (id === null ? [] : [id])));
  const amounts = idsOf(flow, (step) => step.type === "ObjectGenerator" && step.amount !== null);
  const transformers = idsOf(flow, (step) => step.type === "ObjectTransformer");
  const lacks: Findings["lacks"] = new WeakMap();
  let nodes = 0;
  flow.steps.forEach((step) => {
    if (step.id !== null) later.delete(step.id);
    const found: Findings = { diagnostics, dependencies: new Map(), lacks, nodes };
    const state = stateType(input.type, results, storeType);
    const lowered = lowerStep(step, {
      limits,
      placeOf: placeInString,
      state,
      maps: [],
      step: { id: step.id, earlier, later, amounts, transformers, forward },
      found,
    });
    nodes = found.nodes;
    if (lowered !== null) steps.push({ ...lowered, dependsOn: inFlowOrder(found.dependencies, earlier) });
    if (step.id === null) return;
    if (!earlier.has(step.id)) earlier.set(step.id, earlier.size);
    results = growObject(results, step.id, { type: lowered?.resultType ?? unknownType, required: true });
  });
  diagnostics.push(...reportForward(forward, steps));
  const widgets = flow.widgets.map(({ type, sources, span }) => ({
    type,
    span,
    sources: sources.map(({ id }) => id),
    sourceSpans: sources.map((source) => source.span),
  }));
  for (const source of flow.widgets.flatMap((widget) => widget.sources)) {
    if (!earlier.has(source.id)) reportUnknownSource(source, [...earlier.keys()], diagnostics);
  }
  const { title, description, publishing } = flow;
  const ir: FlowIr = {
    version: irVersion,
    title,
    description,
    input,
    store: { value: store, type: storeType },
    steps,
    widgets,
    publishing,
  };
  const bad = badIds(flow);
  return { ir, diagnostics: diagnostics.filter((diagnostic) => !isTold(diagnostic, bad, flow)), lacks };
}

function idsOf(flow: FlowTree, isMeant: (step: StepTree) => boolean): ReadonlySet<string> {
  return new Set(flow.steps.flatMap((step) => (step.id !== null && isMeant(step) ? [step.id] : [])));
}

/** Ids that are missing (null), not allowed, or written twice, in small letters. */
function badIds(flow: FlowTree): ReadonlySet<string | null> {
  const seen = new Set<string | null>();
  const bad = new Set<string | null>();
  for (const step of flow.steps) {
    const id = step.id?.toLowerCase() ?? null;
    if (id === null || seen.has(id) || !/^[a-z0-9_-]{1,64}$/.test(id)) bad.add(id);
    seen.add(id);
  }
  return bad;
}

/**
 * A step that could not be read, or whose id is missing, not allowed or written twice, may be the one that is not found: that was reported
 * already (spec 1.7, 1.10).
 */
function isTold(diagnostic: Diagnostic, bad: ReadonlySet<string | null>, { stepsAreWhole }: FlowTree): boolean {
  if (!isOf(diagnostic, "graph/unknown-step")) return false;
  if (!stepsAreWhole) return true;
  const { near } = diagnostic.data;
  return bad.size > 0 && (near === undefined || bad.has(near.toLowerCase()));
}

export function stateType(input: Type, results: Type, store: Type): Type {
  const always = (type: Type): Property => ({ type, required: true });
  return {
    kind: "object",
    properties: { input: always(input), results: always(results), store: always(store) },
    rest: null,
  };
}

function lowerInput(flow: FlowTree): InputIr {
  if (flow.input === null) {
    const type: Type = { kind: "object", properties: {}, rest: null };
    return { schema: { type: "object" }, type, span: { start: flow.span.start, end: flow.span.start + 1 }, places: {} };
  }
  const { schema, node } = flow.input;
  return { schema, type: inputType(schema), span: node.span, places: inputPlaces(node) };
}

function inFlowOrder(needed: ReadonlyMap<string, Span>, order: ReadonlyMap<string, number>): StepIr["dependsOn"] {
  const place = (step: string) => order.get(step) ?? 0;
  return [...needed].map(([step, span]) => ({ step, span })).sort((a, b) => place(a.step) - place(b.step));
}

/** Moving a step before one that it needs itself fixes nothing: then the references around the circle are shown, once. */
function reportForward(forward: readonly ForwardReference[], steps: readonly StepIr[]): readonly Diagnostic[] {
  if (forward.length === 0) return [];
  const backward = steps.flatMap(({ id, dependsOn }) =>
    dependsOn.map(({ step, span }): ForwardReference => ({ from: id, id: step, span })),
  );
  const needs = groupBy([...backward, ...forward], ({ from }) => from);
  const waysFrom = new Map<string, Ways>();
  const told = new Set<ForwardReference>();
  return forward.flatMap((reference) => {
    if (told.has(reference)) return [];
    const { from, id, span } = reference;
    const ways = waysFrom.get(id) ?? findWays(id, needs);
    waysFrom.set(id, ways);
    const way = wayTo(from, ways);
    for (const each of way) told.add(each);
    const related = way.slice(0, mostShown).map((each) => ({
      message: `${quoted(each.from)} needs the result of ${quoted(each.id)} here`,
      span: each.span,
    }));
    return [
      diagnose(
        "graph/forward-reference",
        span,
        { id, from, circle: way.slice(0, mostShown).map((each) => each.id), isCut: way.length > mostShown },
        { related },
      ),
    ];
  });
}

const mostShown = 8;

/** By the id of every step that is needed, directly or not: the reference through which it was reached. */
type Ways = ReadonlyMap<string, ForwardReference | null>;

function findWays(start: string, needs: ReadonlyMap<string, readonly ForwardReference[]>): Ways {
  const reached = new Map<string, ForwardReference | null>([[start, null]]);
  for (const id of reached.keys())
    for (const reference of needs.get(id) ?? []) if (!reached.has(reference.id)) reached.set(reference.id, reference);
  return reached;
}

/** The fewest references that lead there; none if it is not needed. */
function wayTo(end: string, ways: Ways): readonly ForwardReference[] {
  const way: ForwardReference[] = [];
  for (let at = ways.get(end) ?? null; at !== null; at = ways.get(at.from) ?? null) way.push(at);
  return way.reverse();
}

function reportUnknownSource(source: StepReference, ids: readonly string[], diagnostics: Diagnostic[]): void {
  const near = nearest(source.id, ids);
  const fixes = renameStep(source.id, near, source.span);
  const parameters = { id: source.id, near, earlier: ids, anywhere: true };
  diagnostics.push(diagnose("graph/unknown-step", source.span, parameters, { fixes }));
}

type Lowered<S extends StepIr = StepIr> = S extends StepIr ? Omit<S, "dependsOn"> : never;

function lowerStep(step: StepTree, scope: Scope): Lowered | null {
  switch (step.type) {
    case "ObjectGenerator":
      return lowerObjectGenerator(step, scope);
    case "ModelGenerator":
      return lowerModelGenerator(step, scope);
    case "ImageGenerator":
      return lowerImageGenerator(step, scope);
    case "ObjectTransformer": {
      const { type, id, idSpan, span } = step;
      const result = lowerTemplate(step.result, "whole", scope);
      return {
        type,
        id,
        idSpan,
        span,
        result,
        resultType: boundType(result.type),
      } satisfies Lowered<ObjectTransformerIr>;
    }
    case "Zipper":
      return lowerZipper(step, scope);
    case null:
      return lowerNothing(step);
    default:
      return unreachable(step);
  }
}

function lowerNothing(_step: BrokenStepTree): null {
  return null;
}

function lowerObjectGenerator(step: ObjectGeneratorTree, scope: Scope): Lowered<ObjectGeneratorIr> {
  const { type, id, idSpan, span } = step;
  const description = lowerTemplate(step.description, "property", scope);
  const input = lowerOptional(step.input, scope);
  const amount = lowerOptional(step.amount, scope);
  const count = lowerOptional(step.count, scope);
  const creativity = lowerOptional(step.creativity, scope);
  const contextId =
    step.contextId !== null && referToStep(step.contextId.id, step.contextId.span, scope) ? step.contextId.id : null;
  const schema = step.schema.value;
  const bound = count === null ? null : bindCount(schema, boundsOf(count.type));
  // A count below 1 is refused as such.
  const isCount = count !== null && !(count.kind === "constant" && typeof count.value === "number" && count.value < 1);
  if (bound?.conflict != null && isCount) {
    scope.found.diagnostics.push(diagnose("type/count-conflict", count.span, bound.conflict));
  }
  const answerSchema = bound?.schema ?? schema;
  const one = schemaType(answerSchema);
  const resultType = amount === null ? one : isCounting(amount) ? wrapAmount(one, boundsOf(amount.type)) : unknownType;
  const countProperty = bound?.property ?? null;
  return {
    type,
    id,
    idSpan,
    span,
    description,
    schema,
    answerSchema,
    countProperty,
    input,
    amount,
    count,
    creativity,
    contextId,
    resultType,
  };
}

/** A constant that is not a number of objects was reported as it was read, and says nothing of the result. */
function isCounting(amount: TemplateIr): boolean {
  return amount.kind !== "constant" || (Number.isInteger(amount.value) && Number(amount.value) >= 1);
}

function lowerModelGenerator(step: ModelGeneratorTree, scope: Scope): Lowered<ModelGeneratorIr> {
  const { type, id, idSpan, span } = step;
  const datasetId = lowerTemplate(step.datasetId, "property", scope);
  const settings: TemplateIr = lowerOptional(step.settings, scope) ?? emptyObject(span);
  return { type, id, idSpan, span, datasetId, settings, resultType: modelResult };
}

function lowerImageGenerator(step: ImageGeneratorTree, scope: Scope): Lowered<ImageGeneratorIr> {
  const { type, id, idSpan, span } = step;
  const images = lowerOptional(step.images, scope);
  const inferencePackId = lowerOptional(step.inferencePackId, scope);
  const shared: { [field: string]: TemplateIr } = {};
  for (const { field, value } of step.shared) shared[field] = lowerTemplate(value, "property", scope);
  return {
    type,
    id,
    idSpan,
    span,
    images,
    inferencePackId,
    shared,
    resultType: imagesResult(images, inferencePackId, shared),
  };
}

function lowerZipper(step: ZipperTree, scope: Scope): Lowered<ZipperIr> {
  const { type, id, idSpan, span } = step;
  const sources = step.sources
    .filter((source) => referToStep(source.id, source.span, scope))
    .map((source) => source.id);
  const end = { start: span.end, end: span.end };
  const filename: TemplateIr = lowerOptional(step.filename, scope) ?? {
    kind: "constant",
    value: "result.zip",
    type: { kind: "constant", value: "result.zip" },
    span: end,
  };
  return { type, id, idSpan, span, sources, filename, resultType: downloadResult };
}

function lowerOptional(node: DocumentNode | null, scope: Scope): TemplateIr | null {
  return node === null ? null : lowerTemplate(node, "property", scope);
}

function emptyObject(span: Span): TemplateIr {
  return {
    kind: "object",
    extends: [],
    entries: [],
    type: { kind: "object", properties: {}, rest: null },
    span: { start: span.end, end: span.end },
  };
}
