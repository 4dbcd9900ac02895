// A path of the IR in, its canonical text out (spec 2.16.2). How an item root reads depends on who asks, so the asker says.

import { printPath } from "../path/print-path.js";
import { unreachable } from "../unreachable.js";
import type { QueryIr } from "./ir.js";

export type PrintItem = (level: number) => string;

/** Item roots as authors write them, given the names of the enclosing maps: `$$` for the innermost, else `@Item(name)`. */
export function printItemBy(names: readonly (string | null)[]): PrintItem {
  return (level) => (level === names.length - 1 ? "$$" : `@Item(${names[level] ?? level})`);
}

export function printPathIr(path: QueryIr, printItem: PrintItem = () => "$$"): string {
  return printPath(path, ({ root }: QueryIr) => {
    switch (root.kind) {
      case "state":
        return "$";
      case "item":
        return printItem(root.level);
      case "node":
        return "@";
      default:
        return unreachable(root);
    }
  });
}
