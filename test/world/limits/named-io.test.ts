import { execFile } from "node:child_process"
import { createServer, get, type Server } from "node:http"
import { type AddressInfo, connect } from "node:net"
import { promisify } from "node:util"
import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { InvocationStuckError } from "durable-test-runner/errors"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { expectRejection } from "../../runner/expect-error.ts"

let server: Server
let port: number
const children: { kill(): unknown }[] = []

beforeAll(async () => {
  // It answers nothing but what asks for it to be late.
  server = createServer((request, response) => {
    if (request.url === "/late") setTimeout(() => response.end("late"), 150)
  })
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve)
  })
  port = (server.address() as AddressInfo).port
})

afterAll(async () => {
  for (const child of children) child.kill()
  server.closeAllConnections()
  await promisify(server.close.bind(server))()
})

type Act = () => Promise<unknown>

const IO: Readonly<Record<string, { readonly act: Act; readonly text: () => string }>> = {
  "a fetch": {
    act: () => fetch(`http://127.0.0.1:${port}/pay`),
    text: () => `fetch of GET http://127.0.0.1:${port}/pay`,
  },
  "a request": {
    act: () => new Promise((resolve) => get(`http://127.0.0.1:${port}/pay`, resolve)),
    text: () => `a socket to 127.0.0.1:${port}`,
  },
  "a socket": {
    act: () => new Promise((resolve) => connect(port, "127.0.0.1").on("data", resolve)),
    text: () => `a socket to 127.0.0.1:${port}`,
  },
  "a child process": {
    act: () => {
      const running = promisify(execFile)(process.execPath, ["-e", "setTimeout(() => {}, 60_000)"])
      children.push(running.child)
      return running
    },
    text: () => "a child process (pid ",
  },
}

async function stuck(
  body: (context: DurableContext) => Promise<unknown>,
  latencyMs: number,
  handlerTimeoutMs = 1,
): Promise<InvocationStuckError> {
  const runner = new DurableTestRunner({
    realIoTimeoutMs: 100,
    handlerTimeoutMs,
    checkpointLatency: { milliseconds: latencyMs },
  })
  const handler = withDurableExecution(async (_event: unknown, context) => body(context))
  return expectRejection(runner.run(handler), InvocationStuckError)
}

describe.for([0, 1, 50, 5_000])(
  "with a checkpoint latency of %s ms the error names I/O that never ends (C6)",
  (latencyMs) => {
    test.for(Object.keys(IO))("%s in a step", async (name) => {
      const { act, text } = IO[name]!
      const { message } = await stuck((context) => context.step("pay", act), latencyMs)
      expect(message).toContain(
        `the body of step "pay" awaits real I/O that has not ended within realIoTimeoutMs (100 ms): ${text()}`,
      )
    })
  },
)

describe("the error names whose body hangs, also without a name (C6)", () => {
  const hang = (): Promise<never> => new Promise(() => {})
  test.for<readonly [string, (context: DurableContext) => Promise<unknown>]>([
    ['the submitter of callback "approve"', (c) => c.waitForCallback("approve", hang)],
    [
      "the submitter of the callback without a name (operation 3 of the execution)",
      (c) => c.waitForCallback(hang),
    ],
    ["the step without a name (operation 1 of the execution)", (c) => c.step(hang)],
    [
      'the step without a name in "order"',
      (c) => c.runInChildContext("order", (o) => o.step(hang)),
    ],
    [
      "the step without a name (operation 2 of the execution)",
      (c) => c.runInChildContext((o) => o.step(hang)),
    ],
    [
      'the submitter of callback "mail"',
      (c) => c.parallel("both", [(branch) => branch.waitForCallback("mail", hang)]),
    ],
  ])("%s", async ([who, body]) => {
    for (const latencyMs of [0, 50]) {
      const { message, runningSteps } = await stuck(body, latencyMs)
      expect(runningSteps).toEqual([who])
      expect(message).toContain(`The body of ${who} awaits a promise that nothing settles.`)
      expect(message).not.toMatch(/step [0-9a-f]{16}/u)
    }
  })
})

test("I/O that has ended after its limit is not said to be awaited (C6)", async () => {
  const { message } = await stuck(
    async (context) => {
      await context.step("pay", async () => (await fetch(`http://127.0.0.1:${port}/late`)).text())
      await context.step("hang", () => new Promise(() => {}))
    },
    50,
    1_000,
  )
  expect(message).toContain('The body of step "hang" awaits a promise that nothing settles.')
  expect(message).not.toContain("fetch of")
})
