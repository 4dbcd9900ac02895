// Messages of the codes lint/…: what is legal in a flow but probably not intended, or worth knowing (spec 7.10, 7.11).

import { quoted } from "../../text/printable.js";
import { entry } from "../entry.js";

export const lintEntries = {
  "lint/empty-list": entry<{ name: string; effect: string }>({
    severity: "warning",
    clause: "7.10.24",
    message: ({ name, effect }) => `${quoted(name)} is an empty list, so ${effect}: fill it, or remove it`,
    why: "An empty list is legal, since lists may be computed. Written out, it is usually a draft that was never filled in, and the step is still paid for.",
  }),
  "lint/unused-step": entry<{ id: string; type: string }>({
    severity: "warning",
    clause: "7.10.1",
    message: ({ id, type }) =>
      `nothing uses the result of ${quoted(id)}: no widget shows it and no step reads it${type === "ModelGenerator" ? "; is a trainingId missing?" : ""}`,
    why: "Every step runs and is paid for, even when nobody sees its result. Show its result in a widget, read it in a later step, or remove the step.",
  }),
  "lint/unused-input": entry<{ name: string }>({
    severity: "warning",
    clause: "7.10.2",
    message: ({ name }) => `no step reads ${quoted(name)}, although everyone who runs the flow is asked for it`,
    why: "People fill in a field that has no effect. Either a step should read it, or it can be removed.",
  }),
  "lint/unused-store": entry<{ name: string }>({
    severity: "warning",
    clause: "7.10.3",
    message: ({ name }) => `no step reads ${quoted(name)} in the store`,
    why: "A value in the store that no path reaches is either a leftover, or the path that should read it names something else.",
  }),
  "lint/inherited-training": entry<{ base: string }>({
    severity: "warning",
    clause: "7.10.4",
    message: ({ base }) =>
      `this image sets another base model${base === "" ? "" : `, ${quoted(base)},`} but keeps the step's training on top of it: give it its own "trainingId", or "trainingId": null for none`,
    why: "Each field is inherited separately. A training is applied on top of whatever base the image ends up with, and a training made for another base usually draws noise.",
  }),
  "lint/other-base": entry<{ used: string; trained: string; step: string }>({
    severity: "warning",
    clause: "7.10.5",
    message: ({ used, trained: base, step }) =>
      `the training from ${quoted(step)} is made for ${quoted(base)} but used with ${quoted(used)} here: use the same base model`,
    why: "A training is a small change to one base model. With another one it rarely works, and often fails to load.",
  }),
  "lint/duplicate-request": entry<{ map: boolean; seeded: boolean }>({
    severity: "warning",
    clause: "7.10.6",
    message: ({ map, seeded }) => {
      const said = map ? "this map is in the step twice" : "this image is in the step twice";
      return seeded
        ? `${said}, with the same seed: it is paid for twice and gives the same picture`
        : `${said}: to draw several pictures from one prompt, use "batchSize"; otherwise, change one of the two`;
    },
    why: "An image that was copied and not changed is drawn and paid for again. With batchSize, several pictures from one prompt are drawn in one pass.",
  }),
  "lint/item-not-used": entry<{ what: string }>({
    severity: "warning",
    clause: "7.10.7",
    message: ({ what }) =>
      `this map makes the same ${what} for every item: its template never uses $$, @Item or @Index`,
    why: "A map repeats its template once per item. If nothing in it depends on the item, the same thing is made and paid for again and again.",
  }),
  "lint/constant-in-map": entry<{ field: string }>({
    severity: "note",
    clause: "7.10.8",
    message: ({ field }) =>
      `this text is the same for every item of the map: set ${quoted(field)} once for the step, beside "images"`,
    why: "A value that does not depend on the item is made again for each one. Next to `images` it is written once, and a reader sees that it is the same for all.",
  }),
  "lint/unbounded-map": entry<{
    generator?: string | undefined;
    /** What decides how many there are, and the path that gives it. */
    setting?: string | undefined;
    given?: string | undefined;
  }>({
    severity: "note",
    clause: "7.10.9",
    message: ({ generator: step, setting, given }) => {
      const said = "nothing limits how many images this makes, so a plan cannot say the most that a run may cost";
      if (step === undefined) return `${said}: set "maxItems" where its schema declares the list`;
      if (setting === undefined)
        return `${said}: set "count" in ${quoted(step)}, or "maxItems" where its schema declares the list`;
      return `${said}: ${quoted(setting)} of ${quoted(step)} decides it, so give ${given ?? "that number"} a "maximum" in its schema`;
    },
    why: "Each element becomes an image that is paid for. If the list has a maximum length, the plan knows the maximum cost before anything is spent.",
  }),
  "lint/count-binds-nothing": entry<{ arrays: readonly string[] }>({
    severity: "warning",
    clause: "7.10.10",
    message: ({ arrays }) =>
      arrays.length > 1
        ? `"count" has no effect: it sets the length of the schema's only top-level array, but there are ${arrays.length}: ${arrays.map((name) => quoted(name)).join(", ")}; use "minItems" and "maxItems" in each`
        : `"count" has no effect: it sets the length of the schema's only top-level array, but there is none; for several objects, use "amount"`,
    why: "`count` becomes minItems and maxItems of the only array at the top of the answer. With no array or with several, it has no effect.",
  }),
  "lint/high-creativity": entry<{ value: number; temperature: string }>({
    severity: "note",
    clause: "7.10.11",
    message: ({ value, temperature }) =>
      `a "creativity" of ${value} is a temperature of ${temperature}, at which answers stop making sense or do not match their schema: use at most 15`,
    why: "Above 15, words that fit no sentence become likely. An answer that does not match the schema fails the step after it was paid for.",
  }),
  "lint/seed-in-map": entry<{ seed: string }>({
    severity: "note",
    clause: "7.10.12",
    message: ({ seed }) =>
      `every image of the map starts from seed ${seed}, so they will look alike: remove the seed for variety, or keep it to compare prompts`,
    why: "Pictures with the same seed share their composition. That is good for comparing prompts, but dull in a series.",
  }),
  "lint/seed-with-batch": entry<{ size: number; seed: string }>({
    severity: "note",
    clause: "7.10.13",
    message: ({ size, seed }) =>
      `of these ${size} images, only the first is sure to have seed ${seed}; the backend chooses the others: to be able to repeat them all, write ${size} images, each with its own seed`,
    why: "Some backends count seeds up, some draw all noise from one stream, and some choose new seeds. A batch can be repeated exactly only on the backend that drew it.",
  }),
  "lint/unusual-size": entry<{ width: number; height: number; model: string; size: string; small: boolean }>({
    severity: "note",
    clause: "7.10.14",
    message: ({ width, height, model, size, small }) =>
      `${width}×${height} is far ${small ? "below" : "above"} ${size}, which ${model} was trained on: ${small ? "pictures come out blurred or cropped" : "pictures repeat their subject"}; draw near that size and scale afterwards`,
    why: "A base model works best at the sizes it was trained on. Much larger pictures repeat their subject, and much smaller ones lose it.",
  }),
  "lint/long-prompt": entry<{ field: string; words: number; model: string; tokens: number }>({
    severity: "note",
    clause: "7.10.15",
    message: ({ field, words, model, tokens }) =>
      `this ${quoted(field)} has at least ${words} tokens, but the text encoder of ${model} reads only ${tokens}: the end may be cut off, so shorten it or put what matters first`,
    why: "A text encoder reads a fixed number of tokens. Many backends silently drop the rest.",
  }),
  "lint/loose-schema": entry<{ keyword: string; open: boolean }>({
    severity: "note",
    clause: "7.10.16",
    message: ({ keyword, open }) =>
      open && keyword === "type"
        ? `this object may have any properties, which strict structured output refuses: list its "properties"`
        : open
          ? `strict structured output refuses a schema that allows properties it does not list: list them in "properties", or use an array of { name, value }`
          : `strict structured output refuses ${quoted(keyword)}: the answer is then only asked to match, and a step fails when it does not`,
    why: "Backends that enforce a schema while the model writes support only a part of JSON Schema. They can add `required` and `additionalProperties` themselves, but they cannot work around what is reported here.",
  }),
  "lint/price-without-public": entry<Record<never, never>>({
    severity: "warning",
    clause: "7.10.17",
    message: () => `the price has no effect: only a flow with "public": true can be run by others`,
    why: "Others pay the price when they run the flow. While the flow is not public, nobody else can run it.",
  }),
  "lint/public-without-price": entry<Record<never, never>>({
    severity: "note",
    clause: "7.10.18",
    message: () => `anyone may run this flow for free: to be paid for it, set "runPrice"`,
    why: "A public flow without a price is free to run, which may be intended. A price is a number from 4 to 200.",
  }),
  "lint/secret": entry<{ what: string }>({
    severity: "warning",
    clause: "7.10.19",
    message: ({ what }) =>
      `this looks like ${what}: remove it from the flow and revoke it, since everyone who has read the flow has it`,
    why: "Flows are shared, published and sent to models. A flow does not need keys: backends get theirs from the host that runs them.",
  }),
  "lint/input-in-system-prompt": entry<{ name: string }>({
    severity: "note",
    clause: "7.10.20",
    message: ({ name }) =>
      `${quoted(name)} is written by whoever runs the flow, and becomes part of the instructions here: pass it as "input", which the model reads as a message`,
    why: "`description` is the system prompt, which models obey. Text from strangers in it can override your instructions.",
  }),
  "lint/input-in-filename": entry<{ name: string }>({
    severity: "note",
    clause: "7.10.21",
    message: ({ name }) =>
      `${quoted(name)} is written by whoever runs the flow, and becomes a file name: characters that are not safe in one become "_"; restrict it with a "pattern" or an "enum" if the name matters`,
    why: "File names are cleaned, so that no text can lead out of its folder. The result may differ from what was typed.",
  }),
  "lint/may-not-fit": entry<{ taker: string; takes: string; perhaps: string }>({
    severity: "warning",
    clause: "7.10.22",
    message: ({ taker, takes, perhaps }) =>
      `${taker} needs ${takes}, but this may be ${perhaps}: rule that out where it is declared`,
    why: "A value that is usually right still fails the run when it is not, after the earlier steps were paid for.",
  }),
  "lint/near-miss": entry<{ name: string; near: string; what: string }>({
    severity: "warning",
    clause: "7.10.23",
    message: ({ name, near, what }) =>
      what === "required property"
        ? `"required" lists ${quoted(name)}, which "properties" does not declare: a value without it is refused, and ${quoted(near)} stays optional; did you mean ${quoted(near)}?`
        : `${quoted(name)} is not a ${what} and is silently ignored; did you mean ${quoted(near)}?`,
    why: 'Schemas and settings may have unknown names. A misspelt keyword has no effect, and a misspelt name in "required" asks for a property that nobody knows of.',
  }),
  "lint/unused-silence": entry<{ code: string }>({
    severity: "warning",
    clause: "7.11",
    message: ({ code }) =>
      `this comment silences nothing, because ${code} is not reported on its line: remove the comment`,
    why: "A comment that silences nothing would hide the next mistake of that kind.",
  }),
  "lint/silence-unknown-code": entry<{ code: string; near?: string | undefined }>({
    severity: "warning",
    clause: "7.11",
    message: ({ code, near }) =>
      `there is no code ${quoted(code)}${near === undefined ? "" : `; did you mean ${quoted(near)}?`}`,
    why: "A comment with a mistyped code silences nothing.",
  }),
  "lint/silence-without-code": entry<Record<never, never>>({
    severity: "warning",
    clause: "7.11",
    message: () =>
      `this comment names no code: write flowplan-ignore, the code as it is shown in brackets, and a reason`,
    why: "A comment silences one code, so that another mistake on the same line is still reported.",
  }),
  "lint/silenced-error": entry<{ code: string }>({
    severity: "warning",
    clause: "7.11",
    message: ({ code }) =>
      `${code} is an error here, and errors cannot be silenced: remove the comment and fix the flow`,
    why: "A flow with an error cannot be planned or run, whatever a comment says.",
  }),
  "lint/foreign-syntax": entry<{ piece: string; instead: string }>({
    severity: "warning",
    clause: "7.10.25",
    message: ({ piece, instead }) =>
      `${quoted(piece, 40)} is the syntax of another tool and is sent as it is: ${instead}`,
    why: "What other tools replace before they draw or write is plain text here: the model sees the tag, the braces or the number itself.",
  }),
  "lint/expression-in-data": entry<{ where: string }>({
    severity: "warning",
    clause: "7.10.26",
    message: ({ where }) =>
      `this text of ${where} is data and is never evaluated: write the expression in the step that uses it`,
    why: "The store and schemas are data. A text in them that looks like an expression reaches the model as it is.",
  }),
  "lint/unapplied-default": entry<{ keyword: string }>({
    severity: "warning",
    clause: "7.10.27",
    message: ({ keyword }) =>
      keyword === ""
        ? "this default is never used, because the input is always an object: give its properties defaults"
        : keyword === "$defs" || keyword === "definitions"
          ? `this default is never used, because a "$ref" does not bring its default along: write it beside the "$ref"`
          : `this default is never used: inside ${quoted(keyword)} defaults are not applied; write it in "properties" of the schema itself`,
    why: 'Before a run, defaults are filled in through "properties", "items" and "prefixItems". What a "$ref" leads to, and alternatives that may or may not hold, add none.',
  }),
  "lint/ignored-keyword": entry<{ name: string; instead: string }>({
    severity: "warning",
    clause: "7.10.29",
    message: ({ name, instead }) => `${quoted(name)} is not a keyword of JSON Schema, so it has no effect: ${instead}`,
    why: 'JSON Schema ignores what it does not know, so a key of another tool changes nothing, and a property outside of "properties" is not declared.',
  }),
  "lint/unread-alternatives": entry<{ keyword: string }>({
    severity: "note",
    clause: "7.10.28",
    message: ({ keyword }) =>
      `${quoted(keyword)} allows more alternatives than are told apart (64), so paths into this value are not checked before the run: use fewer, or put what they share into "properties"`,
    why: "Every alternative may declare other properties. With very many of them, what a path finds is not known before the run, and a mistake in it only shows there.",
  }),
};
