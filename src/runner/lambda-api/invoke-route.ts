import type { InvokeAnswer } from "../../world/events/invoke-request.ts"
import type { SimulatedEndpoint } from "./endpoint.ts"
import { textOf, type WireRequest } from "./wire-request.ts"
import { errorResponse, payloadResponse, type WireResponse } from "./wire-response.ts"

/** Lambda's Invoke: most of it is in headers, and both bodies are the payload itself. */
export async function invoke(
  endpoint: SimulatedEndpoint,
  request: WireRequest,
  functionName: string,
): Promise<WireResponse> {
  const { headers, query, body } = request
  const payload = body.length === 0 ? undefined : textOf(body)
  if (payload !== undefined && !isJson(payload)) return invalidContent()
  const qualifier = query["Qualifier"]
  const answer = await endpoint.invokeFunction({
    functionName,
    qualifier: typeof qualifier === "string" ? qualifier : undefined,
    invocationType: headerOf(headers, "x-amz-invocation-type"),
    executionName: headerOf(headers, "x-amz-durable-execution-name"),
    tenantId: headerOf(headers, "x-amz-tenant-id"),
    payload,
  })
  return payloadResponse(answer.statusCode, answer.payload, headersOf(answer))
}

function headersOf(answer: InvokeAnswer): Record<string, string> {
  const { executedVersion, durableExecutionArn, functionError } = answer
  return {
    ...(executedVersion !== undefined && { "x-amz-executed-version": executedVersion }),
    ...(durableExecutionArn !== undefined && {
      "x-amz-durable-execution-arn": durableExecutionArn,
    }),
    ...(functionError !== undefined && { "x-amz-function-error": functionError }),
  }
}

function headerOf(headers: WireRequest["headers"], wanted: string): string | undefined {
  for (const [name, value] of Object.entries(headers)) {
    if (name.toLowerCase() === wanted) return value
  }
  return undefined
}

/** Lambda looks at a payload before it looks for the function. */
function invalidContent(): WireResponse {
  return errorResponse({
    name: "InvalidRequestContentException",
    httpStatusCode: 400,
    Type: "User",
    Message: "Could not parse request body into json.",
  })
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
