// Examples of the codes document/….

import type { Commanded, Examples } from "../example.js";

/** The whole text, which the members of a flow cannot show. */
const whole = (text: string): Commanded => ({ files: { "fox.json": text }, command: ["check", "fox.json"] });
const flow = `{ "title": "A fox", "description": "One.", "steps": [] }`;

export const documentExamples = {
  "document/empty": { bad: whole(""), good: whole(flow) },
  "document/no-value": {
    unshown:
      "a flow, an input and settings without a value are reported as what they should contain. Write an object, or give the file that was meant",
  },
  "document/not-text": { bad: whole("\u0000\u0001\u0002\u0003"), good: whole(flow) },
  "document/markdown": { bad: whole(`\`\`\`json\n${flow}\n\`\`\``), good: whole(flow) },
  "document/yaml": { bad: whole("title: A fox\ndescription: One.\nsteps: []\n"), good: whole(flow) },
  "document/missing-opener": { bad: whole(flow.slice(1)), good: whole(flow) },
  "document/stray-closer": { bad: whole(`] ${flow}`), good: whole(flow) },
  "document/after-root": { bad: whole(`${flow} "fox"`), good: whole(flow) },
  "document/unterminated-string": {
    bad: `store: {\n  mood: "calm\n}`,
    good: `store: { mood: "calm", look: "ink" }`,
  },
  "document/unterminated-comment": { bad: whole(`${flow} /* a fox`), good: whole(`${flow} /* a fox */`) },
  "document/control-character": { bad: `store: { mood: "calm\u0007" }`, good: `store: { mood: "calm" }` },
  "document/too-many-mistakes": {
    bad: `store: { moods: [${"calm, ".repeat(102)}] }`,
    good: `store: { moods: ["calm"] }`,
  },
  "document/digit-groups": { bad: `store: { pixels: 1,024 }`, good: `store: { pixels: 1024 }` },
  "document/missing-comma": {
    bad: `store: { mood: "calm" colour: "blue" }`,
    good: `store: { mood: "calm", colour: "blue" }`,
  },
  "document/missing-colon": { bad: `store: { mood "calm" }`, good: `store: { mood: "calm" }` },
  "document/wrong-colon": { bad: `store: { mood = "calm" }`, good: `store: { mood: "calm" }` },
  "document/missing-value": {
    bad: `store: { mood: , colour: "blue" }`,
    good: `store: { mood: "calm", colour: "blue" }`,
  },
  "document/missing-key": { bad: `store: { { mood: "calm" } }`, good: `store: { style: { mood: "calm" } }` },
  "document/missing-closer": {
    bad: `store: { moods: ["calm", "wild", colour: "blue" }`,
    good: `store: { moods: ["calm", "wild"], colour: "blue" }`,
  },
  "document/unclosed": { bad: `store: { mood: "calm"`, good: `store: { mood: "calm" }` },
  "document/wrong-closer": { bad: `store: { moods: ["calm", "wild"} }`, good: `store: { moods: ["calm", "wild"] }` },
  "document/extra-comma": { bad: `store: { moods: ["calm",, "wild"] }`, good: `store: { moods: ["calm", "wild"] }` },
  "document/unexpected": { bad: `store: { mood: "calm" * }`, good: `store: { mood: "calm" }` },
  "document/unknown-word": { bad: `store: { mood: calm }`, good: `store: { mood: "calm" }` },
  "document/typographic-quotes": { bad: `store: { mood: “calm” }`, good: `store: { mood: "calm" }` },
  "document/backticks": { bad: "store: { mood: `calm` }", good: `store: { mood: "calm" }` },
  "document/inner-quotes": { bad: `store: { cake: 'mum's cake' }`, good: `store: { cake: "mum's cake" }` },
  "document/parentheses": { bad: `store: { moods: ("calm", "wild") }`, good: `store: { moods: ["calm", "wild"] }` },
  "document/hash-comment": { bad: `# a fox\nstore: {}`, good: `// a fox\nstore: {}` },
  "document/unquoted-key": { bad: `store: { main-mood: "calm" }`, good: `store: { "main-mood": "calm" }` },
  "document/invalid-escape": {
    bad: String.raw`store: { mood: "\u00zz" }`,
    good: String.raw`store: { mood: "\u00e9" }`,
  },
  "document/malformed-number": { bad: `store: { version: 1.2.3 }`, good: `store: { version: "1.2.3" }` },
  "document/not-a-number": { bad: `store: { most: Infinity }`, good: `store: { most: null }` },
  "document/number-too-large": { bad: `store: { most: 1e999 }`, good: `store: { most: 1e99 }` },
  "document/unsafe-integer": { bad: `store: { id: 9007199254740993 }`, good: `store: { id: "9007199254740993" }` },
  "document/duplicate-key": {
    bad: `store: { mood: "calm", mood: "wild" }`,
    good: `store: { mood: "calm", moods: ["wild"] }`,
  },
} satisfies Examples;
