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
  pack,
  readManifest,
  root,
  temporaryFolder,
} from "./package-under-test.ts"

const awsClient = "@aws-sdk/client-lambda"
const node22 = join(root, "scripts/node22/node_modules/.bin/node")
if (!existsSync(node22)) {
  throw new Error("Node 22 is not there. Did you run `npm run node22:install`?")
}

const folder = temporaryFolder()
const tarball = pack(folder)
const manifest = readManifest(root)
const declared = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })
const specifiers = entrySpecifiers(manifest)

const complete = createProject("complete", declared)
const withoutAws = createProject(
  "without-aws",
  declared.filter((name) => name !== awsClient),
)
const light = specifiers.filter((specifier) => !specifier.endsWith("/aws"))

checkTypes(complete)
for (const node of [process.execPath, node22]) {
  checkEntries(node, complete, specifiers)
  // No entry but `./aws` loads the AWS client: they must work in a project that lacks it.
  checkEntries(node, withoutAws, light)
  runExample(node, complete)
  checkThreads(node, complete)
}

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
    `import { deepStrictEqual } from "node:assert/strict"
import { on } from "node:events"
import { createRequire } from "node:module"
import { fileURLToPath } from "node:url"
import { Worker } from "node:worker_threads"

const specifier = "durable-test-runner/explore-worker"
const freedom = { early: true, slow: true, coldStarts: false, faults: [], maxFaults: 0 }
const plans = [{ freedom, prefix: [], policy: { kind: "oldest-first" } }]
for (const [entry, explored] of [
  [fileURLToPath(import.meta.resolve(specifier)), "explored.mjs"],
  [createRequire(import.meta.url).resolve(specifier), "explored.cjs"],
]) {
  const module = new URL(explored, import.meta.url).href
  const thread = new Worker(entry, { workerData: { durableTestRunnerTask: "explore", module } })
  const messages = on(thread, "message")
  thread.postMessage({ plans, known: undefined })
  const [ready] = (await messages.next()).value
  deepStrictEqual([ready.kind, ready.problem], ["ready", undefined])
  const [answer] = (await messages.next()).value
  deepStrictEqual(answer.error, undefined)
  deepStrictEqual(answer.reports[0].outcome.value.result, 2)
  await thread.terminate()
  console.log(process.version, "a thread has explored", explored)
}
`,
  )
  execFileSync(node, ["threads.mjs"], { cwd: project, stdio: "inherit" })
}
