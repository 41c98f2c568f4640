import {
  retryPresets,
  type StepConfig,
  StepError,
  StepSemantics,
} from "@aws/durable-execution-sdk-js"

export interface Order {
  readonly orderId: string
}

export const order: Order = { orderId: "o-1" }

type Attempts = Pick<StepConfig<unknown>, "retryStrategy" | "semantics">

export const noRetry: Attempts = { retryStrategy: retryPresets.noRetry }

export const atMostOnce: Attempts = {
  ...noRetry,
  semantics: StepSemantics.AtMostOncePerRetry,
}

/** Lets pass what says that nobody knows whether the step has had its effect. */
export function rethrowUnlessInterrupted(error: unknown): void {
  if (error instanceof StepError && error.cause?.name === "StepInterruptedError") return
  throw error
}

/** I/O that takes a while. */
export async function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
