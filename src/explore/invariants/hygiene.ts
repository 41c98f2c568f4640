import type { Operation } from "@aws-sdk/client-lambda"
import { isError, showThrown } from "../../text/values/show-value.ts"
import {
  awaitOf,
  labelOfCall,
  unawaitedOperations,
} from "../../world/driving/unawaited-operations.ts"
import type { LeftOperation } from "../../world/logs/awaited-operations.ts"
import { hashOperationPath } from "../../world/events/operation-path.ts"
import type { ScheduledRun } from "../../schedule/run-schedule.ts"
import type { Violation } from "./violation.ts"

/** Nothing is left behind: no body that nobody waits for, no rejection that nobody handles. */
export function hygiene(run: ScheduledRun): Violation | undefined {
  return unawaitedBody(run) ?? unhandledError(run) ?? unawaitedOperation(run)
}

/**
 * The execution has succeeded while the body of a step was at work, and whatever it does is lost. Those
 * that lose a race, and the stragglers of a batch that was content with less, are meant to be left.
 */
function unawaitedBody(run: ScheduledRun): Violation | undefined {
  const { end, bodies, world, executionArn, faults } = run
  if (end.kind !== "ended" || end.execution.status !== "SUCCEEDED") return undefined
  // The SDK does not wait for the end of a context to be recorded, so a refusal may leave it open.
  if (faults.includes("throttle") || faults.includes("service-error")) return undefined
  if (bodies.races > world.log.records.length) return undefined
  const last = world.log.records.findLast(
    ({ durableExecutionArn, outcome }) =>
      durableExecutionArn === executionArn && outcome !== undefined,
  )
  const running = bodies.runs.filter(
    ({ requestId, isSettled }) => requestId === last?.requestId && !isSettled,
  )
  if (running.length === 0) return undefined
  const operations = new Map(world.service.operations(executionArn).map((each) => [each.Id, each]))
  const left = running.find(({ path }) => !isStraggler(operations, path))
  if (left === undefined) return undefined
  const name = operations.get(hashOperationPath(left.path))?.Name
  const forgotten = unawaitedOperations(world, executionArn).find(
    ({ path }) => path === left.path || left.path.startsWith(`${path}-`),
  )
  const advice = forgotten === undefined ? "" : `. ${adviceOn(forgotten)}`
  return {
    invariant: "hygiene",
    message:
      `the execution succeeded while the body of step ${JSON.stringify(name ?? left.path)} was ` +
      `still at work: nobody awaits it${advice}`,
    operation: name ?? left.path,
    signature: `hygiene body ${left.path}`,
  }
}

function adviceOn(left: LeftOperation): string {
  if (!left.isAwaited) return `Write ${awaitOf(left)}`
  return `Await the function that awaits ${labelOfCall(left)}, too`
}

/** The same for what has no body, or for a body that was fast enough. */
function unawaitedOperation({ world, executionArn, faults }: ScheduledRun): Violation | undefined {
  if (faults.length > 0) return undefined
  const left = unawaitedOperations(world, executionArn).find(({ isAwaited }) => !isAwaited)
  if (left === undefined) return undefined
  return {
    invariant: "hygiene",
    message:
      `the execution succeeded, and nobody awaited ${labelOfCall(left)}: ` +
      `what becomes of it is lost. ${adviceOn(left)}`,
    operation: left.name ?? left.path,
    signature: `hygiene unawaited ${left.path}`,
  }
}

/** A completed context around it says that its result was not waited for. */
function isStraggler(
  operations: ReadonlyMap<string | undefined, Operation>,
  path: string,
): boolean {
  for (let above = parentOf(path); above !== undefined; above = parentOf(above)) {
    const context = operations.get(hashOperationPath(above))
    if (context !== undefined && context.Status !== "STARTED") return true
  }
  return false
}

function parentOf(path: string): string | undefined {
  const end = path.lastIndexOf("-")
  return end < 0 ? undefined : path.slice(0, end)
}

/** What an invocation began and did not await failed after its end. */
function leftBehind(world: ScheduledRun["world"]): Violation | undefined {
  const reasons = world.log.records.flatMap((record) => record.leftBehind)
  if (reasons.length === 0) return undefined
  const [reason] = reasons
  return {
    invariant: "hygiene",
    message: `work that an invocation had left behind failed after its end: ${showThrown(reason)}`,
    operation: undefined,
    signature: `hygiene left behind ${kindOf(reason)}`,
  }
}

function unhandledError({ world, faults }: ScheduledRun): Violation | undefined {
  if (faults.length > 0) return undefined
  return crashed(world) ?? leftBehind(world)
}

function crashed(world: ScheduledRun["world"]): Violation | undefined {
  const failed = world.log.records.find(({ thrown }) => thrown !== undefined)
  if (failed === undefined) return undefined
  const { thrown } = failed
  return {
    invariant: "hygiene",
    message: `an invocation ended with an unhandled error: ${showThrown(thrown)}`,
    operation: undefined,
    signature: `hygiene error ${kindOf(thrown)}`,
  }
}

function kindOf(thrown: unknown): string {
  return isError(thrown) ? thrown.name : typeof thrown
}
