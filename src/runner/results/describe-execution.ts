import type { Event, Operation } from "@aws-sdk/client-lambda"
import type { ExecutionSnapshot } from "../../service/views/inspection.ts"
import { valueOf } from "../../world/globals/patch/environment.ts"
import { lambdaEnvironment } from "../../world/invocation/lambda-environment.ts"
import { unawaitedOperations } from "../../world/driving/unawaited-operations.ts"
import { hashOperationPath } from "../../world/events/operation-path.ts"
import type { World } from "../../world/world.ts"
import type { CallbackTracker } from "../callbacks/callback-tracker.ts"
import { toDelivery } from "./delivery.ts"
import { type LogEntry, toLogEntry } from "../logs/log-entry.ts"
import { Execution } from "./execution.ts"
import { pathsOf } from "./execution-logs.ts"
import { InvocationResult } from "./invocation-result.ts"
import { EventsOfOperations, OperationResult } from "./operation-result.ts"
import { ThrownErrors } from "../logs/thrown-errors.ts"
import type { HistoryVerdict, ReplayExecution } from "./replay-verdict.ts"
import { InvalidArgumentError } from "../../text/invalid-argument-error.ts"

/** For how long an execution that is still open may be read. */
export interface Glimpse {
  isOver: boolean
}

/**
 * Takes the result of an execution, with those of the executions that it has started. What a closed
 * execution consists of never changes, so it is read when somebody looks; an open one is read now.
 *
 * @param glimpse of an open execution that is looked at until that is over, and then thrown away: it too
 *   is read only when somebody looks, because there may be one for each change of the execution.
 */
export function describeExecution(
  world: World,
  arn: string,
  tracker: CallbackTracker,
  replayExecution?: ReplayExecution,
  glimpse?: Glimpse,
): Execution {
  const { service } = world
  const snapshot = service.describeExecution(arn)
  const { endTimestamp } = snapshot
  const execution = new Execution({
    arn,
    name: snapshot.name,
    functionName: snapshot.functionName,
    tenantId: snapshot.tenantId,
    status: snapshot.status,
    payload: snapshot.result,
    error: snapshot.error,
    startTimestamp: new Date(snapshot.startTimestamp),
    endTimestamp: endTimestamp === undefined ? undefined : new Date(endTimestamp),
    takenAt: new Date(world.clock.now),
    readDeliveries: () => {
      assertNotOver(glimpse)
      return service.callbackCalls(arn).map((call) => toDelivery(call, tracker))
    },
    readEnvironment: () => environmentOf(world, snapshot),
    readHistory: () => {
      assertNotOver(glimpse)
      return service.events(arn)
    },
    readLogs: (readOperations) => {
      assertNotOver(glimpse)
      return logsOf(world, arn, readOperations)
    },
    readInvocations: (readHistory) => {
      assertNotOver(glimpse)
      return world.log.records
        .filter(({ durableExecutionArn }) => durableExecutionArn === arn)
        .map((record, index) => new InvocationResult(record, index, readHistory))
    },
    readOperations: (readHistory) => {
      assertNotOver(glimpse)
      return toOperationResults(
        service.operations(arn),
        readHistory,
        (operationId) => {
          const child = service.childExecution(arn, operationId)
          if (child === undefined) return undefined
          return describeExecution(world, child, tracker, replayExecution, glimpse)
        },
        new ThrownErrors(world.log, arn),
        new Set(unawaitedOperations(world, arn).map(({ path }) => hashOperationPath(path))),
      )
    },
    replay: (itself) => replay(world, itself, replayExecution),
  })
  if (glimpse !== undefined) return execution
  const isOpen = snapshot.status === "RUNNING"
  // Callbacks of a closed execution may still be answered, and the answers are refused.
  if (isOpen || tracker.callbacks.length > 0) void execution.deliveries
  if (isOpen) {
    const { environment, history, invocations, operations, logs } = execution
    void [environment, history, invocations, operations, logs]
  }
  return execution
}

/** @throws {InvalidArgumentError} */
function assertNotOver(glimpse: Glimpse | undefined): void {
  if (glimpse?.isOver !== true) return
  throw new InvalidArgumentError(
    "read an execution",
    "it is one that the predicate of until(...) was called with, and the execution has continued since",
    "Read it inside the predicate, or use the execution that until returns.",
  )
}

function environmentOf(
  { log, environment }: World,
  { arn, functionName, version, startTimestamp }: ExecutionSnapshot,
): Record<string, string> {
  const first = log.records.find(({ durableExecutionArn }) => durableExecutionArn === arn)
  const [functionArn = ""] = arn.split("/")
  const invokedAt = first?.startedAt ?? startTimestamp
  const requestId = first?.requestId ?? ""
  const logStream = first?.logStream ?? { name: "" }
  const parts = { functionName, version, functionArn, requestId, logStream, invokedAt }
  const variables = lambdaEnvironment(parts, environment)
  return Object.fromEntries(
    [...variables].flatMap(([name, variable]) => {
      const value = valueOf(variable)
      return value === undefined ? [] : [[name, value]]
    }),
  )
}

function logsOf(
  { log, logs, clock }: World,
  arn: string,
  readOperations: () => readonly OperationResult[],
): readonly LogEntry[] {
  const records = logs.records.filter(({ executionArn }) => executionArn === arn)
  if (records.length === 0) return []
  const pathOf = pathsOf(readOperations())
  const requestIds = log.records
    .filter(({ durableExecutionArn }) => durableExecutionArn === arn)
    .map(({ requestId }) => requestId)
  return records.map((record) => toLogEntry(record, clock.startedAt, requestIds, pathOf))
}

async function replay(
  world: World,
  execution: Execution,
  replayExecution: ReplayExecution | undefined,
): Promise<HistoryVerdict> {
  const { functionName } = execution
  const handler = world.functions.get(functionName)?.handler
  if (handler !== undefined && replayExecution !== undefined) {
    return replayExecution(handler, execution)
  }
  throw new InvalidArgumentError(
    "replay an execution",
    `the function "${functionName}" has no handler here`,
    "Call runner.replay(handler, execution) with the handler.",
  )
}

/** @param operations those of the execution, parents first. */
export function toOperationResults(
  operations: readonly Operation[],
  readHistory: () => readonly Event[],
  childOf: (operationId: string) => Execution | undefined,
  thrown: ThrownErrors,
  unawaited: ReadonlySet<string> = new Set(),
): OperationResult[] {
  const events = new EventsOfOperations(readHistory)
  const byId = new Map<string | undefined, OperationResult>()
  const results: OperationResult[] = []
  for (const raw of operations) {
    if (raw.Type === "EXECUTION") continue
    const parent = raw.ParentId === undefined ? undefined : byId.get(raw.ParentId)
    const child = childOf(raw.Id ?? "")
    const isUnawaited = unawaited.has(raw.Id ?? "")
    const result = new OperationResult(raw, parent, events, child, thrown, isUnawaited)
    parent?.children.push(result)
    byId.set(raw.Id, result)
    results.push(result)
  }
  return results
}
