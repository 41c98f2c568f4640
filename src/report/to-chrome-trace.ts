import type { Execution } from "../runner/results/execution.ts"
import { labelOperations } from "../runner/results/operation-labels.ts"
import type { OperationResult } from "../runner/results/operation-result.ts"
import { assertExecution } from "./subjects.ts"

/** One event of a trace, in the format of Chrome. Times are microseconds. */
export interface ChromeTraceEvent {
  readonly name: string
  readonly cat: string
  /** `X` has a duration, `i` is an instant, `M` names a process or a thread. */
  readonly ph: "X" | "i" | "M"
  readonly ts: number
  readonly dur?: number
  readonly pid: number
  readonly tid: number
  /** The scope of an instant: its thread. */
  readonly s?: "t"
  readonly args: Readonly<Record<string, unknown>>
}

/** A trace for Perfetto and chrome://tracing, as JSON. */
export interface ChromeTrace {
  readonly displayTimeUnit: "ms"
  readonly traceEvents: readonly ChromeTraceEvent[]
}

/** The thread of the invocations; operations have those behind it. */
const INVOCATIONS = 1

/**
 * An execution for Perfetto, in virtual time. Each execution is a process, and its invocations are the first
 * thread. Operations that overlap without containing each other have separate threads.
 *
 * @example
 * ```ts
 * writeFileSync("order.trace.json", JSON.stringify(toChromeTrace(execution)))
 * ```
 * @throws {InvalidArgumentError} for anything except an execution.
 */
export function toChromeTrace(execution: Execution): ChromeTrace {
  assertExecution("call toChromeTrace", execution)
  const traceEvents: ChromeTraceEvent[] = []
  const startedAt = execution.startTimestamp.getTime()
  let processes = 0
  const add = (each: Execution): void => {
    traceEvents.push(...eventsOf(each, ++processes, startedAt))
    for (const { childExecution } of each.operations) if (childExecution) add(childExecution)
  }
  add(execution)
  return { displayTimeUnit: "ms", traceEvents }
}

function eventsOf(execution: Execution, pid: number, startedAt: number): ChromeTraceEvent[] {
  const { functionName, invocations, operations, logs, deliveries, arn } = execution
  const us = (at: Date): number => (at.getTime() - startedAt) * 1_000
  const last = us(execution.endTimestamp ?? latestOf(execution))
  const span = (
    name: string,
    cat: string,
    tid: number,
    [from, to]: readonly [Date, Date | undefined],
    args: ChromeTraceEvent["args"],
  ): ChromeTraceEvent => {
    const ts = us(from)
    return { name, cat, ph: "X", ts, dur: (to === undefined ? last : us(to)) - ts, pid, tid, args }
  }
  const instant = (
    name: string,
    cat: string,
    tid: number,
    at: Date,
    args: object,
  ): ChromeTraceEvent => ({ name, cat, ph: "i", s: "t", ts: us(at), pid, tid, args: { ...args } })
  const threads = threadsOf(operations)
  const threadOf = new Map(operations.map((each) => [each.id, threads.get(each) ?? INVOCATIONS]))
  const labels = labelOperations(operations)
  return [
    named("process_name", pid, 0, functionName),
    named("thread_name", pid, INVOCATIONS, "invocations"),
    ...invocations.map(({ number, status, startTimestamp, endTimestamp }) =>
      span(`invocation ${number}`, "invocation", INVOCATIONS, [startTimestamp, endTimestamp], {
        status,
        arn,
      }),
    ),
    ...operations.map((operation) => {
      const { id, type, status, startTimestamp, endTimestamp, result, error, attempts } = operation
      const args = { id, status, result, error, attempts: attempts.length }
      const name = labels.get(operation) ?? type
      return span(
        name,
        type,
        threads.get(operation) ?? INVOCATIONS,
        [startTimestamp, endTimestamp],
        args,
      )
    }),
    ...operations.flatMap(({ id, attempts }) =>
      attempts
        .filter(({ status }) => status === "FAILED")
        .map(({ attempt, endTimestamp, error }) =>
          instant(
            `attempt ${attempt} failed`,
            "attempt",
            threadOf.get(id) ?? INVOCATIONS,
            endTimestamp,
            { error },
          ),
        ),
    ),
    ...deliveries.map(({ kind, at, operationId, refused }) =>
      instant(kind, "delivery", threadOf.get(operationId) ?? INVOCATIONS, at, { refused }),
    ),
    ...logs.map(({ level, message, at, operationId = "" }) =>
      instant(message, `log,${level}`, threadOf.get(operationId) ?? INVOCATIONS, at, { level }),
    ),
  ]
}

function named(name: string, pid: number, tid: number, value: string): ChromeTraceEvent {
  return { name, cat: "__metadata", ph: "M", ts: 0, pid, tid, args: { name: value } }
}

function latestOf({ history, startTimestamp }: Execution): Date {
  return history.at(-1)?.EventTimestamp ?? startTimestamp
}

/**
 * The thread of each operation: that of the one it is inside of, unless a sibling still runs there. Spans of
 * one thread may be inside of each other and may not overlap otherwise.
 */
function threadsOf(operations: readonly OperationResult[]): ReadonlyMap<OperationResult, number> {
  const threads = new Map<OperationResult, number>()
  /** Until when a thread is taken, and by the children of which operation. */
  const taken: { until: number; by: OperationResult | undefined }[] = []
  for (const operation of operations) {
    const { parent } = operation
    const from = operation.startTimestamp.getTime()
    const own = parent && threads.get(parent)
    let thread = own === undefined ? 0 : own - INVOCATIONS - 1
    const isFree = (place: number): boolean => {
      const user = taken[place]
      if (user === undefined || user.until <= from) return true
      return user.by === undefined ? false : isInside(operation, user.by)
    }
    while (!isFree(thread)) thread++
    taken[thread] = { until: operation.endTimestamp?.getTime() ?? Infinity, by: operation }
    threads.set(operation, thread + INVOCATIONS + 1)
  }
  return threads
}

function isInside(operation: OperationResult, outer: OperationResult): boolean {
  for (let { parent } = operation; parent !== undefined; parent = parent.parent) {
    if (parent === outer) return true
  }
  return false
}
