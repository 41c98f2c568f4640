import { execFile, spawn } from "node:child_process"
import { generateKeyPair, hkdf, scrypt, scryptSync } from "node:crypto"
import { createSocket, type Socket } from "node:dgram"
import { lookup, Resolver } from "node:dns/promises"
import { createReadStream, openAsBlob, readFile as readFileByCallback } from "node:fs"
import { mkdtemp, open, opendir, readFile, rm, writeFile } from "node:fs/promises"
import { Agent, createServer, get, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pipeline } from "node:stream/promises"
import { setImmediate as immediate, setTimeout as sleep } from "node:timers/promises"
import { promisify } from "node:util"
import { Worker } from "node:worker_threads"
import {
  brotliCompress,
  createGunzip,
  createGzip,
  gunzip,
  gzip,
  gzipSync,
  zstdCompress,
} from "node:zlib"
import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { asNeeded } from "../../../support/as-needed.ts"
import { exactTimes } from "../../../support/exact-times.ts"
import { runInside } from "../../run-inside.ts"

/** What is left from one run must not hide the work of the next. */
const RUNS = 5

type Work = () => Promise<unknown>

let server: Server
let nameServer: Socket
let url: string
let folder: string
let file: string
const resolver = new Resolver()
const keepAlive = new Agent({ keepAlive: true })

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "durable-test-runner-"))
  file = join(folder, "data")
  await writeFile(file, "text".repeat(100_000))
  server = createServer((request, response) => {
    if (request.url === "/compressed") {
      response.setHeader("content-encoding", "gzip")
      response.end(gzipSync("text".repeat(100_000)))
    } else {
      response.write("first")
      setTimeout(() => response.end("second"), 3)
    }
  })
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve)
  })
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  nameServer = createSocket("udp4", (query, sender) => {
    setTimeout(() => nameServer.send(answerTo(query), sender.port, sender.address), 3)
  })
  await new Promise<void>((resolve) => {
    nameServer.bind(0, "127.0.0.1", resolve)
  })
  resolver.setServers([`127.0.0.1:${nameServer.address().port}`])
})

afterAll(async () => {
  keepAlive.destroy()
  server.closeAllConnections()
  await promisify(server.close.bind(server))()
  await promisify(nameServer.close.bind(nameServer))()
  await rm(folder, { recursive: true })
})

/** A DNS answer with the address 192.0.2.7 for the one question of `query`. */
function answerTo(query: Buffer): Buffer {
  const question = query.subarray(12, query.indexOf(0, 12) + 5)
  const header = Buffer.from([0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0])
  const answer = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 7])
  return Buffer.concat([query.subarray(0, 2), header, question, answer])
}

async function drain(chunks: AsyncIterable<unknown>): Promise<void> {
  for await (const chunk of chunks) void chunk
}

function requestWith(agent: Agent): Promise<unknown> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => response.resume().on("end", resolve)).on("error", reject)
  })
}

function exitOf(command: string, stdio: "ignore" | "pipe", event: "exit" | "close") {
  return new Promise((resolve) => {
    spawn(process.execPath, ["-e", command], { stdio }).on(event, resolve).stdout?.resume()
  })
}

const works: [string, Work][] = [
  ["gzip, in one piece", () => promisify(gzip)("text")],
  ["gzip, in many pieces", () => promisify(gzip)(Buffer.alloc(300_000, "text"))],
  ["gunzip that fails", () => promisify(gunzip)("no gzip").catch(() => {})],
  ["brotli", () => promisify(brotliCompress)("text")],
  ["zstd", () => promisify(zstdCompress)("text")],
  ["a pipeline", () => pipeline(createReadStream(file), createGzip(), createGunzip(), drain)],
  [
    "a stream that is closed while it works",
    () =>
      new Promise((resolve) => {
        const stream = createGzip().once("close", () => resolve(undefined))
        stream.write("text")
        stream.close()
      }),
  ],
  [
    "a CompressionStream",
    () => drain(new Blob(["text"]).stream().pipeThrough(new CompressionStream("gzip"))),
  ],
  ["scrypt", () => promisify(scrypt)("secret", "salt", 16)],
  ["hkdf", () => promisify(hkdf)("sha256", "key", "salt", "info", 16)],
  ["a pair of keys", () => promisify(generateKeyPair)("ed25519")],
  [
    "Web Crypto, piece after piece",
    async () => {
      const ecdsa = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" }
      const { privateKey } = await crypto.subtle.generateKey(ecdsa, true, ["sign"])
      await crypto.subtle.sign(ecdsa, privateKey, Buffer.from("text"))
      await crypto.subtle.exportKey("pkcs8", privateKey)
    },
  ],
  ["a file by promise", () => readFile(file)],
  ["a file by callback", () => promisify(readFileByCallback)(file)],
  ["a file by stream", () => drain(createReadStream(file))],
  [
    "a file by handle",
    async () => {
      await using handle = await open(file)
      await handle.read(Buffer.alloc(8), 0, 8, 0)
      await drain(handle.readableWebStream())
    },
  ],
  ["a file as a Blob", async () => (await openAsBlob(file)).arrayBuffer()],
  ["a large Blob", () => new Blob([Buffer.alloc(3_000_000)]).arrayBuffer()],
  ["a folder", async () => drain(await opendir(folder))],
  ["a host name", () => lookup("localhost")],
  ["a name server", () => resolver.resolve4("orders.example")],
  ["a child process", () => promisify(execFile)(process.execPath, ["-p", "6 * 7"])],
  ["the exit of a child process", () => exitOf("", "ignore", "exit")],
  ["the end of a child process", () => exitOf("console.log(6 * 7)", "pipe", "close")],
  [
    "a message of a worker thread",
    () =>
      new Promise((resolve) => {
        const code = "require('node:worker_threads').parentPort.postMessage(1)"
        new Worker(code, { eval: true, execArgv: [] }).on("message", resolve)
      }),
  ],
  [
    "the exit of a worker thread",
    () =>
      new Promise((resolve) => new Worker("", { eval: true, execArgv: [] }).on("exit", resolve)),
  ],
  ["a response in two parts", async () => (await fetch(url)).text()],
  ["a compressed response", async () => (await fetch(`${url}/compressed`)).text()],
  [
    "requests over a kept connection",
    async () => [await requestWith(keepAlive), await requestWith(keepAlive)],
  ],
  ["a request over a connection of its own", () => requestWith(new Agent())],
]

describe("in a race with a wait of one second, a step wins that awaits", () => {
  test.each(works)("%s", { timeout: 30_000 }, async (_name, work) => {
    const handler = withDurableExecution((_event: unknown, context) =>
      Promise.race([
        context.step("work", async () => {
          await work()
          return "work"
        }),
        context.wait({ seconds: 1 }).then(() => "wait"),
      ]),
    )
    const results: unknown[] = []
    for (let run = 0; run < RUNS; run++) {
      results.push((await new DurableTestRunner().run(handler)).result)
    }
    expect(results).toEqual(Array.from({ length: RUNS }, () => "work"))
  })
})

describe("while the body of a step runs that the service does not know of yet", () => {
  /** Longer than an open connection may look busy while no step runs. */
  const child: Work = () =>
    promisify(execFile)(process.execPath, ["-e", "setTimeout(() => {}, 100)"])

  test("the latency of its START does not pass", async () => {
    const tookMs = await runInside(
      async () => {
        const before = Date.now()
        await child()
        return Date.now() - before
      },
      { checkpointLatency: { milliseconds: 50 } },
    )
    expect(tookMs).toBe(0)
  })

  test("the end of another step does not make its I/O count as idle", async () => {
    const work = async (context: DurableContext): Promise<string> => {
      const { promise: firstEnds, resolve: endFirst } = Promise.withResolvers<undefined>()
      const first = context.step("first", async () => {
        await child()
        endFirst(undefined)
      })
      await firstEnds
      await immediate()
      await immediate()
      // Now the checkpoint with the end of the first is on its way, and not answered.
      await Promise.all([first, context.step("second", child)])
      return "work"
    }
    const handler = withDurableExecution((_event: unknown, context) =>
      Promise.race([work(context), context.wait({ seconds: 1 }).then(() => "wait")]),
    )
    const runner = new DurableTestRunner({ ...exactTimes, ...asNeeded })
    expect((await runner.run(handler)).result).toBe("work")
  })
})

test("synchronous work does not keep time where it is afterwards", async () => {
  const tookMs = await runInside(async () => {
    const before = Date.now()
    scryptSync("secret", "salt", 16)
    gzipSync("text")
    await sleep(1_000)
    return Date.now() - before
  }, exactTimes)
  expect(tookMs).toBe(1_000)
})
