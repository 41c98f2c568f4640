import { once } from "node:events"
import { createServer as createHttpServer, get } from "node:http"
import { type AddressInfo, connect, createServer, type Server, Socket } from "node:net"
import { setTimeout as sleep } from "node:timers/promises"
import { afterEach, describe, expect, test, vi } from "vitest"
import { exactTimes } from "../../../support/exact-times.ts"
import { runInside } from "../../run-inside.ts"

/** A connection that nobody gives back looks busy for so long, in real time. */
const pooled = { ...exactTimes, realIoTimeoutMs: 50 }

const servers: Server[] = []

afterEach(() => {
  vi.restoreAllMocks()
  for (const server of servers.splice(0)) server.close()
})

async function listening(server: Server): Promise<number> {
  servers.push(server)
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  server.unref()
  return (server.address() as AddressInfo).port
}

/** What a driver does: one connection for all, whose events set timers. */
function createDriver(port: number): { ask(text: string): Promise<string>; close(): void } {
  let socket: Socket | undefined
  const waiting: ((answer: string) => void)[] = []
  return {
    ask: async (text) => {
      if (socket === undefined) {
        socket = connect(port, "127.0.0.1")
        socket.on("data", (data) => {
          // As a driver backs off, or batches what it has got.
          setTimeout(() => waiting.shift()?.(`${data.toString()} at ${Date.now()}`), 60_000)
        })
      }
      socket.write(text)
      return new Promise((resolve) => waiting.push(resolve))
    },
    close: () => socket?.destroy(),
  }
}

describe("a connection that a pool keeps from run to run", () => {
  test("belongs to the run that wrote to it last, with its timers and its clock", async () => {
    const port = await listening(createServer((socket) => void socket.pipe(socket)))
    const driver = createDriver(port)
    const startTime = 0
    const first = await runInside(() => driver.ask("one"), { ...pooled, startTime })
    const second = await runInside(() => driver.ask("two"), { ...pooled, startTime })
    driver.close()
    expect([first, second]).toEqual(["one at 60000", "two at 60000"])
  })

  test("that was opened outside of every run is virtual in the run that uses it", async () => {
    const port = await listening(createServer((socket) => void socket.pipe(socket)))
    const driver = createDriver(port)
    vi.spyOn(globalThis, "setTimeout").mockImplementationOnce(((answer: () => void) => {
      answer()
    }) as never)
    await driver.ask("before")
    vi.restoreAllMocks()
    const answer = await runInside(() => driver.ask("one"), { ...pooled, startTime: 0 })
    driver.close()
    expect(answer).toBe("one at 60000")
  })
})

describe("a timer that a library keeps from run to run", () => {
  let shared: NodeJS.Timeout | undefined
  const times = { fired: 0 }

  const useShared = async (): Promise<number> => {
    const before = Date.now()
    if (shared === undefined) shared = setTimeout(() => times.fired++, 60_000)
    else shared.refresh()
    const next = times.fired + 1
    for (let tries = 0; times.fired < next && tries < 1_000; tries++) await sleep(1_000)
    return Date.now() - before
  }

  test("fires in the run that refreshes it, whether it has fired before or not", async () => {
    expect(await runInside(useShared, exactTimes)).toBe(60_000)
    expect(await runInside(useShared, exactTimes)).toBe(60_000)
    await runInside(() => void shared?.refresh(), exactTimes)
    expect(await runInside(useShared, exactTimes)).toBe(60_000)
  })

  test("stays cleared once it was cleared", async () => {
    const count = times.fired
    await runInside(() => clearTimeout(shared), exactTimes)
    await runInside(async () => {
      shared?.refresh()
      await sleep(120_000)
    }, exactTimes)
    expect(times.fired).toBe(count)
  })
})

test("A fake server in the process does not hold time: its ends of connections are idle", async () => {
  const server = createHttpServer((_request, response) => response.writeHead(503).end("busy"))
  const port = await listening(server)
  const started = performance.now()
  const passed = await runInside(async () => {
    const before = Date.now()
    for (let attempt = 1; attempt <= 3; attempt++) {
      await new Promise<void>((done, fail) => {
        get(`http://127.0.0.1:${port}`, (response) => response.resume().on("end", done)).on(
          "error",
          fail,
        )
      })
      await sleep(attempt * 60_000)
    }
    return Date.now() - before
  }, exactTimes)
  server.closeAllConnections()
  expect(passed).toBe(6 * 60_000)
  expect(performance.now() - started).toBeLessThan(2_500)
})

test("What a mock of sockets does for fetch is code of the run: its delays take virtual time", async () => {
  vi.spyOn(Socket.prototype, "connect").mockImplementation(function (this: Socket) {
    const write = (done: () => void): void => {
      done()
      const body = String(Date.now())
      const head = `HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n`
      setTimeout(() => this.push(Buffer.from(head + body)), 60_000)
    }
    this._read = () => {}
    this._write = (_chunk, _encoding, done) => write(done)
    this._writev = (_chunks, done) => write(done)
    process.nextTick(() => this.emit("connect"))
    return this
  })
  const seen = await runInside(
    async () => [await (await fetch("http://mocked.example")).text(), Date.now()],
    { ...exactTimes, startTime: 0 },
  )
  expect(seen).toEqual(["0", 60_000])
})
