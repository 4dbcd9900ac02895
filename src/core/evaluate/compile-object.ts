// An object of a template in, the closure that makes it out (spec 2.5, 2.9). A property whose value finds nothing is left out.
// Extended keys come first, in their order; an own key keeps the place of the key it overrides; other own keys follow.

import { diagnose } from "../diagnostic/diagnose.js";
import type { ObjectIr, TemplateIr } from "../ir/ir.js";
import { isObject, type Json, type JsonRecord, setOwn } from "../text/json.js";
import type { Span } from "../text/span.js";
import { chargeWork, memoryCost } from "./budget.js";
import { type Append, type Compiled, type Context, compileOptional, compileSequence } from "./compile-template.js";
import { failed, type Read, report, type Scope, turnOf, typeInWords } from "./scope.js";

type Write = (scope: Scope, target: JsonRecord) => void;

/** Makes plain objects; its own allocation site gives them room for the usual number of keys. */
const PlainObject = function (this: JsonRecord) {} as unknown as { new (): JsonRecord; prototype: object };
PlainObject.prototype = Object.prototype;

export function compileObject(object: ObjectIr, context: Context): Compiled {
  const values = object.entries.map((entry) => compileOptional(entry.value, context));
  const own = writeAll(
    object.entries.map(({ key }) => key),
    values.map(({ read }) => read),
  );
  const ownCost = values.reduce<number>((sum, { cost }) => sum + cost, memoryCost.object);
  if (object.extends.length === 0) {
    return {
      read: (scope) => {
        const made = new PlainObject();
        own(scope, made);
        return made;
      },
      cost: ownCost,
    };
  }
  const sources = object.extends.map((source) => compileSource(source, context));
  return {
    read: (scope) => {
      const made = new PlainObject();
      for (const { append, span } of sources) {
        const found: Json[] = [];
        append(scope, found);
        for (const source of found) extend(made, source, scope, span, context);
      }
      own(scope, made);
      return made;
    },
    cost: sources.reduce((sum, { cost }) => sum + cost, ownCost),
  };
}

function compileSource(
  source: TemplateIr,
  context: Context,
): { readonly append: Append; readonly cost: number; readonly span: Span } {
  return { ...compileSequence(source, context), span: source.span };
}

function extend(made: JsonRecord, source: Json, scope: Scope, span: Span, { limits, maps }: Context): void {
  if (source === failed) return;
  if (!isObject(source)) {
    report(scope, "evaluate/not-an-object", span, () =>
      diagnose("evaluate/not-an-object", span, {
        found: typeInWords(source),
        at: turnOf(scope, maps.length),
      }),
    );
    return;
  }
  const keys = Object.keys(source);
  chargeWork(scope.budget, keys.length * memoryCost.key, limits, span);
  for (const key of keys) setOwn(made, key, source[key] as Json);
}

/** Four writes a closure: fewer calls an object, which is most of what making one costs. */
function writeAll(keys: readonly string[], reads: readonly Read[]): Write {
  // The parser refuses this key; a program read from JSON might still bring it.
  if (keys.includes("__proto__")) return writeCarefully(keys, reads);
  const blocks: Write[] = [];
  for (let i = 0; i < keys.length; i += 4) blocks.push(writeBlock(keys.slice(i, i + 4), reads.slice(i, i + 4)));
  const [first, second, ...more] = blocks;
  if (first === undefined) return () => undefined;
  if (second === undefined) return first;
  return (scope, target) => {
    first(scope, target);
    second(scope, target);
    for (let i = 0; i < more.length; i++) (more[i] as Write)(scope, target);
  };
}

function writeCarefully(keys: readonly string[], reads: readonly Read[]): Write {
  return (scope, target) => {
    keys.forEach((key, i) => {
      const value = reads[i]?.(scope);
      if (value !== undefined) setOwn(target, key, value);
    });
  };
}

function writeBlock(keys: readonly string[], reads: readonly Read[]): Write {
  const [a, b, c, d] = keys;
  const [readA, readB, readC, readD] = reads;
  if (a === undefined || readA === undefined) return () => undefined;
  if (b === undefined || readB === undefined) {
    return (scope, target) => {
      const value = readA(scope);
      if (value !== undefined) target[a] = value;
    };
  }
  if (c === undefined || readC === undefined) {
    return (scope, target) => {
      let value = readA(scope);
      if (value !== undefined) target[a] = value;
      value = readB(scope);
      if (value !== undefined) target[b] = value;
    };
  }
  if (d === undefined || readD === undefined) {
    return (scope, target) => {
      let value = readA(scope);
      if (value !== undefined) target[a] = value;
      value = readB(scope);
      if (value !== undefined) target[b] = value;
      value = readC(scope);
      if (value !== undefined) target[c] = value;
    };
  }
  return (scope, target) => {
    let value = readA(scope);
    if (value !== undefined) target[a] = value;
    value = readB(scope);
    if (value !== undefined) target[b] = value;
    value = readC(scope);
    if (value !== undefined) target[c] = value;
    value = readD(scope);
    if (value !== undefined) target[d] = value;
  };
}
