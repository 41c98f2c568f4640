/** How much a line matters, from the least. */
export const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal"] as const

export type LogLevel = (typeof LOG_LEVELS)[number]

/** What code has written for people. */
export interface LoggedLine {
  readonly level: LogLevel
  readonly message: string
  /** What came with the message, as it was given or as the line tells it. */
  readonly data: unknown
  /** The operation's id and its attempt, where the line tells them itself. */
  readonly operationId?: string | undefined
  readonly attempt?: number | undefined
}
