/*
 * The tarball as a user's program sees it: unpacked into an empty project next to what package.json
 * declares and nothing else, each entry imported, required and type-checked, the example run, a
 * thread explored in; with the newest Node of the toolchain and the oldest supported.
 */
import { execFileSync } from "node:child_process"
import { cpSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import {
  entrySpecifiers,
  extract,
  readManifest,
  root,
  temporaryFolder,
} from "./package-under-test.ts"
import { pack } from "./published-package.ts"

/** What only one entry loads each, by that entry: the others must work in a project that lacks it. */
const optional = { "/aws": "@aws-sdk/client-lambda", "/fast-check": "fast-check" }
const node22 = join(root, "scripts/node22/node_modules/.bin/node")
if (!existsSync(node22)) {
  throw new Error("Node 22 is not there. Did you run `npm run node22:install`?")
}

const folder = temporaryFolder()
const tarball = pack(folder)
const manifest = readManifest(root)
const declared = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })
/** Only their framework can load them: `npm run check:compatibility` does. */
const ofFrameworks = ["/vitest", "/jest"]
const specifiers = entrySpecifiers(manifest).filter(
  (specifier) => !ofFrameworks.some((entry) => specifier.endsWith(entry)),
)

const complete = createProject("complete", declared)
const lean = createProject(
  "lean",
  declared.filter((name) => !Object.values(optional).includes(name)),
)
const light = specifiers.filter(
  (specifier) => !Object.keys(optional).some((entry) => specifier.endsWith(entry)),
)

checkTypes(complete)
for (const node of [process.execPath, node22]) {
  checkEntries(node, complete, specifiers)
  checkEntries(node, lean, light)
  runExample(node, complete)
  checkThreads(node, complete)
}
checkOldNode(complete)

function createProject(name: string, dependencies: readonly string[]): string {
  const project = join(folder, name)
  const modules = join(project, "node_modules")
  extract(tarball, join(modules, manifest.name))
  for (const dependency of dependencies) link(dependency, modules)
  writeFileSync(join(project, "package.json"), JSON.stringify({ private: true, type: "module" }))
  return project
}

function link(dependency: string, modules: string): void {
  const target = join(modules, dependency)
  mkdirSync(dirname(target), { recursive: true })
  symlinkSync(join(root, "node_modules", dependency), target, "junction")
}

/** Imports and requires each entry; both must offer the same names. */
function checkEntries(node: string, project: string, entries: readonly string[]): void {
  writeFileSync(
    join(project, "entries.mjs"),
    `import { createRequire } from "node:module"
import { deepStrictEqual, notStrictEqual } from "node:assert/strict"

const require = createRequire(import.meta.url)
for (const entry of ${JSON.stringify(entries)}) {
  const required = Object.keys(require(entry)).sort()
  const imported = Object.keys(await import(entry)).sort()
  deepStrictEqual(imported, required, entry + " offers other names to import than to require")
  notStrictEqual(imported.length, 0, entry + " exports nothing")
  console.log(process.version, entry, imported.join(" "))
}
`,
  )
  execFileSync(node, ["entries.mjs"], { cwd: project, stdio: "inherit" })
}

/** A Node.js that is too old: each entry says so, whether it is imported or required. */
function checkOldNode(project: string): void {
  const pretence =
    'Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.20.2" } })'
  writeFileSync(
    join(project, "old-node.mjs"),
    `import { createRequire } from "node:module"
import { rejects } from "node:assert/strict"

const require = createRequire(import.meta.url)
for (const entry of ${JSON.stringify(specifiers)}) {
  await rejects(import(entry), { code: "UNSUPPORTED_RUNTIME" })
  await rejects(async () => require(entry), { code: "UNSUPPORTED_RUNTIME" })
}
`,
  )
  const preload = `data:text/javascript,${encodeURIComponent(pretence)}`
  execFileSync(process.execPath, ["--import", preload, "old-node.mjs"], {
    cwd: project,
    stdio: "inherit",
  })
}

/** A user's compiler, ESM and CommonJS, with the declaration files checked too. */
function checkTypes(project: string): void {
  const imports = specifiers
    .map((entry, index) => `import * as entry${index} from "${entry}"\nexport { entry${index} }\n`)
    .join("")
  writeFileSync(join(project, "types-esm.mts"), imports)
  writeFileSync(join(project, "types-commonjs.cts"), imports)
  link("@types/node", join(project, "node_modules"))
  const options = [
    "--noEmit",
    "--strict",
    "--module",
    "nodenext",
    "--target",
    "es2023",
    "--types",
    "node",
  ]
  execFileSync("tsc", [...options, "types-esm.mts", "types-commonjs.cts"], {
    cwd: project,
    stdio: "inherit",
  })
}

/** The example as it stands in the repository, with the packed package instead of the source. */
function runExample(node: string, project: string): void {
  const example = join(root, "examples/order-approval")
  cpSync(example, join(project, "order-approval"), { recursive: true })
  execFileSync(node, ["order-approval/demo.ts"], { cwd: project, stdio: "inherit" })
}

/**
 * The threads of an exploration, with a module that imports the package and with one that requires it:
 * each has to be given a runner of the copy of the package that it has itself.
 */
function checkThreads(node: string, project: string): void {
  const body = `
const handler = withDurableExecution(async (event, context) => context.step("add", async () => event + 1))
const prepare = (runner) => {
  if (!(runner instanceof DurableTestRunner)) throw new Error("The runner is of another copy.")
}
`
  writeFileSync(
    join(project, "explored.mjs"),
    `import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
${body}
export default { handler, prepare, input: 1 }
`,
  )
  writeFileSync(
    join(project, "explored.cjs"),
    `const { withDurableExecution } = require("@aws/durable-execution-sdk-js")
const { DurableTestRunner } = require("durable-test-runner")
${body}
module.exports = { handler, prepare, input: 1 }
`,
  )
  writeFileSync(
    join(project, "threads.mjs"),
    `import { strictEqual } from "node:assert/strict"
import { createRequire } from "node:module"
import * as imported from "durable-test-runner"

const required = createRequire(import.meta.url)("durable-test-runner")
for (const [{ explore }, name] of [
  [imported, "explored.mjs"],
  [required, "explored.cjs"],
]) {
  const module = new URL(name, import.meta.url)
  const { handler, ...options } = (await import(module)).default
  const workers = { count: 2, module }
  const verdict = await explore(handler, { ...options, workers, maxSchedules: 200, progress: false })
  strictEqual(verdict.passed, true, verdict.message)
  strictEqual(verdict.proof.kind, "exhaustive", verdict.message)
  console.log(process.version, "two threads have explored", name, verdict.schedules)
}
`,
  )
  execFileSync(node, ["threads.mjs"], { cwd: project, stdio: "inherit" })
}
