import { mkdtempSync, readFileSync, writeFileSync } from "node:fs"
import { readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { DurableContext } from "@aws/durable-execution-sdk-js"
import type { Shape } from "./zoo.ts"

const scratchFile = (): string => join(mkdtempSync(join(tmpdir(), "shapes-")), "state.txt")

const LARGE_TEXT = "x".repeat(110_000)

/** Where something is remembered outside of the recording, or reads back as something else. */
export const memoryShapes: readonly Shape[] = [
  {
    name: "module cache of configuration",
    causes: ["module-state"],
    make: () => {
      const cache = new Map<string, string>()
      return async (_event, context: DurableContext) => {
        if (!cache.has("config")) {
          cache.set("config", await context.step("load config", async () => "v1"))
        }
        return context.step(`use ${cache.get("config")}`, async () => 1)
      }
    },
  },
  {
    name: "container that counts its invocations",
    causes: ["module-state"],
    make: () => {
      let invocations = 0
      return async (_event, context: DurableContext) => {
        const isCold = invocations++ === 0
        await context.step(isCold ? "cold start" : "warm start", async () => 1)
        await context.wait({ seconds: 1 })
      }
    },
  },
  {
    name: "round robin over servers",
    causes: ["module-state"],
    make: () => {
      const servers = ["s1", "s2", "s3"]
      let next = 0
      return async (_event, context: DurableContext) => {
        const server = servers[next++ % servers.length]
        return context.invoke("call", "payments", { server })
      }
    },
  },
  {
    name: "ids of a counter in an object of its own",
    causes: ["module-state"],
    make: () => {
      const ids = { last: 0, next: (): string => `id-${++ids.last}` }
      return async (_event, context: DurableContext) =>
        context.step(`create ${ids.next()}`, async () => 1)
    },
  },
  {
    name: "circuit breaker outside of the handler",
    causes: ["module-state"],
    make: () => {
      let failures = 0
      return async (_event, context: DurableContext) => {
        if (failures > 0) return context.step("fallback", async () => 1)
        await context
          .step(
            "call",
            async () => {
              failures++
              throw new Error("down")
            },
            { retryStrategy: () => ({ shouldRetry: false }) },
          )
          .catch(() => undefined)
        return context.step("report", async () => 1)
      }
    },
  },
  {
    name: "file that a step writes, read outside of steps",
    causes: ["io"],
    make: () => {
      const file = scratchFile()
      return async (_event, context: DurableContext) => {
        const before = await readFile(file, "utf8").catch(() => "none")
        await context.step(`after ${before}`, async () => writeFile(file, "some"))
        return before
      }
    },
  },
  {
    name: "file read at once that a step writes",
    causes: ["io"],
    make: () => {
      const file = scratchFile()
      writeFileSync(file, "0")
      return async (_event, context: DurableContext) => {
        const version = Number(readFileSync(file, "utf8"))
        await context.step(`version ${version}`, async () => writeFileSync(file, `${version + 1}`))
        return context.step("done", async () => 1)
      }
    },
  },
  {
    name: "file that is there only the first time",
    causes: ["io"],
    make: () => {
      const file = scratchFile()
      writeFileSync(file, "job")
      return async (_event, context: DurableContext) => {
        const job = await readFile(file, "utf8").catch(() => undefined)
        if (job !== undefined) await context.step("work", async () => rm(file))
        return context.step("close", async () => 1)
      }
    },
  },
  {
    name: "list of a previous invocation in a closure of a step",
    causes: ["step-side-effect"],
    make: () => async (_event, context: DurableContext) => {
      const undo: string[] = []
      for (const name of ["hotel", "car"]) {
        await context.step(`book ${name}`, async () => {
          undo.push(name)
        })
      }
      for (const name of undo.toReversed()) await context.step(`cancel ${name}`, async () => name)
    },
  },
  {
    name: "object returned by a step and kept by its body",
    causes: ["step-side-effect"],
    make: () => async (_event, context: DurableContext) => {
      const state = { count: 0 }
      for (const name of ["a", "b"]) {
        await context.step(name, async () => {
          state.count++
          return state
        })
      }
      return context.wait("count", { seconds: 1 + state.count })
    },
  },
  {
    name: "event shortened in place by a step",
    causes: ["event-mutation"],
    make: () => async (event: { items: string[] }, context: DurableContext) => {
      await context.step("sort", async () => event.items.splice(0, 2).length)
      for (const item of event.items) await context.step(`item ${item}`, async () => item)
    },
    input: { items: ["c", "a", "b"] },
  },
  {
    name: "large map that was content with three, built anew from its children",
    causes: ["read-back"],
    make: () => async (_event, context: DurableContext) => {
      const pages = await context.map(
        "pages",
        [1, 2, 3, 4],
        async (child, page) => child.step(`page ${page}`, async () => LARGE_TEXT + page),
        { completionConfig: { minSuccessful: 3 } },
      )
      return context.step(`of ${pages.all.length} pages`, async () => 1)
    },
  },
]
