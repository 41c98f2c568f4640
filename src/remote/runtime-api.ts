import { HttpServer } from "../endpoint/http-server.ts"
import type { WireRequest } from "../runner/lambda-api/wire-request.ts"
import { textOf } from "../runner/lambda-api/wire-request.ts"
import { payloadResponse, type WireResponse } from "../runner/lambda-api/wire-response.ts"
import type { LambdaRequest } from "../world/globals/patch/lambda-api.ts"

const RUNTIME =
  /^\/2018-06-01\/runtime\/(?:invocation\/(?:(next)|([^/]+)\/(response|error))|init\/error)$/u
const LOOPBACK = "127.0.0.1"
const ERROR_TYPE = "lambda-runtime-function-error-type"

/** What a process asks of the Lambda Runtime API, and of AWS. */
export interface RuntimeApi {
  /** Comes back when there is an invocation. */
  next(): Promise<WireResponse>
  responded(requestId: string, body: string): Promise<WireResponse>
  failed(requestId: string, body: string, errorType: string | undefined): Promise<WireResponse>
  initFailed(body: string, errorType: string | undefined): Promise<WireResponse>
  aws(request: LambdaRequest): Promise<WireResponse>
}

export function accepted(): WireResponse {
  return runtimeResponse(202, { status: "OK" })
}

/** Serves one process on a port of its own: both what its runtime asks, and what its AWS client does. */
export class RuntimeServer {
  readonly #api: RuntimeApi
  #server: HttpServer | undefined

  constructor(api: RuntimeApi) {
    this.#api = api
  }

  /** @returns host and port. */
  async listen(): Promise<string> {
    const serve = async (request: WireRequest): Promise<WireResponse> => this.#serve(request)
    const server = await HttpServer.open({ port: 0, host: LOOPBACK, allowedHosts: [], serve })
    // The process is there for runs, and does not keep the test process for itself.
    server.unref()
    this.#server = server
    return `${LOOPBACK}:${server.port}`
  }

  close(): void {
    void this.#server?.close()
  }

  async #serve(request: WireRequest): Promise<WireResponse> {
    const { method, path, headers, body } = request
    const [isRuntime, next, requestId, what] = RUNTIME.exec(path) ?? []
    if (isRuntime !== undefined && method === (next === undefined ? "POST" : "GET")) {
      if (next !== undefined) return this.#api.next()
      const errorType = headers[ERROR_TYPE]
      if (requestId === undefined) return this.#api.initFailed(textOf(body), errorType)
      if (what === "response") return this.#api.responded(requestId, textOf(body))
      return this.#api.failed(requestId, textOf(body), errorType)
    }
    if (path.startsWith("/2018-06-01/")) {
      return runtimeResponse(404, { errorType: "NotFound", errorMessage: `${method} ${path}` })
    }
    return this.#api.aws(request as LambdaRequest)
  }
}

export function runtimeResponse(status: number, body: object): WireResponse {
  return payloadResponse(status, JSON.stringify(body), {})
}
