import { Worker } from "node:worker_threads"
import { explore } from "durable-test-runner"
import type { WorkerOptions } from "durable-test-runner/explore"
import { afterAll, afterEach, expect, test } from "vitest"
import { toExploreSettings } from "../../../src/explore/options/explore-settings.ts"
import type { RunPlan } from "../../../src/schedule/run-plan.ts"
import { type StartWorker, WorkerExecutor } from "../../../src/explore/workers/worker-executor.ts"
import {
  ExploreModuleError,
  WorkerFailedError,
} from "../../../src/explore/workers/worker-errors.ts"
import { buildWorker } from "./built-worker.ts"

/** Threads have to load the SDK. */
const timeout = 60_000
const settings = toExploreSettings({})
const plan: RunPlan = { space: settings.space, prefix: [], policy: { kind: "oldest-first" } }

const built = await buildWorker()
afterAll(built.remove)

const open: WorkerExecutor[] = []

/** A thread that explores what `code` exports; or several. */
function workersOf(code: string, start = built.start, count = 1): WorkerExecutor {
  const module = new URL(`data:text/javascript,${code}`)
  const executor = new WorkerExecutor({ count, module }, settings, start)
  open.push(executor)
  return executor
}

async function failureOf(executor: WorkerExecutor): Promise<unknown> {
  return executor
    .run({ plans: [plan, plan, plan], known: undefined })
    .catch((error: unknown) => error)
}

async function messageOf(
  executor: WorkerExecutor,
  type: typeof WorkerFailedError | typeof ExploreModuleError,
): Promise<string> {
  const error = await failureOf(executor)
  expect(error).toBeInstanceOf(type)
  const { message, code } = error as WorkerFailedError
  // It stays the same, and nothing hangs.
  expect(await failureOf(executor)).toBe(error)
  return `${code} ${message}`
}

afterEach(async () => {
  for (const executor of open.splice(0)) await executor.close()
})

test("a module that throws", { timeout }, async () => {
  const executor = workersOf("throw new TypeError('no such table')")
  expect(await messageOf(executor, ExploreModuleError)).toMatchInlineSnapshot(
    `"EXPLORE_MODULE Failed to explore in worker threads: the module data:text/javascript,throw new TypeError('no such table') cannot be loaded: TypeError: no such table. Threads load it with Node itself, without the test framework: does \`node\` run it?"`,
  )
  expect(await failureOf(executor)).toMatchObject({
    module: "data:text/javascript,throw new TypeError('no such table')",
    cause: { name: "TypeError", message: "no such table", stack: expect.stringContaining("data:") },
  })
})

test("a module that is not there", { timeout }, async () => {
  const module = new URL("file:///nowhere/checkout.explore.ts")
  const executor = new WorkerExecutor({ count: 1, module }, settings, built.start)
  open.push(executor)
  const message = await messageOf(executor, ExploreModuleError)
  expect(
    message.replace(/imported from \S+\./u, "imported from this package."),
  ).toMatchInlineSnapshot(
    `"EXPLORE_MODULE Failed to explore in worker threads: the module file:///nowhere/checkout.explore.ts cannot be loaded: Error: Cannot find module '/nowhere/checkout.explore.ts' imported from this package. Threads load it with Node itself, without the test framework: does \`node\` run it?"`,
  )
})

test("a module that Node cannot load by itself", { timeout }, async () => {
  const executor = workersOf(
    "throw Object.assign(new TypeError('Unknown file extension'), { code: 'ERR_UNKNOWN_FILE_EXTENSION' })",
  )
  expect(await messageOf(executor, ExploreModuleError)).toContain(
    "Node 22.18 and newer load TypeScript; pass a JavaScript module to an older one.",
  )
})

test("a module without a default export", { timeout }, async () => {
  const executor = workersOf("export const handler = () => {}, input = 5")
  expect(await messageOf(executor, ExploreModuleError)).toMatchInlineSnapshot(
    `"EXPLORE_MODULE Failed to explore in worker threads: the module data:text/javascript,export const handler = () => {}, input = 5 has no object as its default export; it exports handler, input. Write: export default { handler, ...options }, the same that is explored."`,
  )
})

test("an empty module", { timeout }, async () => {
  expect(await messageOf(workersOf(""), ExploreModuleError)).toMatchInlineSnapshot(
    `"EXPLORE_MODULE Failed to explore in worker threads: the module data:text/javascript, has no object as its default export; it exports nothing at all. Write: export default { handler, ...options }, the same that is explored."`,
  )
})

test("a handler that is no function", { timeout }, async () => {
  const executor = workersOf("export default { handler: { default: 1 } }")
  expect(await messageOf(executor, ExploreModuleError)).toMatchInlineSnapshot(
    `"EXPLORE_MODULE Failed to explore in worker threads: the module data:text/javascript,export default { handler: { default: 1 } } has a default export whose handler is of type object, not a function. Write: export default { handler, ...options }, the same that is explored."`,
  )
})

test("a default export without a handler", { timeout }, async () => {
  const executor = workersOf("export default { input: 5 }")
  expect(await messageOf(executor, ExploreModuleError)).toContain("whose handler is undefined")
})

test("options that do not exist", { timeout }, async () => {
  const executor = workersOf("export default { handler() {}, fault: [] }")
  expect(await messageOf(executor, ExploreModuleError)).toMatchInlineSnapshot(
    `"EXPLORE_MODULE Failed to explore in worker threads: the module data:text/javascript,export default { handler() {}, fault: [] } has options that are refused: InvalidArgumentError: Failed to call explore: there is no option "fault". The options are input, prepare, observe, outcome, createHandler, check, without, allow, faults, maxFaults, early, slow, anywhere, latencies, budgetMs, maxSchedules, seed, tiers, name, failures, maxShrinkRuns, failOn, runner, run, workers, shard, progress. Did you mean "faults"? Correct them there."`,
  )
})

test("a module that checks less than the caller", { timeout }, async () => {
  const executor = workersOf("export default { handler() {}, without: ['time', 'hygiene'] }")
  expect(await messageOf(executor, ExploreModuleError)).toMatchInlineSnapshot(
    `"EXPLORE_MODULE Failed to explore in worker threads: the module data:text/javascript,export default { handler() {}, without: ['time', 'hygiene'] } explores something else than the caller: it does not check time, hygiene. Let the caller import the module's default export and explore that."`,
  )
})

test("a module that checks more than the caller", { timeout }, async () => {
  const check = "{ kind: 'always', name: 'charged once', holds() {} }"
  const executor = workersOf(`export default { handler() {}, check: [${check}] }`)
  expect(await messageOf(executor, ExploreModuleError)).toContain(
    `it also checks always("charged once")`,
  )
})

test("a module that starts threads by itself", { timeout }, async () => {
  const module = new URL("./fixtures/starts-threads.ts", import.meta.url)
  const executor = new WorkerExecutor({ count: 1, module }, settings)
  open.push(executor)
  const message = await messageOf(executor, ExploreModuleError)
  expect(message.replace(/file:\S+fixtures/u, "fixtures")).toMatchInlineSnapshot(
    `"EXPLORE_MODULE Failed to explore in worker threads: the module fixtures/starts-threads.ts starts an exploration with workers when it is loaded. Put the handler and its options into a separate module, and import it in the test."`,
  )
})

test("a scenario that throws", { timeout }, async () => {
  const code = "export default { handler() {}, prepare() { throw new RangeError('sold out') } }"
  const executor = workersOf(code)
  expect(await messageOf(executor, WorkerFailedError)).toMatchInlineSnapshot(
    `"WORKER_FAILED Failed to explore in worker threads: a run could not be made: RangeError: sold out. Look at \`prepare\`, \`observe\` and \`createHandler\` of data:text/javascript,export default { handler() {}, prepare() { throw new RangeError('sold out') } }."`,
  )
  expect(await failureOf(executor)).toMatchObject({ cause: { name: "RangeError" } })
})

test("a scenario that throws what is no error", { timeout }, async () => {
  const executor = workersOf("export default { handler() {}, prepare() { throw () => 5 } }")
  expect(await messageOf(executor, WorkerFailedError)).toContain("could not be made: () => 5.")
})

test("a thread that exits", { timeout }, async () => {
  const executor = workersOf(
    "export default { handler() {}, prepare() { process.exit(3) } }",
    undefined,
    2,
  )
  expect(await messageOf(executor, WorkerFailedError)).toMatchInlineSnapshot(
    `"WORKER_FAILED Failed to explore in worker threads: a thread ended by itself, with exit code 3. Either something outside of the handler called process.exit(), or a promise that is awaited in data:text/javascript,export default { handler() {}, prepare() { process.exit(3) } } can never settle."`,
  )
})

test("a module that never finishes loading", { timeout }, async () => {
  const executor = workersOf("await new Promise(() => {})")
  expect(await messageOf(executor, WorkerFailedError)).toContain(
    "a thread ended by itself, with exit code",
  )
})

test("an error that nobody catches", { timeout }, async () => {
  const executor = workersOf(
    "queueMicrotask(() => { throw new SyntaxError('garbled') }); await new Promise(() => {})",
  )
  expect(await messageOf(executor, WorkerFailedError)).toMatchInlineSnapshot(
    `"WORKER_FAILED Failed to explore in worker threads: a thread died of an uncaught error: SyntaxError: garbled. Something that data:text/javascript,queueMicrotask(() => { throw new SyntaxError('garbled') }); await new Promise(() => {}) starts outside of the handler throws."`,
  )
})

/** Stands in for a thread whose code is something else. */
const threadOf =
  (code: string): StartWorker =>
  (_entry, task) =>
    new Worker(code, { eval: true, workerData: task })

// Node's own error: memory that really runs out may take the process of the test along.
test("a thread that runs out of memory", { timeout }, async () => {
  const start = threadOf(
    "throw Object.assign(new Error('JS heap out of memory'), { code: 'ERR_WORKER_OUT_OF_MEMORY' })",
  )
  expect(await messageOf(workersOf("", start), WorkerFailedError)).toMatchInlineSnapshot(
    `"WORKER_FAILED Failed to explore in worker threads: a thread ran out of memory. Does a fake of the outside world grow from run to run? Empty it in \`prepare\`. Otherwise use fewer workers, or more memory: node --max-old-space-size=4096."`,
  )
})

test("a message that cannot be cloned", { timeout }, async () => {
  const executor = workersOf("export default { handler() {} }")
  const wrong = { ...plan, policy: { kind: () => "oldest-first" } } as unknown as RunPlan
  await expect(
    executor.run({ plans: [wrong], known: undefined }),
  ).rejects.toThrowErrorMatchingInlineSnapshot(
    `[WorkerFailedError: Failed to explore in worker threads: a message cannot be passed between threads: DataCloneError: () => "oldest-first" could not be cloned. What passes is data; pass functions by the module.]`,
  )
})

test("an answer that cannot be cloned", { timeout }, async () => {
  const start = threadOf(
    "const { parentPort } = require('worker_threads'); const error = { name: 'DataCloneError', " +
      "message: 'a function' }; parentPort.on('message', () => parentPort.postMessage({ kind: " +
      "'not-sent', error }))",
  )
  const message = await messageOf(workersOf("", start), WorkerFailedError)
  expect(message).toContain("cannot be passed between threads: DataCloneError: a function.")
})

test("Closed threads run no schedule", { timeout }, async () => {
  const executor = workersOf("export default { handler() {} }")
  const running = failureOf(executor)
  await executor.close()
  expect(await running).toBeInstanceOf(WorkerFailedError)
  expect(await messageOf(executor, WorkerFailedError)).toMatchInlineSnapshot(
    `"WORKER_FAILED Failed to explore in worker threads: its threads have been closed. Explore again."`,
  )
  await executor.close()
})

const refusalOf = async (workers: unknown): Promise<string> =>
  explore(async () => {}, { workers: workers as WorkerOptions }).then(
    () => "accepted",
    (error: unknown) => String(error),
  )

test.each([0, 1.5, "2"])("%j is refused as the number of threads", async (count) => {
  const workers = { count, module: new URL("file:///a.ts") }
  expect(await refusalOf(workers)).toContain(
    `Failed to call explore: workers.count is ${JSON.stringify(count)}.`,
  )
})

test.each(["./checkout.ts", "checkout", 5])(
  "%j is refused as the module of threads",
  async (module) => {
    expect(await refusalOf({ count: 1, module })).toContain(
      "Failed to call explore: workers.module is ",
    )
  },
)

test("An option of threads that does not exist is refused with a suggestion", async () => {
  expect(await refusalOf({ count: 1, modul: "/a.ts", module: "/a.ts" })).toMatchInlineSnapshot(
    `"InvalidArgumentError: Failed to call explore: there is no option "modul" in workers. The options in workers are count, module. Did you mean "module"?"`,
  )
})
