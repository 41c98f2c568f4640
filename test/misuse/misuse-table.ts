import nodeCrypto from "node:crypto"
import nodeTimers from "node:timers"
import {
  type DurableContext,
  type DurableLambdaHandler,
  withDurableExecution,
} from "@aws/durable-execution-sdk-js"
import { DurableTestRunner, type DurableTestRunnerOptions, Execution } from "durable-test-runner"
import { afterAll, beforeAll, expect, test } from "vitest"
import { asNeeded } from "../support/as-needed.ts"
import { exactTimes } from "../support/exact-times.ts"
import { onePage } from "../support/one-page.ts"

/** What is done wrongly, and a telling part of how it ends. */
export type Misuse = readonly [name: string, act: () => unknown, ends: string]

/** Nothing real goes on in these runs that would be worth a wait. */
const impatient: DurableTestRunnerOptions = {
  ...exactTimes,
  ...onePage,
  ...asNeeded,
  handlerTimeoutMs: 1,
  runBudgetMs: 300,
  realIoTimeoutMs: 100,
}

export const runner = (options: DurableTestRunnerOptions = {}): DurableTestRunner =>
  new DurableTestRunner({ ...impatient, ...options })

export const durable = (
  body: (context: DurableContext) => Promise<unknown>,
): DurableLambdaHandler =>
  withDurableExecution(async (_event: unknown, context: DurableContext) => body(context))

export const done: DurableLambdaHandler = durable(async (context) =>
  context.step("one", async () => 1),
)

export const ask: DurableLambdaHandler = durable(async (context) => {
  const [answer] = await context.createCallback("approve")
  return answer
})

const everything = durable(async (context) => {
  const drawn = await context.step("draw", async () => [
    Math.random(),
    nodeCrypto.randomUUID(),
    Date.now(),
  ])
  await context.wait({ hours: 1 })
  const answer = await context.waitForCallback("approve", async () => {})
  return { drawn, answer, at: new Date().toISOString() }
})

/** A run with something of everything, as text. */
async function probe(): Promise<string> {
  const fresh = new DurableTestRunner({ ...exactTimes, seed: 7, startTime: "2030-01-01" })
  fresh.completeCallback("approve", "yes")
  const { status, result, history, invocations } = await fresh.run(everything)
  return JSON.stringify({ status, result, history, invocations })
}

/** What the second of them comes to, once all have ended. */
export async function secondOf(calls: readonly Promise<unknown>[]): Promise<unknown> {
  const [, second] = await Promise.allSettled(calls)
  if (second?.status === "rejected") throw second.reason
  return second?.value
}

const LISTENED = [
  "beforeExit",
  "exit",
  "message",
  "rejectionHandled",
  "SIGINT",
  "SIGTERM",
  "uncaughtException",
  "uncaughtExceptionMonitor",
  "unhandledRejection",
  "warning",
]

const GLOBALS: Readonly<Record<string, object>> = {
  globalThis,
  process,
  Math,
  JSON,
  Date,
  "Date.prototype": Date.prototype,
  Promise,
  performance: Object.getPrototypeOf(performance) as object,
  nodeCrypto,
  nodeTimers,
  "Intl.DateTimeFormat.prototype": Intl.DateTimeFormat.prototype,
}

/** What a misuse must leave as it was. */
interface Surroundings {
  readonly globals: ReadonlyMap<string, unknown>
  readonly listeners: readonly string[]
  readonly resources: ReadonlyMap<string, number>
}

function surroundings(): Surroundings {
  const globals = new Map<string, unknown>()
  for (const [name, object] of Object.entries(GLOBALS)) {
    for (const [key, own] of Object.entries(Object.getOwnPropertyDescriptors(object))) {
      const getter: unknown = Reflect.get(own, "get")
      globals.set(`${name}.${key}`, getter ?? (own.value as unknown))
    }
  }
  const resources = new Map<string, number>()
  for (const kind of process.getActiveResourcesInfo()) {
    // The test framework has timers of its own, which come and go.
    if (kind !== "Immediate" && kind !== "Timeout") {
      resources.set(kind, (resources.get(kind) ?? 0) + 1)
    }
  }
  const listeners = LISTENED.map((event) => `${event}: ${process.listenerCount(event)}`)
  return { globals, listeners, resources }
}

/** How a piece of misuse ended, in one line. */
async function endOf(act: () => unknown): Promise<string> {
  try {
    const value = await act()
    if (!(value instanceof Execution)) return `returned ${JSON.stringify(value)}`
    const { status, error, result } = value
    return error === undefined
      ? `${status} with ${JSON.stringify(result)}`
      : `${status} with ${error.ErrorType}: ${error.ErrorMessage}`
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : `threw ${typeof error}`
  }
}

/** What was opened may take so long to close: a busy machine reads a file slowly. Real milliseconds. */
const CLOSED_WITHIN_MS = 2_000

async function settle(before: Surroundings): Promise<Surroundings> {
  const givenUpAt = performance.now() + CLOSED_WITHIN_MS
  let after: Surroundings
  do {
    await new Promise((resolve) => setImmediate(resolve))
    after = surroundings()
  } while (opened(before, after).length > 0 && performance.now() < givenUpAt)
  return after
}

function changesBetween(before: Surroundings, after: Surroundings): string[] {
  const names = new Set([...before.globals.keys(), ...after.globals.keys()])
  return [
    ...[...names]
      .filter((name) => !Object.is(before.globals.get(name), after.globals.get(name)))
      .map((name) => `changed ${name}`),
    ...after.listeners.filter((listeners) => !before.listeners.includes(listeners)),
    ...opened(before, after).map((kind) => `open ${kind}`),
  ]
}

function opened(before: Surroundings, after: Surroundings): string[] {
  return [...after.resources]
    .filter(([kind, count]) => count > (before.resources.get(kind) ?? 0))
    .map(([kind]) => kind)
}

/** How `act` ends, and what it has changed in the process once it is at rest. */
export async function leavingsOf(act: () => unknown): Promise<{ end: string; left: string[] }> {
  await settle(surroundings())
  const before = surroundings()
  const end = await endOf(act)
  return { end, left: changesBetween(before, await settle(before)) }
}

/**
 * One test for each row: the misuse ends as the row says, the next run in the process is like the one
 * before all misuse, and globals, listeners, open handles and rejections are as they were.
 */
export function testMisuse(rows: readonly Misuse[]): void {
  const rejections: unknown[] = []
  const note = (reason: unknown): void => void rejections.push(reason)
  let fresh: string

  beforeAll(async () => {
    fresh = await probe()
    process.on("unhandledRejection", note)
  })

  afterAll(() => {
    process.off("unhandledRejection", note)
  })

  test.for(rows)("%s", async ([, act, ends]) => {
    const { end, left } = await leavingsOf(act)
    expect(end).toContain(ends)
    expect(left).toEqual([])
    expect(rejections).toEqual([])
    expect(await probe()).toBe(fresh)
  })
}

const throwing = (error: Error) => () => {
  throw error
}
const { proxy: revoked, revoke } = Proxy.revocable({}, {})
revoke()

/** What may be thrown, and cannot be read or has no text; and what a message says instead. */
export const unreadable: readonly (readonly [what: string, thrown: unknown, shown: string])[] = [
  ["a revoked proxy", revoked, "Error: an object that cannot be read was thrown"],
  [
    "an error whose message throws",
    Object.defineProperty(new Error("hidden"), "message", { get: throwing(new RangeError("no")) }),
    "Error: an error that cannot be read was thrown",
  ],
  [
    "an error whose name throws",
    Object.defineProperty(new Error("hidden"), "name", { get: throwing(new RangeError("no")) }),
    "Error: an error that cannot be read was thrown",
  ],
]
