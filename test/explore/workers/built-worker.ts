import { mkdtemp, rm } from "node:fs/promises"
import { join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { Worker } from "node:worker_threads"
import { build } from "tsdown"
import type { StartWorker } from "../../../src/explore/workers/worker-executor.ts"

/** The thread's code as JavaScript, as a user has it. */
export interface BuiltWorker {
  readonly start: StartWorker
  /** One of the modules that were built with it. */
  readonly urlOf: (module: string) => URL
  readonly remove: () => Promise<void>
}

/**
 * For tests that start many threads. Threads that load the source have Node strip its types, each
 * anew and with WebAssembly. On a busy machine Node 24.21 was seen to abort the process meanwhile, with
 * V8's `Check failed: jit_page.has_value()`.
 */
export async function buildWorker(
  modules: Readonly<Record<string, URL>> = {},
): Promise<BuiltWorker> {
  // Inside of the package: there it finds itself by its name.
  const folder = await mkdtemp(fileURLToPath(new URL("../../../.explore-worker-", import.meta.url)))
  const files = Object.entries(modules).map(([name, url]) => [name, fileURLToPath(url)] as const)
  await build({
    config: false,
    entry: {
      worker: fileURLToPath(new URL("../../../src/explore-worker/index.ts", import.meta.url)),
      ...Object.fromEntries(files),
    },
    outDir: folder,
    format: "esm",
    platform: "node",
    dts: false,
    logLevel: "silent",
    deps: { alwaysBundle: [/.*/u], onlyBundle: false },
    inputOptions: { resolve: { conditionNames: ["durable-test-runner-source", "import", "node"] } },
  })
  const urlOf = (module: string): URL => pathToFileURL(join(folder, `${module}.mjs`))
  const entry = urlOf("worker")
  return {
    urlOf,
    start: (_entry, task) => new Worker(entry, { workerData: task }),
    remove: async () => rm(folder, { recursive: true }),
  }
}
