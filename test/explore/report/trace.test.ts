import type { DurableContext } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner, type ExploreOptions } from "durable-test-runner"
import type { FaultKind } from "durable-test-runner/explore"
import { describe, expect, test } from "vitest"
import { LocalExecutor } from "../../../src/explore/oracle/local-executor.ts"
import { renderTrace } from "../../../src/explore/report/render-trace.ts"
import { TracedBodies } from "../../../src/explore/report/traced-bodies.ts"
import { Tracer } from "../../../src/explore/report/tracer.ts"
import { toScenario } from "../../../src/explore/options/to-scenario.ts"
import { FAULT_KINDS } from "../../../src/world/events/fault-kind.ts"
import type { ChoiceKind, EnabledEvent } from "../../../src/world/events/chooser.ts"
import { durable, ON_ONE_PAGE, ORDERS_ONLY, PLAIN } from "../exploring.ts"

type Body = Parameters<typeof durable>[0]

/**
 * The trace of a run in which the first option of that kind is taken as soon as there is one, after it
 * was passed over a number of times, and everything else is as in the plain run.
 */
async function traceOf(
  body: Body,
  wanted?: ChoiceKind,
  { skip = 0, ...options }: ExploreOptions & { skip?: number } = {},
): Promise<string> {
  const scenario = toScenario(
    durable(body),
    { ...ON_ONE_PAGE, ...options },
    (given) => new DurableTestRunner(given),
  )
  const local = new LocalExecutor(scenario, { invariants: new Set(), predicates: [] })
  const space = { ...ORDERS_ONLY, coldStarts: true, faults: FAULT_KINDS, maxFaults: 1 }
  const prefix = wanted === undefined ? [] : await prefixTo(wanted, skip)
  const seen: { tracer?: Tracer; bodies?: TracedBodies } = {}
  const plan = { ...PLAIN, space, prefix }
  await local.runOne(plan, {
    watchBodies: (world) => {
      seen.bodies = new TracedBodies(world)
      seen.tracer = new Tracer(world, seen.bodies)
      return seen.bodies
    },
    happens: (choice, among) => seen.tracer?.happening(choice, among),
  })
  return renderTrace(seen.tracer?.lines ?? [])

  async function prefixTo(kind: ChoiceKind, passedOver: number): Promise<readonly number[]> {
    let left = passedOver
    let found: readonly number[] | undefined
    const check = (position: number, among: readonly EnabledEvent[]): void => {
      const index = among.findIndex((option, place) => place > 0 && option.kind === kind)
      if (found !== undefined || index < 0 || left-- > 0) return
      found = [...Array.from({ length: position }, () => 0), index]
    }
    await local.runOne({ ...PLAIN, space }, { check })
    return found ?? expect.fail(`There is no ${kind} in this run.`)
  }
}

const charging: Body = async (_event, context) => {
  await context.step("charge", async () => {})
  await context.step("ship", async () => {})
}

/** When its body is done, no request is under way. */
const takingTime: Body = async (_event, context) => {
  await context.step("charge", async () => later(1))
}

const later = (seconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, seconds * 1_000))

/** A trace has as many lines as are told, and these among them, blanks apart. */
function expectLines(trace: string, count: number, lines: readonly string[]): void {
  const shown = trace.split("\n").map((line) => line.trim().replaceAll(/ {2,}/gu, " "))
  expect(shown).toHaveLength(count)
  expect(shown).toEqual(expect.arrayContaining([...lines]))
}

test("The trace of a plain run names its steps and checkpoints", async () => {
  expectLines(await traceOf(charging), 7, [
    "2 invocation 1 step charge settles",
    "3 checkpoint START charge",
    "4 checkpoint SUCCEED charge",
  ])
})

describe("faults", () => {
  test.each<readonly [FaultKind, string]>([
    ["crash", "crash        before START charge, step charge is recorded"],
    ["crash-after-persist", "crash-after-persist  after START charge is recorded"],
    ["timeout", "timeout      before START charge, step charge is recorded"],
    ["timeout-after-persist", "timeout-after-persist  after START charge is recorded"],
    ["throttle", "throttle     before START charge, step charge is recorded"],
    ["service-error", "service-error  before START charge, step charge is recorded"],
    ["lost-reply", "lost-reply   START charge is recorded, and its answer is lost"],
    ["stale-token", "stale-token  the service gives the invocation up, which continues"],
    ["zombie", "zombie       the service gives the invocation up, which continues"],
  ])("The trace of the fault %s shows it on one line, with its place", async (kind, text) => {
    const trace = await traceOf(kind === "zombie" ? takingTime : charging, kind)
    const lines = trace.split("\n").filter((line) => line.includes("<- fault"))
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain(`  ${text} `)
  })
})

test("The trace of a crash shows what the next invocation repeats", async () => {
  expectLines(await traceOf(charging, "crash", { skip: 1 }), 10, [
    "3 crash before START charge is recorded <- fault",
    "4 service invokes durable-function",
    "5 invocation 2 step charge settles",
  ])
})

test("The trace of a lost reply shows the repeated invocation", async () => {
  expectLines(await traceOf(charging, "lost-reply"), 9, [
    "2 invocation 1 lost-reply START charge is recorded, and its answer is lost <- fault",
    "3 service the invocation of durable-function will be repeated",
    "4 service invokes durable-function",
    "6 checkpoint SUCCEED charge",
  ])
})

test("The trace of a retried step shows when each attempt is due", async () => {
  const trace = await traceOf(async (_event, context) =>
    context.step(
      "charge",
      async ({ attempt }) => {
        if (attempt < 3) throw new Error("declined")
      },
      { retryStrategy: (_error, attempt) => ({ shouldRetry: true, delay: { minutes: attempt } }) },
    ),
  )
  expectLines(trace, 14, [
    "4 checkpoint RETRY charge",
    "5 +1m service step charge is due",
    "9 checkpoint RETRY charge",
    "10 +3m service step charge is due",
    "14 checkpoint SUCCEED charge",
  ])
})

test("The trace of a slow step shows the wait that ends before it", async () => {
  const body = async (_event: unknown, context: DurableContext): Promise<void> => {
    await Promise.all([
      context.wait("reminder", { minutes: 10 }),
      context.step("charge", async () => later(1)),
    ])
  }
  expectLines(await traceOf(body, "postpone"), 7, [
    "3 +1s slow work in progress takes longer than the next due event <- deviation: before step charge settles",
    "4 +10m service wait reminder is due",
    "6 +10m 1ms step charge settles",
  ])
})

const approval: Body = async (_event, context) => {
  const [answer] = await context.createCallback("approve")
  await context.step("notify", async () => {})
  return answer
}

test("The trace of an early answer shows it before the body that it overtakes", async () => {
  const prepare = (runner: DurableTestRunner): void => {
    runner.completeCallback("approve", "yes", { after: { minutes: 5 } })
  }
  expectLines(await traceOf(approval, undefined, { prepare }), 7, [
    '6 +5m outside completeCallback("approve")',
    "7 service invokes durable-function",
  ])
  const untimed = (runner: DurableTestRunner): void => {
    runner.completeCallback("approve", "yes")
  }
  expectLines(await traceOf(approval, "delivery", { prepare: untimed }), 6, [
    '3 outside completeCallback("approve") <- deviation: before step notify settles',
    "4 invocation 1 step notify settles",
  ])
})

test("The trace of a late answer shows the time-out that comes first", async () => {
  const prepare = (runner: DurableTestRunner): void => {
    runner.completeCallback("approve", "yes")
  }
  const body: Body = async (_event, context) => {
    const [answer] = await context.createCallback("approve", { timeout: { hours: 1 } })
    return answer
  }
  expectLines(await traceOf(body, "postpone", { prepare }), 5, [
    '3 +20ms outside completeCallback("approve") comes later than the next due event <- deviation: before outside completeCallback("approve")',
    "4 +1h service callback approve is due",
  ])
})

test("The trace of a chained invoke shows the invocations of both functions", async () => {
  const prepare = (runner: DurableTestRunner): void => {
    runner.registerFunction(
      "price",
      durable(async (_event, context) => context.step("look up", async () => 100)),
    )
  }
  const body: Body = async (_event, context) => context.invoke("ask", "price:$LATEST", {})
  expectLines(await traceOf(body, undefined, { prepare }), 7, [
    "3 +20ms service invokes price",
    "4 invocation 2 step look up settles",
    "7 service invokes durable-function",
  ])
})

test("The trace of a cold start names the new container", async () => {
  const body: Body = async (_event, context) => {
    await context.wait("pause", { seconds: 1 })
  }
  expectLines(await traceOf(body, "cold-start", { createHandler: () => durable(body) }), 4, [
    "4 service invokes durable-function in a new container <- deviation: before service invokes durable-function",
  ])
})
