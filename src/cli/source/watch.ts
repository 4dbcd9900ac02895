// A check and the files it looked at in; the check again whenever one of them changes, until it is interrupted (spec 7.7).

import { type FSWatcher, watch } from "node:fs";
import { basename, dirname } from "node:path";
import { type ExitCode, exitCodes } from "../terminal/exit.js";
import type { Terminal } from "../terminal/terminal.js";

/** Checks once. `follow` gets the files before they are read, so that no change between reading and watching is missed. */
export type CheckOnce = (follow: (files: readonly string[]) => void) => Promise<unknown>;

/** Editors write a file in several steps, and several files at once. */
const settleMilliseconds = 80;

/** Ctrl-C and a request to end both end it with 130: a watch has no end of its own. */
export async function untilInterrupted(checkOnce: CheckOnce, terminal: Terminal): Promise<ExitCode> {
  const controller = new AbortController();
  const stop = () => controller.abort();
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  try {
    await keepChecking(checkOnce, terminal, controller.signal);
  } finally {
    process.removeListener("SIGINT", stop);
    process.removeListener("SIGTERM", stop);
  }
  return exitCodes.interrupted;
}

/** Nothing is left open when it returns. */
export async function keepChecking(checkOnce: CheckOnce, terminal: Terminal, signal: AbortSignal): Promise<void> {
  const watching = new Map<string, FSWatcher>();
  let files: ReadonlySet<string> = new Set();
  let changed = false;
  let wake = () => {};
  const note = () => {
    changed = true;
    wake();
  };
  // Folders are watched and not files: an editor that replaces a file leaves its watcher with the old one.
  const follow = (named: readonly string[]) => {
    files = new Set(named.map((file) => basename(file)));
    const folders = new Set(named.map((file) => dirname(file)));
    for (const [folder, watcher] of watching) if (!folders.has(folder)) drop(folder, watcher);
    for (const folder of folders) if (!watching.has(folder)) open(folder);
  };
  const drop = (folder: string, watcher: FSWatcher) => {
    watcher.close();
    watching.delete(folder);
  };
  const open = (folder: string) => {
    try {
      const watcher = watch(folder, (_event, name) => {
        if (name === null || concerns(name)) note();
      });
      watcher.on("error", () => drop(folder, watcher));
      watching.set(folder, watcher);
    } catch {
      // A folder that is not there cannot change; the check said so.
    }
  };
  /** A file that is new may be one that a pattern matches; our own temporary files are none. */
  const concerns = (name: string) => files.has(name) || !/^\.|\.tmp$|~$/.test(name);

  signal.addEventListener("abort", note);
  try {
    while (!signal.aborted) {
      changed = false;
      await checkOnce(follow);
      terminal.err(`${terminal.errColours.dim("watching for changes; press Ctrl-C to stop")}\n`);
      while (!changed)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      while (changed && !signal.aborted) {
        changed = false;
        await new Promise((resolve) => setTimeout(resolve, settleMilliseconds));
      }
    }
  } finally {
    signal.removeEventListener("abort", note);
    for (const watcher of watching.values()) watcher.close();
  }
}
