import { execFile } from "node:child_process"
import { readFileSync } from "node:fs"
import { promisify } from "node:util"
import { describe, expect, test } from "vitest"
import { assertSupportedRuntime } from "../../../src/world/limits/supported-runtime.ts"

const execute = promisify(execFile)
const manifest = JSON.parse(readFileSync("package.json", "utf8")) as {
  readonly exports: Readonly<Record<string, unknown>>
  readonly engines: { readonly node: string }
}
/** The others are loaded by their frameworks alone. */
const entries = Object.keys(manifest.exports)
  .filter((subpath) => !subpath.endsWith(".json") && !["./vitest", "./jest"].includes(subpath))
  .map((subpath) => `durable-test-runner${subpath.slice(1)}`)

const OLD_NODE = `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.20.2" } })`

/** What each entry says, imported and required, in a process that takes itself for another runtime. */
async function loadIn(pretence: string): Promise<string[]> {
  const script = `
import { createRequire } from "node:module"
const require = createRequire(${JSON.stringify(import.meta.url)})
for (const entry of ${JSON.stringify(entries)}) {
  const told = []
  for (const load of [() => import(entry), async () => require(entry)]) {
    await load().then(() => told.push("loaded"), ({ code, message }) => told.push(code + ": " + message))
  }
  console.log(JSON.stringify(told))
}`
  const { stdout } = await execute(process.execPath, [
    "--conditions=durable-test-runner-source",
    "--no-warnings",
    "--import",
    `data:text/javascript,${encodeURIComponent(pretence)}`,
    "--input-type=module",
    "--eval",
    script,
  ])
  return stdout
    .trim()
    .split("\n")
    .flatMap((line) => JSON.parse(line) as string[])
}

describe("where the package cannot work, each entry says so when it is imported or required (G6)", () => {
  test("in Node.js 20", async () => {
    const told = await loadIn(OLD_NODE)
    expect(told).toHaveLength(2 * entries.length)
    for (const text of told) {
      expect(text).toContain(
        "UNSUPPORTED_RUNTIME: durable-test-runner needs Node.js 22 or newer, and this is Node.js 20.20.2 (",
      )
    }
  })

  test.each(["Bun", "Deno"])("in %s", async (name) => {
    const told = await loadIn(`globalThis.${name} = {}`)
    expect(told).toHaveLength(2 * entries.length)
    for (const text of told) {
      expect(text).toContain(`does not work in ${name}: it needs functions of Node`)
    }
  })

  test("and loads in this one", async () => {
    expect(new Set(await loadIn(""))).toEqual(new Set(["loaded"]))
  })

  test.each(["22.0.0", "24.1.0", "100.0.0"])("Node.js %s is new enough", (node) => {
    expect(() => assertSupportedRuntime({ node }, {})).not.toThrow()
  })

  test.each(["21.9.9", "20.0.0", "8.0.0", undefined])("Node.js %s is not", (node) => {
    expect(() => assertSupportedRuntime(node === undefined ? {} : { node }, {})).toThrow(
      "needs Node.js 22",
    )
  })

  test("the oldest version is the one that package.json asks for", () => {
    expect(manifest.engines.node).toBe(">=22")
  })
})

test("npm installs the repository without a warning of its engines under an older Node.js (D5)", () => {
  expect(readFileSync(".npmrc", "utf8")).toMatch(/^loglevel=error$/mu)
})
