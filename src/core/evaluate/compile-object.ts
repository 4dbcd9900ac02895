// An object of a template in, the closure that makes it out (spec 2.5, 2.9). A property whose value finds nothing is left out.
// Extended keys come first, in their order; an own key keeps the place of the key it overrides; other own keys follow.

import { diagnose } from "../diagnostic/diagnose.js";
import type { ObjectIr, TemplateIr } from "../ir/ir.js";
import { isObject, type Json, type JsonRecord, setOwn } from "../text/json.js";
import type { Span } from "../text/span.js";
import { presume } from "../unreachable.js";
import { chargeWork, memoryCost } from "./budget.js";
import { type Append, type Compiled, type Context, compileOptional, compileSequence } from "./compile-template.js";
import { type EvaluationScope, failed, type Read, report, turnOf, typeInWords } from "./scope.js";

type Write = (scope: EvaluationScope, target: JsonRecord) => void;

/** Makes plain objects. Its own constructor, because engines give all objects of one constructor the same room. */
const PlainObject = function (this: JsonRecord) {} as unknown as { new (): JsonRecord; prototype: object };
PlainObject.prototype = Object.prototype;

/** The first objects decide how much room: six keys, as images usually have. Fewer would store the rest apart, more would waste. */
for (let made = 0; made < 16; made++) {
  const object = new PlainObject();
  for (let key = 0; key < 6; key++) object[`field${key}`] = key;
}

export function compileObject(object: ObjectIr, context: Context): Compiled {
  const values = object.entries.map((entry) => compileOptional(entry.value, context));
  const own = writeAll(
    object.entries.map(({ key }) => key),
    object.entries.map(({ value }, i) =>
      value.kind === "constant"
        ? { read: null, constant: value.value }
        : { read: presume(values[i], "a compiled value").read, constant: undefined },
    ),
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

function extend(made: JsonRecord, source: Json, scope: EvaluationScope, span: Span, { limits, maps }: Context): void {
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
  const cost = keys.length > memoryCost.manyKeys ? memoryCost.keyOfMany : memoryCost.key;
  chargeWork(scope.budget, keys.length * cost, limits, span);
  for (const key of keys) setOwn(made, key, source[key] as Json);
}

/** Six writes a closure: fewer calls an object. */
function writeAll(keys: readonly string[], sources: readonly Source[]): Write {
  // The parser refuses this key; a program read from JSON might still bring it.
  if (keys.includes("__proto__")) return writeCarefully(keys, sources);
  const blocks: Write[] = [];
  for (let i = 0; i < keys.length; i += blockSize) {
    blocks.push(writeBlock(keys.slice(i, i + blockSize), sources.slice(i, i + blockSize)));
  }
  const [first, second, ...more] = blocks;
  if (first === undefined) return () => undefined;
  if (second === undefined) return first;
  return (scope, target) => {
    first(scope, target);
    second(scope, target);
    for (let i = 0; i < more.length; i++) (more[i] as Write)(scope, target);
  };
}

function writeCarefully(keys: readonly string[], sources: readonly Source[]): Write {
  return (scope, target) => {
    keys.forEach((key, i) => {
      const { read, constant } = sources[i] ?? noSource;
      const value = read === null ? constant : read(scope);
      if (value !== undefined) setOwn(target, key, value);
    });
  };
}

/** Constants are written without a call; `read` is null for them. */
type Source = { readonly read: Read | null; readonly constant: Json | undefined };

const noSource: Source = { read: null, constant: undefined };

const blockSize = 6;

function writeBlock(keys: readonly string[], sources: readonly Source[]): Write {
  // A block that is not full never writes its missing keys: what they would hold is undefined.
  const [a = "", b = "", c = "", d = "", e = "", f = ""] = keys;
  const filled = Array.from({ length: blockSize }, (_, i) => sources[i] ?? noSource);
  const [readA, readB, readC, readD, readE, readF] = filled.map(({ read }) => read) as Six<Read | null>;
  const [inA, inB, inC, inD, inE, inF] = filled.map(({ constant }) => constant) as Six<Json | undefined>;
  return (scope, target) => {
    let value = readA === null ? inA : readA(scope);
    if (value !== undefined) target[a] = value;
    value = readB === null ? inB : readB(scope);
    if (value !== undefined) target[b] = value;
    value = readC === null ? inC : readC(scope);
    if (value !== undefined) target[c] = value;
    value = readD === null ? inD : readD(scope);
    if (value !== undefined) target[d] = value;
    value = readE === null ? inE : readE(scope);
    if (value !== undefined) target[e] = value;
    value = readF === null ? inF : readF(scope);
    if (value !== undefined) target[f] = value;
  };
}

type Six<T> = [T, T, T, T, T, T];
