import type { ErrorObject, Event, GetDurableExecutionResponse } from "@aws-sdk/client-lambda"
import { ThrownErrors } from "../../runner/logs/thrown-errors.ts"
import { toOperationResults } from "../../runner/results/describe-execution.ts"
import { Execution, type ExecutionStatus } from "../../runner/results/execution.ts"
import { InvocationResult } from "../../runner/results/invocation-result.ts"
import { lacksResult } from "../../runner/results/recorded-execution.ts"
import { anything } from "../../text/option-kinds.ts"
import { readOptions } from "../../text/options.ts"
import { InvalidArgumentError } from "../../text/invalid-argument-error.ts"
import { showValue } from "../../text/values/show-value.ts"
import { InvocationLog } from "../../world/invocation/invocation-log.ts"
import { closingEvent, detailsOf, type History, timeOf } from "./history.ts"
import { parseHistory, revive, toValue } from "./parse-history.ts"
import { historyOfParsed, keepHistory } from "./read-history.ts"
import { recordedInvocations } from "./recorded-invocations.ts"
import { allOperations } from "./state.ts"

const CALL = "call Execution.fromHistory"

/** What stands where neither the history nor the test tells. */
const UNKNOWN_ARN = "unknown"
const UNKNOWN_FUNCTION = "recorded execution"

/**
 * An execution on AWS as a value that timelines, operations and matchers work on.
 *
 * @throws {InvalidArgumentError} for what is no history, and for one that lacks pages.
 */
export function executionFromHistory(source: unknown, options: unknown): Execution {
  const parsed = parseHistory(CALL, source)
  if (parsed.nextMarker !== undefined) {
    throw new InvalidArgumentError(
      CALL,
      `the history has more pages: NextMarker is ${showValue(parsed.nextMarker)}`,
      "Ask for them with GetDurableExecutionHistory and Marker, and pass the list of all answers: Execution.fromHistory([first, second]).",
    )
  }
  const history = historyOfParsed(parsed)
  const [started] = history.events
  if (started?.EventType !== "ExecutionStarted") {
    throw new InvalidArgumentError(
      CALL,
      `its first event is ${showValue(started?.EventType)}, not ExecutionStarted`,
      "Pass the whole history, from its start. Was it read in reverse order, filtered, or from a later page on?",
    )
  }
  assertWithoutGaps(history)
  const known = readKnown(options)
  const { DurableExecutionArn: arn = history.arn } = known
  const execution = new Execution(dataOf(history, started, known))
  keepHistory(execution, arn === undefined ? history : { ...history, arn })
  return execution
}

/** Event ids count from 1. */
function assertWithoutGaps({ events }: History): void {
  const index = events.findIndex(
    ({ EventId }, position) => (EventId ?? position + 1) !== position + 1,
  )
  if (index === -1) return
  const found = events[index]?.EventId ?? 0
  throw new InvalidArgumentError(
    CALL,
    found <= index ? `the event ${found} appears twice` : `the event ${index + 1} is missing`,
    "Pass each page once, and all of them.",
  )
}

type Known = Partial<GetDurableExecutionResponse>

function readKnown(options: unknown): Known {
  const { execution } = readOptions<{ readonly execution?: unknown }>(CALL, options, {
    execution: anything(),
  })
  if (execution === undefined) return {}
  const value = toValue(CALL, execution)
  if (typeof value === "object" && value !== null && "Status" in value) {
    return revive<Known>(CALL, value as Known, "the execution")
  }
  throw new InvalidArgumentError(
    CALL,
    `execution is ${showValue(value)}`,
    "Pass the answer of GetDurableExecution: an object with Status, StartTimestamp and so on.",
  )
}

function dataOf(
  history: History,
  started: Event,
  known: Known,
): ConstructorParameters<typeof Execution>[0] {
  const { events } = history
  const closing = closingEvent(history)
  const details = closing === undefined ? {} : detailsOf(closing)
  const arn = known.DurableExecutionArn ?? history.arn ?? UNKNOWN_ARN
  const end = closing?.EventTimestamp ?? known.EndTimestamp
  const payload = details.Result?.Payload ?? known.Result
  const error = details.Error?.Payload ?? known.Error
  return {
    arn,
    name: known.DurableExecutionName ?? started.Name ?? "",
    functionName: functionNameOf(known) ?? UNKNOWN_FUNCTION,
    tenantId: history.tenantId,
    status: statusOf(closing) ?? known.Status ?? "RUNNING",
    payload,
    lacksPayload: payload === undefined && lacksResult(closing),
    error: error ?? missingError(closing),
    startTimestamp: started.EventTimestamp ?? known.StartTimestamp ?? new Date(0),
    endTimestamp: end,
    takenAt: new Date(Math.max(...events.map(timeOf))),
    readDeliveries: () => [],
    readEnvironment: () => ({}),
    readHistory: () => events,
    readLogs: () => [],
    readInvocations: (readHistory) =>
      recordedInvocations(history).map(
        (record, index) => new InvocationResult(record, index, readHistory),
      ),
    readOperations: (readHistory) =>
      toOperationResults(
        allOperations(history),
        readHistory,
        () => undefined,
        new ThrownErrors(new InvocationLog(), arn),
      ),
    replay: async () => {
      throw new InvalidArgumentError(
        "replay an execution",
        "it comes from a history, which has no handler",
        "Call runner.replay(handler, execution) with the handler.",
      )
    },
  }
}

function functionNameOf({ FunctionArn }: Known): string | undefined {
  return FunctionArn?.split(":")[6]
}

const STATUSES: Readonly<Record<string, ExecutionStatus>> = {
  ExecutionSucceeded: "SUCCEEDED",
  ExecutionFailed: "FAILED",
  ExecutionTimedOut: "TIMED_OUT",
  ExecutionStopped: "STOPPED",
}

function statusOf(closing: Event | undefined): ExecutionStatus | undefined {
  return closing === undefined ? undefined : STATUSES[closing.EventType ?? ""]
}

/** That it failed is known, and not why. */
function missingError(closing: Event | undefined): ErrorObject | undefined {
  if (closing?.EventType !== "ExecutionFailed") return undefined
  return { ErrorMessage: "(the history was read without IncludeExecutionData: true)" }
}
