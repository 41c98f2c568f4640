import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import type { AddressInfo, Socket } from "node:net"
import type { Duplex } from "node:stream"
import type { WireRequest } from "../runner/lambda-api/wire-request.ts"
import {
  errorResponse,
  type WireError,
  type WireResponse,
} from "../runner/lambda-api/wire-response.ts"
import { bytesOf, headersOf, readTarget } from "../world/globals/lambda/http-message.ts"
import { runOutsideScopes } from "../world/globals/patch/scope.ts"
import { refuseCaller, type ServerNames } from "./allowed-caller.ts"
import { malformedRequest, requestTooLarge, responseTo, targetTooLong } from "./endpoint-errors.ts"
import { MOST_BODY_BYTES, readBody } from "./read-body.ts"

const MOST_HEADER_BYTES = 32 * 1_024
const MOST_TARGET_BYTES = 16 * 1_024
const MOST_CONNECTIONS = 8_192
const REQUEST_TIMEOUT_MS = 30_000
const HEADERS_TIMEOUT_MS = 10_000
const KEEP_ALIVE_MS = 65_000

export interface HttpServerParts extends ServerNames {
  readonly port: number
  /** What it throws becomes an error response. */
  readonly serve: (request: WireRequest) => Promise<WireResponse>
}

/**
 * An HTTP server in front of something that serves the API of Lambda. Its code belongs to no run: it sees the
 * real clock and real timers, whatever runs meanwhile.
 */
export class HttpServer {
  readonly #parts: HttpServerParts
  readonly #server: Server
  #served = 0

  private constructor(parts: HttpServerParts) {
    this.#parts = parts
    const server = createServer({
      maxHeaderSize: MOST_HEADER_BYTES,
      requestTimeout: REQUEST_TIMEOUT_MS,
      headersTimeout: HEADERS_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectionsCheckingInterval: 1_000,
      // The check of the caller refuses a request without one, by a response that clients understand.
      requireHostHeader: false,
    })
    server.maxConnections = MOST_CONNECTIONS
    // A connection that is kept for later holds neither the process nor the virtual time.
    server.on("connection", (socket: Socket) => void socket.unref())
    const onRequest = (request: IncomingMessage, response: ServerResponse): void =>
      runOutsideScopes(() => void this.#answer(request, response))
    server.on("request", onRequest)
    server.on("checkContinue", (request: IncomingMessage, response: ServerResponse) => {
      response.writeContinue()
      onRequest(request, response)
    })
    server.on("checkExpectation", onRequest)
    server.on("connect", (_request, socket) => refuseMalformed(socket, undefined))
    server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
      refuseMalformed(socket, error.code)
    })
    this.#server = server
  }

  /** @throws {Error} that of Node, where the port is taken. */
  static async open(parts: HttpServerParts): Promise<HttpServer> {
    return runOutsideScopes(async () => {
      const opened = new HttpServer(parts)
      const server = opened.#server
      await new Promise<void>((resolve, reject) => {
        server.once("error", reject)
        server.listen(parts.port, parts.host, () => {
          server.off("error", reject)
          resolve()
        })
      })
      return opened
    })
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  /** Lets the process end though the server listens. */
  unref(): void {
    this.#server.unref()
  }

  /** Ends every connection; what is being served is not waited for. */
  async close(): Promise<void> {
    const server = this.#server
    if (!server.listening) return
    const closed = new Promise<void>((resolve) => void server.close(() => resolve()))
    server.closeAllConnections()
    await closed
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // The client may have gone.
    response.on("error", () => {})
    try {
      const answer = await this.#serve(request).catch(responseTo)
      await this.#send(request, response, answer)
    } catch {
      request.socket.destroy()
    }
  }

  async #serve(request: IncomingMessage): Promise<WireResponse> {
    const { method = "GET", url = "/", headers } = request
    const refused = refuseCaller(headers, this.#parts)
    if (refused !== undefined) return errorResponse(refused)
    if (url.length > MOST_TARGET_BYTES) return errorResponse(targetTooLong(MOST_TARGET_BYTES))
    const body = await readBody(request)
    if (body === undefined) return errorResponse(requestTooLarge(MOST_BODY_BYTES))
    return this.#parts.serve({ method, ...readTarget(url), headers: headersOf(request), body })
  }

  async #send(
    request: IncomingMessage,
    response: ServerResponse,
    { statusCode, headers, body }: WireResponse,
  ): Promise<void> {
    const bytes = await bytesOf(body)
    if (response.destroyed) return
    this.#served++
    const isRead = request.complete
    response.writeHead(statusCode, {
      ...headers,
      ...(statusCode !== 204 && { "content-length": String(bytes.length) }),
      "x-amzn-requestid": requestId(this.#served),
      ...(!isRead && { connection: "close" }),
    })
    response.end(bytes)
  }
}

/** They count, so that two runs of a test print the same. */
function requestId(number: number): string {
  return `00000000-0000-4000-8000-${number.toString(16).padStart(12, "0")}`
}

function refuseMalformed(socket: Duplex, code: string | undefined): void {
  if (code === "ECONNRESET" || !socket.writable) {
    socket.destroy()
    return
  }
  socket.end(rawResponse(malformedRequest(code)), () => socket.destroy())
}

function rawResponse({ name, httpStatusCode, Type, Message }: WireError): string {
  const body = JSON.stringify({ Type, message: Message })
  return [
    `HTTP/1.1 ${httpStatusCode} Refused`,
    "content-type: application/json",
    `content-length: ${Buffer.byteLength(body)}`,
    `x-amzn-errortype: ${name}`,
    "connection: close",
    "",
    body,
  ].join("\r\n")
}
