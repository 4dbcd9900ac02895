#!/usr/bin/env node
// Starts the command line from one bundle and the code that V8 made of it when the package was built (main.cache): compiling it
// anew would be a third of the time of a check. V8 refuses a cache of another version by itself, and compiles.
"use strict";

const { existsSync, readFileSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const { Script } = require("node:vm");

const file = join(__dirname, "main.cjs");
const cache = join(__dirname, "main.cache");
const wrapped = `(function (exports, require, module, __filename, __dirname) {${readFileSync(file, "utf8")}\n})`;
const script = new Script(wrapped, { filename: file, cachedData: existsSync(cache) ? readFileSync(cache) : undefined });
const main = { exports: {} };
script.runInThisContext()(main.exports, require, main, file, __dirname);
if (process.env.FLOWPLAN_MAKE_CACHE) process.on("exit", () => writeFileSync(cache, script.createCachedData()));
