// The validator port by ajv (spec 3.3): generates code, so for hosts that allow it. Formats are asserted, patterns run on re2, types are
// never coerced, defaults never written, nothing is ever fetched, and a hostile schema ends in an answer.

import {
  _,
  Ajv2020,
  type ErrorObject,
  type FuncKeywordDefinition,
  type KeywordCxt,
  Name,
  type ValidateFunction,
} from "ajv/dist/2020.js";
import { canonicalJson, isArray, isObject, type Json, type JsonObject } from "../text/json.js";
import { quoted } from "../text/printable.js";
import { formats } from "./formats.js";
import { inspectSchema } from "./inspect-schema.js";
import { issueWords } from "./issue-words.js";
import { isMultiple } from "./multiple-of.js";
import { ownRequired, requiresOddName } from "./own-required.js";
import { compilePattern, TextTooLong } from "./pattern.js";
import { plainSchema, protoMark, spendKeyword } from "./plain-schema.js";
import type { CheckValue, CompiledSchema, Issue, SchemaProblem, Validator } from "./validator.js";
import { type SchemaPart, walkSchema } from "./walk-schema.js";

const compiledSchemas = new WeakMap<JsonObject, CompiledSchema>();

export const ajvValidator: Validator = {
  compile(schema) {
    const known = compiledSchemas.get(schema);
    if (known !== undefined) return known;
    const compiled = compile(schema);
    compiledSchemas.set(schema, compiled);
    return compiled;
  },
};

function compile(schema: JsonObject): CompiledSchema {
  try {
    const problems = inspectSchema(schema);
    if (problems.length > 0) return { ok: false, problems };
    const plain = plainSchema(schema, walkSchema(schema).some(asksForUnevaluated));
    const first = compileWith(plain, false);
    // Most values are right: the slower check that finds all mistakes is made when a first one was found.
    let all: Check | undefined;
    const check: CheckValue = (value) => {
      const issues = first(value, mostReferences);
      if (issues.length === 0 || isLarge(value)) return issues;
      all ??= compileWith(plain, true);
      const every = all(value, mostReferencesForAll);
      return every.some(({ keyword }) => keyword === costly) ? issues : every;
    };
    return { ok: true, check };
  } catch (error) {
    return { ok: false, problems: [unexpected(error)] };
  }
}

/** What was checked above leaves only what is nested too deeply; what else ajv may refuse is said in words of our own. */
function unexpected(error: unknown): SchemaProblem {
  return { pointer: "", message: error instanceof RangeError ? "is nested too deeply" : "cannot be compiled" };
}

type Check = (value: Json, references: number) => readonly Issue[];

/** How often a `$ref` is followed while one value is checked: a schema of two references can ask for 2^64 of them. */
const mostReferences = 250_000;
const mostReferencesForAll = 5_000;
const mostIssues = 200;
const mostErrors = 10_000;
const costly = "$ref";

class TooCostly extends Error {}

function compileWith(schema: JsonObject, allErrors: boolean): Check {
  let left = 0;
  const ajv = new Ajv2020({
    allErrors,
    strict: false,
    logger: false,
    meta: false,
    validateSchema: false,
    addUsedSchema: false,
    ownProperties: true,
    inlineRefs: false,
    // A schema is compiled far more often than it checks much: what this would save in checking is less than it costs.
    code: { regExp: Object.assign(regExp, { code: "new RegExp" }), optimize: false },
  });
  // Keeping track of what was evaluated costs time, and ajv's code for it has mistakes: only where a schema asks for it.
  ajv.opts.unevaluated = walkSchema(schema).some(asksForUnevaluated);
  for (const [name, isOf] of Object.entries(formats)) ajv.addFormat(name, isOf);
  const replaced = walkSchema(schema).some((part) => requiresOddName(part.schema))
    ? [...comparing, ...ownRequired]
    : comparing;
  if (ajv.opts.unevaluated) lookAtOwnNames(ajv);
  for (const definition of replaced) ajv.removeKeyword(definition.keyword).addKeyword(definition);
  ajv.addKeyword({
    keyword: spendKeyword,
    validate: () => {
      if (--left < 0) throw new TooCostly();
      return true;
    },
  });
  // With a name of its own the root is found again by "#".
  const validate = ajv.compile({ ...schema, $id: "flowplan:schema" });
  return (value, references) => {
    left = references;
    return run(validate, value);
  };
}

/**
 * Where only the value tells which properties are evaluated, ajv notes them in an object, and takes what that inherits for evaluated too:
 * `toString`. Whether `__proto__` was evaluated cannot be noted there, so another name stands for it.
 */
function lookAtOwnNames(ajv: Ajv2020): void {
  // What the first alternative evaluates ajv counts even where that does not hold, unless something was counted before.
  for (const keyword of ["anyOf", "oneOf", "if", "dependentSchemas", "dependencies"]) {
    wrap(ajv, keyword, ({ gen, it }) => {
      it.props ??= gen.var("props", _`{}`);
      it.items ??= gen.var("items", 0);
    });
  }
  // After the others: a keyword that is added is asked after those that are there.
  wrap(ajv, "unevaluatedProperties", ({ gen, it: { props } }) => {
    if (!(props instanceof Name)) return;
    gen.if(_`${props} && ${props} !== true`, () =>
      gen.code(_`Object.setPrototypeOf(${props}, null)["__proto__"] = ${props}[${protoMark}] === true`),
    );
  });
}

/** Generates something before what a keyword generates. */
function wrap(ajv: Ajv2020, keyword: string, before: (context: KeywordCxt) => void): void {
  const rule = ajv.RULES.all[keyword];
  if (typeof rule !== "object" || !("code" in rule.definition)) return;
  const { definition } = rule;
  const code = (context: KeywordCxt) => {
    before(context);
    definition.code(context);
  };
  ajv.removeKeyword(keyword).addKeyword({ ...definition, keyword, code });
}

function asksForUnevaluated({ schema }: SchemaPart): boolean {
  return schema.unevaluatedProperties !== undefined || schema.unevaluatedItems !== undefined;
}

function run(validate: ValidateFunction, value: Json): readonly Issue[] {
  try {
    if (validate(value)) return [];
    // What is wrong with a whole stands behind what is wrong with its parts.
    const errors = validate.errors ?? [];
    const own = errors.filter(isOwn);
    return withoutBranches((own.length > 0 ? own : errors).slice(-mostErrors))
      .slice(0, mostIssues)
      .map(issueOf);
  } catch (error) {
    if (error instanceof TextTooLong)
      return [issue("pattern", "contains a text that is too long to match a pattern against")];
    if (error instanceof TooCostly || error instanceof RangeError) {
      return [issue(costly, "follows references so deeply that it cannot be checked")];
    }
    // Code that ajv made of an odd schema failed: then nothing is known to be right.
    return [issue(costly, "cannot be checked against its schema")];
  }
}

/**
 * Where no alternative fits, ajv lists what is wrong with each, and then that none fits. What is wrong with an alternative that was not
 * meant misleads: only that none fits stays, with the types that would, where all alternatives ask for another type.
 */
function withoutBranches(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const choices = errors.filter(({ keyword }) => keyword === "anyOf" || keyword === "oneOf" || keyword === "if");
  if (choices.length === 0) return errors;
  const byPath = new Map(choices.map((choice) => [choice.schemaPath, choice] as const));
  const branchOf = ({ schemaPath }: ErrorObject) => {
    for (let end = schemaPath.lastIndexOf("/"); end > 0; end = schemaPath.lastIndexOf("/", end - 1)) {
      const choice = byPath.get(schemaPath.slice(0, end));
      if (choice !== undefined) return choice;
    }
    return undefined;
  };
  const kept = errors.filter((error) => {
    const choice = branchOf(error);
    return choice === undefined || choice.keyword === "if";
  });
  const told = kept.filter((error) => error.keyword !== "if" || kept.length === 1);
  return told.slice(0, mostIssues).map((error) => {
    if (error.keyword !== "anyOf" && error.keyword !== "oneOf") return error;
    const branches = errors.filter((other) => other !== error && other.schemaPath.startsWith(`${error.schemaPath}/`));
    if (branches.length === 0) return error;
    if (!branches.every((other) => other.keyword === "type" && other.instancePath === error.instancePath))
      return { ...error, keyword: "anyOf" };
    const types = [...new Set(branches.flatMap(({ params }) => String(params.type).split(",")))];
    return { ...error, keyword: "type", params: { type: types } };
  });
}

function issue(keyword: string, message: string): Issue {
  return { pointer: "", keyword, message, parameters: {} };
}

/** What is wrong with a name is said of the name, and not once more of the object. */
function isOwn({ keyword }: ErrorObject): boolean {
  return keyword !== "propertyNames";
}

function issueOf(error: ErrorObject): Issue {
  const { instancePath, keyword, params, propertyName } = error;
  const said = issueWords(error);
  const parameters = params as Issue["parameters"];
  return propertyName === undefined
    ? { pointer: instancePath, keyword, message: said, parameters }
    : {
        pointer: instancePath,
        keyword,
        message: `has the property name ${quoted(propertyName, 40)}, which ${keyword === "false schema" ? "is not allowed" : said}`,
        parameters: { ...parameters, propertyName },
      };
}

/** Patterns are read once more here; `inspectSchema` has refused those that cannot be. ajv keeps them apart by their text. */
function regExp(source: string): { test: (text: string) => boolean; toString: () => string } {
  const compiled = compilePattern(source);
  if (!compiled.ok) throw new Error(compiled.why);
  return { test: compiled.pattern.test, toString: () => `re2:${source}` };
}

/**
 * The keywords that compare values, and multiples as decimals have them. ajv's comparison calls the value's own `valueOf`, which data may hold as a key, and looks for
 * doubles in every pair; a set of canonical texts is linear.
 */
const comparing: readonly (FuncKeywordDefinition & { readonly keyword: string })[] = [
  {
    keyword: "uniqueItems",
    type: "array",
    schemaType: "boolean",
    validate: (unique: boolean, elements: readonly Json[]) =>
      !unique || new Set(elements.map(canonicalJson)).size === elements.length,
  },
  {
    keyword: "enum",
    schemaType: "array",
    compile: (values: readonly Json[]) => {
      const texts = new Set(values.map(canonicalJson));
      return (value: Json) => texts.has(canonicalJson(value));
    },
    error: { message: "", params: ({ schemaCode }) => _`{allowedValues: ${schemaCode}}` },
  },
  {
    keyword: "const",
    compile: (allowed: Json) => {
      const text = canonicalJson(allowed);
      return (value: Json) => canonicalJson(value) === text;
    },
    error: { message: "", params: ({ schemaCode }) => _`{allowedValue: ${schemaCode}}` },
  },
  {
    keyword: "multipleOf",
    type: "number",
    schemaType: "number",
    validate: (of: number, value: number) => isMultiple(value, of),
    error: { message: "", params: ({ schemaCode }) => _`{multipleOf: ${schemaCode}}` },
  },
];

/** Beyond this many values a list of all that is wrong costs more than it tells. */
const largeValue = 20_000;

function isLarge(value: Json): boolean {
  let count = 0;
  const waiting: Json[] = [value];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (++count > largeValue) return true;
    if (isArray(next)) {
      if (next.length > largeValue) return true;
      waiting.push(...next);
    } else if (isObject(next)) {
      const members = Object.values(next);
      if (members.length > largeValue) return true;
      waiting.push(...members);
    }
  }
  return false;
}
