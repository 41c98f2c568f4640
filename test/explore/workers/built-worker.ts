import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { Worker } from "node:worker_threads"
import { build } from "tsdown"
import type { StartWorker } from "../../../src/explore/workers/worker-executor.ts"

/** The thread's code in one JavaScript file, as a user has it. */
export interface BuiltWorker {
  readonly start: StartWorker
  readonly remove: () => Promise<void>
}

/**
 * For tests that start many threads. Threads that load the source have Node strip its types, each
 * anew and with WebAssembly. On a busy machine Node 24.21 was seen to abort the process meanwhile, with
 * V8's `Check failed: jit_page.has_value()`.
 */
export async function buildWorker(): Promise<BuiltWorker> {
  const folder = await mkdtemp(join(tmpdir(), "explore-worker-"))
  await build({
    config: false,
    entry: {
      worker: fileURLToPath(new URL("../../../src/explore-worker/index.ts", import.meta.url)),
    },
    outDir: folder,
    format: "esm",
    platform: "node",
    dts: false,
    logLevel: "silent",
    deps: { alwaysBundle: [/.*/u], onlyBundle: false },
  })
  const entry = pathToFileURL(join(folder, "worker.mjs"))
  return {
    start: (_entry, task) => new Worker(entry, { workerData: task }),
    remove: async () => rm(folder, { recursive: true }),
  }
}
