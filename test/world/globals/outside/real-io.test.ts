import { execFile } from "node:child_process"
import { scrypt } from "node:crypto"
import { readFile as readFileCallback } from "node:fs"
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { createServer, get, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { promisify } from "node:util"
import { gzip } from "node:zlib"
import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { exactTimes } from "../../../support/exact-times.ts"
import { runInside } from "../../run-inside.ts"

let server: Server
let url: string
let folder: string
const serverYears: number[] = []

type Work = () => Promise<unknown>

const threadPool: [string, Work][] = [
  ["node:crypto", () => promisify(scrypt)("secret", "salt", 16)],
  ["Web Crypto", () => crypto.subtle.digest("SHA-256", Buffer.alloc(1_000))],
  ["node:zlib", () => promisify(gzip)("text".repeat(1_000))],
  ["the file system", () => readFile(join(folder, "order.json"))],
]

beforeAll(async () => {
  server = createServer((request, response) => {
    // The server is no part of the run: its timers and its clock are real.
    setTimeout(() => {
      serverYears.push(new Date().getFullYear())
      response.end(`${request.method} ${request.url}`)
    }, 3)
  })
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve)
  })
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  folder = await mkdtemp(join(tmpdir(), "durable-test-runner-"))
  await writeFile(join(folder, "order.json"), '{"total":7}')
})

afterAll(async () => {
  server.closeAllConnections()
  await promisify(server.close.bind(server))()
  await rm(folder, { recursive: true })
})

/** What `body` answers, and how much virtual time went by meanwhile. */
async function timed<T>(body: () => Promise<T>): Promise<{ value: T; tookMs: number }> {
  return runInside(
    async () => {
      const before = Date.now()
      const value = await body()
      return { value, tookMs: Date.now() - before }
    },
    { ...exactTimes, startTime: 0 },
  )
}

describe("virtual time stands still while a step awaits", () => {
  test("a real fetch", async () => {
    const answer = async (): Promise<string> => (await fetch(`${url}/orders`)).text()
    expect(await timed(answer)).toEqual({ value: "GET /orders", tookMs: 0 })
    expect(serverYears.at(-1)).toBeGreaterThan(2_020)
  })

  test("several fetches at once and in turn, over kept connections", async () => {
    const { value, tookMs } = await timed(async () => {
      const paths = Array.from({ length: 6 }, (_, index) => `/${index}`)
      const ask = async (path: string): Promise<string> => (await fetch(url + path)).text()
      const together = await Promise.all(paths.map(ask))
      return [...together, await ask("/a"), await ask("/b")]
    })
    expect(value).toEqual([0, 1, 2, 3, 4, 5, "a", "b"].map((path) => `GET /${path}`))
    expect(tookMs).toBe(0)
  })

  test("a request of node:http", async () => {
    const answer = (): Promise<string> =>
      new Promise((resolve, reject) => {
        get(`${url}/plain`, (response) => {
          let text = ""
          response.on("data", (chunk: Buffer) => (text += chunk.toString()))
          response.on("end", () => resolve(text))
        }).on("error", reject)
      })
    expect(await timed(answer)).toEqual({ value: "GET /plain", tookMs: 0 })
  })

  test("a real file, by promise and by callback", async () => {
    const path = join(folder, "order.json")
    const read = async (): Promise<unknown[]> => [
      JSON.parse(await readFile(path, "utf8")),
      (await promisify(readFileCallback)(path)).length,
    ]
    expect(await timed(read)).toEqual({ value: [{ total: 7 }, 11], tookMs: 0 })
  })

  test("a child process", async () => {
    const answer = async (): Promise<string> => {
      const { stdout } = await promisify(execFile)(process.execPath, ["-p", "6 * 7"])
      return stdout.trim()
    }
    expect(await timed(answer)).toEqual({ value: "42", tookMs: 0 })
  })

  test.each(threadPool)("work in the thread pool: %s", async (_name, work) => {
    expect(await timed(async () => void (await work()))).toEqual({ value: undefined, tookMs: 0 })
  })
})

describe("in a race with a wait of one second, a step wins that awaits", () => {
  const realWork: [string, Work][] = [["fetch", () => fetch(url)], ...threadPool]

  test.each(realWork)("%s", async (_name, work) => {
    const handler = withDurableExecution((_event: unknown, context) =>
      Promise.race([
        context.step("work", async () => {
          await work()
          return "work"
        }),
        context.wait({ seconds: 1 }).then(() => "wait"),
      ]),
    )
    expect((await new DurableTestRunner().run(handler)).result).toBe("work")
  })
})

test("real I/O and virtual sleeps may alternate", async () => {
  const { value, tookMs } = await timed(async () => {
    const texts: string[] = []
    for (let index = 0; index < 3; index++) {
      texts.push(await (await fetch(`${url}/${index}`)).text())
      await sleep(60_000)
    }
    return texts
  })
  expect(value).toEqual(["GET /0", "GET /1", "GET /2"])
  expect(tookMs).toBe(180_000)
})

test("a fetch that fails, fails with its own error", async () => {
  const failure = runInside(() => fetch("http://127.0.0.1:1/nobody-listens"))
  await expect(failure).rejects.toThrow("fetch failed")
})

test("I/O in several steps and invocations gives the history that none would give", async () => {
  const handlerWith = (io: () => Promise<unknown>) =>
    withDurableExecution(async (_event: unknown, context) => {
      await context.step("first", async () => void (await io()))
      await context.wait({ days: 1 })
      await Promise.all([
        context.step("left", async () => void (await io())),
        context.step("right", async () => void (await io())),
      ])
    })
  const withIo = await new DurableTestRunner(exactTimes).run(
    handlerWith(async () => (await fetch(url)).text()),
  )
  const without = await new DurableTestRunner(exactTimes).run(handlerWith(async () => 1))
  // Which of the two steps ends first is up to the network.
  const endingsOf = ({ operations, startTimestamp }: typeof withIo): unknown[] =>
    operations.map(({ name, type, endTimestamp }) => [
      name ?? type,
      endTimestamp!.getTime() - startTimestamp.getTime(),
    ])
  expect(endingsOf(withIo)).toEqual(endingsOf(without))
  expect(withIo.invocations).toHaveLength(2)
})

test("an open server of the test does not keep a run waiting", async () => {
  const handler = withDurableExecution(async (_event: unknown, context) => {
    await context.wait({ days: 300 })
    return "done"
  })
  expect((await new DurableTestRunner().run(handler)).result).toBe("done")
})
