import { readFile } from "node:fs/promises"
import { createRequire } from "node:module"
import { cpus } from "node:os"
import { join } from "node:path"

import type { BenchmarkReport } from "./results.ts"

const MEASURED_PACKAGES = [
  "@aws/durable-execution-sdk-js",
  "@aws/durable-execution-sdk-js-testing",
] as const

/** What the numbers depend on, and nothing that names the machine. */
export const environment = async (): Promise<Omit<BenchmarkReport, "scenarios">> => {
  const packages: Record<string, string> = {}
  for (const name of MEASURED_PACKAGES) packages[name] = await installedVersion(name)
  return {
    date: new Date().toISOString(),
    node: process.versions.node,
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: cpus().length,
    packages,
  }
}

/** Read from the file, since neither package exports its `package.json`. */
const installedVersion = async (name: string): Promise<string> => {
  for (const path of createRequire(import.meta.url).resolve.paths(name) ?? []) {
    const text = await readFile(join(path, name, "package.json"), "utf8").catch(() => undefined)
    if (text !== undefined) return (JSON.parse(text) as { version: string }).version
  }
  throw new Error(`${name} is not installed.`)
}
