import type { LogLevel } from "../../world/globals/patch/logged-line.ts"
import type { LogRecord } from "../../world/logs/log-book.ts"

/** One line that the code of an execution has logged. */
export interface LogEntry {
  readonly level: LogLevel
  readonly message: string
  /**
   * What came with the message: the further arguments of a call of `console`, or what else a structured
   * logger has written. The SDK's own logger formats its arguments into the message.
   */
  readonly data: unknown
  /** The function that logged it: this one, or a plain function that the execution has invoked. */
  readonly functionName: string
  /** In which invocation of the execution, 1 for the first; undefined for a plain function. */
  readonly invocation: number | undefined
  /**
   * The path of the operation whose code logged it, such as `"review/charge"`, or of the invoke that a
   * plain function answers; undefined for the handler itself.
   */
  readonly operation: string | undefined
  readonly operationId: string | undefined
  /** Which attempt of a step, 1 for the first. */
  readonly attempt: number | undefined
  /**
   * Whether the handler was going through what an earlier invocation had recorded. The SDK's logger keeps
   * silent then, `console` does not. Undefined where the SDK does not tell.
   */
  readonly isReplay: boolean | undefined
  /** Virtual. */
  readonly at: Date
  /** Virtual milliseconds since the run began. */
  readonly elapsedMs: number
  /** How many events the history had. */
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
