import { setTimeout as sleep } from "node:timers/promises"
import type { DurableContext } from "@aws/durable-execution-sdk-js"
import type { Shape } from "./zoo.ts"

const pause = async (ms: number): Promise<void> => {
  await new Promise((resolve) => setTimeout(resolve, ms))
}

/** Where it matters how much time has gone by, or is left, or what the invocation is called. */
export const timeShapes: readonly Shape[] = [
  {
    name: "stopwatch around a step",
    causes: ["clock"],
    make: () => async (_event, context: DurableContext) => {
      const started = Date.now()
      await context.step("work", async () => pause(5_000))
      const isSlow = Date.now() - started > 3_000
      await context.step(isSlow ? "warn" : "note", async () => 1)
    },
  },
  {
    name: "stopwatch by performance.now",
    causes: ["clock"],
    make: () => async (_event, context: DurableContext) => {
      const started = performance.now()
      await context.step("work", async () => pause(700))
      const elapsed = performance.now() - started
      return elapsed < 500 ? context.step("fast", async () => 1) : context.wait({ seconds: 5 })
    },
  },
  {
    name: "stopwatch by process.hrtime",
    causes: ["clock"],
    make: () => async (_event, context: DurableContext) => {
      const started = process.hrtime.bigint()
      await context.step("work", async () => pause(40))
      const elapsedMs = Number((process.hrtime.bigint() - started) / 1_000_000n)
      return context.step(`took ${elapsedMs >= 20 ? "long" : "little"}`, async () => 1)
    },
  },
  {
    name: "elapsed time in the name of a metric",
    causes: ["clock"],
    make: () => async (_event, context: DurableContext) => {
      const began = new Date()
      await context.step("a", async () => pause(90_000))
      await context.step("b", async () => pause(90_000))
      const minutes = Math.floor((new Date().getTime() - began.getTime()) / 60_000)
      await context.invoke(`metric of ${minutes} minutes`, "payments", {})
    },
  },
  {
    name: "polling budget of a loop",
    causes: ["clock"],
    make: () => async (_event, context: DurableContext) => {
      const until = Date.now() + 10_000
      for (let round = 0; round < 5 && Date.now() < until; round++) {
        await context.step("poll", async () => pause(4_000))
      }
      return context.step("report", async () => 1)
    },
  },
  {
    name: "time left of the invocation decides on another page",
    causes: ["lambda-context"],
    make: () => async (_event, context: DurableContext) => {
      await context.step("page 1", async () => pause(600_000))
      const left = context.lambdaContext?.getRemainingTimeInMillis() ?? 0
      if (left > 400_000) await context.step("page 2", async () => 2)
      await context.wait("rest", { seconds: 1 })
    },
  },
  {
    name: "time left in the name of a step",
    causes: ["lambda-context"],
    make: () => async (_event, context: DurableContext) => {
      await context.step("load", async () => pause(1_500))
      const left = context.lambdaContext?.getRemainingTimeInMillis() ?? 0
      return context.step(`with ${Math.round(left / 1_000)} s left`, async () => 1)
    },
  },
  {
    name: "request id in the name of a step",
    causes: ["lambda-context"],
    make: () => async (_event, context: DurableContext) =>
      context.step(`audit ${context.lambdaContext?.awsRequestId}`, async () => 1),
  },
  {
    name: "log stream in the input of an invoke",
    causes: ["lambda-context"],
    make: () => async (_event, context: DurableContext) =>
      context.invoke("audit", "payments", { log: context.lambdaContext?.logStreamName }),
  },
  {
    name: "cached token with a lifetime",
    causes: ["module-state", "clock"],
    make: () => {
      let token: { value: string; expiresAt: number } | undefined
      return async (_event, context: DurableContext) => {
        if (token === undefined || token.expiresAt < Date.now()) {
          const value = await context.step("token", async () => "t-1")
          token = { value, expiresAt: Date.now() + 3_600_000 }
        }
        return context.step("call", async () => 1)
      }
    },
  },
  {
    name: "sleep as a time-out of a step",
    causes: ["timer"],
    make: () => async (_event, context: DurableContext) => {
      const work = context.step("work", async () => pause(8_000).then(() => "done"))
      const timedOut = pause(5_000).then(() => "late")
      const outcome = await Promise.race([work, timedOut])
      await context.step(`outcome ${outcome}`, async () => outcome)
      await work
    },
  },
  {
    name: "sleep of timers/promises as a time-out",
    causes: ["timer"],
    make: () => async (_event, context: DurableContext) => {
      const work = context.step("work", async () => pause(8_000).then(() => "done"))
      const outcome = await Promise.race([work, sleep(5_000, "late")])
      if (outcome === "late") await context.step("apologise", async () => 1)
      await work
      await context.wait("rest", { seconds: 1 })
    },
  },
  {
    name: "timer that sets a flag",
    causes: ["timer"],
    make: () => async (_event, context: DurableContext) => {
      let isLate = false
      const timer = setTimeout(() => {
        isLate = true
      }, 1_000)
      await context.step("work", async () => pause(3_000))
      clearTimeout(timer)
      return context.step(isLate ? "late" : "in time", async () => 1)
    },
  },
  {
    name: "ticks of an interval counted",
    causes: ["timer", "completion-order"],
    make: () => async (_event, context: DurableContext) => {
      let ticks = 0
      const interval = setInterval(() => ticks++, 100)
      await context.step("work", async () => pause(450))
      clearInterval(interval)
      return context.step(`after ${ticks} ticks`, async () => ticks)
    },
  },
  {
    name: "pause outside of a step beside a variable written in one",
    causes: ["step-side-effect"],
    make: () => async (_event, context: DurableContext) => {
      let who = "nobody"
      await pause(5)
      await context.step("look up", async () => {
        who = "alice"
      })
      return context.step(`greet ${who}`, async () => 1)
    },
  },
]
