import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { Agent, request } from "node:http"
import { join } from "node:path"
import * as fc from "fast-check"
import { afterAll, expect, test } from "vitest"
import { sendMalformed } from "../support/raw-http.ts"
import { startServe } from "./served-process.ts"
import { temporaryFolder } from "../support/temporary-folder.ts"

const isLinux = process.platform === "linux"

// In a process of its own: what a client has open in the same one would look like work of the functions.
const folder = temporaryFolder()
const functions = join(folder, "functions.mjs")
writeFileSync(
  functions,
  `import { withDurableExecution } from ${JSON.stringify(import.meta.resolve("@aws/durable-execution-sdk-js"))}
export const sleep = withDurableExecution(async (_event, context) => {
  await context.wait("sleep", { days: 30 })
  return "awake"
})
export const order = withDurableExecution(async (event, context) => {
  // Without a time-out of its own: no time would pass beyond that while nobody answers.
  return context.waitForCallback("approve", async () => {})
})
export const nap = withDurableExecution(async (event, context) => {
  return context.step("nap", async () => {
    const before = Date.now()
    await new Promise((resolve) => setTimeout(resolve, 300_000))
    const { status } = await fetch(event.url)
    return { minutes: (Date.now() - before) / 60_000, status }
  })
})
export const price = () => 42
`,
)
const served = startServe(
  ...["sleep", "order", "nap"].map((name) => `${functions}#${name}`),
  ...["--plain", `price=${functions}#price`, "--json"],
)
const listening = JSON.parse(await served.line(/^(\{"type":"listening".*)/u)) as { url: string }
const { url } = listening
const port = Number(new URL(url).port)

afterAll(async () => {
  served.child.kill("SIGTERM")
  expect(await served.ended).toEqual([0, null])
})

/** What the server has open: Linux shows it as files. */
function descriptors(): number {
  return isLinux ? readdirSync(`/proc/${served.child.pid}/fd`).length : 0
}

/** Its memory, in KiB. */
function memory(): number {
  if (!isLinux) return 0
  const [, size] =
    /^VmRSS:\s+(\d+)/mu.exec(readFileSync(`/proc/${served.child.pid}/status`, "utf8")) ?? []
  return Number(size)
}

async function invoke(agent: Agent, target: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request(
      `${url}/2015-03-31/functions/${target}`,
      { method: "POST", agent },
      (response) => {
        let body = ""
        response.setEncoding("utf8")
        response.on("data", (chunk: string) => (body += chunk))
        response.once("end", () => resolve(`${response.statusCode} ${body}`))
      },
    )
    sent.once("error", reject).end("{}")
  })
}

test("the timers of a handler's own code pass at once, and its real work takes its time", async () => {
  const response = await fetch(`${url}/2015-03-31/functions/nap/invocations?Qualifier=$LATEST`, {
    method: "POST",
    body: JSON.stringify({ url: `${url}/health` }),
  })
  expect(await response.json()).toEqual({ minutes: 5, status: 200 })
})

test("1,000 requests at once, half of them executions, are all answered", async () => {
  const before = descriptors()
  const agent = new Agent({ keepAlive: true })
  const targets = ["sleep/invocations?Qualifier=$LATEST", "price/invocations"]
  const answers = await Promise.all(
    Array.from({ length: 1_000 }, async (_, index) => invoke(agent, targets[index % 2] ?? "")),
  )
  const counts = new Map([...Map.groupBy(answers, String)].map(([key, all]) => [key, all.length]))
  expect(counts).toEqual(
    new Map([
      ['200 "awake"', 500],
      ["200 42", 500],
    ]),
  )
  agent.destroy()
  await expect.poll(descriptors, { timeout: 10_000 }).toBeLessThanOrEqual(before + 1)
})

const json = fc.oneof(
  fc.constantFrom(
    ...["{}", "[]", "null", '"text"', "{", '{"duration":"-1h"}', '{"duration":1e999}'],
    ...['{"FunctionName":"../x","LambdaEndpoint":"file:///"}', '{"EndpointUrl":"http://[::"}'],
    ...['{"FunctionName":"f","LambdaEndpoint":"http://localhost:1","ExecutionTimeoutSeconds":0.5}'],
    ...['{"__proto__":{"FunctionName":"f"}}', '{"FunctionName":{"toString":1}}', '{"Input":7}'],
  ),
  fc.json({ maxDepth: 2 }),
  fc.string({ unit: "binary", maxLength: 40 }),
)
const path = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      ...["/advance", "/start-durable-execution", "/lambda-endpoint", "/health", "/"],
      ...["/2015-03-31/functions/order/invocations?Qualifier=$LATEST&Qualifier=1"],
      ...["/2015-03-31/functions/order%3A%24LATEST/invocations", "/advance?duration=1d"],
      ...["/2025-12-01/durable-executions/%ff/stop", "/2025-12-01/durable-executions//checkpoint"],
      ...["/2025-12-01/durable-execution-callbacks/YQ==/succeed", "*", "http://a/b", "/%"],
    ),
  },
  { weight: 1, arbitrary: fc.webPath() },
)
const header = fc.oneof(
  fc.constantFrom(
    ...["host: evil", "host:", "origin: null", "expect: more", "content-length: -1"],
    ...["transfer-encoding: gzip", "x-amz-invocation-type: Never", "x-amz-tenant-id: \u0000"],
    ...["x-amz-durable-execution-name: a/b", "upgrade: websocket", ": nameless", "no colon"],
  ),
  fc.string({ maxLength: 20 }),
)
const message = fc
  .record({
    method: fc.constantFrom("GET", "POST", "PUT", "DELETE", "OPTIONS", "CONNECT", "X"),
    path,
    headers: fc.array(header, { maxLength: 2 }),
    body: json,
  })
  .map(({ method, path: target, headers, body }) => {
    const length = `content-length: ${Buffer.byteLength(body, "latin1")}`
    const head = [`${method} ${target} HTTP/1.1`, "host: localhost", length, ...headers]
    return Buffer.from([...head, "", body].join("\r\n"), "latin1")
  })
const anything = fc.oneof(
  { weight: 9, arbitrary: message },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
)

/** `npm run test:fuzz` sends 20 times as many. */
const factor = Number(process.env["FUZZ_FACTOR"] ?? 1)
const ROUNDS = 50
const BATCH = 20

test("malformed requests get modelled responses, and whoever waits goes on waiting", async () => {
  const waiting = fetch(`${url}/2015-03-31/functions/order/invocations?Qualifier=$LATEST`, {
    method: "POST",
    body: "{}",
  })
  const told = await served.line(/^(\{"type":"waiting".*)/u)
  const { executionArn } = JSON.parse(told) as { executionArn: string }
  const before = descriptors()
  let seen = 0
  let memoryBefore = 0
  for (let round = 0; round < ROUNDS * factor; round++) {
    const batch = fc.sample(anything, { numRuns: BATCH, seed: round })
    seen += await sendMalformed(port, batch)
    if (round === 10) memoryBefore = memory()
  }
  expect(seen).toBeGreaterThan(ROUNDS * 10 * factor)
  expect(memory() - memoryBefore).toBeLessThan(100_000)
  await expect.poll(descriptors, { timeout: 10_000 }).toBeLessThanOrEqual(before + 1)
  expect(served.lines.filter((line) => line.includes('"type":"error"'))).toEqual([])
  expect((await fetch(`${url}/health`)).status).toBe(200)
  const execution = `${url}/2025-12-01/durable-executions/${encodeURIComponent(executionArn)}`
  expect((await fetch(`${execution}/stop`, { method: "POST" })).status).toBe(200)
  expect((await waiting).headers.get("x-amz-function-error")).toBe("Unhandled")
})
