import { mkdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { expect, test } from "vitest"
import { specifierOf } from "../../src/cli/files/specifier.ts"
import { temporaryFolder } from "../support/temporary-folder.ts"

const folder = temporaryFolder()
let projects = 0

type Project = Readonly<Record<string, unknown>>

/** Writes a project of these files, and one handler. */
function projectOf(files: Project, handler: string): string {
  const place = join(folder, `project-${++projects}`)
  for (const [name, content] of Object.entries({ [handler]: "export {}\n", ...files })) {
    const path = join(place, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content))
  }
  return join(place, handler)
}

const module = { "package.json": { type: "module" } }
const compiler = (compilerOptions: object): Project => ({ "tsconfig.json": { compilerOptions } })
const ORDER = "src/order.ts"

test.for<[string, Project, string, string]>([
  [
    "Node resolves a module, nodenext",
    { ...module, ...compiler({ module: "nodenext" }) },
    ORDER,
    "order.js",
  ],
  ["Node 20", { ...module, ...compiler({ module: "Node20" }) }, ORDER, "order.js"],
  [
    "moduleResolution node16",
    { ...module, ...compiler({ moduleResolution: "Node16" }) },
    ORDER,
    "order.js",
  ],
  ["nodenext for CommonJS", compiler({ module: "nodenext" }), ORDER, "order"],
  ["nodenext for .mts", compiler({ module: "nodenext" }), "src/order.mts", "order.mjs"],
  [
    "nodenext for .tsx",
    { ...module, ...compiler({ module: "nodenext" }) },
    "src/order.tsx",
    "order.js",
  ],
  ["a bundler", { ...module, ...compiler({ moduleResolution: "bundler" }) }, ORDER, "order"],
  [
    "a bundler and .mts",
    { ...module, ...compiler({ moduleResolution: "bundler" }) },
    "order.mts",
    "order.mjs",
  ],
  [
    "the bundler that esnext stands for",
    { ...module, ...compiler({ module: "esnext" }) },
    ORDER,
    "order",
  ],
  ["CommonJS", compiler({ module: "commonjs" }), ORDER, "order"],
  [
    "extensions of TypeScript allowed",
    { ...module, ...compiler({ module: "nodenext", allowImportingTsExtensions: true }) },
    ORDER,
    "order.ts",
  ],
  [
    "extensions that the compiler rewrites",
    { ...module, ...compiler({ module: "nodenext", rewriteRelativeImportExtensions: true }) },
    "order.mts",
    "order.mts",
  ],
  ["Node without a compiler", module, ORDER, "order.ts"],
  ["neither type nor compiler", { "package.json": {} }, ORDER, "order"],
  ["JavaScript", module, "src/order.js", "order.js"],
  ["JavaScript of a module", {}, "src/order.mjs", "order.mjs"],
  [
    "a tsconfig that extends another, with comments",
    {
      ...module,
      "base.json": '{ "compilerOptions": { "module": "nodenext", /* Node */ } }',
      "tsconfig.json": '{ // of the project\n "extends": "./base.json", }',
    },
    ORDER,
    "order.js",
  ],
  [
    "a tsconfig that lists parts",
    {
      ...module,
      "tsconfig.json": { files: [], references: [{ path: "./tsconfig.app.json" }] },
      "tsconfig.app.json": { compilerOptions: { allowImportingTsExtensions: true } },
    },
    ORDER,
    "order.ts",
  ],
  [
    "a part that is a folder",
    {
      ...module,
      "tsconfig.json": { files: [], references: [{ path: "./app" }] },
      "app/tsconfig.json": { compilerOptions: { module: "nodenext" } },
    },
    ORDER,
    "order.js",
  ],
  ["a tsconfig that is broken", { ...module, "tsconfig.json": "{" }, ORDER, "order"],
  [
    "a tsconfig that extends what is not there",
    { ...module, "tsconfig.json": { extends: "./none.json" } },
    ORDER,
    "order.ts",
  ],
])("the import of a handler is what %s resolves", ([, files, handler, specifier]) => {
  expect(specifierOf(projectOf(files, handler))).toBe(specifier)
})

test.for<[string, Project, string]>([
  ["its own", { [ORDER]: 'import { a } from "./a.js"' }, "order.js"],
  ["its own, without an extension", { ...module, [ORDER]: "export * from '../a/b'" }, "order"],
  ["its own, on demand", { [ORDER]: 'await import("./a.ts")' }, "order.ts"],
  ["those of a file beside it", { "src/other.ts": 'import type { A } from "./a.ts"' }, "order.ts"],
  [
    "its own before those of others",
    { [ORDER]: 'import "./a"', "src/b.ts": 'import "./a.js"' },
    "order",
  ],
])("imports that are there show the style: %s", ([, files, specifier]) => {
  expect(specifierOf(projectOf(files, ORDER))).toBe(specifier)
})
