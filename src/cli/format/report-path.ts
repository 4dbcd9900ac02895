// A file's name as it was typed in, the path that code scanning and build services know it by out (spec 7.7): from the root of the
// checkout, with forward slashes and without "." and ".."; absolute where the file is outside.

import { isAbsolute, relative, resolve, sep } from "node:path";
import { cwd, env } from "node:process";

/** GITHUB_WORKSPACE is where such a service has the checkout; elsewhere the current folder stands for it. */
export function reportPath(name: string): string {
  if (name === "<stdin>") return name;
  const file = resolve(name);
  for (const base of [env.GITHUB_WORKSPACE, cwd()]) {
    if (base === undefined || base === "") continue;
    const path = relative(base, file);
    if (path !== "" && path !== ".." && !path.startsWith(`..${sep}`) && !isAbsolute(path)) return slashed(path);
  }
  return slashed(file);
}

function slashed(path: string): string {
  return sep === "/" ? path : path.split(sep).join("/");
}
