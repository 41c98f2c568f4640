import type { Instant } from "../../service/values/instant.ts"
import type { LoggedLine } from "../globals/patch/logged-line.ts"

/** One line that code of a world has written, with what is known of that code. */
export interface LogRecord extends LoggedLine {
  /** The execution that it belongs to: for a plain function that of its caller. */
  readonly executionArn: string | undefined
  readonly functionName: string
  /** Of the invocation; undefined for one of a plain function. */
  readonly requestId: string | undefined
  /** Whether its code goes through what is recorded; undefined where the SDK does not tell. */
  readonly isReplay: boolean | undefined
  readonly at: Instant
  /** How many events the history of the execution had. */
  readonly eventCount: number
}

/** All that the code of a world has written for people, in order. */
export class LogBook {
  readonly records: LogRecord[] = []
}
