// A path that gives what cannot stand there in, what was probably meant out, in words and as a fix (spec 7.4): one property of what it
// gives, or a map over it.

import type { Fix } from "../diagnostic/diagnostic.js";
import { insertion, wrapping } from "../diagnostic/fix.js";
import { checkType } from "../language/check-parameter.js";
import type { Takes } from "../language/parameter-rule.js";
import type { Span } from "../text/span.js";
import { fittingProperty } from "../types/fitting-property.js";
import type { Type } from "../types/type.js";
import { anyElement } from "../types/union.js";
import type { PathIr, TemplateIr } from "./ir.js";
import { printPathIr } from "./print-path.js";

export type MeantValue = { readonly instead?: string; readonly fixes: readonly Fix[] };

const nothing: MeantValue = { fixes: [] };

/** `field`: of an image, so that a map may make an image for each element of a list. */
export function meantValue(rule: Takes, template: TemplateIr | null, field: string | null): MeantValue {
  if (template?.kind !== "path") return nothing;
  const { type } = template;
  const fits = (inner: Type) => checkType(rule, inner) === null;
  const property = meantProperty(template, fits);
  if (property !== null) return property;
  if (field === null || type.kind !== "array" || !fits(anyElement(type))) return nothing;
  return {
    instead: `for an image of each element, write the image as ["@Map(${printPathIr(template)})", { "${field}": "$$" }]`,
    fixes: [],
  };
}

/** Null: the value is not an object, or not one of its properties is meant. */
export function meantProperty(path: PathIr, fits: (type: Type) => boolean): MeantValue | null {
  const property = fittingProperty(path.type, fits);
  if (property === undefined || !/^[A-Za-z_]\w*$/.test(property)) return null;
  const { end } = path.span;
  const fixes = [insertion(`read its ${property}`, end, `.${property}`)];
  return { instead: `did you mean ${printPathIr(path)}.${property}?`, fixes };
}

/** A text, or a list of texts, in the place of images: they are prompts. `whole`: it is all of `images`. */
export function meantImages(template: TemplateIr, whole: boolean): MeantValue {
  const { type, span } = template;
  if (template.kind === "call" && isText(type))
    return { instead: `write { "prompt": … } around it`, fixes: [wrapped(span, `{ "prompt": `, " }")] };
  if (template.kind !== "path") return nothing;
  const path = printPathIr(template);
  if (isText(type)) return { instead: `write { "prompt": "${path}" }`, fixes: [wrapped(span, `{ "prompt": `, " }")] };
  if (type.kind !== "array" || !isText(anyElement(type))) return nothing;
  const [open, close] = whole ? ["[[", "]]"] : ["[", "]"];
  const { start, end } = span;
  // The quotes of the text stay around the call.
  const edits = [
    { span: { start: start - 1, end: start - 1 }, text: open },
    { span: { start, end: start }, text: "@Map(" },
    { span: { start: end, end }, text: ")" },
    { span: { start: end + 1, end: end + 1 }, text: `, { "prompt": "$$" }${close}` },
  ];
  return {
    instead: `write ${open}"@Map(${path})", { "prompt": "$$" }${close}`,
    fixes: [{ title: "make an image of each element", safe: false, edits }],
  };
}

function isText(type: Type): boolean {
  if (type.kind === "union") return type.members.every(isText);
  return type.kind === "string" || (type.kind === "constant" && typeof type.value === "string");
}

/** The path is all that its string holds, so that its quotes stand next to it. */
function wrapped({ start, end }: Span, before: string, after: string): Fix {
  return wrapping("make it the prompt of an image", { start: start - 1, end: end + 1 }, before, after);
}
