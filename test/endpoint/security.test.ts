import { connect, type Socket } from "node:net"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import type { Endpoint } from "../../src/endpoint/index.ts"
import { listen } from "../../src/endpoint/index.ts"
import { DurableTestRunner } from "../../src/index.ts"
import { InvalidArgumentError } from "../../src/errors.ts"

let runner: DurableTestRunner
let endpoint: Endpoint

beforeEach(async () => {
  runner = new DurableTestRunner()
  endpoint = await listen(runner)
})

afterEach(() => runner.close())

/** Sends text as it is; returns all that comes until the connection ends. */
async function raw(text: string | Buffer, port = endpoint.port): Promise<string> {
  const socket = connect(port, "127.0.0.1")
  socket.end(text)
  return read(socket)
}

async function read(socket: Socket): Promise<string> {
  let received = ""
  socket.setEncoding("latin1")
  socket.on("data", (chunk: string) => (received += chunk))
  await new Promise<void>((resolve) => {
    socket.once("close", () => resolve())
    socket.on("error", () => {})
  })
  return received
}

function summary(response: string): string {
  const [head = "", body = ""] = response.split("\r\n\r\n", 2)
  const status = /^HTTP\/1\.1 (\d+)/.exec(head)?.[1]
  const type = /^x-amzn-errortype: (.*)$/im.exec(head)?.[1]
  const { message, Message } = JSON.parse(body) as { message?: string; Message?: string }
  return `${status} ${type}: ${message ?? Message}`
}

const target = "/2025-12-01/functions/order/durable-executions"

function get(headers: string, path = target): string {
  return `GET ${path} HTTP/1.1\r\n${headers}connection: close\r\n\r\n`
}

describe("an endpoint refuses", () => {
  test.each([
    ["a name that a page has given it (DNS rebinding)", "host: evil.example\r\n"],
    ["the same name with its port", "host: evil.example:80\r\n"],
    ["a name that only begins like its own", "host: localhost.evil.example\r\n"],
    ["a request without a Host", ""],
    ["a Host that is none", "host: a b\r\n"],
    ["a page of a browser", "host: 127.0.0.1\r\norigin: http://evil.example\r\n"],
    ["a page of a browser without an origin of its own", "host: localhost\r\norigin: null\r\n"],
  ])("%s", async (_what, headers) => {
    expect(summary(await raw(get(headers)))).toMatch(/^403 AccessDeniedException: /u)
  })

  test("what is no HTTP, with one response that clients understand", async () => {
    expect(summary(await raw("hello\r\n\r\n"))).toBe(
      "400 SerializationException: The request is not valid HTTP.",
    )
  })

  test("headers that are too large", async () => {
    const headers = `host: localhost\r\nx-large: ${"x".repeat(40_000)}\r\n`
    expect(summary(await raw(get(headers)))).toBe(
      "431 RequestTooLargeException: The headers of the request are too large.",
    )
  })

  test("a path that is too long", async () => {
    const path = `/${"x".repeat(20_000)}`
    expect(summary(await raw(get("host: localhost\r\n", path)))).toBe(
      "414 RequestTooLargeException: The path and the query of a request may have 16384 bytes.",
    )
  })

  test("a body that is too large, however it is sent, and reads the rest of it", async () => {
    const path = "/2015-03-31/functions/order/invocations"
    const body = Buffer.alloc(17 * 1_024 * 1_024, "x")
    const expected = "413 RequestTooLargeException: The body of a request may have 16777216 bytes."
    const head = `POST ${path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n`
    const whole = Buffer.concat([
      Buffer.from(`${head}content-length: ${body.length}\r\n\r\n`),
      body,
    ])
    expect(summary(await raw(whole))).toBe(expected)
    const chunked = Buffer.concat([
      Buffer.from(`${head}transfer-encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n`),
      body,
      Buffer.from("\r\n0\r\n\r\n"),
    ])
    expect(summary(await raw(chunked))).toBe(expected)
  })

  test("an unknown route, with a 4xx that lists the commands", async () => {
    const answer = summary(await raw(get("host: localhost\r\n", "/2015-03-31/functions/")))
    expect(answer).toMatchInlineSnapshot(
      `"404 UnknownOperationException: Failed to send GET /2015-03-31/functions/: the simulated service has no such command. It has Invoke, CheckpointDurableExecution, GetDurableExecutionState, GetDurableExecution, GetDurableExecutionHistory, ListDurableExecutionsByFunction, StopDurableExecution, SendDurableExecutionCallbackSuccess, SendDurableExecutionCallbackFailure, SendDurableExecutionCallbackHeartbeat. Mock the calls of others."`,
    )
  })

  test("a path that leads to files: no path of a request touches the file system", async () => {
    for (const path of ["/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "file:///etc/passwd"]) {
      const answer = await raw(get("host: localhost\r\n", path))
      expect(answer).toMatch(/^HTTP\/1\.1 40[04] /u)
      expect(answer).not.toContain("root:")
    }
  })
})

describe("an endpoint serves", () => {
  test.each(["localhost", "127.0.0.1", "[::1]", "LOCALHOST", "app.localhost", "127.0.0.1:1"])(
    "who calls it %s",
    async (host) => {
      expect(summary(await raw(get(`host: ${host}\r\n`)))).toMatch(/^404 ResourceNotFound/u)
    },
  )

  test("who calls it by a name that was allowed", async () => {
    const other = await runner.listen({ allowedHosts: ["host.docker.internal"] })
    const answer = await raw(get("host: host.docker.internal:1\r\n"), other.port)
    expect(summary(answer)).toMatch(/^404 ResourceNotFound/u)
  })
})

describe("listen() refuses", () => {
  async function refusal(options: unknown): Promise<string> {
    const error: unknown = await runner.listen(options as never).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(InvalidArgumentError)
    return (error as Error).message
  }

  test("a host that other machines reach, unless that is meant", async () => {
    expect(await refusal({ host: "0.0.0.0" })).toMatchInlineSnapshot(
      `"Failed to call listen: other machines can reach host "0.0.0.0". The endpoint checks no signature. Leave out host, or pass allowRemote: true if that is meant."`,
    )
    const remote = await runner.listen({ host: "0.0.0.0", allowRemote: true })
    expect(remote.url).toBe(`http://127.0.0.1:${remote.port}`)
    expect(summary(await raw(get("host: 10.0.0.1\r\n"), remote.port))).toMatch(/^404/u)
  })

  test("a port that is taken, and options that do not exist", async () => {
    expect(await refusal({ port: endpoint.port })).toMatch(
      /^Failed to call listen: the port cannot be opened: listen EADDRINUSE/u,
    )
    expect(await refusal({ ports: 1 })).toContain('there is no option "ports"')
    expect(await refusal({ port: 70_000 })).toContain("Pass a whole number from 0 to 65535.")
    expect(await refusal({ allowedHosts: "a" })).toContain("Pass a list of names.")
  })
})

describe("close() ends", () => {
  test("connections that are kept and requests that never end", async () => {
    const idle = connect(endpoint.port, "127.0.0.1")
    const slow = connect(endpoint.port, "127.0.0.1")
    await Promise.all([idle, slow].map((each) => new Promise((done) => each.once("connect", done))))
    slow.write("POST /2015-03-31/functions/order/invocations HTTP/1.1\r\nhost: localhost\r\n")
    slow.write("content-length: 100\r\n\r\nonly a part")
    const ended = Promise.all([read(idle), read(slow)])
    await endpoint.close()
    await endpoint.close()
    expect(await ended).toEqual(["", ""])
    expect(await raw(get("host: localhost\r\n"))).toBe("")
  })

  test("of the runner every endpoint of it, also by `await using`", async () => {
    const second = await runner.listen()
    await runner[Symbol.asyncDispose]()
    expect(await raw(get("host: localhost\r\n"))).toBe("")
    expect(await raw(get("host: localhost\r\n"), second.port)).toBe("")
  })
})

test("a client that goes away in the middle of its request is forgotten", async () => {
  for (let index = 0; index < 20; index++) {
    const socket = connect(endpoint.port, "127.0.0.1")
    await new Promise((done) => socket.once("connect", done))
    socket.write("POST /2015-03-31/functions/order/invocations HTTP/1.1\r\nhost: localhost\r\n")
    socket.write("content-length: 100\r\n\r\nonly a part")
    socket.destroy()
  }
  expect(summary(await raw(get("host: localhost\r\n")))).toMatch(/^404 ResourceNotFound/u)
})
