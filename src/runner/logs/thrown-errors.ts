import type { Operation } from "@aws-sdk/client-lambda"
import { siteOf } from "../../text/user-frames.ts"
import { hashOperationPath } from "../../world/events/operation-path.ts"
import type { InvocationLog } from "../../world/invocation/invocation-log.ts"

/** What only the code knows, and the service never sees: errors as they were thrown, and lines. */
export class ThrownErrors {
  readonly #log: InvocationLog
  readonly #arn: string

  constructor(log: InvocationLog, executionArn: string) {
    this.#log = log
    this.#arn = executionArn
  }

  /** Where the handler began this operation, or others like it; empty where nothing tells. */
  siteOf(operation: Operation): string {
    return siteOf(this.#log.awaitedIn(this.#arn).siteLike(operation))
  }

  /** A crash may have an attempt run twice; the last run is the one that was recorded. */
  ofAttempt(operationId: string, attempt: number): unknown {
    for (const { durableExecutionArn, thrownErrors } of this.#log.records.toReversed()) {
      if (durableExecutionArn !== this.#arn) continue
      const found = thrownErrors.findLast(
        (each) => each.attempt === attempt && hashOperationPath(each.path) === operationId,
      )
      if (found !== undefined) return found.thrown
    }
    return undefined
  }
}
