import "../world/limits/supported-runtime.ts"
import type { DurableTestRunner } from "../durable-test-runner.ts"
import { SimulatedTransport } from "../runner/lambda-api/simulated-transport.ts"
import { partsOf } from "../runner/runner-parts.ts"
import { InvalidArgumentError } from "../text/invalid-argument-error.ts"
import { boolean, listOf, text, wholeNumber } from "../text/option-kinds.ts"
import { type OptionSpec, readOptions } from "../text/options.ts"
import { isLoopback } from "./allowed-caller.ts"
import { HttpServer } from "./http-server.ts"
import { urlHost } from "./url-host.ts"

export interface ListenOptions {
  /** Default 0: a free port. */
  readonly port?: number
  /** The name or address to listen on. Default `127.0.0.1`. Any other than loopback needs `allowRemote`. */
  readonly host?: string
  /** Whether other machines may connect. The endpoint checks no signature. Default false. */
  readonly allowRemote?: boolean
  /**
   * Names that clients use for this machine, besides `localhost` and its addresses, such as
   * `host.docker.internal`. The endpoint refuses requests with any other Host header.
   */
  readonly allowedHosts?: readonly string[]
}

/** An HTTP server in front of the simulated service of a runner. */
export interface Endpoint {
  /** The value for `AWS_ENDPOINT_URL_LAMBDA`. */
  readonly url: string
  readonly port: number
  /** Closes the server and every connection. You can call it several times. */
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

const OPTIONS: OptionSpec<ListenOptions> = {
  port: wholeNumber({ most: 65_535 }),
  host: text(),
  allowRemote: boolean(),
  allowedHosts: listOf(text(), "Pass a list of names."),
}

/**
 * Serves the simulated service of `runner` over HTTP: any AWS SDK, and the AWS CLI, talk to it with
 * `AWS_ENDPOINT_URL_LAMBDA=url` and any credentials. It serves the current run, or the last one, like
 * `lambdaClient()`.
 *
 * @throws {InvalidArgumentError} for wrong options, and if the port is taken.
 * @example
 * ```ts
 * await using endpoint = await listen(runner)
 * process.env["AWS_ENDPOINT_URL_LAMBDA"] = endpoint.url
 * ```
 */
export async function listen(
  runner: DurableTestRunner,
  options?: ListenOptions,
): Promise<Endpoint> {
  const call = "call listen"
  const read = readOptions(call, options, OPTIONS)
  const { port = 0, host = "127.0.0.1", allowRemote = false, allowedHosts = [] } = read
  if (!allowRemote && !isLoopback(host)) throw notLoopback(call, host)
  const { serviceCalls, closers } = partsOf(runner)
  const transport = new SimulatedTransport(serviceCalls)
  const serve: SimulatedTransport["serve"] = (request) => transport.serve(request)
  const server = await open(call, { port, host, allowedHosts, serve })
  const close = async (): Promise<void> => {
    closers.delete(close)
    await server.close()
  }
  closers.add(close)
  return {
    url: `http://${urlHost(host)}:${server.port}`,
    port: server.port,
    close,
    [Symbol.asyncDispose]: close,
  }
}

async function open(
  call: string,
  parts: Parameters<typeof HttpServer.open>[0],
): Promise<HttpServer> {
  try {
    return await HttpServer.open(parts)
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause)
    throw new InvalidArgumentError(
      call,
      `the port cannot be opened: ${problem}`,
      "Leave out port for one that is free.",
      { cause },
    )
  }
}

function notLoopback(call: string, host: string): InvalidArgumentError {
  return new InvalidArgumentError(
    call,
    `other machines can reach host ${JSON.stringify(host)}`,
    "The endpoint checks no signature. Leave out host, or pass allowRemote: true if that is meant.",
  )
}
