// An IR in, the document of a flow that would have it out (spec 3.2.1), with the place in the IR of everything in the document: what the
// compiler makes of that document is what the IR must be. Maps are named by their level. Never throws, whatever fits the IR's schema.

import type { ArrayNode, DocumentNode, KeyNode, Member, ObjectNode, StringNode } from "../document/tree.js";
import { looksLikeMapHead, parseExpression } from "../expression/parse-expression.js";
import type { Limits } from "../language/limits.js";
import { printLiteral } from "../path/print-path.js";
import { isArray, isObject, type Json } from "../text/json.js";
import { pointerTo } from "../text/pointer.js";
import type { Span } from "../text/span.js";
import { unreachable } from "../unreachable.js";
import type { FlowIr, ObjectIr, StepIr, TemplateIr } from "./ir.js";
import { type PrintItem, printItemBy, printPathIr } from "./print-path.js";

export type DocumentOfIr = {
  readonly root: ObjectNode;
  /** The JSON Pointer into the IR of what a span of the document was made from. */
  readonly pointerAt: (span: Span) => string;
};

export function documentOfIr(ir: FlowIr, limits: Limits): DocumentOfIr {
  const writer = new Writer(limits);
  const root = writer.flow(ir);
  return { root, pointerAt: (span) => writer.pointerAt(span) };
}

type Field = readonly [key: string, pointer: string, write: () => DocumentNode];

/** Spans are those of a text that is never written: each node has a part of it to itself. */
class Writer {
  readonly #limits: Limits;
  #offset = 0;
  readonly #places: { readonly span: Span; readonly pointer: string }[] = [];

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  pointerAt({ start }: Span): string {
    const around = this.#places.filter(({ span }) => span.start <= start && start < span.end);
    const size = ({ span }: { span: Span }) => span.end - span.start;
    return around.sort((a, b) => size(a) - size(b))[0]?.pointer ?? "";
  }

  flow(ir: FlowIr): ObjectNode {
    const { schema, type } = ir.input;
    const none = Object.keys(schema).length === 1 && type.kind === "object" && type.rest === null;
    const { runPrice, runPriceCurrency: currency, slug } = ir.publishing;
    const widgets = ir.widgets.map(({ type, sources }) => ({ type, sources }));
    return this.#object("", [
      ["title", "/title", () => this.#json(ir.title, "/title")],
      ["description", "/description", () => this.#json(ir.description, "/description")],
      ...optional(none ? null : schema, "input", "/input/schema", (value, at) => this.#json(value, at)),
      ["store", "/store/value", () => this.#json(ir.store.value, "/store/value")],
      ["steps", "/steps", () => this.#array("/steps", ir.steps, (step, at) => this.#step(step, at))],
      ...optional(widgets.length === 0 ? null : widgets, "ui", "/widgets", (value) => this.#widgets(value)),
      ["public", "/publishing/public", () => this.#json(ir.publishing.public, "/publishing/public")],
      ...optional(runPrice, "runPrice", "/publishing/runPrice", (value, at) => this.#json(value, at)),
      ...optional(currency, "runPriceCurrency", "/publishing/runPriceCurrency", (value, at) => this.#json(value, at)),
      ...optional(slug, "slug", "/publishing/slug", (value, at) => this.#json(value, at)),
    ]);
  }

  #widgets(widgets: Json): DocumentNode {
    const list: Field = ["widgets", "/widgets", () => this.#json(widgets, "/widgets")];
    return this.#object("/widgets", [["results", "/widgets", () => this.#object("/widgets", [list])]]);
  }

  #step(step: StepIr, at: string): DocumentNode {
    const data = (name: string, value: Json): Field => [
      name,
      `${at}/${name}`,
      () => this.#json(value, `${at}/${name}`),
    ];
    const template = (name: string, value: TemplateIr | null, below = `${at}/${name}`): readonly Field[] =>
      optional(value, name, below, (given) => this.#template(given, 0, below));
    const whole = (fields: readonly Field[]): DocumentNode =>
      this.#object(at, [data("id", step.id), data("type", step.type), ...fields]);
    const withParameters = (fields: readonly Field[]): DocumentNode =>
      whole([["parameters", at, () => this.#object(at, fields)]]);
    switch (step.type) {
      case "ObjectGenerator":
        return withParameters([
          ...template("description", step.description),
          data("schema", step.schema),
          ...template("input", step.input),
          ...template("amount", step.amount),
          ...template("count", step.count),
          ...template("creativity", step.creativity),
          ...(step.contextId === null ? [] : [data("contextId", step.contextId)]),
        ]);
      case "ModelGenerator":
        return withParameters([...template("datasetId", step.datasetId), ...template("settings", step.settings)]);
      case "ImageGenerator":
        return withParameters([
          ...template("images", step.images),
          ...template("inferencePackId", step.inferencePackId),
          ...Object.entries(step.shared).flatMap(([name, value]) =>
            template(name, value, pointerTo(at, "shared", name)),
          ),
        ]);
      case "ObjectTransformer":
        return whole(template("result", step.result));
      case "Zipper":
        return withParameters([data("sources", step.sources), ...template("filename", step.filename)]);
      default:
        return unreachable(step);
    }
  }

  #template(template: TemplateIr, depth: number, at: string): DocumentNode {
    switch (template.kind) {
      case "constant":
        return typeof template.value === "string"
          ? this.#text(escapedText(template.value, this.#limits), at)
          : this.#json(template.value, at);
      case "object":
        return this.#merge(template, depth, at);
      case "array":
        return this.#array(`${at}/elements`, template.elements, (one, below) => this.#template(one, depth, below), at);
      case "map": {
        const head = () =>
          this.#text(`@Map(${printExpression(template.source, depth)}, ${nameOf(depth)})`, `${at}/source`);
        const body = () => this.#template(template.body, depth + 1, `${at}/body`);
        return this.#array(at, [head, body], (write) => write());
      }
      case "path":
      case "index":
      case "call":
        return this.#text(printExpression(template, depth), at);
      default:
        return unreachable(template);
    }
  }

  #merge(template: ObjectIr, depth: number, at: string): DocumentNode {
    const sources = () =>
      this.#array(`${at}/extends`, template.extends, (one, below) => this.#template(one, depth, below));
    return this.#object(at, [
      ...(template.extends.length === 0 ? [] : [["@Extend", `${at}/extends`, sources] as const]),
      ...template.entries.map(({ key, value }, i): Field => {
        const below = `${at}/entries/${i}`;
        return [escapedKey(key), `${below}/key`, () => this.#template(value, depth, `${below}/value`)];
      }),
    ]);
  }

  #json(value: Json, at: string): DocumentNode {
    if (typeof value === "string") return this.#text(value, at);
    if (isArray(value)) return this.#array(at, value, (one, below) => this.#json(one, below));
    if (isObject(value)) {
      return this.#object(
        at,
        Object.entries(value).map(([key, one]): Field => {
          const below = pointerTo(at, key);
          return [key, below, () => this.#json(one, below)];
        }),
      );
    }
    const raw = JSON.stringify(value);
    const span = this.#place(at, () => this.#advance(raw.length));
    if (value === null) return { kind: "null", span };
    return typeof value === "boolean" ? { kind: "boolean", span, value } : { kind: "number", span, value, raw };
  }

  #text(value: string, at: string): StringNode {
    const raw = JSON.stringify(value);
    return { kind: "string", span: this.#place(at, () => this.#advance(raw.length)), value, raw };
  }

  #array<T>(at: string, items: readonly T[], write: (item: T, at: string) => DocumentNode, whole = at): ArrayNode {
    const elements: DocumentNode[] = [];
    const span = this.#place(whole, () => {
      for (const [i, item] of items.entries()) elements.push(write(item, `${at}/${i}`));
    });
    return { kind: "array", span, elements };
  }

  #object(at: string, fields: readonly Field[]): ObjectNode {
    const members: Member[] = [];
    const span = this.#place(at, () => {
      for (const [name, below, write] of fields) {
        const raw = JSON.stringify(name);
        const key: KeyNode = { name, raw, span: this.#place(below, () => this.#advance(raw.length)) };
        const value = write();
        members.push({ key, value, span: { start: key.span.start, end: value.span.end } });
      }
    });
    return { kind: "object", span, members };
  }

  #place(pointer: string, write: () => void): Span {
    const start = this.#offset;
    this.#advance(1);
    write();
    this.#advance(1);
    // The quotes of a text are its own first and last character.
    const span = { start: start + 1, end: this.#offset - 1 };
    this.#places.push({ span: { start, end: this.#offset }, pointer });
    return span;
  }

  #advance(length: number): void {
    this.#offset += length;
  }
}

function optional<T>(
  value: T | null,
  name: string,
  at: string,
  write: (value: T, at: string) => DocumentNode,
): Field[] {
  return value === null ? [] : [[name, at, () => write(value, at)]];
}

function nameOf(level: number): string {
  return `m${level}`;
}

/** What is in a call but is not an expression is printed as text that cannot be parsed, so that the compiler refuses it. */
function printExpression(template: TemplateIr, depth: number): string {
  const names = Array.from({ length: depth }, (_, level) => nameOf(level));
  const printItem: PrintItem = printItemBy(names);
  const print = (part: TemplateIr): string => {
    switch (part.kind) {
      case "constant":
        return printLiteral(part.value);
      case "path":
        return printPathIr(part, printItem);
      case "index":
        return `@Index(${nameOf(part.level)})`;
      case "call":
        return `@${part.operator}(${part.arguments.map(print).join(", ")})`;
      case "object":
      case "array":
      case "map":
        return `(${part.kind})`;
      default:
        return unreachable(part);
    }
  };
  return print(template);
}

/** The text itself where it is read as that; else after a backslash, which makes a text of anything (spec 2.2). */
function escapedText(text: string, limits: Limits): string {
  if (looksLikeMapHead(text) || /^@?map\(/i.test(text)) return `\\${text}`;
  const { expression, diagnostics } = parseExpression(text, (index) => index, limits);
  const plain = expression?.kind === "text" && expression.value === text;
  return plain && diagnostics.every(({ severity }) => severity !== "error") ? text : `\\${text}`;
}

/** Spec 2.13. */
function escapedKey(key: string): string {
  return /^@|^\\[@\\]/.test(key) ? `\\${key}` : key;
}
