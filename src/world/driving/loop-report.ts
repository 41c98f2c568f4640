import type { Operation } from "@aws-sdk/client-lambda"
import type { DurableService } from "../../service/durable-service.ts"
import { formatElapsed } from "../../text/elapsed.ts"
import type { VirtualClock } from "../clock/virtual-clock.ts"
import type { InvocationLog } from "../invocation/invocation-log.ts"
import type { Sighting } from "./loop-watch.ts"

/** A world that does not come to an end, as far as its errors describe it. */
export interface CirclingWorld {
  readonly service: DurableService
  readonly clock: VirtualClock
  readonly log: InvocationLog
  readonly sightings: readonly Sighting[]
}

/** What happens once or twice is no loop. */
const LEAST_REPETITIONS = 3
const MOST_LINES = 5

interface Repetition {
  readonly what: string
  readonly count: number
}

/**
 * What repeats in a run that seems to have no end: operations, attempts, invocations and executions by
 * how often, and where the handler asks for them.
 */
export function describeLoop(world: CirclingWorld): string {
  const { service, clock, log, sightings } = world
  const arns = service.executionArns()
  const operations = arns.flatMap((arn) => service.operations(arn))
  const repetitions = [
    ...operationsOf(operations),
    ...countedBy(
      log.records.map(({ functionName }) => `invocation of ${JSON.stringify(functionName)}`),
    ),
    ...countedBy(
      arns.map(
        (arn) => `execution of ${JSON.stringify(service.describeExecution(arn).functionName)}`,
      ),
    ),
  ]
    .filter(({ count }) => count >= LEAST_REPETITIONS)
    .toSorted((left, right) => right.count - left.count)
    .slice(0, MOST_LINES)
    .map(({ what, count }) => `\n  - ${count.toLocaleString("en-US")} x ${what}`)
  const places = sightings.slice(0, MOST_LINES).map(({ what, site }) => `\n  - ${what} at ${site}`)
  const at = `It stands at ${formatElapsed(clock.elapsedMs)} virtual time${underWay(operations)}.`
  return [
    repetitions.length === 0 ? at : `${at} What repeats:${repetitions.join("")}`,
    ...(places.length === 0 ? [] : [`What the code does over and over:${places.join("")}`]),
  ].join("\n")
}

/** The bodies that run may be where the loop is. */
function runningOperations(operations: readonly Operation[]): string[] {
  return operations
    .filter(({ Type, Status }) => Type === "STEP" && Status === "STARTED")
    .map((operation) => labelOf(operation))
}

function underWay(operations: readonly Operation[]): string {
  const running = runningOperations(operations)
  return running.length === 0 ? "" : ` in ${running.slice(0, MOST_LINES).join(" and ")}`
}

function operationsOf(operations: readonly Operation[]): Repetition[] {
  const later = operations.filter(({ Type }) => Type !== "EXECUTION")
  const attempts = later.flatMap((operation) => {
    const count = operation.StepDetails?.Attempt ?? 0
    return count < LEAST_REPETITIONS ? [] : [{ what: `attempt of ${labelOf(operation)}`, count }]
  })
  return [...countedBy(later.map((operation) => labelOf(operation))), ...attempts]
}

function countedBy(labels: readonly string[]): Repetition[] {
  const groups = new Map<string, { count: number; last: string }>()
  for (const label of labels) {
    // Names that differ in a number are those of one loop.
    const key = label.replaceAll(/\d+/gu, "#")
    const group = groups.get(key) ?? { count: 0, last: label }
    groups.set(key, { count: group.count + 1, last: label })
  }
  return [...groups].map(([key, { count, last }]) => ({
    what: key === last ? last : `${last}, and others named like it`,
    count,
  }))
}

function labelOf({ Type, SubType, Name }: Operation): string {
  const kind = SubType ?? (Type ?? "operation").toLowerCase()
  return `${kind} ${Name === undefined ? "without a name" : JSON.stringify(Name)}`
}
