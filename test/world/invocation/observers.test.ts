import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { describe, expect, test } from "vitest"
import { partsOf } from "../../../src/runner/runner-parts.ts"
import { reachOf } from "../../../src/world/globals/patch/probe-patches.ts"
import { Observers } from "../../../src/world/invocation/observers.ts"
import type { WorldObserver } from "../../../src/world/invocation/world-observer.ts"

const handler = withDurableExecution(async (_event: unknown, context) => {
  const first = await context.step("first", async () => 1)
  return first + (await context.step("second", async () => 2))
})

describe("the observers of a world", () => {
  test("are all told the same, in the order in which they came", async () => {
    const told: string[] = []
    const watch = (name: string): WorldObserver => ({
      invokes: () => void told.push(`${name} invokes`),
      invocationEnded: () => void told.push(`${name} ended`),
    })
    await partsOf(new DurableTestRunner()).runs.run(
      handler,
      undefined,
      {},
      {
        replaysAlways: false,
        prepare: (world) => {
          world.observe(watch("one"))
          world.observe(watch("two"))
        },
      },
    )
    expect(told).toEqual(["one invokes", "two invokes", "one ended", "two ended"])
  })

  test("stand in for the body of a step one inside of the other, the newest outermost", async () => {
    const seen: string[] = []
    const wrap = (name: string): WorldObserver => ({
      async runBody(_store, body) {
        seen.push(`${name} begins`)
        const value = (await body()) as number
        seen.push(`${name} ends`)
        return value * 10
      },
    })
    const execution = await partsOf(new DurableTestRunner()).runs.run(
      handler,
      undefined,
      {},
      {
        replaysAlways: false,
        prepare: (world) => {
          world.observe(wrap("inner"))
          world.observe(wrap("outer"))
        },
      },
    )
    expect(execution.result).toBe(300)
    expect(seen.slice(0, 4)).toEqual(["outer begins", "inner begins", "inner ends", "outer ends"])
  })

  test("end the run with what one of them throws", async () => {
    const refusal = new Error("This execution is not to be invoked.")
    const prepare = (world: { observe(observer: WorldObserver): void }): void =>
      world.observe({
        invokes() {
          throw refusal
        },
      })
    await expect(
      partsOf(new DurableTestRunner()).runs.run(handler, undefined, {}, { prepare }),
    ).rejects.toBe(refusal)
  })

  test("are no probe as long as none of them watches the code inside", () => {
    const observers = new Observers()
    observers.add({ serviceChanged: () => {}, happens: () => {} })
    expect(observers.probe).toBeUndefined()
  })

  test("reach as far as the one that reaches furthest, and no further", () => {
    const observers = new Observers()
    observers.add({ runBody: (_store, body) => body() })
    observers.add({ racing: () => {} })
    expect(observers.probe && reachOf(observers.probe)).toEqual(["bodies"])
    observers.add({ operationNamed: () => {} })
    expect(observers.probe && reachOf(observers.probe)).toEqual(["bodies", "operations"])
    observers.add({ parsed: () => {} })
    expect(observers.probe && reachOf(observers.probe)).toEqual(["bodies", "operations", "data"])
  })

  test("read a variable of the environment one after the other", () => {
    const observers = new Observers()
    observers.add({ readVariable: (_name, value) => `${value ?? ""}1` })
    observers.add({ readVariable: (_name, value) => `${value ?? ""}2` })
    expect(observers.probe?.readVariable?.("TABLE", "orders")).toBe("orders12")
  })
})
