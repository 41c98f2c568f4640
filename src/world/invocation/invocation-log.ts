import type { Instant } from "../../service/values/instant.ts"
import type { InvocationOutcome } from "../../service/values/invocation-outcome.ts"
import { isError } from "../../text/values/show-value.ts"
import type { Invocation, ThrownError } from "./invocation.ts"
import type { LogStream } from "./lambda-environment.ts"
import { AwaitedOperations } from "../logs/awaited-operations.ts"

/** What is known of one invocation after, or while, it runs. */
export interface InvocationRecord {
  readonly durableExecutionArn: string | undefined
  readonly requestId: string
  readonly functionName: string
  readonly logStream: LogStream
  readonly startedAt: Instant
  /** How many events the execution's history had when the invocation began. */
  readonly firstEvent: number
  endedAt: Instant | undefined
  /** How many events the execution's history had when the invocation had ended. */
  lastEvent: number | undefined
  outcome: InvocationOutcome | undefined
  thrown: unknown
  /** The delays of the virtual timers that never fired, because it ended. */
  droppedTimers: readonly number[]
  /** What the SDK has caught: the handler's own error, and those of bodies. */
  readonly thrownErrors: ThrownError[]
  /** With what failed, after it had returned, that it had begun and did not await. */
  readonly leftBehind: unknown[]
}

/** That many errors keep the frames of their stacks until somebody reads them, which costs nothing. */
const MOST_UNREAD_STACKS = 100

/** The invocations of a world, in the order in which they began. */
export class InvocationLog {
  readonly records: InvocationRecord[] = []
  readonly #open: Map<Invocation, InvocationRecord> = new Map()
  #unreadStacks = 0
  readonly #awaited: Map<string, AwaitedOperations> = new Map()

  /** What the code of an execution has awaited. */
  awaitedIn(durableExecutionArn: string): AwaitedOperations {
    const known = this.#awaited.get(durableExecutionArn)
    if (known !== undefined) return known
    const created = new AwaitedOperations()
    this.#awaited.set(durableExecutionArn, created)
    return created
  }

  began(invocation: Invocation, firstEvent: number): void {
    const { durableExecutionArn, requestId, functionName } = invocation.identity
    const record: InvocationRecord = {
      durableExecutionArn,
      requestId,
      functionName,
      logStream: invocation.logStream,
      startedAt: invocation.invokedAt,
      firstEvent,
      endedAt: undefined,
      lastEvent: undefined,
      outcome: undefined,
      thrown: undefined,
      droppedTimers: [],
      thrownErrors: invocation.thrownErrors,
      leftBehind: invocation.leftBehind,
    }
    this.records.push(record)
    this.#open.set(invocation, record)
  }

  /** `next` goes on with what `invocation` has begun. */
  resumed(invocation: Invocation, next: Invocation): void {
    const record = this.#open.get(invocation)
    if (record === undefined) return
    this.#open.delete(invocation)
    this.#open.set(next, record)
    next.thrownErrors = record.thrownErrors
    next.leftBehind = record.leftBehind
  }

  /** What the history gets from here on is the doing of others. */
  gaveUp(invocation: Invocation, lastEvent: number): void {
    const record = this.#open.get(invocation)
    if (record !== undefined) record.lastEvent = lastEvent
  }

  ended(invocation: Invocation, at: Instant, lastEvent: number): void {
    const record = this.#open.get(invocation)
    if (record === undefined) return
    this.#open.delete(invocation)
    record.endedAt = at
    record.lastEvent ??= lastEvent
    record.outcome = invocation.outcome
    record.thrown = invocation.thrown
    record.droppedTimers = invocation.droppedTimers
    for (const { thrown } of record.thrownErrors) {
      if (isError(thrown) && ++this.#unreadStacks > MOST_UNREAD_STACKS) readStack(thrown)
    }
  }
}

/** V8 keeps what the functions of a stack have, such as the whole invocation, until its text is read. */
function readStack(error: Error): void {
  try {
    void error.stack
  } catch {
    // The code has put a getter of its own there.
  }
}
