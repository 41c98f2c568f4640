import type { ErrorObject } from "@aws-sdk/client-lambda"

/** A call of Lambda's Invoke API. */
export interface InvokeRequest {
  /** Name, `name:qualifier`, partial or full ARN. */
  readonly functionName: string
  readonly qualifier: string | undefined
  /** `RequestResponse`, `Event` or `DryRun`; the first if it is undefined. */
  readonly invocationType: string | undefined
  /** The name of the durable execution to start, or to find. */
  readonly executionName: string | undefined
  /** For a tenant-isolated function. */
  readonly tenantId?: string | undefined
  /** JSON text. */
  readonly payload: string | undefined
}

/** What Lambda answers. */
export interface InvokeAnswer {
  readonly statusCode: 200 | 202 | 204
  readonly executedVersion?: string
  readonly durableExecutionArn?: string
  readonly functionError?: "Unhandled"
  /** JSON text. */
  readonly payload?: string
}

/** An error as the payload of an answer with a `FunctionError`. */
export function errorPayloadOf(error: ErrorObject | undefined): string {
  const { ErrorType, ErrorMessage, ErrorData, StackTrace } = error ?? {}
  return JSON.stringify({
    errorType: ErrorType,
    errorMessage: ErrorMessage,
    errorData: ErrorData,
    stackTrace: StackTrace,
  })
}
