// A template and an environment in, what is known of its value before the run out (spec 5.1). All that is known is decided by
// the evaluator of the language; this file only adds what it means that a part is not known.

import { diagnose } from "../../diagnostic/diagnose.js";
import { typeInWords } from "../../evaluate/scope.js";
import type { ArrayIr, CallIr, ConstantIr, IndexIr, ObjectIr, PathIr, TemplateIr } from "../../ir/ir.js";
import { misfit, type Operator, type Parameter, parameterAt, takesValue } from "../../language/operators/operator.js";
import { operatorOf } from "../../language/operators/operators.js";
import { isArray, isObject, type Json, type JsonObject } from "../../text/json.js";
import type { Span } from "../../text/span.js";
import { presume, unreachable } from "../../unreachable.js";
import { chargeKeys, chargeParts, type Environment, report } from "./environment.js";
import { evaluateKnown, isKnown } from "./evaluate-known.js";
import { evaluateMap } from "./evaluate-map.js";
import { brokenExpression, callExpression, type Expression, literal, withinExpression } from "./expression.js";
import { expressionOfPath, followPath, pathText } from "./follow-path.js";
import { objectOf } from "./layers.js";
import { expressionOf } from "./look-up.js";
import { typeOfPartial } from "./partial-type.js";
import {
  arrayOf,
  broken,
  type Fields,
  type Found,
  found,
  known,
  type Layer,
  type PartialValue,
  type Segment,
  type UnknownValue,
  unknownOf,
} from "./partial-value.js";

/** As a property's value: null where it is left out. */
export function evaluateProperty(template: TemplateIr, environment: Environment): Found | null {
  if (isKnown(template, environment)) {
    const value = evaluateKnown(template, true, environment);
    return value === null ? null : found(value);
  }
  return template.kind === "path" ? followPath(template, environment) : found(evaluateStructure(template, environment));
}

/** Where a value must stand: a path that finds nothing is a mistake, and one that may find nothing is taken to find something. */
export function evaluateValue(template: TemplateIr, environment: Environment): PartialValue {
  if (isKnown(template, environment)) return evaluateKnown(template, false, environment) ?? broken;
  if (template.kind !== "path") return evaluateStructure(template, environment);
  return requireFound(template, followPath(template, environment), environment);
}

/** As an element of an array, or as the body of a map: maps give their sequence. */
export function evaluateElements(template: TemplateIr, environment: Environment): readonly Segment[] {
  if (template.kind !== "map") return [{ kind: "one", value: evaluateValue(template, environment), origin: template }];
  if (!isKnown(template, environment)) return evaluateMap(template, environment);
  const value = evaluateKnown(template, false, environment);
  const values = value?.kind === "known" && isArray(value.value) ? value.value : [];
  return [{ kind: "items", values, origin: template }];
}

/** A path that must find something, with the value that stands for the rest of the walk where it does not. */
export function requireFound(path: PathIr, reached: Found | null, environment: Environment): PartialValue {
  if (reached !== null) return reached.value;
  report(environment.work, diagnose("evaluate/nothing", path.span, { path: pathText(path, environment), at: "" }));
  return broken;
}

function evaluateStructure(template: Exclude<TemplateIr, PathIr>, environment: Environment): PartialValue {
  if (!chargeParts(environment.work, 1, template.span)) return broken;
  switch (template.kind) {
    case "constant":
      return known(template.value);
    case "object":
      return evaluateObject(template, environment);
    case "array":
      return evaluateArray(template, environment);
    case "map":
      return arrayOf(evaluateMap(template, environment));
    case "call":
      return evaluateCall(template, environment);
    case "index":
      return positionOf(template, environment);
    default:
      return unreachable(template);
  }
}

function evaluateArray(template: ArrayIr, environment: Environment): PartialValue {
  return arrayOf(template.elements.flatMap((element) => evaluateElements(element, environment)));
}

function evaluateObject(template: ObjectIr, environment: Environment): PartialValue {
  const layers = template.extends.flatMap((source) => layersOf(source, environment));
  const fields = new Map<string, Found>();
  for (const { key, value } of template.entries) {
    const field = evaluateProperty(value, environment);
    if (field !== null) fields.set(key, field);
  }
  return objectOf([...layers, { kind: "fields", fields }]);
}

/** The layers that a source of `@Extend` adds; a map stands for a sequence of sources. */
function layersOf(source: TemplateIr, environment: Environment): readonly Layer[] {
  return evaluateElements(source, environment).flatMap((segment): readonly Layer[] => {
    switch (segment.kind) {
      case "items":
        return segment.values.flatMap((value) => layersOfValue(known(value), source, environment));
      case "one":
        return layersOfValue(segment.value, source, environment);
      case "group": {
        const layers = layersOfValue(segment.value, source, environment);
        if (segment.repeat.min > 0) return layers;
        const of = source.kind === "map" ? expressionOfPath(source.source, environment) : brokenExpression;
        return layers.map((layer) => perhaps(layer, of));
      }
      default:
        return unreachable(segment);
    }
  });
}

/** The layer of an item that may not be there: whether it is, the number of items decides. */
function perhaps(layer: Layer, source: Expression): Layer {
  const within = (value: PartialValue): UnknownValue => {
    const expression = expressionOf(value);
    return value.kind === "unknown" && expression.varies
      ? value
      : unknownOf(withinExpression(expression, source), typeOfPartial(value));
  };
  if (layer.kind === "source") return { kind: "source", value: within(layer.value), certain: false };
  const fields = new Map([...layer.fields].map(([key, { value }]) => [key, { value: within(value), certain: false }]));
  return { kind: "fields", fields };
}

const fieldsOfJson = new WeakMap<JsonObject, Fields>();

function fieldsOf(object: JsonObject): Fields {
  let fields = fieldsOfJson.get(object);
  if (fields === undefined) {
    fields = new Map(Object.keys(object).map((key) => [key, found(known(object[key] as Json))]));
    fieldsOfJson.set(object, fields);
  }
  return fields;
}

function layersOfValue(value: PartialValue, source: TemplateIr, environment: Environment): readonly Layer[] {
  switch (value.kind) {
    case "object": {
      const keys = value.layers.reduce((sum, layer) => sum + (layer.kind === "fields" ? layer.fields.size : 1), 0);
      chargeKeys(environment.work, keys, source.span);
      return value.layers;
    }
    case "unknown":
      return [{ kind: "source", value, certain: true }];
    case "known":
      if (isObject(value.value)) {
        const fields = fieldsOf(value.value);
        chargeKeys(environment.work, fields.size, source.span);
        return [{ kind: "fields", fields }];
      }
      return notAnObject(typeInWords(value.value), source, environment);
    case "array":
      return notAnObject("an array", source, environment);
    default:
      return unreachable(value);
  }
}

function notAnObject(found: string, source: TemplateIr, environment: Environment): readonly Layer[] {
  report(environment.work, diagnose("evaluate/not-an-object", source.span, { found, at: "" }));
  return [];
}

/** All known: evaluated. Otherwise unknown. */
function evaluateCall(template: CallIr, environment: Environment): PartialValue {
  const row = operatorOf(template);
  const given = template.arguments.map((argument, i) => {
    const value = evaluateValue(argument, environment);
    judgeArgument(value, argument.span, row, presume(parameterAt(row, i), `parameter ${i}`), environment);
    return value;
  });
  const constants = constantsOf(given, template.arguments);
  if (constants !== null) return evaluateKnown({ ...template, arguments: constants }, false, environment) ?? broken;
  const parts = given.map((value, i) =>
    expressionOfArgument(value, presume(template.arguments[i], "an argument"), environment),
  );
  return unknownOf(callExpression(row.name, parts), row.result);
}

function judgeArgument(
  value: PartialValue,
  span: Span,
  row: Operator,
  parameter: Parameter,
  environment: Environment,
): void {
  const { except } = parameter;
  if (value.kind === "unknown") return;
  if (value.kind !== "known" || !takesValue(parameter, value.value)) {
    const found = value.kind === "known" ? typeInWords(value.value) : `an ${value.kind}`;
    report(environment.work, misfit(row, parameter, found, span, ""));
  } else if (except !== undefined && value.value === except.value) {
    report(environment.work, except.mistake(span, ""));
  }
}

/** Arguments that are all known after all, as constants at their places; null where one is not, or is no scalar. */
function constantsOf(values: readonly PartialValue[], templates: readonly TemplateIr[]): readonly ConstantIr[] | null {
  const constants: ConstantIr[] = [];
  for (const [position, value] of values.entries()) {
    const { span, type } = presume(templates[position], "an argument");
    if (value.kind !== "known" || isArray(value.value) || isObject(value.value)) return null;
    constants.push({ kind: "constant", value: value.value, type, span });
  }
  return constants;
}

/** Paths stand as absolute paths even where their value is known, since the text is what a person reads. */
function expressionOfArgument(value: PartialValue, template: TemplateIr, environment: Environment): Expression {
  if (value.kind === "unknown") return value.expression;
  switch (template.kind) {
    case "constant":
      return literal(template.value);
    case "path":
      return expressionOfPath(template, environment);
    case "call": {
      const parts = template.arguments.map((argument) =>
        expressionOfArgument(evaluateValue(argument, environment), argument, environment),
      );
      return callExpression(template.operator, parts);
    }
    default:
      return expressionOf(value);
  }
}

function positionOf(template: IndexIr, environment: Environment): PartialValue {
  const { position } = presume(environment.items[template.level], "an enclosing map's item");
  return typeof position === "number" ? known(position) : position;
}
