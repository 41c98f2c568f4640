import { spawn } from "node:child_process"
import { createServer, connect, type AddressInfo, type Server } from "node:net"
import { readFile } from "node:fs/promises"
import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { InvocationStuckError } from "durable-test-runner/errors"
import { afterAll, beforeAll, expect, test } from "vitest"
import { expectRejection } from "../../runner/expect-error.ts"
import { exactTimes } from "../../support/exact-times.ts"

const impatient = { ...exactTimes, realIoTimeoutMs: 60, handlerTimeoutMs: 1 }

/** Takes connections and never says a word. */
let silent: Server
let port = 0

beforeAll(async () => {
  silent = createServer(() => {})
  await new Promise<void>((resolve) => void silent.listen(0, "127.0.0.1", resolve))
  port = (silent.address() as AddressInfo).port
})

afterAll(() => void silent.close())

async function stuckIn(name: string, body: () => Promise<unknown>): Promise<InvocationStuckError> {
  const run = new DurableTestRunner(impatient).run(
    withDurableExecution(async (_event: unknown, context) => context.step(name, body)),
  )
  return expectRejection(run, InvocationStuckError)
}

test("the default limits of I/O leave a test framework's 5 seconds some room (C2b)", async () => {
  const runner = new DurableTestRunner(exactTimes)
  const begun = performance.now()
  const run = runner.run(
    withDurableExecution(async (_event: unknown, context) =>
      context.step("call", async () => fetch(`http://127.0.0.1:${port}/slow`)),
    ),
  )
  const error = await expectRejection(run, InvocationStuckError)
  expect(error.message).toContain("realIoTimeoutMs (3000 ms)")
  // Far more than it takes, for the sake of machines that have much else to do.
  expect(performance.now() - begun).toBeLessThan(20_000)
})

test("a fetch that never answers is named with its address (C6)", async () => {
  const error = await stuckIn("call", async () => fetch(`http://127.0.0.1:${port}/orders?id=1`))
  expect(error.message.replaceAll(String(port), "PORT")).toMatchInlineSnapshot(
    `"The handler of "durable-function" never settles. At +0s virtual time its invocation has no timer and no checkpoint left, and the body of step "call" awaits real I/O that has not ended within realIoTimeoutMs (60 ms): fetch of GET http://127.0.0.1:PORT/orders?id=1. Is the other side up, and does it answer? Replace it by a double or a fake, or raise realIoTimeoutMs if it really takes longer."`,
  )
})

test("a socket that stays silent is named with its peer (C6)", async () => {
  const error = await stuckIn("read", async () => {
    const socket = connect(port, "127.0.0.1")
    await new Promise((resolve) => void socket.once("data", resolve))
  })
  expect(error.message).toContain(`a socket to 127.0.0.1:${port}`)
})

test("a child process that never ends is named with its pid (C6)", async () => {
  let pid: number | undefined
  const error = await stuckIn("shell", async () => {
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], {
      stdio: "ignore",
    })
    pid = child.pid
    await new Promise((resolve) => void child.once("exit", resolve))
  })
  expect(error.message).toContain(`a child process (pid ${pid})`)
  process.kill(pid as number)
})

test("the submitter of a callback is named by its callback (C6)", async () => {
  const run = new DurableTestRunner(impatient).run(
    withDurableExecution(async (_event: unknown, context) =>
      context.waitForCallback("approve", async () => {
        await fetch(`http://127.0.0.1:${port}/submit`)
      }),
    ),
  )
  const error = await expectRejection(run, InvocationStuckError)
  expect(error.runningSteps).toEqual(['the submitter of callback "approve"'])
  expect(error.message).toContain('the submitter of callback "approve" awaits real I/O')
})

test("a step that awaits no I/O is not told of any (C6)", async () => {
  const error = await stuckIn("forget", async () => {
    await readFile(new URL(import.meta.url))
    await new Promise(() => {})
  })
  expect(error.message).toContain("no visible I/O left")
})

for (const [what, standStillMs] of [
  ["for longer than a handler may be silent", 150],
  ["for longer than real I/O may take", 300],
  ["for many times as long", 900],
] as const) {
  test(`a process that stands still ${what} ends no run (C4)`, async () => {
    const limits = { ...exactTimes, realIoTimeoutMs: 200, handlerTimeoutMs: 120 }
    const execution = await new DurableTestRunner(limits).run(
      withDurableExecution(async (_event: unknown, context) =>
        context.step("read", async () => {
          const reading = readFile(new URL(import.meta.url), "utf8")
          // As at a breakpoint: the thread does nothing meanwhile, and I/O does not get on.
          Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, standStillMs)
          await reading
          await new Promise((resolve) => void setTimeout(resolve, 5))
          return "read"
        }),
      ),
    )
    expect(execution.result).toBe("read")
  })
}
