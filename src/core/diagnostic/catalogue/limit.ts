// Messages of the codes limit/….

import { quoted } from "../../text/printable.js";
import { entry } from "../entry.js";

export const limitEntries = {
  "limit/source": entry<{ limit: number; actual: number; what?: "pack" | undefined }>({
    severity: "error",
    clause: "1.5",
    message: ({ limit, actual, what }) =>
      what === undefined
        ? `the text is ${actual} characters long, more than the limit "limits.source" (now ${limit}); shorten the flow, or raise the limit`
        : `this ${what} is ${actual} characters long, more than the limit "limits.source" (now ${limit}); split the ${what}, or raise the limit`,
    why: "A flow is written by hand or by a tool for it; a file of megabytes is usually the wrong file. It is refused before it is parsed.",
  }),
  "limit/nesting": entry<{ limit: number; deepest: number }>({
    severity: "error",
    clause: "1.5",
    message: ({ limit, deepest }) =>
      `brackets are nested ${limit + 1} deep here, more than the limit "limits.nesting" (now ${limit}); ${
        limit < deepest ? "nest less, or raise the limit" : "nest less: this limit cannot be raised further"
      }`,
    why: "Deep nesting can crash a program that reads the flow. The depth is counted before the text is parsed.",
  }),
  "limit/keys": entry<{ limit: number; actual: number }>({
    severity: "error",
    clause: "1.5",
    message: ({ limit, actual }) =>
      `this is key ${actual} of its object, more than the limit "limits.keys" (now ${limit}); use a list or several objects, or raise the limit`,
    why: "No object in a flow needs a thousand keys; such data belongs in a list.",
  }),
  "limit/string": entry<{ limit: number; actual: number }>({
    severity: "error",
    clause: "1.5",
    message: ({ limit, actual }) =>
      `this string is ${actual} characters long, more than the limit "limits.string" (now ${limit}); shorten it, or raise the limit`,
    why: "Strings in a flow become prompts. One of this size is usually a file that was pasted by mistake.",
  }),
  "limit/matches": entry<{ limit: number }>({
    severity: "error",
    clause: "2.14",
    message: ({ limit }) =>
      `this path matches more than ${limit} values at one of its segments, the limit "limits.matches" (now ${limit}); narrow the path, or raise the limit`,
    why: "Descendants and wildcards multiply: a short path over deep data can match more values than memory holds.",
  }),
  "limit/work": entry<{ limit: number; actual: number }>({
    severity: "error",
    clause: "2.14",
    message: ({ limit, actual }) =>
      `evaluating up to here takes ${actual} units of work, more than the limit "limits.work" (now ${limit}); narrow the paths and maps, or raise the limit`,
    why: "Flows may come from strangers. A limit on the work of their expressions keeps one flow from blocking the machine.",
  }),
  "limit/map-items": entry<{ limit: number; actual: number }>({
    severity: "error",
    clause: "2.14",
    message: ({ limit, actual }) =>
      `this map would go through ${actual} items, more than the limit "limits.mapItems" (now ${limit}); shorten the array, or raise the limit`,
    why: "Every item of a map can become a request that costs money. A list that is longer than expected is caught before it is paid for.",
  }),
  "limit/map-product": entry<{ limit: number; actual: number }>({
    severity: "error",
    clause: "2.14",
    message: ({ limit, actual }) =>
      `maps within maps would go through ${actual} items here, more than the limit "limits.mapProduct" (now ${limit}); shorten the arrays, or raise the limit`,
    why: "Nested maps multiply: two lists of two hundred items make forty thousand images.",
  }),
  "limit/result-string": entry<{ limit: number; actual: number }>({
    severity: "error",
    clause: "2.14",
    message: ({ limit, actual }) =>
      `the text made here would be ${actual} characters long, more than the limit "limits.resultString" (now ${limit}); shorten what goes into it, or raise the limit`,
    why: "Replacing a letter with a page turns a paragraph into a book. The size is known before the text is made.",
  }),
  "limit/all-strings": entry<{ limit: number; actual: number }>({
    severity: "error",
    clause: "2.14",
    message: ({ limit, actual }) =>
      `with this text, all texts made so far are ${actual} characters long, more than the limit "limits.allStrings" (now ${limit}); make fewer or shorter texts, or raise the limit`,
    why: "Texts of a reasonable size can fill the memory together when a map makes thousands of them.",
  }),
  "limit/result": entry<{ limit: number; actual: number }>({
    severity: "error",
    clause: "5.1.7",
    message: ({ limit, actual }) =>
      `this value is ${actual} characters long as JSON, more than the limit "limits.result" (now ${limit}); make it smaller, or raise the limit`,
    why: "A value that holds an earlier result twice is twice as large, and so is the next that holds it twice. After a few steps no memory is large enough to write it.",
  }),
  "limit/all-results": entry<{ limit: number; actual: number }>({
    severity: "error",
    clause: "5.1.7",
    message: ({ limit, actual }) =>
      `with this value, what steps are given and give is ${actual} characters long as JSON, more than the limit "limits.allResults" (now ${limit}); make fewer or smaller values, or raise the limit`,
    why: "Every result is kept and written. Results of a reasonable size can fill memory and disk together.",
  }),
  "limit/result-depth": entry<{ limit: number }>({
    severity: "error",
    clause: "5.1.7",
    message: ({ limit }) =>
      `this value nests more than ${limit} brackets deep, the limit "limits.resultDepth"; nest less, or raise the limit`,
    why: "Each step can put the result of the step before inside another object. Programs that read JSON fail on values that nest too deep.",
  }),
  "limit/pattern": entry<{ limit: number; actual: number; reason?: string | undefined }>({
    severity: "error",
    clause: "2.14",
    message: ({ limit, actual, reason }) =>
      reason !== undefined
        ? `this pattern is too large when its repetitions are written out (${reason}); repeat less often`
        : `this pattern is ${actual} characters long, more than the limit "limits.pattern" (now ${limit}); shorten it, or raise the limit`,
    why: "Patterns may come from data. A short pattern in a linear-time engine is fast on any text.",
  }),
  "limit/pattern-text": entry<{ limit: number; actual: number }>({
    severity: "error",
    clause: "2.14",
    message: ({ limit, actual }) =>
      `the text to match is ${actual} characters long, more than the limit "limits.patternText" (now ${limit}); match a shorter text, or raise the limit`,
    why: "The time of a match grows with the text. A limit keeps a filter over many long texts fast.",
  }),
  "limit/events": entry<{ step: string; limit: number }>({
    severity: "error",
    clause: "6.3",
    message: ({ step, limit }) =>
      `the calls of step ${quoted(step)} would make more events than the limit "limits.events" (now ${limit}) leaves room for; ask for less at once, or raise the limit`,
    why: "Every call is written to the journal of the run. An endless journal could not be kept, or read again after a crash.",
  }),
  "limit/reply": entry<{ step: string; size: number; limit: number }>({
    severity: "error",
    clause: "6.4",
    message: ({ step, size, limit }) =>
      `the answer for step ${quoted(step)} is ${size} characters of JSON, more than the limit "limits.reply" (now ${limit}); ask for less in one answer, or raise the limit`,
    why: "A backend's answer is untrusted, like anything from outside: a huge answer must not fill the memory.",
  }),
  "limit/prompt": entry<{ step: string; size: number; planned: number; limit: number }>({
    severity: "error",
    clause: "5.7.5",
    message: ({ step, size, planned, limit }) =>
      `the prompt of step ${quoted(step)} may take ${size} tokens, and the plan allows ${planned}: nothing was sent. Set maxLength and maxItems in the schema of the step that it reads, or raise the limit "limits.promptBytes" (now ${limit}), and plan again`,
    why: "A plan says what a run costs at most. A prompt that only the run knows is bounded by the schemas that it comes from, and otherwise by this limit.",
  }),
  "limit/image": entry<{ steps: readonly string[]; bytes: number; limit: number }>({
    severity: "error",
    clause: "6.4",
    message: ({ steps, bytes, limit }) =>
      `an image for ${steps.map((step) => quoted(step)).join(", ")} has ${bytes} bytes, more than the limit "limits.imageBytes" (now ${limit}); ask for smaller images, or raise the limit`,
    why: "An image file far larger than its pixels need is a mistake or an attack, and it would be stored and zipped.",
  }),
  "limit/steps": entry<{ limit: number; actual: number }>({
    severity: "error",
    clause: "7.8",
    message: ({ limit, actual }) =>
      `this flow has ${actual} steps, more than the limit "limits.steps" (now ${limit}); split the flow, or raise the limit`,
    why: "Flows may come from strangers. A flow with thousands of steps is usually a mistake or an attack.",
  }),
  "limit/requests": entry<{ limit: number; actual: number }>({
    severity: "error",
    clause: "5.2",
    message: ({ limit, actual }) =>
      `up to here the flow asks for ${actual} images, each a request, more than the limit "limits.requests" (now ${limit}); ask for fewer, or raise the limit`,
    why: "Every request costs money. A list that is longer than expected is caught before it is paid for.",
  }),
  "limit/expression": entry<{ limit: number; actual: number }>({
    severity: "error",
    clause: "2.14",
    message: ({ limit, actual }) =>
      `this expression is ${actual} characters long, more than the limit "limits.expression" (now ${limit}); shorten it, or raise the limit`,
    why: "No person writes a path or call this long. It is refused before it is parsed.",
  }),
  "limit/expression-depth": entry<{ limit: number; deepest: number }>({
    severity: "error",
    clause: "2.14",
    message: ({ limit, deepest }) =>
      `calls, parentheses and filters are open more than ${Math.min(limit, deepest)} deep here, more than the limit "limits.expressionDepth" (now ${limit}); ${
        limit < deepest ? "nest less, or raise the limit" : `nest less: more than ${deepest} is never allowed`
      }`,
    why: "Deep nesting can crash a program that reads it. The depth is counted before the expression is parsed.",
  }),
  "limit/segments": entry<{ limit: number; actual: number }>({
    severity: "error",
    clause: "2.14",
    message: ({ limit, actual }) =>
      `this path has ${actual} segments, more than the limit "limits.segments" (now ${limit}), which is exceeded here: shorten the path, or raise the limit`,
    why: "Each segment is work for every value that the ones before it matched.",
  }),
  "limit/descendants": entry<{ limit: number; actual: number }>({
    severity: "error",
    clause: "2.14",
    message: ({ limit, actual }) =>
      `this path has ${actual} descendant segments (..), more than the limit "limits.descendants" (now ${limit}), which is exceeded here: name the way instead, or raise the limit`,
    why: "Each descendant segment visits everything below every match, so a few of them can need more memory than any machine has.",
  }),
  "limit/ir-nodes": entry<{ limit: number }>({
    severity: "error",
    clause: "7.8",
    message: ({ limit }) =>
      `the templates of this flow have more than ${limit} values, the limit "limits.irNodes", which is exceeded here: move data to "store", or raise the limit`,
    why: "Every value in a template is checked, planned and evaluated. Plain data belongs in the store.",
  }),
  "limit/schema": entry<{ limit: number; actual: number }>({
    severity: "error",
    clause: "3.3.4",
    message: ({ limit, actual }) =>
      `this schema is ${actual} characters long as compact JSON, more than the limit "limits.schema" (now ${limit}); shorten it, or raise the limit`,
    why: "Schemas from strangers are compiled before they are used. A limit on their size limits that work.",
  }),
  "limit/schema-depth": entry<{ limit: number; actual: number }>({
    severity: "error",
    clause: "3.3.4",
    message: ({ limit, actual }) =>
      `the schemas in this schema are nested ${actual} levels deep, more than the limit "limits.schemaDepth" (now ${limit}); make it flatter, or raise the limit`,
    why: "A value is checked as deeply as its schema goes. A schema far deeper than any form is a mistake or an attack.",
  }),
  "limit/schema-properties": entry<{ limit: number; actual: number }>({
    severity: "error",
    clause: "3.3.4",
    message: ({ limit, actual }) =>
      `this schema declares ${actual} properties on all levels together, more than the limit "limits.schemaProperties" (now ${limit}); declare fewer, or raise the limit`,
    why: "Nobody fills in a form with hundreds of fields, and no model answers one well. The limit keeps checking fast.",
  }),
  "limit/schema-references": entry<{ limit: number; actual: number; followed?: boolean }>({
    severity: "error",
    clause: "3.3.4",
    message: ({ limit, actual, followed }) =>
      followed === true
        ? `the references ("$ref") of this schema lead to ${actual < 1e15 ? actual : "more than a trillion"} schemas when each is followed wherever it stands, and at most ${limit} are; refer less often to schemas that refer to others`
        : `this schema has ${actual} references ("$ref"), more than the limit "limits.schemaReferences" (now ${limit}); use fewer, or raise the limit`,
    why: "References to references multiply: a few lines can stand for more checks than can ever be made.",
  }),
};
