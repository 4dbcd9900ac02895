// An expression tree in, its canonical text out (spec 2.16.2): parsing it gives the same tree but for spans.

import { printPath as printAnyPath, printLiteral } from "../path/print-path.js";
import { unreachable } from "../unreachable.js";
import type { Argument, Expression, PathExpression } from "./tree.js";

export function printExpression(expression: Expression): string {
  switch (expression.kind) {
    case "text":
      return /^(?:[\\$]|@[A-Za-z]+\()/.test(expression.value) ? `\\${expression.value}` : expression.value;
    case "map":
      return `@Map(${printPath(expression.source)}${expression.name === null ? "" : `, ${expression.name}`})`;
    default:
      return printArgument(expression);
  }
}

export function printPath(path: PathExpression): string {
  return printAnyPath(path, printRoot);
}

function printRoot({ root }: PathExpression): string {
  switch (root.kind) {
    case "state":
      return "$";
    case "current":
      return "$$";
    case "node":
      return "@";
    case "item":
      return `@Item(${root.name})`;
    default:
      return unreachable(root);
  }
}

function printArgument(argument: Argument): string {
  switch (argument.kind) {
    case "path":
      return printPath(argument);
    case "index":
      return `@Index(${argument.name})`;
    case "call":
      return `@${argument.operator}(${argument.arguments.map(printArgument).join(", ")})`;
    case "literal":
      return printLiteral(argument.value);
    default:
      return unreachable(argument);
  }
}
