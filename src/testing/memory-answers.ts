// Answers that are kept in memory, for tests of hosts and runs (spec 6.14).

import type { Answer, Answers } from "../core/run/answers.js";

export type MemoryAnswers = Answers & {
  readonly answers: Map<string, Answer>;
  readonly pictures: Map<string, Uint8Array>;
};

export function memoryAnswers(): MemoryAnswers {
  const answers = new Map<string, Answer>();
  const pictures = new Map<string, Uint8Array>();
  return {
    answers,
    pictures,
    find: async (key) => answers.get(key) ?? null,
    read: async (blob) => pictures.get(blob) ?? null,
    keep: async (key, answer, picture) => {
      answers.set(key, answer);
      if (picture !== null && answer.blob !== null) pictures.set(answer.blob, picture.bytes);
    },
  };
}
