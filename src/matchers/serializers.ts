import type { Event } from "@aws-sdk/client-lambda"
import { isExecution } from "./receivers.ts"

/** How snapshots print a value: the form that vitest and jest share. */
export interface SnapshotSerializer {
  readonly test: (value: unknown) => boolean
  readonly serialize: (
    value: never,
    config: never,
    indentation: string,
    depth: number,
    refs: never,
    printer: (value: unknown, ...rest: readonly unknown[]) => string,
  ) => string
}

export interface SerializerOptions {
  /** Whether snapshots print histories with their ids and times. Default false. */
  readonly historyDetails?: boolean
}

/** An execution is printed as its timeline, which is the same for the same run. */
const executionSerializer: SnapshotSerializer = {
  test: isExecution,
  serialize: (execution: { timeline(): string }, _config, indentation) =>
    execution.timeline().replaceAll("\n", `\n${indentation}`),
}

/** What differs from run to run: where it is left out, two histories that mean the same are the same. */
const DETAILS: ReadonlySet<string> = new Set([
  "EventId",
  "EventTimestamp",
  "Id",
  "ParentId",
  "CallbackId",
  "RequestId",
  "StartTimestamp",
  "EndTimestamp",
  "ScheduledEndTimestamp",
  "DurableExecutionArn",
])

const historySerializer: SnapshotSerializer = {
  test: isHistory,
  serialize: (events: readonly Event[], config, indentation, depth, refs, printer) =>
    printer(events.map(withoutDetails), config, indentation, depth, refs),
}

export function serializersFor({
  historyDetails = false,
}: SerializerOptions = {}): readonly SnapshotSerializer[] {
  return historyDetails ? [executionSerializer] : [executionSerializer, historySerializer]
}

function isHistory(value: unknown): boolean {
  if (!Array.isArray(value) || value.length === 0) return false
  return value.every(
    (event) =>
      typeof event === "object" && event !== null && "EventType" in event && "EventId" in event,
  )
}

function withoutDetails(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDetails)
  if (typeof value !== "object" || value === null || value instanceof Date) return value
  const members = Object.entries(value).filter(
    ([key, member]) => !DETAILS.has(key) && member !== undefined,
  )
  const { EventType: type } = value as { readonly EventType?: unknown }
  const isOfExecution = typeof type === "string" && type.startsWith("Execution")
  // What AWS has cut is marked, and what it has not cut is the rule.
  const kept = members.filter(
    ([key, member]) =>
      !(key === "Truncated" && member === false) && !(key === "Name" && isOfExecution),
  )
  return Object.fromEntries(kept.map(([key, member]) => [key, withoutDetails(member)]))
}
