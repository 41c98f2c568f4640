import type { DurableLambdaHandler } from "@aws/durable-execution-sdk-js"
import type { DurableTestRunner } from "durable-test-runner"
import type { Sdk } from "./sdks.ts"

/**
 * A handler whose trace was recorded from AWS (docs/internals/service.md, section 8.3). The trace is in
 * `test/golden/traces.golden.txt`, under the title.
 */
export interface ReferenceCase {
  readonly title: string
  readonly handler: (sdk: Sdk) => DurableLambdaHandler
  /** What happens around the handler. */
  readonly prepare?: (runner: DurableTestRunner, sdk: Sdk) => void
}

type RetryStrategy = ReturnType<Sdk["createRetryStrategy"]>

/** Retries one second after each failure, up to a number of attempts. */
export const retryEverySecond =
  (maxAttempts: number): RetryStrategy =>
  (_error, attempt) => ({ shouldRetry: attempt < maxAttempts, delay: { seconds: 1 } })

export const neverRetry: RetryStrategy = () => ({ shouldRetry: false })
