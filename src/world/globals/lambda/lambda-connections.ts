import type * as Http from "node:http"
import type { IncomingMessage, Server, ServerResponse } from "node:http"
import type * as Https from "node:https"
import type { Agent } from "node:https"
import { createRequire } from "node:module"
import { Duplex } from "node:stream"
import { bytesOf, headersOf, readTarget } from "./http-message.ts"
import type { LambdaApi, LambdaRequest } from "../patch/lambda-api.ts"
import { currentScope, runInScope, type Scope } from "../patch/scope.ts"
import { wrapper, type Wrapper } from "../patch/wrapper.ts"
import { isLambda } from "./lambda-guard.ts"

/*
 * A client that production code makes at the top of its module sends requests to AWS. In a run they
 * get a connection that ends in this process: its other end speaks HTTP, and the simulated service of
 * the run answers. No byte reaches a socket, so the client's own middleware, signer and agent stay.
 */

// An import of node:http as an ES module reads all of its exports, and one of them loads the whole of undici.
const require = createRequire(import.meta.url)

type CreateConnection = (this: Agent, options: { host?: unknown }, ...rest: unknown[]) => unknown

export function lambdaConnections(): Wrapper[] {
  const https = require("node:https") as typeof Https
  return [wrapper(https.Agent.prototype, "createConnection", scopedConnection)]
}

function scopedConnection(original: CreateConnection): CreateConnection {
  return function createConnection(this: Agent, options, ...rest) {
    const scope = currentScope()
    const api = isLambda(options?.host) ? scope?.lambdaApi : undefined
    if (scope === undefined || api === undefined) return original.call(this, options, ...rest)
    return connectTo(api, scope)
  }
}

/** Who has connected, by the end of the connection that the server has. */
const clients = new WeakMap<object, { readonly api: LambdaApi; readonly scope: Scope }>()

let server: Server | undefined

function connectTo(api: LambdaApi, scope: Scope): Duplex {
  server ??= (require("node:http") as typeof Http).createServer(respond)
  const near = new ConnectionEnd()
  const far = new ConnectionEnd()
  near.connect(far)
  far.connect(near)
  clients.set(far, { api, scope })
  server.emit("connection", far)
  return near
}

/** One of two streams, each of which reads what is written to the other. */
class ConnectionEnd extends Duplex {
  /** What code asks that talks over TLS. */
  readonly encrypted = true
  readonly authorized = true
  #other: ConnectionEnd | undefined

  connect(other: ConnectionEnd): void {
    this.#other = other
  }

  override _read(): void {}

  override _write(chunk: unknown, _encoding: string, done: () => void): void {
    this.#other?.push(chunk)
    done()
  }

  override _final(done: () => void): void {
    this.#other?.push(null)
    done()
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    const other = this.#other
    this.#other = undefined
    if (error !== null) other?.destroy()
    else if (!this.writableFinished) other?.push(null)
    done(error)
  }

  // HTTP clients and agents set these for sockets.
  setTimeout(): this {
    return this
  }

  setNoDelay(): this {
    return this
  }

  setKeepAlive(): this {
    return this
  }

  ref(): this {
    return this
  }

  unref(): this {
    return this
  }
}

function respond(request: IncomingMessage, response: ServerResponse): void {
  const client = clients.get(request.socket)
  if (client === undefined) return
  const { scope, api } = client
  runInScope(scope, () => {
    void answer(api, request, response).catch((error: unknown) => {
      scope.fail?.(error as Error)
      request.socket.destroy()
    })
  })
}

async function answer(
  api: LambdaApi,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { statusCode, headers, body } = await api(await read(request))
  // A connection belongs to its run, and the real time of day to none.
  response.sendDate = false
  response.writeHead(statusCode, { ...headers, connection: "close" })
  response.end(await bytesOf(body))
}

async function read(request: IncomingMessage): Promise<LambdaRequest> {
  const { method = "GET", url = "/" } = request
  return { method, ...readTarget(url), headers: headersOf(request), body: await bytesOf(request) }
}
