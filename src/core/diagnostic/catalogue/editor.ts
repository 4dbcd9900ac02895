// Messages of the codes editor/…: why a rename is refused (spec 7.13).

import { quoted } from "../../text/printable.js";
import { entry } from "../entry.js";

export const editorEntries = {
  "editor/not-renamed": entry<{ name: string | undefined }>({
    severity: "error",
    clause: "7.13",
    message: ({ name }) =>
      `${name === undefined ? "there is no name here" : `${quoted(name)} cannot be renamed`}: steps, input properties, keys of the store and names of maps can`,
    why: "A rename changes a name everywhere it is used. That is known for names that the flow itself declares, and for nothing else: fields of the language are fixed, and a property of a result may be used by whoever reads the result.",
  }),
  "editor/invalid-name": entry<{ name: string; takes: string }>({
    severity: "error",
    clause: "7.13",
    message: ({ name, takes }) => `${quoted(name)} cannot be the name: write ${takes}`,
    why: "The new name would be reported as a mistake at every place, so nothing is changed.",
  }),
  "editor/name-taken": entry<{ name: string }>({
    severity: "error",
    clause: "7.13",
    message: ({ name }) => `${quoted(name)} is taken: choose a name that nothing has yet`,
    why: "Two things with the same name could not be told apart: references to one would lead to the other. Step ids are compared without regard to case, since they name files.",
  }),
  "editor/read-whole": entry<{ name: string }>({
    severity: "error",
    clause: "7.13",
    message: ({ name }) =>
      `renaming ${quoted(name)} would change the flow's results: the object that contains it is also used as a whole`,
    why: "A path that uses an object as a whole passes on the names in it, to a model, a result or a merge. Renaming would change that value, so a person must decide.",
  }),
};
