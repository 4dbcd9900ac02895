// Messages of the codes pack/…: the files of saved images (spec 1.16).

import { quoted } from "../../text/printable.js";
import { entry } from "../entry.js";

export const packEntries = {
  "pack/not-a-pack": entry<{ found: string | undefined }>({
    severity: "error",
    clause: "1.16",
    message: ({ found }) =>
      found === undefined
        ? `a pack needs "images", an array of images, which is missing`
        : `a pack is { "id": "<uuid>", "images": [ … ] }, or just the array of images, but this is ${found}`,
    why: "A pack is a saved list of images. They are requested before the images of the step that names the pack.",
  }),
  "pack/unknown-field": entry<{ name: string; near?: string | undefined }>({
    severity: "warning",
    clause: "1.16",
    message: ({ name, near }) =>
      near === undefined
        ? `a pack has no key ${quoted(name)}, so nothing reads it; the keys are "id", "title", "description" and "images"`
        : `a pack has no key ${quoted(name)}, so nothing reads it; did you mean ${quoted(near)}?`,
    why: "A key that nothing reads has no effect, although its author thinks it does.",
  }),
  "pack/bad-image": entry<{ found: string }>({
    severity: "error",
    clause: "1.16",
    message: ({ found }) => `an image in a pack must be an object with fields such as "prompt", but this is ${found}`,
    why: "A pack contains plain images: no templates, no maps, no paths.",
  }),
  "pack/unknown-image-field": entry<{ name: string; near?: string | undefined }>({
    severity: "error",
    clause: "1.16",
    message: ({ name, near }) =>
      near === undefined
        ? `an image has no field ${quoted(name)}, so it would be silently lost: remove it`
        : `an image has no field ${quoted(name)}; did you mean ${quoted(near)}?`,
    why: "A field that no backend reads does not change the picture, which is still paid for.",
  }),
  "pack/bad-value": entry<{ name: string; takes: string; found: string }>({
    severity: "error",
    clause: "1.16",
    message: ({ name, takes, found }) => `${quoted(name)} must be ${takes}, but this is ${found}`,
    why: "A pack is data: it is sent as it is, so it must be what a backend accepts. Types are never converted.",
  }),
  "pack/two-names": entry<{ id: string; file: string }>({
    severity: "error",
    clause: "1.16",
    message: ({ id, file }) =>
      `this pack says that its id is ${quoted(id)}, but its file is named ${quoted(file)}: make them the same, or remove "id"`,
    why: "A flow names a pack by its id, which is the name of its file. A file with a different id inside may be a copy of another pack, and the wrong pictures would be paid for.",
  }),
  "pack/missing": entry<{ id: string; near: string | undefined; ids: readonly string[] }>({
    severity: "error",
    clause: "1.16",
    message: ({ id, near, ids }) => {
      const said = `the pack ${quoted(id)} is not given`;
      if (near !== undefined) return `${said}; did you mean ${quoted(near)}?`;
      const there = ids.length === 0 ? "" : `; the packs are ${ids.map((other) => quoted(other)).join(", ")}`;
      return `${said}${there}: put its images into <id>.json in a folder, and name the folder with --packs DIR`;
    },
    why: "A pack is a saved list of images. Without its content, it is unknown what the step requests or what it costs.",
  }),
};
