import { ServiceError } from "../service/wire/service-errors.ts"
import { UnsupportedCommandError } from "../runner/lambda-api/simulated-transport.ts"
import {
  errorResponse,
  type WireError,
  type WireResponse,
} from "../runner/lambda-api/wire-response.ts"
import { DurableTestRunnerError } from "../text/errors.ts"

/** What the server itself refuses, before the simulated service sees it. Clients retry none of it. */
export function refusal(name: string, httpStatusCode: number, Message: string): WireError {
  return { name, httpStatusCode, Type: "User", Message }
}

export function requestTooLarge(limitBytes: number): WireError {
  return refusal(
    "RequestTooLargeException",
    413,
    `The body of a request may have ${limitBytes} bytes.`,
  )
}

export function targetTooLong(limitBytes: number): WireError {
  return refusal(
    "RequestTooLargeException",
    414,
    `The path and the query of a request may have ${limitBytes} bytes.`,
  )
}

/** What Node's parser refuses, by the codes of its errors. */
export function malformedRequest(code: string | undefined): WireError {
  if (code === "HPE_HEADER_OVERFLOW") {
    return refusal("RequestTooLargeException", 431, "The headers of the request are too large.")
  }
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") {
    return refusal("RequestTimeoutException", 408, "The request took too long to arrive.")
  }
  return refusal("SerializationException", 400, "The request is not valid HTTP.")
}

/**
 * The response to a request that the service did not serve. Errors of the test have their own names: they tell
 * whoever reads the output of the client what is wrong, and a 4xx is not sent again.
 */
export function responseTo(error: unknown): WireResponse {
  if (error instanceof ServiceError) return errorResponse(error)
  if (error instanceof UnsupportedCommandError) {
    return errorResponse(refusal("UnknownOperationException", 404, error.message))
  }
  if (error instanceof DurableTestRunnerError) {
    return errorResponse(refusal(error.name, 400, error.message))
  }
  const Message = error instanceof Error ? error.message : String(error)
  return errorResponse({ name: "ServiceException", httpStatusCode: 500, Type: "Service", Message })
}
