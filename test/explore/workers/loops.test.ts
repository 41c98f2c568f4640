import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { afterAll, afterEach, expect, test } from "vitest"
import { toExploreSettings } from "../../../src/explore/options/explore-settings.ts"
import { WorkerFailedError } from "../../../src/explore/workers/worker-errors.ts"
import { WorkerExecutor } from "../../../src/explore/workers/worker-executor.ts"
import type { RunPlan } from "../../../src/schedule/run-plan.ts"
import { buildWorker } from "./built-worker.ts"

const timeout = 60_000
const settings = toExploreSettings({})
const plain: RunPlan = { space: settings.space, prefix: [], policy: { kind: "oldest-first" } }

const built = await buildWorker()
afterAll(built.remove)

let open: WorkerExecutor | undefined
afterEach(async () => open?.close())

/** What a thread fails with that explores what `code` exports. */
async function failureOf(code: string, plans: readonly RunPlan[] = [plain]): Promise<string> {
  const module = new URL(`data:text/javascript,${code}`)
  open = new WorkerExecutor({ count: 1, module }, settings, built.start)
  const error: unknown = await open
    .run({ plans, known: undefined })
    .catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(WorkerFailedError)
  return (error as Error).message
}

const limited = "runner: { watchdogMs: 300 }"
const head = "Failed to explore in worker threads: a thread has not yielded to the event loop for "
const advice = "\n  Give the loop an end, or let it await an operation, a timer or I/O."

test(
  "a worker thread whose handler loops is ended, with its line (A9, C3)",
  { timeout },
  async () => {
    const code = `export default { ${limited}, handler() { while (true); } }`
    const message = await failureOf(code)
    expect(message).toContain(
      `${head}300 ms of real time, and was ended:\n  handler of "durable-function", at +0s virtual time\n  at handler (data:`,
    )
    expect(message.endsWith(advice)).toBe(true)
  },
)

test("a worker thread whose fakes loop is ended (A9, C3)", { timeout }, async () => {
  for (const name of ["prepare", "observe"]) {
    const message = await failureOf(
      `export default { ${limited}, handler() {}, ${name}() { while (true); } }`,
    )
    expect(message).toContain(`${head}300 ms of real time, and was ended:\n  at ${name} (data:`)
    await open?.close()
  }
})

test(
  "a worker thread whose module loops when it is loaded is ended (C3)",
  { timeout },
  async () => {
    const message = await failureOf("while (true);\nexport default {}")
    expect(message).toContain(`${head}4000 ms of real time, and was ended:\n  loading data:`)
  },
)

test("explore with workers rejects when a step of the handler loops (A9, C3)", { timeout }, () => {
  const script = fileURLToPath(new URL("./fixtures/loops-in-threads.ts", import.meta.url))
  const { NODE_OPTIONS: _options, VITEST: _vitest, NODE_ENV: _env, ...env } = process.env
  const { status, stderr } = spawnSync(
    process.execPath,
    ["--conditions=durable-test-runner-source", "--no-warnings", script],
    { encoding: "utf8", timeout: 50_000, env },
  )
  expect(status).toBe(1)
  expect(stderr).toContain(`WorkerFailedError: ${head}300 ms of real time, and was ended:\n`)
  expect(stderr).toContain(
    '  handler of "durable-function", in the body of "charge", at +0s virtual time\n' +
      "  at test/explore/workers/fixtures/loops-in-threads.ts:16:",
  )
})
