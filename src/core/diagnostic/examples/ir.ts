// Example of the code ir/invalid.

import type { Examples } from "../example.js";

export const irExamples = {
  "ir/invalid": {
    unshown:
      "an IR is much longer than the flow that it is made from, and reaches flowplan through its programming interface alone. Make it again with flowplan compile, and do not edit it",
  },
} satisfies Examples;
