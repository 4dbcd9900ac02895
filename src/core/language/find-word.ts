// A word of the language as somebody writes it in, what the tables say of it out (spec 7.14): types of steps, parameters, image fields, keys
// and operators, in any case; a name of another tool leads to ours. One word may occur in several places: `steps`, `type`.

import { nearest } from "../text/nearest.js";
import { type AliasRows, alsoCalled } from "./also-called.js";
import { describeParameter } from "./check-parameter.js";
import { type FieldRows, flowFields, resultsFields, stepKeys, uiFields, widgetFields } from "./flow-fields.js";
import { imageRules } from "./image-fields.js";
import { everyOperator, findOperator } from "./operators/operators.js";
import type { ParameterRule } from "./parameter-rule.js";
import { parametersOf, steps, stepTypes } from "./steps.js";
import { topics } from "./topics.js";

export type WordPage = {
  readonly name: string;
  /** What it is: "a field of an image". */
  readonly what: string;
  readonly words: string;
  /** More about it, each with its label: what it takes, its default, its parameters. */
  readonly facts: readonly { readonly label: string; readonly text: string }[];
  readonly clause: string;
};

/** Empty: nothing is called so. */
export function findWord(word: string): readonly WordPage[] {
  const topic = topics.find(
    ({ name, alsoCalled: other }) => name === word.toLowerCase() || other.includes(word.toLowerCase()),
  );
  const found = findWords(word);
  return topic === undefined ? found : [...found, { ...topic, what: "a topic" }];
}

function findWords(word: string): readonly WordPage[] {
  const bare = word.replace(/^@/, "").toLowerCase();
  const isOperator = word.startsWith("@");
  const own = pages.filter(
    ({ name, what }) => name.toLowerCase().replace(/^@/, "") === bare && (!isOperator || what === operator),
  );
  if (own.length > 0 || isOperator) return own;
  const meant = new Set(tables.flatMap((rows) => alsoCalled(word, rows) ?? []));
  return pages.filter(({ name }) => meant.has(name));
}

/** The word that comes nearest to one that is not found. */
export function nearestWord(word: string): string | undefined {
  return nearest(word, new Set([...pages, ...topics].map(({ name }) => name)));
}

const operator = "an operator";
const flowRows: FieldRows = flowFields;
const tables: readonly AliasRows[] = [steps, imageRules, ...stepTypes.map(parametersOf), stepKeys, flowRows];

const pages: readonly WordPage[] = [
  ...stepTypes.map((type): WordPage => {
    const { words, clause } = steps[type];
    const parameters = Object.entries(parametersOf(type)).map(([name, rule]) => ({ label: name, text: oneLine(rule) }));
    return { name: type, what: "a type of step", words, facts: parameters, clause };
  }),
  ...ruled(imageRules, "a field of an image, or of an ImageGenerator for all its images", "1.14"),
  ...stepTypes.flatMap((type) => {
    const own = Object.entries(parametersOf(type)).filter(([name]) => !Object.hasOwn(imageRules, name));
    const article = /^[AEIOU]/.test(type) ? "an" : "a";
    return ruled(Object.fromEntries(own), `a parameter of ${article} ${type}`, steps[type].clause);
  }),
  ...listed(flowFields, "a key of a flow", "1.6"),
  ...listed(stepKeys, "a key of a step", "1.10"),
  ...listed(uiFields, `a key of "ui"`, "1.19"),
  ...listed(resultsFields, `a key of "results" in "ui"`, "1.19"),
  ...listed(widgetFields, "a key of a widget", "1.19"),
  ...everyOperator.map(({ name, form, words, clause }): WordPage => {
    const examples = (findOperator(name)?.examples ?? []).map(({ expression, value }) => ({
      label: "example",
      text: `${expression} gives ${JSON.stringify(value)}`,
    }));
    return { name: `@${name}`, what: operator, words, facts: [{ label: "written", text: form }, ...examples], clause };
  }),
];

function ruled(rules: { readonly [name: string]: ParameterRule }, what: string, clause: string): readonly WordPage[] {
  return Object.entries(rules).map(([name, rule]) => ({ name, what, words: rule.words, facts: factsOf(rule), clause }));
}

function factsOf(rule: ParameterRule): WordPage["facts"] {
  const { constantOnly = false, required = false } = rule;
  return [
    { label: "takes", text: describeParameter(rule) },
    ...(rule.default == null ? [] : [{ label: "default", text: JSON.stringify(rule.default) }]),
    ...(required ? [{ label: "required", text: "yes" }] : []),
    ...(constantOnly ? [{ label: "expression", text: "not allowed: it must be a constant" }] : []),
  ];
}

function oneLine(rule: ParameterRule): string {
  const standard = rule.default == null ? "" : ` (default ${JSON.stringify(rule.default)})`;
  return `${describeParameter(rule)}${rule.required === true ? " (required)" : standard}`;
}

function listed(rows: FieldRows, what: string, clause: string): readonly WordPage[] {
  return Object.entries(rows).map(([name, { takes, words }]) => {
    return { name, what, words, facts: [{ label: "takes", text: takes }], clause };
  });
}
