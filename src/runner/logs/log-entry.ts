import type { LogLevel } from "../../world/globals/patch/logged-line.ts"
import type { LogRecord } from "../../world/logs/log-book.ts"

/** One line that the code of an execution logged. */
export interface LogEntry {
  readonly level: LogLevel
  readonly message: string
  /**
   * The data of the message: the other arguments of a `console` call, or the other members of a structured
   * log line. The SDK's own logger formats its arguments into the message.
   */
  readonly data: unknown
  /** The function that logged it: the function under test, or a plain function that the execution invoked. */
  readonly functionName: string
  /** The invocation of the execution, 1 for the first; undefined for a plain function. */
  readonly invocation: number | undefined
  /**
   * The path of the operation whose code logged it, such as `"review/charge"`, or of the invoke that a
   * plain function answers; undefined for the handler itself.
   */
  readonly operation: string | undefined
  readonly operationId: string | undefined
  /** The attempt of the step, 1 for the first. */
  readonly attempt: number | undefined
  /**
   * Whether the handler was replaying operations of an earlier invocation. The SDK's logger is silent then,
   * `console` is not. Undefined if the SDK does not report it.
   */
  readonly isReplay: boolean | undefined
  /** Virtual. */
  readonly at: Date
  /** Virtual milliseconds since the start of the run. */
  readonly elapsedMs: number
  /** The number of events in the history at that moment. */
  readonly eventCount: number
}

/**
 * @param startedAt when the run began.
 * @param requestIds of the invocations of the execution, in order.
 * @param pathOf the path of an operation; undefined for one that was never recorded.
 */
export function toLogEntry(
  record: LogRecord,
  startedAt: number,
  requestIds: readonly string[],
  pathOf: (operationId: string) => string | undefined,
): LogEntry {
  const { level, message, data, functionName, requestId, operationId, attempt } = record
  const number = requestId === undefined ? 0 : requestIds.indexOf(requestId) + 1
  return {
    level,
    message,
    data,
    functionName,
    invocation: number === 0 ? undefined : number,
    operation: operationId === undefined ? undefined : pathOf(operationId),
    operationId,
    attempt,
    isReplay: record.isReplay,
    at: new Date(record.at),
    elapsedMs: record.at - startedAt,
    eventCount: record.eventCount,
  }
}
