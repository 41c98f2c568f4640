import { ServiceError } from "../../service/wire/service-errors.ts"
import { DurableTestRunnerError } from "../../text/errors.ts"
import type { SimulatedEndpoint } from "./endpoint.ts"
import { ROUTES } from "./routes.ts"
import type { WireRequest } from "./wire-request.ts"
import { errorResponse, type WireResponse } from "./wire-response.ts"

/** A command that the simulated service does not have. */
export class UnsupportedCommandError extends DurableTestRunnerError {
  override readonly name = "UnsupportedCommandError"

  /** @internal */
  constructor(method: string, path: string) {
    super(
      "UNSUPPORTED_COMMAND",
      `Failed to send ${method} ${path}: the simulated service has no such command. ` +
        `It has ${ROUTES.map(({ command }) => command).join(", ")}. Mock the calls of others.`,
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
  readonly #endpoint: SimulatedEndpoint

  /** @internal */
  constructor(endpoint: SimulatedEndpoint) {
    this.#endpoint = endpoint
  }

  async handle(request: HttpRequest): Promise<{ response: WireResponse }> {
    const { query = {}, body } = request
    return { response: await this.serve({ ...request, query, body: toBytes(body) }) }
  }

  /** @throws {UnsupportedCommandError} */
  async serve(request: WireRequest): Promise<WireResponse> {
    const { method, path } = request
    for (const route of ROUTES) {
      const match = method === route.method ? route.path.exec(path) : null
      if (match === null) continue
      const parameter = decodeLabel(match[1] ?? "")
      return withErrors(route.answer(this.#endpoint, request, parameter))
    }
    throw new UnsupportedCommandError(method, path)
  }

  /** The SDK reads and updates the configuration of real transports; this one has none. */
  httpHandlerConfigs(): Record<string, never> {
    return {}
  }

  updateHttpClientConfig(): void {}

  destroy(): void {}
}

/** What the service refuses is an answer too. */
async function withErrors(answer: Promise<WireResponse>): Promise<WireResponse> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof ServiceError) return errorResponse(error)
    throw error
  }
}

/**
 * What a label of a path names. One with malformed percent-encoding names nothing: the service gets
 * it as it is, and no pattern of the API model lets a percent sign pass.
 */
function decodeLabel(label: string): string {
  try {
    return decodeURIComponent(label)
  } catch {
    return label
  }
}

function toBytes(body: unknown): Uint8Array {
  if (body === undefined || body === null) return new Uint8Array()
  if (typeof body === "string") return Buffer.from(body, "utf8")
  // The SDK's own subclass warns about everything but its bytes.
  const { buffer, byteOffset, byteLength } = body as Uint8Array
  return new Uint8Array(buffer, byteOffset, byteLength)
}
