import type { Event, GetDurableExecutionResponse } from "@aws-sdk/client-lambda"
import type { Execution } from "./execution.ts"

/** One page of what `GetDurableExecutionHistory` returns. */
export interface HistoryPage {
  readonly Events?: readonly Event[] | undefined
  /** Of `exportHistory`, or added by hand: replays run under it. */
  readonly DurableExecutionArn?: string | undefined
  /** Present where more pages follow. */
  readonly NextMarker?: string | undefined
}

/**
 * The history of an execution on AWS: the events, what `GetDurableExecutionHistory` returns, a list of its
 * pages, the JSON of any of these as the SDK or the command line writes it, or a file with such JSON, by
 * its URL or path.
 */
export type HistorySource = readonly Event[] | HistoryPage | readonly HistoryPage[] | string | URL

/** What is known besides the history. */
export interface FromHistoryOptions {
  /**
   * What `GetDurableExecution` returned for the execution, or its JSON: its ARN, its function, and status,
   * result and error where the history has none.
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
