import { spawn } from "node:child_process"
import { pbkdf2 } from "node:crypto"
import { lookup } from "node:dns/promises"
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { get } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { Worker } from "node:worker_threads"
import { gzip } from "node:zlib"
import { KeptConnection } from "./kept-connection.ts"
import { OrderedServer } from "./ordered-server.ts"

/** Real work of which two pieces are under way at once, and end in an order that differs from run to run. */
export interface RealWork {
  /** Ends in the same way in each run. */
  readonly piece: (name: string) => Promise<string>
  readonly close: () => Promise<void>
}

const nothingToClose = async (): Promise<void> => {}

async function ofServer(ask: (url: string) => Promise<string>): Promise<RealWork> {
  const server = new OrderedServer(2, (path) => `answer to ${path}`)
  const url = await server.listen()
  return { piece: async (name) => ask(`${url}/${name}`), close: async () => server.close() }
}

/** By the name of each, how to set it up. */
export const KINDS: Readonly<Record<string, () => Promise<RealWork>>> = {
  "fetches of a server": async () => ofServer(async (url) => (await fetch(url)).text()),
  "requests of node:http": async () =>
    ofServer(
      async (url) =>
        new Promise((resolve, reject) => {
          get(url, (response) => {
            response.setEncoding("utf8")
            let text = ""
            response.on("data", (chunk: string) => (text += chunk))
            response.on("end", () => resolve(text))
          }).on("error", reject)
        }),
    ),
  "requests over a kept connection": async () => {
    const connection = new KeptConnection()
    await connection.open()
    const piece = async (name: string): Promise<string> => {
      await connection.ask()
      return `answer to ${name}`
    }
    return { piece, close: async () => connection.close() }
  },
  "name lookups": async () => ({
    piece: async () => ((await lookup("localhost")).address === "" ? "no address" : "an address"),
    close: nothingToClose,
  }),
  "files of different sizes": async () => {
    const folder = await mkdtemp(join(tmpdir(), "durable-test-runner-"))
    await writeFile(join(folder, "a"), "a".repeat(300_000))
    await writeFile(join(folder, "b"), "b")
    return {
      piece: async (name) => `${(await readFile(join(folder, name))).length} bytes`,
      close: async () => rm(folder, { recursive: true }),
    }
  },
  "work of the thread pool": async () => {
    let runs = 0
    return {
      // Which of the two takes longer changes from run to run.
      piece: async (name) => {
        const isLong = (runs++ >> 1) % 2 === (name === "a" ? 0 : 1)
        await promisify(pbkdf2)("secret", "salt", isLong ? 2_000 : 1, 16, "sha256")
        return `${(await promisify(gzip)("text")).length} bytes`
      },
      close: nothingToClose,
    }
  },
  "child processes": async () => ({
    piece: async (name) =>
      new Promise((resolve, reject) => {
        const child = spawn("echo", [name], { stdio: ["ignore", "pipe", "inherit"] })
        let text = ""
        child.stdout.on("data", (chunk: Buffer) => (text += chunk.toString()))
        child.on("error", reject)
        child.on("close", () => resolve(text.trim()))
      }),
    close: nothingToClose,
  }),
  "a worker thread": async () => {
    const worker = new Worker(
      `const { parentPort } = require("node:worker_threads")
       let count = 0
       parentPort.on("message", ({ id, name }) => {
         for (let spin = 0; spin < (count++ % 3) * 1e5; spin++);
         parentPort.postMessage({ id, text: "did " + name })
       })`,
      { eval: true },
    )
    const waiting = new Map<number, (text: string) => void>()
    worker.on("message", ({ id, text }: { id: number; text: string }) => waiting.get(id)?.(text))
    let ids = 0
    return {
      piece: async (name) =>
        new Promise((resolve) => {
          const id = ids++
          waiting.set(id, resolve)
          // oxlint-disable-next-line unicorn/require-post-message-target-origin
          worker.postMessage({ id, name })
        }),
      close: async () => void (await worker.terminate()),
    }
  },
}
