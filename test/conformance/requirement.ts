/** A requirement: what a handler has to do and the history the real service recorded for it. */
export interface Requirement {
  readonly id: string
  readonly description: string
  readonly asynchronous: boolean
  readonly variables: Readonly<Record<string, string>>
  readonly input: unknown
  readonly callbackActions: readonly CallbackAction[]
  readonly expectedResult: ExpectedResult | undefined
  readonly expectedEvents: readonly ExpectedEvent[]
  readonly expectedLogs: readonly ExpectedLog[]
}

/** One thing the external system does to a callback. */
export interface CallbackAction {
  readonly callbackName: string
  readonly operation: CallbackOperation
  /** Absent in a success without a result. */
  readonly payload?: unknown
  readonly delaySeconds: number
}

export type CallbackOperation = "success" | "failure" | "heartbeat"

/** `result` and `error` are compared only when the file lists them, hence the separate flags. */
export interface ExpectedResult {
  readonly status: string
  readonly result?: { readonly value: unknown }
  readonly error?: { readonly value: unknown }
}

export interface ExpectedEvent {
  readonly EventId: number
  readonly EventType: string
  readonly [key: string]: unknown
}

/** Fields a log record must have, with their values. */
export type LogPattern = Readonly<Record<string, unknown>>

export interface ExpectedLog {
  readonly match: LogPattern
  readonly minCount: number
  readonly maxCount: number
  readonly before: readonly LogPattern[]
  readonly after: readonly LogPattern[]
}
