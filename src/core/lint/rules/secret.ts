// A secret that was pasted into a flow (spec 7.10.19): in a value, a key or a comment.

import { diagnose } from "../../diagnostic/diagnose.js";
import type { Diagnostic } from "../../diagnostic/diagnostic.js";
import { placeInString } from "../../document/place.js";
import type { DocumentNode } from "../../document/tree.js";
import type { Rule } from "../rule.js";

type Kind = { readonly what: string; readonly pattern: RegExp };

/** Each begins with what only such secrets begin with, so that ordinary text is not suspected. Every pattern is linear. */
const kinds: readonly Kind[] = [
  { what: "an API key", pattern: /(?<![\w-])sk-(?:[a-z]{2,10}\d{0,2}-){0,2}(?=\w{0,40}\d)\w{16,}/ },
  { what: "a live payment key", pattern: /(?<!\w)[sr]k_live_[A-Za-z0-9]{16,}/ },
  { what: "a Hugging Face token", pattern: /(?<!\w)hf_[A-Za-z0-9]{30,}/ },
  { what: "a Replicate token", pattern: /(?<!\w)r8_[A-Za-z0-9]{30,}/ },
  { what: "a GitHub token", pattern: /(?<!\w)(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{22,})/ },
  { what: "a GitLab token", pattern: /(?<!\w)glpat-[\w-]{20,}/ },
  { what: "a Slack token", pattern: /(?<!\w)xox[abeoprs]-[A-Za-z0-9-]{20,}/ },
  { what: "an AWS key", pattern: /(?<!\w)(?:AKIA|ASIA)[0-9A-Z]{16}(?!\w)/ },
  { what: "a Google API key", pattern: /(?<!\w)AIza[\w-]{35}(?!\w)/ },
  { what: "a private key", pattern: /-----BEGIN (?:[A-Z]{1,12} ){0,3}PRIVATE KEY-----/ },
  { what: "a JSON web token", pattern: /(?<!\w)eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/ },
  { what: "a bearer token", pattern: /(?<!\w)[Bb]earer (?=[\w.~+/-]{0,40}\d)[\w.~+/-]{24,}/ },
  { what: "a password in a URL", pattern: /(?<!\w)[a-z]{2,12}:\/\/[^\s/:@]{1,64}:[^\s/@{}$]{4,128}@/ },
];

/** One look at a text tells most of them from suspects. */
const beginnings = /sk-|k_live_|hf_|r8_|gh[pousr]_|github_pat_|glpat-|xox|AKIA|ASIA|AIza|-----BEGIN|eyJ|earer |:\/\//;

export const secret: Rule = {
  code: "lint/secret",
  check: ({ document: { root, comments } }) => {
    const found: Diagnostic[] = [];
    if (root !== null) checkNode(root, found);
    for (const { text, span } of comments) checkText(text, (index) => span.start + index, found);
    return found;
  },
};

function checkNode(node: DocumentNode, found: Diagnostic[]): void {
  if (node.kind === "string") checkText(node.value, placeInString(node), found);
  else if (node.kind === "array") for (const element of node.elements) checkNode(element, found);
  else if (node.kind === "object") {
    for (const { key, value } of node.members) {
      checkText(key.name, placeInString(key), found);
      checkNode(value, found);
    }
  }
}

/** The message never shows the secret: reports are sent to places that the flow is not. */
function checkText(text: string, place: (index: number) => number, found: Diagnostic[]): void {
  if (text.length < 20 || !beginnings.test(text)) return;
  for (const { what, pattern } of kinds) {
    const match = pattern.exec(text);
    if (match === null) continue;
    const span = { start: place(match.index), end: place(match.index + match[0].length) };
    found.push(diagnose("lint/secret", span, { what }));
    return;
  }
}
