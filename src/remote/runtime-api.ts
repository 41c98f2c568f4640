import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { buffer } from "node:stream/consumers"
import type { LambdaRequest, LambdaResponse } from "../world/globals/patch/lambda-api.ts"

const RUNTIME =
  /^\/2018-06-01\/runtime\/(?:invocation\/(?:(next)|([^/]+)\/(response|error))|init\/(error))$/u
const LOOPBACK = "127.0.0.1"
const MOST_BYTES = 64 * 1_024 * 1_024

/** What a process asks of the Lambda Runtime API, and of AWS. */
export interface RuntimeApi {
  /** The answer is sent when there is an invocation. */
  next(response: ServerResponse): void
  responded(requestId: string, body: string): Promise<RuntimeAnswer>
  failed(requestId: string, body: string, errorType: string | undefined): Promise<RuntimeAnswer>
  initFailed(body: string, errorType: string | undefined): Promise<RuntimeAnswer>
  aws(request: LambdaRequest): Promise<LambdaResponse>
}

export interface RuntimeAnswer {
  readonly status: number
  readonly body: object
}

export const ACCEPTED: RuntimeAnswer = { status: 202, body: { status: "OK" } }

/** Serves one process on a port of its own: both what its runtime asks, and what its AWS client does. */
export class RuntimeServer {
  readonly #server: Server
  readonly #api: RuntimeApi

  constructor(api: RuntimeApi) {
    this.#api = api
    const server = createServer({ keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 })
    // Neither an idle runtime nor a connection that is kept holds the test process, or the virtual time.
    server.on("connection", (socket) => void socket.unref())
    server.on("request", (request, response) => void this.#serve(request, response))
    this.#server = server
  }

  /** @returns host and port. */
  async listen(): Promise<string> {
    const server = this.#server
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject)
      server.listen(0, LOOPBACK, resolve)
    })
    server.unref()
    return this.address
  }

  get address(): string {
    return `${LOOPBACK}:${(this.#server.address() as AddressInfo).port}`
  }

  close(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on("error", () => {})
    try {
      // A page in a browser may reach the port by a name of its own.
      if (request.headers.host !== this.address) {
        send(response, {
          status: 403,
          body: { errorType: "Forbidden", errorMessage: "Wrong host" },
        })
        return
      }
      const [path = "", query = ""] = (request.url ?? "").split("?", 2)
      const bytes = await bodyOf(request)
      if (bytes === undefined) {
        send(response, { status: 413, body: TOO_LARGE })
        return
      }
      const [, next, requestId, what, init] = RUNTIME.exec(path) ?? []
      if (next !== undefined && request.method === "GET") this.#api.next(response)
      else if (request.method === "POST" && (init ?? what) !== undefined) {
        send(response, await this.#runtime(request, bytes.toString("utf8"), requestId, what))
      } else if (path.startsWith("/2018-06-01/")) {
        send(response, { status: 404, body: { errorType: "NotFound", errorMessage: path } })
      } else await sendWire(response, await this.#api.aws(toLambda(request, path, query, bytes)))
    } catch {
      // The run has the error. AWS clients would send the same again after a 500.
      send(response, { status: 400, body: { Type: "User", message: "The run has failed" } })
    }
  }

  #runtime(
    { headers }: IncomingMessage,
    body: string,
    requestId: string | undefined,
    what: string | undefined,
  ): Promise<RuntimeAnswer> {
    const type = headers["lambda-runtime-function-error-type"]
    const errorType = typeof type === "string" ? type : undefined
    if (requestId === undefined) return this.#api.initFailed(body, errorType)
    if (what === "response") return this.#api.responded(requestId, body)
    return this.#api.failed(requestId, body, errorType)
  }
}

const TOO_LARGE = {
  errorType: "RequestEntityTooLarge",
  errorMessage: `The body has more than ${MOST_BYTES} bytes`,
}

async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  if (Number(request.headers["content-length"] ?? 0) > MOST_BYTES) return undefined
  const bytes = await buffer(request)
  return bytes.length > MOST_BYTES ? undefined : bytes
}

function toLambda(
  { method = "GET", headers }: IncomingMessage,
  path: string,
  query: string,
  body: Buffer,
): LambdaRequest {
  const read: Record<string, string | string[]> = {}
  const parameters = new URLSearchParams(query)
  for (const name of parameters.keys()) {
    const values = parameters.getAll(name)
    read[name] = values.length === 1 ? (values[0] ?? "") : values
  }
  const texts: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) texts[name] = [value].flat().join(",")
  return { method, path, query: read, headers: texts, body }
}

export function send(
  response: ServerResponse,
  { status, body }: RuntimeAnswer,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (response.headersSent || response.destroyed) return
  response.writeHead(status, { "content-type": "application/json", ...headers })
  response.end(JSON.stringify(body))
}

async function sendWire(
  response: ServerResponse,
  { statusCode, headers, body }: LambdaResponse,
): Promise<void> {
  const bytes = await buffer(body)
  if (response.destroyed) return
  response.writeHead(statusCode, { ...headers, "content-length": String(bytes.length) })
  response.end(bytes)
}
