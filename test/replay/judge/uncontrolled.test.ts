import nodeCrypto, { generateKeyPairSync } from "node:crypto"
import { createServer, type RequestListener } from "node:http"
import type { AddressInfo } from "node:net"
import { fileURLToPath } from "node:url"
import workerThreads, { Worker } from "node:worker_threads"
import {
  type DurableContext,
  type DurableLambdaHandler,
  withDurableExecution,
} from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import type { ReplayCheck } from "durable-test-runner/replay"
import { afterEach, describe, expect, test, vi } from "vitest"
import { exactTimes } from "../../support/exact-times.ts"

const file = fileURLToPath(import.meta.url)

/** Taken before any run: it stays real inside of one. */
const realNow = Date.now

async function uncontrolledIn(handler: DurableLambdaHandler): Promise<ReplayCheck["uncontrolled"]> {
  const check = await new DurableTestRunner(exactTimes).checkReplay(handler)
  expect(check.divergence?.message).toBeUndefined()
  return check.uncontrolled
}

function messageOf(source: ReplayCheck["uncontrolled"]): string | undefined {
  return source?.message.replaceAll(file, "handlers.ts").replaceAll(/\d{13}/gu, "<now>")
}

const cleanUps: (() => void)[] = []

afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp()
})

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  cleanUps.push(
    () => server.close(),
    () => server.closeAllConnections(),
  )
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

describe("what makes two runs with the same seed differ", () => {
  test("Two runs of a controlled handler do the same, also in a second runner", async () => {
    const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
      await context.wait("pause", { seconds: 5 })
      return context.step("draw", async () => [Math.random(), Date.now()])
    })
    const checks = [
      await new DurableTestRunner(exactTimes).checkReplay(handler),
      await new DurableTestRunner(exactTimes).checkReplay(handler),
    ]
    expect(checks.map(({ uncontrolled }) => uncontrolled)).toEqual([undefined, undefined])
    expect(checks[0]?.fingerprint).toMatch(/^[\da-f]{16}$/u)
    expect(checks[1]?.fingerprint).toBe(checks[0]?.fingerprint)
    const other = await new DurableTestRunner({ ...exactTimes, seed: "other" }).checkReplay(handler)
    expect(other.fingerprint).not.toBe(checks[0]?.fingerprint)
  })

  test("The order of real replies is named as the difference", async () => {
    let pairs = 0
    const url = await listen((request, response) => response.end(request.url))
    const arrived = new Map<string, () => void>()
    // Each pair of answers comes in the other order than the one before.
    const letGo = (): void => {
      const order = pairs++ % 2 === 0 ? ["/a", "/b"] : ["/b", "/a"]
      for (const path of order) arrived.get(path)?.()
      arrived.clear()
    }
    const inTurn = (path: string): Promise<void> =>
      new Promise((resolve) => {
        arrived.set(path, resolve)
        if (arrived.size === 2) queueMicrotask(letGo)
      })
    const get = (path: string) => async (): Promise<string> => {
      const answer = await (await fetch(url + path)).text()
      await inTurn(path)
      return answer
    }
    const source = await uncontrolledIn(
      withDurableExecution(async (_event: unknown, context: DurableContext) => {
        await Promise.all([context.step("a", get("/a")), context.step("b", get("/b"))])
      }),
    )
    expect(source?.kind).toBe("real-io")
    expect(source?.evidence).toContain("fetch or work of Node's thread pool")
    expect([source?.first, source?.second]).toEqual([
      'SUCCEED Step "a" (c4ca4238a0b92382) "/a"',
      'SUCCEED Step "b" (c81e728d9d4c2f63) "/b"',
    ])
  })

  test("A worker thread is named as the difference", async () => {
    const work = async (): Promise<number> => {
      const worker = new Worker(
        "require('worker_threads').parentPort.postMessage(process.hrtime.bigint())",
        {
          eval: true,
        },
      )
      return new Promise((resolve) => {
        worker.once("message", (time: bigint) => resolve(Number(time)))
      })
    }
    const source = await uncontrolledIn(
      withDurableExecution(async (_event: unknown, context: DurableContext) =>
        context.step("work", work),
      ),
    )
    expect(source?.kind).toBe("other-thread")
    expect(source?.evidence).toContain("worker_threads.Worker")
    expect(source?.site?.file).toBe(file)
  })

  test("The real time is named as the difference", async () => {
    let now = realNow() - 5
    const nextNow = (): number => Math.max(++now, realNow() - 5)
    const source = await uncontrolledIn(
      withDurableExecution(async (_event: unknown, context: DurableContext) =>
        context.step("stamp", async () => ({ at: nextNow() })),
      ),
    )
    expect(source?.kind).toBe("real-clock")
    const message = messageOf(source)?.replace(/<now>.*<now>$/mu, "<now>, <now>")
    expect(message).toMatchInlineSnapshot(`
      "Two runs with the same seed differ in decision 4 (+0s):
        first run  SUCCEED Step "stamp" (c4ca4238a0b92382) {"at":<now>}
        second run SUCCEED Step "stamp" (c4ca4238a0b92382) {"at":<now>}
        depends on the real time, read by a function that was taken before the run began, or by native code. Call Date.now() where the time is needed, instead of keeping the function from an import.
        seen       <now>, <now>"
    `)
  })

  test("A native function whose result is recorded is named as the difference", async () => {
    // A key as text may look like one long id, and those may differ.
    const publicKey = (): number[] => {
      const pair = generateKeyPairSync("ed25519")
      return [...pair.publicKey.export({ type: "spki", format: "der" })]
    }
    const handlerThatRecords = (tell: (key: number[]) => unknown): DurableLambdaHandler =>
      withDurableExecution(async (_event: unknown, context: DurableContext) =>
        context.step("key", async () => tell(publicKey())),
      )
    expect(await uncontrolledIn(handlerThatRecords((key) => key.length))).toBeUndefined()
    const source = await uncontrolledIn(handlerThatRecords((key) => key))
    expect(source?.kind).toBe("native-function")
    expect(source?.evidence).toEqual(["crypto.generateKeyPairSync()"])
    expect(source?.site?.file).toBe(file)
  })

  test("The comparison of two runs restores the functions that it watched", async () => {
    const read = (): unknown[] => [
      nodeCrypto.generateKeyPairSync,
      workerThreads.Worker,
      Reflect.get(process, "memoryUsage"),
      generateKeyPairSync,
      Worker,
    ]
    const before = read()
    let runs = 0
    await uncontrolledIn(
      withDurableExecution(async (_event: unknown, context: DurableContext) =>
        context.step("count", async () => ++runs + generateKeyPairSync.length),
      ),
    )
    expect(read().every((value, index) => value === before[index])).toBe(true)
  })

  test("State outside of the handler is named even if the runs begin at the real time", async () => {
    let runs = 0
    const handler = withDurableExecution(async (_event: unknown, context: DurableContext) =>
      context.step("count", async () => ({ at: Date.now(), number: ++runs })),
    )
    const runner = new DurableTestRunner({ ...exactTimes, startTime: realNow() })
    const { uncontrolled } = await runner.checkReplay(handler)
    expect(uncontrolled?.kind).toBe("module-state")
  })

  test("State that outlives a run is named as the difference", async () => {
    let runs = 0
    const source = await uncontrolledIn(
      withDurableExecution(async (_event: unknown, context: DurableContext) =>
        context.step("count", async () => ++runs),
      ),
    )
    expect(source?.kind).toBe("module-state")
    expect(messageOf(source)).toMatchInlineSnapshot(`
      "Two runs with the same seed differ in decision 4 (+0s):
        first run  SUCCEED Step "count" (c4ca4238a0b92382) 1
        second run SUCCEED Step "count" (c4ca4238a0b92382) 2
        depends on a variable that outlives a run: the check saw nothing else that could differ. Reset such state for each run, also in the doubles and fakes that the handler uses."
    `)
  })

  test("A failure of only the second run is named as the difference", async () => {
    const answer = vi.fn().mockReturnValueOnce({ seconds: 1 }).mockReturnValue({ seconds: 2 })
    const source = await uncontrolledIn(
      withDurableExecution(async (_event: unknown, context: DurableContext) => {
        const { seconds } = await context.step("ask", async () => answer() as { seconds: number })
        if (seconds > 1) await context.waitForCallback("never", async () => {})
      }),
    )
    expect(source?.kind).toBe("module-state")
  })
})
