import { once } from "node:events"
import { readFile } from "node:fs/promises"
import { createServer as createHttpServer, get } from "node:http"
import { type AddressInfo, connect, createServer, type Server, Socket } from "node:net"
import { setTimeout as sleep } from "node:timers/promises"
import { afterEach, expect, test, vi } from "vitest"
import { exactTimes } from "../../../support/exact-times.ts"
import { runInside } from "../../run-inside.ts"

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

/** Every socket gets its answers from code of the process, a minute after each request. */
function mockSockets(): { readonly made: () => number } {
  const connecting = vi.spyOn(Socket.prototype, "connect").mockImplementation(function (
    this: Socket,
  ) {
    const write = (done: () => void): void => {
      done()
      const body = String(Date.now())
      const head = `HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n`
      setTimeout(() => this.push(Buffer.from(head + body)), 60_000)
    }
    this._read = () => {}
    this._write = (_chunk, _encoding, done) => write(done)
    this._writev = (_chunks, done) => write(done)
    process.nextTick(() => {
      this.emit("connect")
      this.emit("secureConnect")
    })
    return this
  })
  return { made: () => connecting.mock.calls.length }
}

test.each(["http", "https"])(
  "What a mock of sockets does for fetch over %s is code of the run: its delays take virtual time",
  async (protocol) => {
    const { made } = mockSockets()
    const started = performance.now()
    // A later run takes the connection that an earlier one has left in the pool of fetch.
    for (let run = 1; run <= 4; run++) {
      const [sentAt, answeredAt] = await runInside(
        async () => [
          Number(await (await fetch(`${protocol}://mocked.example`)).text()),
          Date.now(),
        ],
        { ...exactTimes, startTime: 0 },
      )
      // The undici of Node 22 sends at the next tick of its own clock.
      expect(sentAt).toBeLessThan(process.version.startsWith("v22.") ? 500 : 1)
      expect((answeredAt ?? 0) - (sentAt ?? 0)).toBe(60_000)
    }
    expect(made()).toBe(1)
    expect(performance.now() - started).toBeLessThan(2_500)
  },
)

test("A socket that a run opens after an await holds time, beside a timer that is due sooner", async () => {
  const server = createServer((socket) => {
    socket.once("data", () => setTimeout(() => socket.end("late"), 100))
  })
  const port = await listening(server)
  const passed = await runInside(async () => {
    const before = Date.now()
    const ticks = setInterval(() => {}, 1_000)
    await readFile(new URL(import.meta.url))
    const socket = connect(port, "127.0.0.1")
    socket.write("please")
    await once(socket, "data")
    clearInterval(ticks)
    return Date.now() - before
  }, exactTimes)
  expect(passed).toBe(0)
})
