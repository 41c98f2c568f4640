import type { DurableContext } from "@aws/durable-execution-sdk-js"
import { bug, type BugZooEntry } from "../zoo/bug.ts"
import { FakeService, FakeStore } from "../zoo/fakes.ts"

const LINES = ["a", "b", "c", "d"] as const

const input = { batch: "b-1" }
type Batch = typeof input

/** Fan-outs: the same for each of several items, and something is made of all of it. */
export const fanOuts: readonly BugZooEntry[] = [
  bug({
    name: "import that sums up inside of steps",
    story: "Each branch adds to a total while its step runs. A replay runs no finished step again.",
    tier: "always-replay",
    maxSchedules: 1_000,
    invariant: "crash-refinement",
    input,
    plain: { result: 40, observed: { reports: ["report b-1"] } },
    world: () => ({ reports: new FakeService() }),
    broken:
      ({ reports }) =>
      async ({ batch }: Batch, context) => {
        await readFile(context)
        let total = 0
        await context.map("lines", [...LINES], async (branch, line) =>
          branch.step(`import ${line}`, async () => {
            total += 10
          }),
        )
        await context.step("report", async () => reports.performOnce(`report ${batch}`))
        await context.step("archive", async () => "archived")
        return total
      },
    corrected:
      ({ reports }) =>
      async ({ batch }: Batch, context) => {
        await readFile(context)
        const imported = await context.map("lines", [...LINES], async (branch, line) =>
          branch.step(`import ${line}`, async () => 10),
        )
        await context.step("report", async () => reports.performOnce(`report ${batch}`))
        await context.step("archive", async () => "archived")
        return imported.getResults().reduce((sum, amount) => sum + amount, 0)
      },
  }),

  bug({
    name: "thumbnails that are counted twice",
    story:
      "Each branch makes a thumbnail and adds one to a counter that knows nothing of repetitions.",
    tier: "sweep",
    maxSchedules: 1_000,
    invariant: "crash-refinement",
    input,
    plain: { result: "done", observed: { counters: { made: 4 } } },
    world: () => ({ counters: new FakeStore() }),
    broken:
      ({ counters }) =>
      async (_input, context) => {
        await readFile(context)
        await context.step("list", async () => LINES)
        await context.map("images", [...LINES], async (branch, image) => {
          await branch.step("make", async () => `thumbnail of ${image}`)
          await branch.step("count", async () => counters.add("made", 1) > 0)
        })
        return context.step("finish", async () => "done")
      },
    corrected:
      ({ counters }) =>
      async (_input, context) => {
        await readFile(context)
        await context.step("list", async () => LINES)
        await context.map("images", [...LINES], async (branch, image) => {
          await branch.step("make", async () => `thumbnail of ${image}`)
          await branch.step("count", async () => counters.addOnce("made", 1, image) > 0)
        })
        return context.step("finish", async () => "done")
      },
  }),

  bug({
    name: "quotes of which the first to arrive is accepted",
    story: "Three suppliers are asked at once. Which was first is in memory alone.",
    tier: "sweep",
    maxSchedules: 1_000,
    invariant: "crash-refinement",
    input,
    plain: { result: "a", observed: { suppliers: ["accept a"] } },
    world: () => ({ suppliers: new FakeService() }),
    broken:
      ({ suppliers }) =>
      async (_input, context) => {
        const first = await firstQuote(context)
        await context.step("accept", async () => suppliers.performOnce(`accept ${first}`))
        return settleQuotes(first, context)
      },
    corrected:
      ({ suppliers }) =>
      async (_input, context) => {
        const seen = await firstQuote(context)
        const first = await context.step("choose", async () => seen)
        await context.step("accept", async () => suppliers.performOnce(`accept ${first}`))
        return settleQuotes(first, context)
      },
  }),
]

async function readFile(context: DurableContext): Promise<void> {
  for (const part of ["find", "download", "unpack", "check"]) {
    await context.step(part, async () => part)
  }
}

async function firstQuote(context: DurableContext): Promise<string> {
  for (const part of ["describe", "translate", "publish"]) {
    await context.step(part, async () => part)
  }
  const arrived: string[] = []
  await Promise.all(
    LINES.slice(0, 3).map(async (supplier) => {
      await context.step(`ask ${supplier}`, async () => supplier)
      arrived.push(supplier)
    }),
  )
  return arrived[0] ?? "nobody"
}

async function settleQuotes(first: string, context: DurableContext): Promise<string> {
  for (const part of ["sign", "file"]) await context.step(part, async () => part)
  return first
}
