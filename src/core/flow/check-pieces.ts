// A flow as JSON in, what its schema says of it out, looked at piece by piece: the flow without its steps and widgets, each of them
// alone, each image alone (spec 1.7). One look at a whole flow takes time by the square of its mistakes, and goes on when
// there are more than anybody reads; this stops when it has enough.

import { isArray, isObject, type Json, type JsonObject } from "../text/json.js";
import type { CheckFlow, FlowIssue } from "./flow-issue.js";

export function* checkPieces(flow: JsonObject, check: CheckFlow): Generator<FlowIssue> {
  const { steps } = flow;
  const results = objectIn(objectIn(flow, "ui"), "results");
  const widgets = results?.widgets;
  yield* check(isArray(steps) || isArray(widgets) ? withoutLists(flow) : flow);
  if (isArray(widgets)) {
    for (const [index, widget] of widgets.entries()) {
      const alone = { ...frame, ui: { results: { widgets: [widget] } } };
      yield* moved(check(alone), "/ui/results/widgets/0", `/ui/results/widgets/${index}`);
    }
  }
  if (isArray(steps)) for (const [index, step] of steps.entries()) yield* checkStep(step, index, check);
}

const frame = { title: "", description: "", steps: [] };

function* checkStep(step: Json, index: number, check: CheckFlow): Generator<FlowIssue> {
  const place = `/steps/${index}`;
  const parameters = isObject(step) ? objectIn(step, "parameters") : undefined;
  const images = isObject(step) && step.type === "ImageGenerator" ? parameters?.images : undefined;
  const isList = isArray(images) && !(typeof images[0] === "string" && images[0].startsWith("@Map("));
  if (!isList || !isObject(step)) {
    yield* moved(check({ ...frame, steps: [step] }), "/steps/0", place);
    return;
  }
  const bare = { ...step, parameters: { ...parameters, images: [] } };
  yield* moved(check({ ...frame, steps: [bare] }), "/steps/0", place);
  for (const [position, image] of images.entries()) {
    const alone = { id: "images", type: "ImageGenerator", parameters: { images: [image] } };
    const issues = check({ ...frame, steps: [alone] });
    yield* moved(issues, "/steps/0/parameters/images/0", `${place}/parameters/images/${position}`);
  }
}

/** The issues at a place and below, said of the place where the piece really stands. */
function* moved(issues: readonly FlowIssue[], from: string, to: string): Generator<FlowIssue> {
  for (const issue of issues) {
    const { instancePath } = issue;
    if (instancePath !== from && !instancePath.startsWith(`${from}/`)) continue;
    yield { ...issue, instancePath: to + instancePath.slice(from.length) };
  }
}

function withoutLists(flow: JsonObject): JsonObject {
  const ui = objectIn(flow, "ui");
  const results = objectIn(ui, "results");
  return {
    ...flow,
    ...(isArray(flow.steps) ? { steps: [] } : {}),
    ...(isArray(results?.widgets) ? { ui: { ...ui, results: { ...results, widgets: [] } } } : {}),
  };
}

function objectIn(object: JsonObject | undefined, key: string): JsonObject | undefined {
  const value = object?.[key];
  return isObject(value) ? value : undefined;
}
