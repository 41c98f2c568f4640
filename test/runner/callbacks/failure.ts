import { DurableOperationError } from "@aws/durable-execution-sdk-js"

/** What a handler can tell about a failed callback, as data that survives its result. */
export interface Failure {
  readonly class: string
  readonly message: string
  readonly data: string | undefined
  readonly causeType: string | undefined
  readonly causeStack: string | undefined
}

export function failureOf(error: unknown): Failure {
  if (!(error instanceof DurableOperationError)) {
    throw new Error(`Expected an error of a durable operation, got ${String(error)}.`)
  }
  return {
    class: error.constructor.name,
    message: error.message,
    data: error.errorData,
    causeType: error.cause?.name,
    causeStack: error.cause?.stack,
  }
}
