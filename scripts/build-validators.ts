// The schemas of grammar/ and the meta-schema of JSON Schema in, validators as plain modules out (spec 3.3.1): no code is generated
// when the program starts. Run by the build; what it writes is not kept in version control.

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Ajv2020 } from "ajv/dist/2020.js";
import standaloneCode from "ajv/dist/standalone/index.js";
import addFormats from "ajv-formats";
import { build } from "esbuild";

const source = "grammar";
const target = "src/core/schema/generated";

const declaration = `// Made by scripts/build-validators.ts.
export declare const validate: ((data: unknown) => boolean) & {
  readonly errors?:
    | readonly {
        readonly instancePath: string;
        readonly schemaPath: string;
        readonly keyword: string;
        readonly message?: string;
        readonly params: { readonly [name: string]: unknown };
      }[]
    | null;
};
`;

mkdirSync(target, { recursive: true });
const names = readdirSync(source)
  .filter((file) => file.endsWith(".schema.json"))
  .map((file) => file.slice(0, -".schema.json".length))
  .sort();
for (const file of readdirSync(target)) {
  const name = file.replace(/(\.d\.ts|\.js)$/, "");
  if (name !== "json-schema" && !names.includes(name)) rmSync(`${target}/${file}`);
}

await write("json-schema", metaSchema());
for (const name of names) await write(name, read(`${source}/${name}.schema.json`));

async function write(name: string, schema: object): Promise<void> {
  // What one schema of grammar/ takes from another is found under that schema's "$id".
  const others = names.filter((other) => other !== name).map((other) => read(`${source}/${other}.schema.json`));
  const ajv = new Ajv2020({
    allErrors: true,
    strict: false,
    logger: false,
    discriminator: true,
    ownProperties: true,
    code: { source: true, esm: true },
  });
  addFormats.default(ajv);
  for (const other of others) if ("$id" in other) ajv.addSchema(other as { readonly $id: string });
  const code = standaloneCode.default(ajv, ajv.compile(schema));
  const bundle = await build({
    stdin: { contents: code, resolveDir: ".", loader: "js" },
    bundle: true,
    write: false,
    format: "esm",
    platform: "neutral",
    target: "es2023",
    mainFields: ["module", "main"],
    minifySyntax: true,
    legalComments: "none",
    logLevel: "warning",
  });
  const text = bundle.outputFiles[0]?.text ?? "";
  writeIfChanged(`${target}/${name}.js`, `// Made by scripts/build-validators.ts.\n${withoutDefaultExport(text)}`);
  writeIfChanged(`${target}/${name}.d.ts`, declaration);
}

function withoutDefaultExport(code: string): string {
  return code.replace(/\n\s*\w+ as default,?/, "");
}

/** An unchanged file keeps its time, so that nothing is compiled again for it. */
function writeIfChanged(path: string, text: string): void {
  if (!existsSync(path) || readFileSync(path, "utf8") !== text) writeFileSync(path, text);
}

function read(path: string): object {
  return JSON.parse(readFileSync(path, "utf8")) as object;
}

/** Draft 2020-12 as one schema: its vocabularies side by side, every dynamic reference leading back to the whole. */
function metaSchema(): object {
  const require = createRequire(import.meta.url);
  const folder = "ajv/dist/refs/json-schema-2020-12";
  type Part = { properties?: object; $defs?: object };
  const parts = [
    "schema",
    "meta/core",
    "meta/applicator",
    "meta/unevaluated",
    "meta/validation",
    "meta/meta-data",
    "meta/format-annotation",
    "meta/content",
  ];
  const whole = parts.map((part) => require(`${folder}/${part}.json`) as Part);
  const merged = {
    type: ["object", "boolean"],
    properties: { ...Object.assign({}, ...whole.map(({ properties }) => properties)), nullable: { type: "boolean" } },
    $defs: Object.assign({}, ...whole.map(({ $defs }) => $defs)),
  };
  return JSON.parse(
    JSON.stringify(merged, (key, value) =>
      key === "format" && (value === "regex" || String(value).startsWith("uri")) ? undefined : value,
    )
      .replaceAll('"$dynamicRef":"#meta"', '"$ref":"#"')
      .replaceAll(/"\$ref":"meta\/\w+#/g, '"$ref":"#'),
  ) as object;
}
