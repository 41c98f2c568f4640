import { execFile } from "node:child_process"
import { promisify } from "node:util"
import { expect, test } from "vitest"

/** What Node had to load for an import, as Node counts it. */
async function loadedBy(specifier: string): Promise<readonly string[]> {
  const script = `
await import(${JSON.stringify(specifier)})
console.log(JSON.stringify(process.moduleLoadList))`
  const { stdout } = await promisify(execFile)(process.execPath, [
    "--conditions=durable-test-runner-source",
    "--no-warnings",
    "--input-type=module",
    "--eval",
    script,
  ])
  return JSON.parse(stdout) as string[]
}

const isUndici = (name: string): boolean => name.includes("internal/deps/undici/undici")

test("The import of the package does not load Node's fetch, which takes longer than the package", async () => {
  expect((await loadedBy("durable-test-runner")).filter(isUndici)).toEqual([])
})

test("An import of node:http as an ES module does load it", async () => {
  expect((await loadedBy("node:http")).filter(isUndici)).not.toEqual([])
})
