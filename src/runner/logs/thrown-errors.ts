import { hashOperationPath } from "../../world/events/operation-path.ts"
import type { InvocationLog } from "../../world/invocation/invocation-log.ts"

/** The errors of bodies as they were thrown, which the service never sees. */
export class ThrownErrors {
  readonly #log: InvocationLog
  readonly #arn: string

  constructor(log: InvocationLog, executionArn: string) {
    this.#log = log
    this.#arn = executionArn
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
