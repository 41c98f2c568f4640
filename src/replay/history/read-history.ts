import type { Event } from "@aws-sdk/client-lambda"
import { Execution } from "../../runner/results/execution.ts"
import { executionArnPattern } from "../../service/values/arn.ts"
import { wrongValue } from "../../text/options.ts"
import { InvalidArgumentError } from "../../text/invalid-argument-error.ts"
import type { History } from "./history.ts"

/**
 * A recorded execution: what this runner has run, what `exportHistory` has made of it, or what
 * `GetDurableExecutionHistory` answers, as the AWS SDK gives it or as JSON, with all its pages.
 */
export type RecordedHistory =
  | Execution
  | string
  | readonly Event[]
  | {
      readonly Events?: readonly Event[] | undefined
      readonly ReplayChildren?: readonly string[]
      readonly TenantId?: string
      /** As `GetDurableExecution` tells it. Replays run under it, so a serdes that is bound to it works. */
      readonly DurableExecutionArn?: string
      /** Of a page that is not the last one: such a history is undecidable. */
      readonly NextMarker?: string | undefined
    }

/**
 * An execution as JSON to be kept in a file, the same on every machine: what
 * `GetDurableExecutionHistory` answers, and what it does not tell: which contexts replay their children,
 * the execution's ARN, and for which tenant it ran.
 */
export function exportHistory(execution: Execution): string {
  const { events, arn, replaysChildren, tenantId } = historyOf(execution)
  const known = [...(replaysChildren ?? [])]
  const history = {
    DurableExecutionArn: arn,
    Events: events,
    ...(known.length > 0 && { ReplayChildren: known }),
    ...(tenantId !== undefined && { TenantId: tenantId }),
  }
  return `${JSON.stringify(history, undefined, 2)}\n`
}

/** A history of an execution of this runner. */
export function historyOf(execution: Execution): History {
  const replaysChildren = execution.operations
    .filter(({ raw }) => raw.ContextDetails?.ReplayChildren === true)
    .map(({ id }) => id)
  return {
    events: execution.history,
    arn: execution.arn,
    replaysChildren: new Set(replaysChildren),
    environment: execution.environment,
    ...(execution.tenantId !== undefined && { tenantId: execution.tenantId }),
  }
}

/** @throws {InvalidArgumentError} for what is no list of histories. */
export function assertHistories(call: string, histories: unknown): void {
  const isList =
    typeof histories === "object" &&
    histories !== null &&
    (Symbol.iterator in histories || Symbol.asyncIterator in histories)
  if (isList) return
  throw wrongValue(
    { call, path: "the list of histories" },
    histories,
    "Pass a list of { name, history }, or what can be iterated like one.",
  )
}

/** @throws {InvalidArgumentError} for what is no history at all. */
export function readHistory(source: RecordedHistory): History {
  if (source instanceof Execution) return historyOf(source)
  const value: unknown = typeof source === "string" ? parse(source) : source
  const isList = Array.isArray(value)
  const events: unknown = isList ? value : Reflect.get(Object(value) as object, "Events")
  if (!Array.isArray(events) || !events.every(isEvent)) {
    throw notAHistory("it has no list of events")
  }
  const children: unknown = isList ? undefined : Reflect.get(value as object, "ReplayChildren")
  const nextMarker: unknown = isList ? undefined : Reflect.get(value as object, "NextMarker")
  const arn: unknown = isList ? undefined : Reflect.get(value as object, "DurableExecutionArn")
  const tenantId: unknown = isList ? undefined : Reflect.get(value as object, "TenantId")
  return {
    events: events
      .map(revive)
      .toSorted((left, right) => (left.EventId ?? 0) - (right.EventId ?? 0)),
    ...(Array.isArray(children) && { replaysChildren: new Set(children as string[]) }),
    ...(typeof nextMarker === "string" && nextMarker !== "" && { hasMorePages: true }),
    ...(typeof arn === "string" && executionArnPattern.test(arn) && { arn }),
    ...(typeof tenantId === "string" && { tenantId }),
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw notAHistory("it is not JSON")
  }
}

function notAHistory(problem: string): InvalidArgumentError {
  return new InvalidArgumentError(
    "replay a history",
    problem,
    "Pass what GetDurableExecutionHistory answers, the JSON of it, an execution of a runner, " +
      "or what exportHistory(execution) made of one.",
  )
}

function isEvent(value: unknown): value is Event {
  return typeof value === "object" && value !== null && "EventType" in value
}

/** JSON has no dates: the command line writes them as text, the API as seconds. */
function revive(event: Event): Event {
  return reviveDates(event) as Event
}

function reviveDates(value: unknown): unknown {
  if (typeof value !== "object" || value === null || value instanceof Date) return value
  if (Array.isArray(value)) return value.map(reviveDates)
  return Object.fromEntries(
    Object.entries(value).map(([key, member]: [string, unknown]) => [
      key,
      key.endsWith("Timestamp") ? toDate(member) : reviveDates(member),
    ]),
  )
}

function toDate(value: unknown): unknown {
  if (typeof value === "number") return new Date(value * 1_000)
  return typeof value === "string" ? new Date(value) : value
}
