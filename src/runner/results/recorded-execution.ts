import type { Event, GetDurableExecutionResponse } from "@aws-sdk/client-lambda"
import type { Execution } from "./execution.ts"

/** One page of the answer of `GetDurableExecutionHistory`. */
export interface HistoryPage {
  readonly Events?: readonly Event[] | undefined
  /** From `exportHistory`, or added by hand. Replays run under this ARN. */
  readonly DurableExecutionArn?: string | undefined
  /** Present if more pages follow. */
  readonly NextMarker?: string | undefined
}

/**
 * The history of an execution on AWS: its events, the answer of `GetDurableExecutionHistory`, or a list of
 * its pages. Each may be an object, the JSON that the SDK or the command line writes, or a file with such
 * JSON, by its URL or path.
 */
export type HistorySource = readonly Event[] | HistoryPage | readonly HistoryPage[] | string | URL

/** Additional data for a history. */
export interface FromHistoryOptions {
  /**
   * The answer of `GetDurableExecution`, or its JSON. It adds the ARN, the function, and the status, result
   * and error if the history lacks them.
   */
  readonly execution?: Partial<GetDurableExecutionResponse> | string
}

type ReadHistory = (source: unknown, options: unknown) => Execution

let read: ReadHistory | undefined

/** Histories are read further out than where executions are made. */
export function provideHistories(reader: ReadHistory): void {
  read = reader
}

export function readRecordedExecution(source: unknown, options: unknown): Execution {
  if (read === undefined) throw new Error("No entry of durable-test-runner is loaded.")
  return read(source, options)
}

/** Stands in for a result or an error that the history does not have. */
class MissingData {
  readonly missing = "the history was read without IncludeExecutionData: true, and has no results"

  toJSON(): string {
    return `(${this.missing})`
  }
}

export const MISSING_DATA: MissingData = Object.freeze(new MissingData())

/** Whether AWS has left out the result that an event is about. */
export function lacksResult(event: Event | undefined): boolean {
  if (event === undefined) return false
  const details = (Reflect.get(event, `${event.EventType}Details`) ?? {}) as {
    readonly Result?: { readonly Payload?: string; readonly Truncated?: boolean }
  }
  return details.Result?.Truncated === true && details.Result.Payload === undefined
}
