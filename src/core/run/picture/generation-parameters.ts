// What a picture was drawn with in, the text that tools of Stable Diffusion read from a PNG's `parameters` out (spec 6.16.4): the prompt,
// "Negative prompt: …", and last one line of "Name: value" pairs.

import type { PassPrompt, PassRequest } from "../server.js";

/** Every field of a request that shapes the picture, resolved. */
export type DrawnWith = Omit<PassRequest, "prompts"> & Pick<PassPrompt, "prompt" | "negativePrompt">;

/** `seed`: null where the server does not say which one it used. */
export function generationParameters(drawn: DrawnWith, seed: number | null, synthetic: boolean): string {
  const pairs: (readonly [string, string | number])[] = [
    ["Steps", drawn.steps],
    ["CFG scale", drawn.guidanceScale],
    ...(seed === null ? [] : [["Seed", seed] as const]),
    ["Size", `${drawn.width}x${drawn.height}`],
    ["Model", drawn.baseModel],
    ...(drawn.trainingId === null
      ? []
      : ([
          ["Lora", drawn.trainingId],
          ["Lora weight", drawn.scale],
        ] as const)),
    ["Precision", drawn.precision],
    ...(synthetic ? [["Synthetic", "not made by a model"] as const] : []),
    ["Version", "flowplan"],
  ];
  const negative = textLines(drawn.negativePrompt ?? "");
  return [
    ...textLines(drawn.prompt),
    ...(negative.length === 0 ? [] : [`Negative prompt: ${negative.join("\n")}`]),
    pairs.map(([name, value]) => `${name}: ${quotedValue(`${value}`)}`).join(", "),
  ].join("\n");
}

/** Without control characters; a line that would be read as the beginning of the negative prompt stands behind the line before it. */
function textLines(text: string): readonly string[] {
  const lines: string[] = [];
  for (const line of text.split(/\r\n|\r|\n/)) {
    const plain = withoutControls(line).trim();
    if (/^negative prompt:/i.test(plain)) {
      while (lines.at(-1) === "") lines.pop();
      lines.push(`${lines.pop() ?? ""} ${plain}`);
    } else lines.push(plain);
  }
  return lines.join("").trim() === "" ? [] : lines;
}

function withoutControls(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ");
}

/** A comma or a colon would end it. */
function quotedValue(value: string): string {
  const plain = withoutControls(value).trim();
  return /[,:"]/.test(plain) ? JSON.stringify(plain) : plain;
}
