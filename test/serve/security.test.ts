import { createHook } from "node:async_hooks"
import { describe, expect, test } from "vitest"
import { order } from "../endpoint/order.ts"
import { outcomesOf, requestText, sendRaw } from "../support/raw-http.ts"
import { durable, type Serving, serving } from "./serving.ts"

const ROUTES = [
  ["GET", "/health"],
  ["POST", "/advance"],
  ["POST", "/start-durable-execution"],
  ["PUT", "/lambda-endpoint"],
  ["POST", "/2015-03-31/functions/order/invocations"],
  ["GET", "/2025-12-01/functions/order/durable-executions"],
] as const

async function ask(
  { server }: Serving,
  [method, path]: readonly [string, string],
  headers = "host: localhost\r\n",
): Promise<string> {
  const received = await sendRaw(server.port, requestText(path, headers, method))
  return outcomesOf(received).join(" and ")
}

describe("a server refuses, on each of its routes,", () => {
  test.each([
    ["a name that a page has given it (DNS rebinding)", "host: evil.example\r\n"],
    ["a name that only begins like its own", "host: localhost.evil.example\r\n"],
    ["a name that only ends like one of Docker", "host: a.host.docker.internal\r\n"],
    ["a request without a Host", ""],
    ["a page of a browser", "host: 127.0.0.1\r\norigin: http://evil.example\r\n"],
    ["a page without an origin of its own", "host: localhost\r\norigin: null\r\n"],
  ])("%s", async (_what, headers) => {
    const { events, requests, ...running } = await serving({ functions: [durable("order", order)] })
    const answers = await Promise.all(
      ROUTES.map(async (route) => ask({ events, requests, ...running }, route, headers)),
    )
    expect(new Set(answers)).toEqual(new Set(["403 AccessDeniedException"]))
    expect(events).toEqual([])
    expect(requests).toEqual([])
  })

  test("bodies, headers and paths that are too large", async () => {
    const running = await serving({})
    const { port } = running.server
    const body = Buffer.alloc(17 * 1_024 * 1_024, "x")
    const head = "POST /advance HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n"
    const whole = Buffer.concat([
      Buffer.from(`${head}content-length: ${body.length}\r\n\r\n`),
      body,
    ])
    expect(outcomesOf(await sendRaw(port, whole))).toEqual(["413 RequestTooLargeException"])
    const large = `host: localhost\r\nx-large: ${"x".repeat(40_000)}\r\n`
    expect(await ask(running, ["GET", "/health"], large)).toBe("431 RequestTooLargeException")
    const long = ["GET", `/health?${"x".repeat(20_000)}`] as const
    expect(await ask(running, long)).toBe("414 RequestTooLargeException")
  })

  test("other methods", async () => {
    const running = await serving({})
    for (const route of [
      ["POST", "/health"],
      ["GET", "/advance"],
      ["GET", "/start-durable-execution"],
      ["POST", "/lambda-endpoint"],
    ] as const) {
      expect(await ask(running, route), route.join(" ")).toBe("405 MethodNotAllowedException")
    }
  })

  test("routes that only look like its own", async () => {
    const running = await serving({})
    for (const route of [
      ["GET", "/health/"],
      ["GET", "//health"],
      ["GET", "/HEALTH"],
      ["GET", "/x/../health"],
      ["GET", "//"],
    ] as const) {
      expect(await ask(running, route), route.join(" ")).toBe("404 UnknownOperationException")
    }
  })
})

describe("a server serves", () => {
  test.each(["localhost", "127.0.0.1:1", "[::1]", "LOCALHOST", "host.docker.internal:9014", "me"])(
    "who calls it %s",
    async (host) => {
      const running = await serving({ allowedHosts: ["me"] })
      expect(await ask(running, ["GET", "/health"], `host: ${host}\r\n`)).toBe("200 undefined")
    },
  )
})

test("no path of a request touches the file system", async () => {
  const running = await serving({ functions: [durable("order", order)] })
  // What is loaded with the first request is no part of the others.
  await ask(running, ["GET", "/health"])
  const touched: string[] = []
  const hook = createHook({
    init(_id, type) {
      if (type.startsWith("FS")) touched.push(type)
    },
  }).enable()
  const paths = ["/../../etc/passwd", "/%2e%2e/etc/passwd", "file:///etc/passwd", "/etc/passwd"]
  const names = ["..%2F..%2Fetc%2Fpasswd", "%2Fetc%2Fpasswd", "order%00", "file%3A%2F%2F%2Fetc"]
  const answers: string[] = []
  for (const path of [
    ...paths,
    ...names.map((name) => `/2015-03-31/functions/${name}/invocations`),
    ...names.map((name) => `/2025-12-01/durable-executions/${name}`),
    ...names.map((name) => `/2025-12-01/durable-execution-callbacks/${name}/succeed`),
  ]) {
    for (const method of ["GET", "POST"]) {
      const received = await sendRaw(
        running.server.port,
        requestText(path, "host: localhost\r\ncontent-length: 0\r\n", method),
      )
      expect(received).not.toContain("root:")
      answers.push(...outcomesOf(received))
    }
  }
  hook.disable()
  expect(answers.length).toBe((paths.length + 3 * names.length) * 2)
  expect(answers.filter((answer) => !answer.startsWith("40"))).toEqual([])
  expect(touched).toEqual([])
})
