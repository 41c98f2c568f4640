import type { Operation } from "@aws-sdk/client-lambda"
import type { DurableService } from "../../service/durable-service.ts"
import { formatElapsed } from "../../text/elapsed.ts"
import { siteOf } from "../../text/user-frames.ts"
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
  const arnOf = new Map(arns.flatMap((arn) => service.operations(arn).map((each) => [each, arn])))
  const operations = [...arnOf.keys()]
  const callSiteOf = (operation: Operation): string => {
    const arn = sightings.every(({ isOwn }) => isOwn) ? arnOf.get(operation) : undefined
    return arn === undefined ? "" : siteOf(log.awaitedIn(arn).siteLike(operation))
  }
  const repetitions = linesOf([
    ...operationsOf(operations, callSiteOf),
    ...countedBy(
      log.records.map(({ functionName }) => `invocation of ${JSON.stringify(functionName)}`),
    ),
    ...countedBy(
      arns.map(
        (arn) => `execution of ${JSON.stringify(service.describeExecution(arn).functionName)}`,
      ),
    ),
  ])
  const places = sightings
    .slice(0, MOST_LINES)
    .map(({ what, site }) => `\n  - ${what}${site === undefined ? "" : ` at ${site}`}`)
  const at = `It stands at ${formatElapsed(clock.elapsedMs)} virtual time${underWay(operations)}.`
  return [
    repetitions.length === 0 ? at : `${at} What repeats:${repetitions.join("")}`,
    ...(places.length === 0 ? [] : [`What the code does over and over:${places.join("")}`]),
  ].join("\n")
}

/**
 * The operations of an execution that repeat, as lines of a message.
 *
 * @param callSiteOf where the handler begins an operation; empty where nothing tells.
 */
export function describeRepeated(
  operations: readonly Operation[],
  callSiteOf: (operation: Operation) => string,
): string {
  return linesOf(operationsOf(operations, callSiteOf)).join("")
}

function linesOf(repetitions: readonly Repetition[]): string[] {
  return repetitions
    .filter(({ count }) => count >= LEAST_REPETITIONS)
    .toSorted((left, right) => right.count - left.count)
    .slice(0, MOST_LINES)
    .map(({ what, count }) => `\n  - ${count.toLocaleString("en-US")} x ${what}`)
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

function operationsOf(
  operations: readonly Operation[],
  callSiteOf: (operation: Operation) => string = () => "",
): Repetition[] {
  const later = operations.filter(({ Type }) => Type !== "EXECUTION")
  const attempts = later.flatMap((operation) => {
    const count = operation.StepDetails?.Attempt ?? 0
    if (count < LEAST_REPETITIONS) return []
    return [{ what: placed(`attempt of ${labelOf(operation)}`, callSiteOf(operation)), count }]
  })
  const sites = new Map(later.map((operation) => [keyOf(labelOf(operation)), operation]))
  const counted = countedBy(later.map((operation) => labelOf(operation))).map(
    ({ what, count, key }) => {
      const operation = sites.get(key)
      return { what: placed(what, operation === undefined ? "" : callSiteOf(operation)), count }
    },
  )
  return [...counted, ...attempts]
}

function placed(what: string, site: string): string {
  return site === "" ? what : `${what}, at ${site}`
}

function countedBy(labels: readonly string[]): (Repetition & { readonly key: string })[] {
  const groups = new Map<string, { count: number; last: string }>()
  for (const label of labels) {
    const key = keyOf(label)
    const group = groups.get(key) ?? { count: 0, last: label }
    groups.set(key, { count: group.count + 1, last: label })
  }
  return [...groups].map(([key, { count, last }]) => ({
    what: key === last ? last : `${last}, and others named like it`,
    count,
    key,
  }))
}

/** Names that differ in a number are those of one loop. */
function keyOf(label: string): string {
  return label.replaceAll(/\d+/gu, "#")
}

function labelOf({ Type, SubType, Name }: Operation): string {
  const kind = SubType ?? (Type ?? "operation").toLowerCase()
  return `${kind} ${Name === undefined ? "without a name" : JSON.stringify(Name)}`
}
