import { readdirSync } from "node:fs"
import { Agent, request } from "node:http"
import * as fc from "fast-check"
import { afterAll, expect, test } from "vitest"
import { newRunner, order } from "./order.ts"
import { sendMalformed } from "../support/raw-http.ts"

const runner = newRunner()
const endpoint = await runner.listen()
const execution = runner.start(order, { id: "o-1" })
const { id } = await execution.untilCallback("approve")
const { port } = endpoint

afterAll(() => runner.close())

const isLinux = process.platform === "linux"

/** The descriptors of this process: Linux shows them as files. */
function descriptors(): number {
  return isLinux ? readdirSync("/proc/self/fd").length : 0
}

const history = JSON.stringify(execution.snapshot().history)

test("1,000 requests at once are all served, and leave no descriptor behind", async () => {
  const before = descriptors()
  const agent = new Agent({ keepAlive: true })
  const path = `/2025-12-01/durable-executions/${encodeURIComponent(execution.arn)}`
  const heartbeat = `/2025-12-01/durable-execution-callbacks/${encodeURIComponent(id)}/heartbeat`
  const send = (index: number): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const [method, target] = index % 2 === 0 ? ["GET", path] : ["POST", heartbeat]
      const sent = request({ port, host: "127.0.0.1", method, path: target, agent }, (response) => {
        response.resume().once("end", () => resolve(response.statusCode))
      })
      sent.once("error", reject).end()
    })
  const statuses = await Promise.all(Array.from({ length: 1_000 }, (_, index) => send(index)))
  expect(new Set(statuses)).toEqual(new Set([200]))
  agent.destroy()
  await expect.poll(descriptors, { timeout: 10_000 }).toBeLessThanOrEqual(before + 1)
  expect(JSON.stringify(execution.snapshot().history)).toBe(history)
})

const method = fc.constantFrom("GET", "POST", "PUT", "DELETE", "OPTIONS", "CONNECT", "get", "X")
const path = fc.oneof(
  fc.constantFrom(
    ...["/", "*", "//", "/%", "/2025-12-01/durable-executions/%ff/state", "http://a/b", "a:1"],
    "/2015-03-31/functions/order/invocations?Qualifier=$LATEST&Qualifier=1",
    "/2025-12-01/durable-execution-callbacks/YQ==/succeed",
    "/2025-12-01/functions/order/durable-executions?MaxItems=NaN&__proto__=1",
  ),
  fc.webPath(),
)
const header = fc.oneof(
  fc.constantFrom(
    ...["host: localhost", "host: evil", "host:", "origin: null", "expect: 100-continue"],
    ...["expect: more", "content-length: 5", "content-length: -1", "content-length: 1e3"],
    ...["transfer-encoding: chunked", "transfer-encoding: gzip", "upgrade: websocket"],
    ...["connection: upgrade", "x-amz-invocation-type: \u0000", ": nameless", "no colon"],
  ),
  fc.string({ maxLength: 20 }),
)
const message = fc
  .record({
    method,
    path,
    version: fc.constantFrom("HTTP/1.1", "HTTP/1.0", "HTTP/2.0", "HTTP/9", ""),
    headers: fc.array(header, { maxLength: 4 }),
    body: fc.string({ unit: "binary", maxLength: 40 }),
  })
  .map(({ method: verb, path: target, version, headers, body }) =>
    Buffer.from([`${verb} ${target} ${version}`, ...headers, "", body].join("\r\n"), "latin1"),
  )
const anything = fc.oneof(
  { weight: 4, arbitrary: message },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
)

/** `npm run test:fuzz` sends 20,000. */
const factor = Number(process.env["FUZZ_FACTOR"] ?? 1)

test("malformed requests get modelled responses, and the memory and the history stay as they are", async () => {
  const before = descriptors()
  const rounds = 100
  let seen = 0
  let heapBefore = 0
  for (let round = 0; round < rounds * factor; round++) {
    const batch = fc.sample(anything, { numRuns: 20, seed: round })
    seen += await sendMalformed(port, batch)
    if (round === 20) heapBefore = process.memoryUsage().heapUsed
  }
  expect(seen).toBeGreaterThan(rounds * 10)
  expect(process.memoryUsage().heapUsed - heapBefore).toBeLessThan(80_000_000)
  await expect.poll(descriptors, { timeout: 10_000 }).toBeLessThanOrEqual(before + 1)
  expect(JSON.stringify(execution.snapshot().history)).toBe(history)
})
