// A sample of an example in, its text out (spec 7.14): what each file contains, then what is typed.

import type { Commanded, Example, Sample, ServerSample } from "../../core/diagnostic/example.js";
import { unreachable } from "../../core/unreachable.js";
import { wordOf } from "./next-command.js";

/** The two samples under their headings; or the reason why there are none, as text. */
export function printExample(
  example: Example,
  shown: (heading: "Reported:" | "Fine:", text: string) => string,
): string {
  if ("unshown" in example) return `There is no small example: ${example.unshown}.`;
  return `${shown("Reported:", printSample(example.bad))}\n\n${shown("Fine:", printSample(example.good))}`;
}

function printSample(sample: Sample): string {
  if (typeof sample === "string") return sample;
  if ("command" in sample) return commanded(sample).join("\n");
  if ("options" in sample)
    return [...files(sample.files), `in a program, plan(program, ${JSON.stringify(sample.options)})`].join("\n");
  const [name, newName] = sample.rename;
  return [...files(sample.files), `in an editor, ${name} is renamed to ${newName}`].join("\n");
}

function commanded({ after, files: given, server, command }: Commanded): readonly string[] {
  return [
    ...(after === undefined ? [] : commanded(after)),
    ...files(given),
    ...(server === undefined ? [] : [`the server ${told(server)}`]),
    `$ flowplan ${command.map(wordOf).join(" ")}`,
  ];
}

function files(given: Commanded["files"]): readonly string[] {
  return Object.entries(given).map(([name, text]) => `${name}\n${text.replace(/^(?=.)/gm, "    ")}`);
}

function told(server: ServerSample): string {
  switch (server.kind) {
    case "answers":
      return `answers ${server.json}`;
    case "uses":
      return `uses ${server.tokens} tokens and answers ${server.json}`;
    case "lacks":
      return `has no ${server.role}`;
    case "fails":
      return server.how === "unknown" ? `is lost before it answers (${server.detail})` : `refuses (${server.detail})`;
    case "draws": {
      const { images, bytes } = server;
      return `sends ${images} image${images === 1 ? "" : "s"}${bytes === undefined ? "" : ` of ${bytes} bytes`}`;
    }
    default:
      return unreachable(server);
  }
}
