// Examples of the codes config/…: settings, and a command that reads them.

import type { Commanded, Examples } from "../example.js";

const idea = `steps: [{ id: "idea", type: "ObjectTransformer", result: { text: "a fox" } }]`;
const checked = (settings: string): Commanded => ({
  files: {
    "flowplan.json": settings,
    "flow.json": `${idea},\nui: { results: { widgets: [{ type: "Objects", sources: ["idea"] }] } }`,
  },
  command: ["check", "flow.json"],
});

export const configExamples = {
  "config/not-an-object": {
    bad: checked(`["lint/unused-step"]`),
    good: checked(`{ "rules": { "lint/unused-step": "off" } }`),
  },
  "config/unknown-field": {
    bad: checked(`{ "rule": { "lint/unused-step": "off" } }`),
    good: checked(`{ "rules": { "lint/unused-step": "off" } }`),
  },
  "config/unknown-limit": {
    bad: checked(`{ "limits": { "step": 20 } }`),
    good: checked(`{ "limits": { "steps": 20 } }`),
  },
  "config/wrong-limit": {
    bad: checked(`{ "limits": { "steps": 0 } }`),
    good: checked(`{ "limits": { "steps": 20 } }`),
  },
  "config/wrong-folder": {
    bad: checked(`{ "store": true }`),
    good: checked(`{ "store": "answers" }`),
  },
  "config/wrong-name": {
    bad: checked(`{ "pictureName": "{step}-{number}" }`),
    good: checked(`{ "pictureName": "{step}-{index:3}" }`),
  },
  "config/unknown-code": {
    bad: checked(`{ "rules": { "lint/unused-stp": "off" } }`),
    good: checked(`{ "rules": { "lint/unused-step": "off" } }`),
  },
  "config/wrong-severity": {
    bad: checked(`{ "rules": { "lint/unused-step": "silent" } }`),
    good: checked(`{ "rules": { "lint/unused-step": "off" } }`),
  },
  "config/error-stays": {
    bad: checked(`{ "rules": { "flow/missing-field": "off" } }`),
    good: checked(`{ "rules": { "lint/unused-step": "off" } }`),
  },
  "config/unknown-server-field": {
    bad: checked(`{ "servers": { "gpu": { "kind": "comfyui", "adress": "http://127.0.0.1:8188" } } }`),
    good: checked(`{ "servers": { "gpu": { "kind": "comfyui", "url": "http://127.0.0.1:8188" } } }`),
  },
  "config/wrong-server-field": {
    bad: checked(`{ "servers": { "gpu": { "kind": 7 } } }`),
    good: checked(`{ "servers": { "gpu": { "kind": "comfyui", "url": "http://127.0.0.1:8188" } } }`),
  },
  "config/unknown-kind": {
    bad: checked(`{ "servers": { "gpu": { "kind": "confyui", "url": "http://127.0.0.1:8188" } } }`),
    good: checked(`{ "servers": { "gpu": { "kind": "comfyui", "url": "http://127.0.0.1:8188" } } }`),
  },
  "config/missing-kind": {
    bad: checked(`{ "servers": { "gpu": { "url": "http://127.0.0.1:8188" } } }`),
    good: checked(`{ "servers": { "gpu": { "kind": "comfyui", "url": "http://127.0.0.1:8188" } } }`),
  },
  "config/unknown-role": {
    bad: checked(`{ "routes": { "pictures": "reference" } }`),
    good: checked(`{ "routes": { "images": "reference" } }`),
  },
  "config/unknown-server": {
    bad: checked(`{ "routes": { "images": "gpu" } }`),
    good: checked(`{ "routes": { "images": "reference" } }`),
  },
} satisfies Examples;
