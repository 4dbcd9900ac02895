// Where the command line writes: results to standard output, everything else to standard error. A closed pipe ends it quietly, unless
// there is something that must come to its end.

import { writeSync } from "node:fs";
import { stderr, stdout } from "node:process";
import pc from "picocolors";
import { printable } from "../../core/text/printable.js";
import { type ExitCode, exitCodes, type UsageError, worst } from "./exit.js";

export type Colours = ReturnType<typeof pc.createColors>;

export type Terminal = {
  readonly out: (text: string) => void;
  /** Standard error; silent with --quiet. */
  readonly err: (text: string) => void;
  /** Standard error, for errors: those are told in any case. */
  readonly errors: (text: string) => void;
  readonly quiet: boolean;
  /** Colours only where the stream is a terminal and NO_COLOR is not set. */
  readonly outColours: Colours;
  readonly errColours: Colours;
  /** How wide each is; infinity if unknown. */
  readonly columns: number;
  readonly errColumns: number;
  /** Standard error, where it is a terminal on which lines can be drawn again. */
  readonly live?: NodeJS.WriteStream;
  /** Waits until standard output took what was written, where it is slow; a long result is written piece by piece. */
  readonly drained?: () => Promise<void>;
  /** From here on nothing that happens to the streams ends the process: what cannot be written any more is dropped. */
  readonly keepOn?: () => void;
};

const broken = new Set<NodeJS.WriteStream>();
let keepsOn = false;

/** The same, silent but for results and errors. */
export function quieted({ live: _, ...terminal }: Terminal): Terminal {
  return { ...terminal, err: () => {}, quiet: true };
}

export function openTerminal(environment: NodeJS.ProcessEnv): Terminal {
  const allowed = !environment.NO_COLOR && environment.TERM !== "dumb";
  // A variable that is set to nothing is not set.
  const forced = !["", "0", "false"].includes(environment.FORCE_COLOR ?? "");
  const coloured = (stream: NodeJS.WriteStream) => pc.createColors(allowed && (forced || stream.isTTY === true));
  const err = (text: string) => {
    if (!broken.has(stderr)) stderr.write(text);
  };
  return {
    out: (text) => {
      if (!broken.has(stdout)) stdout.write(text);
    },
    err,
    errors: err,
    quiet: false,
    outColours: coloured(stdout),
    errColours: coloured(stderr),
    columns: columnsOf(stdout, environment),
    errColumns: columnsOf(stderr, environment),
    ...(stderr.isTTY === true && environment.TERM !== "dumb" && !environment.CI ? { live: stderr } : {}),
    drained: () =>
      stdout.writableNeedDrain && !broken.has(stdout)
        ? new Promise((done) => void stdout.once("drain", done))
        : Promise.resolve(),
    keepOn: () => {
      keepsOn = true;
    },
  };
}

const narrowest = 20;

/** COLUMNS is asked where no terminal knows: whoever exports it means it. */
function columnsOf(stream: NodeJS.WriteStream, { COLUMNS = "" }: NodeJS.ProcessEnv): number {
  const columns = stream.isTTY ? stream.columns : /^[1-9]\d{0,5}$/.test(COLUMNS) ? Number(COLUMNS) : 0;
  return columns > 0 ? Math.max(narrowest, columns) : Number.POSITIVE_INFINITY;
}

export function tellUsage({ message, hint }: UsageError, { errors, errColours: { red, dim } }: Terminal): void {
  // Words of the command line come back here, and names of files.
  errors(
    `${red("error:")} ${printable(message)}\n${hint === undefined ? "" : `  ${dim("try:")} ${printable(hint)}\n`}`,
  );
}

/** `flowplan plan … | head` closes the pipe early: that is nobody's mistake. A full disk is reported in one line. */
export function endQuietlyOnClosedPipe(): void {
  for (const stream of [stdout, stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      const told = broken.has(stream);
      broken.add(stream);
      if (error.code === "EPIPE") {
        if (!keepsOn) process.exit(process.exitCode ?? exitCodes.fine);
      } else if (stream === stdout && !told) {
        // The result is lost. What a run made is on disk by then, since a run prints when it is over.
        complain(`cannot write to standard output: ${reasons[error.code ?? ""] ?? printable(error.message)}`);
        process.exit(worst([(process.exitCode ?? exitCodes.fine) as ExitCode, exitCodes.usage]));
      } else if (!keepsOn) process.exit(worst([(process.exitCode ?? exitCodes.fine) as ExitCode, exitCodes.usage]));
    });
  }
}

const reasons: { readonly [code: string]: string } = {
  ENOSPC: "there is no space left",
  EDQUOT: "there is no space left",
  EIO: "the device reports an error",
  EBADF: "it is closed",
};

/** At once: the process ends with it. */
function complain(message: string): void {
  try {
    writeSync(2, `error: ${message}\n`);
  } catch {
    // Nobody is there to read it.
  }
}
