import { afterAll, afterEach, expect, test } from "vitest"
import { WorkerExecutor } from "../../../src/explore/workers/worker-executor.ts"
import approval from "./fixtures/approval.ts"
import racingSteps from "./fixtures/racing-steps.ts"
import { buildWorker } from "./built-worker.ts"
import { localExecutorOf, searchToTheEnd, settingsOf, type Subject } from "./search-to-the-end.ts"

/** Threads have to load the SDK. */
const TIMEOUT_MS = 60_000

const cases: { name: string; subject: Subject; merges: boolean }[] = [
  { name: "racing-steps", subject: racingSteps, merges: true },
  { name: "racing-steps", subject: racingSteps, merges: false },
  { name: "approval", subject: approval, merges: true },
]

const built = await buildWorker({
  approval: new URL("./fixtures/approval.ts", import.meta.url),
  "racing-steps": new URL("./fixtures/racing-steps.ts", import.meta.url),
})
afterAll(built.remove)

const open: WorkerExecutor[] = []

function workers(count: number, name: string, subject: Subject): WorkerExecutor {
  const module = built.urlOf(name)
  const executor = new WorkerExecutor({ count, module }, settingsOf(subject), built.start)
  open.push(executor)
  return executor
}

afterEach(async () => {
  for (const executor of open.splice(0)) await executor.close()
})

test.each(cases)(
  "all schedules of $name have the same reports in any number of threads, merges: $merges",
  { timeout: TIMEOUT_MS },
  async ({ name, subject, merges }) => {
    const settings = settingsOf(subject)
    const local = await searchToTheEnd(localExecutorOf(subject), settings, { merges })
    expect(local.some(({ end }) => end === "merged")).toBe(merges)
    expect(local.length).toBeGreaterThan(40)
    for (const count of [1, 2, 3]) {
      const executor = workers(count, name, subject)
      expect(await searchToTheEnd(executor, settings, { merges })).toEqual(local)
    }
  },
)

test(
  "threads that turn to another search know nothing of the last",
  { timeout: TIMEOUT_MS },
  async () => {
    const settings = settingsOf(racingSteps)
    const executor = workers(2, "racing-steps", racingSteps)
    const first = await searchToTheEnd(executor, settings, { merges: true })
    const unmerged = await searchToTheEnd(executor, settings, { merges: false })
    expect(await searchToTheEnd(executor, settings, { merges: true })).toEqual(first)
    expect(unmerged.length).toBeGreaterThan(first.length)
  },
)

test("requests that overlap get their own answers", { timeout: TIMEOUT_MS }, async () => {
  const { space } = settingsOf(racingSteps)
  const executor = workers(2, "racing-steps", racingSteps)
  const plans = [0, 1, 2, 3, 4].map(
    (choice) => ({ space, prefix: [choice], policy: { kind: "oldest-first" } }) as const,
  )
  const known = new Set<string>()
  const [some, all, none] = await Promise.all([
    executor.run({ plans: plans.slice(1), known: undefined }),
    executor.run({ plans, known }),
    executor.run({ plans: [], known }),
  ])
  const local = localExecutorOf(racingSteps)
  expect(some).toEqual(await local.run({ plans: plans.slice(1), known: undefined }))
  expect(all).toEqual(await local.run({ plans, known }))
  expect(none).toEqual([])
})
