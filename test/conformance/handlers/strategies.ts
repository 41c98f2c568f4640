import { createRetryStrategy, JitterStrategy } from "@aws/durable-execution-sdk-js"
import type { StepConfig } from "@aws/durable-execution-sdk-js"

type RetryStrategy = NonNullable<StepConfig<unknown>["retryStrategy"]>

/** Retries one second after each failure, without jitter, up to a number of attempts. */
export const retryEverySecond = (maxAttempts: number): RetryStrategy =>
  createRetryStrategy({
    maxAttempts,
    initialDelay: { seconds: 1 },
    backoffRate: 1,
    jitter: JitterStrategy.NONE,
  })

/** The SDK retries by default; leaving the strategy out is not the same as this. */
export const neverRetry: RetryStrategy = () => ({ shouldRetry: false })
