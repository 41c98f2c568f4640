import type { DurableService } from "../service/durable-service.ts"
import type { Instant } from "../service/instant.ts"
import { ServiceError } from "../service/service-errors.ts"
import { DurableTestRunnerError } from "../simulation/errors.ts"
import { ROUTES, type WireRequest } from "./routes.ts"
import { jsonResponse, type WireResponse } from "./wire-response.ts"

/** Calls the simulated service as an event of its world. */
export type CallService = <T>(
  label: string,
  call: (service: DurableService, now: Instant) => T,
) => Promise<T>

/** A command that the simulated service does not have. */
export class UnsupportedCommandError extends DurableTestRunnerError {
  override readonly name = "UnsupportedCommandError"

  constructor(method: string, path: string) {
    super(
      "UNSUPPORTED_COMMAND",
      `Failed to send ${method} ${path}: the simulated service has no such command. ` +
        `It has ${ROUTES.map(({ command }) => command).join(", ")}.`,
    )
  }
}

interface HttpRequest {
  readonly method: string
  readonly path: string
  readonly query?: WireRequest["query"]
  readonly headers: Readonly<Record<string, string>>
  readonly body?: unknown
}

/** The transport of a `LambdaClient` that ends in the simulated service: no socket, no endpoint. */
export class SimulatedTransport {
  readonly #callService: CallService

  constructor(callService: CallService) {
    this.#callService = callService
  }

  async handle(request: HttpRequest): Promise<{ response: WireResponse }> {
    const { method, path } = request
    for (const route of ROUTES) {
      const match = method === route.method ? route.path.exec(path) : null
      if (match === null) continue
      const wire = {
        method,
        path,
        query: request.query ?? {},
        headers: request.headers,
        body: toBytes(request.body),
      }
      const answer = route.answer(wire, decodeURIComponent(match[1] ?? ""))
      return { response: await this.#answer(route.command, answer) }
    }
    throw new UnsupportedCommandError(method, path)
  }

  /** The SDK reads and updates the configuration of real transports; this one has none. */
  httpHandlerConfigs(): Record<string, never> {
    return {}
  }

  updateHttpClientConfig(): void {}

  destroy(): void {}

  async #answer(
    command: string,
    answer: (service: DurableService, now: Instant) => object,
  ): Promise<WireResponse> {
    try {
      return jsonResponse(200, await this.#callService(command, answer))
    } catch (error) {
      if (error instanceof ServiceError) return errorResponse(error)
      throw error
    }
  }
}

function errorResponse(error: ServiceError): WireResponse {
  const { name, httpStatusCode, Type, Message, Reason, retryAfterSeconds } = error
  const headers: Record<string, string> = { "x-amzn-errortype": name }
  if (retryAfterSeconds !== undefined) headers["retry-after"] = retryAfterSeconds
  // The model spells the member of some exceptions `Message` and of others `message`.
  const body = { Type, Message, message: Message, ...(Reason !== undefined && { Reason }) }
  return jsonResponse(httpStatusCode, body, headers)
}

function toBytes(body: unknown): Uint8Array {
  if (body === undefined || body === null) return new Uint8Array()
  if (typeof body === "string") return Buffer.from(body, "utf8")
  // The SDK's own subclass warns about everything but its bytes.
  const { buffer, byteOffset, byteLength } = body as Uint8Array
  return new Uint8Array(buffer, byteOffset, byteLength)
}
