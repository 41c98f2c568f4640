import type { StepConfig } from "@aws/durable-execution-sdk-js"

type RetryStrategy = NonNullable<StepConfig<unknown>["retryStrategy"]>

/** The SDK retries by default; leaving the strategy out is not the same as this. */
export const neverRetry: RetryStrategy = () => ({ shouldRetry: false })

/** Retries one second after each failure, up to a number of attempts. */
export const retryEverySecond =
  (maxAttempts: number): RetryStrategy =>
  (_error, attempt) => ({ shouldRetry: attempt < maxAttempts, delay: { seconds: 1 } })
