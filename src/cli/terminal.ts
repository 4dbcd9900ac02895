// Where the command line writes: results to standard output, everything else to standard error. A closed pipe ends it quietly.

import { stderr, stdout } from "node:process";
import pc from "picocolors";
import type { UsageError } from "./exit.js";

export type Colours = ReturnType<typeof pc.createColors>;

export type Terminal = {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Colours only where the stream is a terminal and NO_COLOR is not set. */
  readonly outColours: Colours;
  readonly errColours: Colours;
  readonly columns: number;
  /** Waits until standard output took what was written, where it is slow; a long result is written piece by piece. */
  readonly drained?: () => Promise<void>;
};

export function openTerminal(environment: NodeJS.ProcessEnv, quiet: boolean): Terminal {
  const allowed = !environment.NO_COLOR && environment.TERM !== "dumb";
  const forced = environment.FORCE_COLOR !== undefined && environment.FORCE_COLOR !== "0";
  const coloured = (stream: NodeJS.WriteStream) => pc.createColors(allowed && (forced || stream.isTTY === true));
  return {
    out: (text) => void stdout.write(text),
    err: (text) => {
      if (!quiet) stderr.write(text);
    },
    outColours: coloured(stdout),
    errColours: coloured(stderr),
    columns: stdout.isTTY ? Math.max(40, stdout.columns) : 100,
    drained: () =>
      stdout.writableNeedDrain ? new Promise((done) => void stdout.once("drain", done)) : Promise.resolve(),
  };
}

export function tellUsage({ message, hint }: UsageError, { err, errColours: { red, dim } }: Terminal): void {
  err(`${red("error:")} ${message}\n${hint === undefined ? "" : `  ${dim("try:")} ${hint}\n`}`);
}

/** `flowplan plan … | head` closes the pipe early: that is no mistake of anybody's. */
export function endQuietlyOnClosedPipe(): void {
  for (const stream of [stdout, stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EPIPE") process.exit(process.exitCode ?? 0);
      throw error;
    });
  }
}
