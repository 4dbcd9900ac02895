// Examples of the codes pack/…: a step that uses a pack, and the file of the pack.

import type { Commanded, Examples } from "../example.js";

const id = "77e0c1de-5a4f-4b9e-8a44-1b0a9f3d2c10";
const flow = `steps: [{ id: "pictures", type: "ImageGenerator", parameters: {
  inferencePackId: "${id}", baseModel: "m/m" } }]`;
const packed = (pack: string, name = id): Commanded => ({
  files: { "flow.json": flow, [`packs/${name}.json`]: pack },
  command: ["plan", "flow.json", "--packs", "packs"],
});
const good = packed(`{ "images": [{ "prompt": "a fox", "width": 512 }] }`);

export const packExamples = {
  "pack/not-a-pack": { bad: packed(`{ "title": "Foxes" }`), good },
  "pack/unknown-field": {
    unshown:
      "it is a warning for programs that read packs themselves. The keys of a pack are id, title, description and images; correct or remove any other",
  },
  "pack/bad-image": { bad: packed(`{ "images": ["a fox"] }`), good },
  "pack/unknown-image-field": { bad: packed(`{ "images": [{ "prompt": "a fox", "widht": 512 }] }`), good },
  "pack/bad-value": { bad: packed(`{ "images": [{ "prompt": "a fox", "width": "512" }] }`), good },
  "pack/two-names": {
    bad: packed(`{ "id": "3f2b8a52-3a43-4f5e-9d33-0a3c7f3a1a11", "images": [{ "prompt": "a fox" }] }`),
    good: packed(`{ "id": "${id}", "images": [{ "prompt": "a fox" }] }`),
  },
  "pack/missing": {
    bad: packed(`{ "images": [{ "prompt": "a fox" }] }`, "3f2b8a52-3a43-4f5e-9d33-0a3c7f3a1a11"),
    good,
  },
} satisfies Examples;
