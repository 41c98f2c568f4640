import type { DurableService } from "../../service/durable-service.ts"
import { userFrames } from "../../text/user-frames.ts"
import { hashOperationPath } from "../events/operation-path.ts"
import { warnOnce } from "../globals/outside/left-behind.ts"
import type { InvocationLog } from "../invocation/invocation-log.ts"
import type { LeftOperation } from "../logs/awaited-operations.ts"

/** The SDK's own code runs in these contexts, and knows what it leaves. */
const OF_THE_SDK: ReadonlySet<string | undefined> = new Set(["Map", "Parallel", "WaitForCallback"])

const MOST_NAMED = 3

interface EndedWorld {
  readonly service: DurableService
  readonly log: InvocationLog
}

/** The operations that the handler of an execution which has succeeded did not wait for. */
export function unawaitedOperations(
  { service, log }: EndedWorld,
  executionArn: string,
): readonly LeftOperation[] {
  const { unawaited } = log.awaitedIn(executionArn)
  if (unawaited.length === 0) return []
  const { status } = service.describeExecution(executionArn)
  if (status !== "SUCCEEDED") return []
  const operations = new Map(service.operations(executionArn).map((each) => [each.Id, each]))
  return unawaited.filter(
    ({ contextPath }) => !OF_THE_SDK.has(operations.get(hashOperationPath(contextPath))?.SubType),
  )
}

/** Warns of them: the execution has succeeded, so no error of the run tells of them. */
export function tellUnawaited(world: EndedWorld, executionArn: string): void {
  const operations = unawaitedOperations(world, executionArn)
  if (operations.length === 0) return
  const { functionName } = world.service.describeExecution(executionArn)
  const forgotten = operations.filter(({ isAwaited }) => !isAwaited)
  const { sites } = world.log.awaitedIn(executionArn)
  const told = forgotten.length > 0 ? forgotten : operations
  const frames = told
    .slice(0, MOST_NAMED)
    .flatMap((operation) => userFrames(sites?.find(operation)?.stack).slice(0, 1))
  const text =
    forgotten.length > 0
      ? textOnForgotten(functionName, forgotten)
      : textOnUnsettled(functionName, operations)
  warnOnce("NOT_AWAITED", text, [...new Set(frames)])
}

/** How messages call an operation that nobody awaits, such as `step "charge"`. */
export function labelOfCall({ method, name }: Pick<LeftOperation, "method" | "name">): string {
  return `${method} ${name === undefined ? "without a name" : JSON.stringify(name)}`
}

/** What to write in the code, such as `await context.step("charge", ...)`. */
export function awaitOf({ method, name }: Pick<LeftOperation, "method" | "name">): string {
  return `await context.${method}(${name === undefined ? "" : `${JSON.stringify(name)}, `}...)`
}

function textOnForgotten(functionName: string, operations: readonly LeftOperation[]): string {
  const [first] = operations
  return (
    `The handler of ${JSON.stringify(functionName)} did not await ${listOf(operations)}. ` +
    "When it returns, Lambda freezes what has not ended, and nobody sees an error of the operation. " +
    `Write ${first === undefined ? "await" : awaitOf(first)}, or return its promise.`
  )
}

function textOnUnsettled(functionName: string, operations: readonly LeftOperation[]): string {
  const them = operations.length === 1 ? "it" : "them"
  return (
    `The handler of ${JSON.stringify(functionName)} returned before ${listOf(operations)} had ended. ` +
    `What awaits ${them} (an async function, then, Promise.allSettled) is not awaited itself, and Lambda freezes ` +
    "what is left of it. Await that too: forEach ignores the promise of an async callback, " +
    "await Promise.all(items.map(...)) does not. " +
    `If ${operations.length === 1 ? "it is" : "they are"} meant to lose a race, write it with Promise.race.`
  )
}

function listOf(operations: readonly LeftOperation[]): string {
  const named = operations.slice(0, MOST_NAMED).map((operation) => labelOfCall(operation))
  const more = operations.length - named.length
  return more === 0 ? named.join(" and ") : `${named.join(", ")} and ${more} more`
}
