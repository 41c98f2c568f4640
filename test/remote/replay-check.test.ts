import { describe, expect, it } from "vitest"
import { DurableTestRunner } from "../../src/index.ts"
import { exactTimes } from "../support/exact-times.ts"
import { onePage } from "../support/one-page.ts"
import { asNeeded } from "../support/as-needed.ts"
import { findFakeTime } from "../../src/remote/fake-clock.ts"
import { hasFakeTime, node } from "./processes.ts"

const OPTIONS = { logs: "capture", ...exactTimes, ...onePage, ...asNeeded } as const

describe("a replay check of a function of another process", () => {
  it("finds nothing wrong with a function whose steps alone depend on the time", async () => {
    const check = await new DurableTestRunner(OPTIONS).checkReplay(node("order.today"))
    expect(check.isDeterministic).toBe(true)
    expect(check.replays).toBeGreaterThan(5)
    // The time that a step has returned is in the result of each run.
    expect(check.uncontrolled?.kind).toBe("other-process")
    expect(check.uncontrolled?.message).toContain(
      'depends on another process, whose time, random numbers, threads and I/O are its own. Give it the virtual time (clock: "faketime")',
    )
  })

  it("names the operation that depends on the process", async () => {
    const check = await new DurableTestRunner(OPTIONS).checkReplay(node("order.byProcess"))
    expect(check.divergence?.message).toMatchInlineSnapshot(`
      "A replay diverges at operation 2 (invocation 2, +1d):
        recorded   step "seed 0"
        the code   asks for step "seed 1"
        cause      it depends on the process that it runs in: on its memory, on the order of its sets and hashes, or on its environment, and a replay may run in another one. Return it from a step, which records it."
    `)
    expect(check.divergence?.cause?.kind).toBe("process")
  })

  it.skipIf(!hasFakeTime)("names the operation that depends on the virtual time", async () => {
    const handler = node("order.byClock", { clock: "faketime" })
    const check = await new DurableTestRunner(OPTIONS).checkReplay(handler)
    expect(check.divergence?.message).toMatchInlineSnapshot(`
      "A replay diverges at operation 1 (invocation 1, +0s):
        recorded   step "january"
        the code   asks for step "later"
        cause      it depends on the clock, and a replay happens later. Read the time in a step, which records it: await context.step(async () => Date.now())."
    `)
    expect(check.divergence?.cause?.kind).toBe("clock")
  })
})

describe("a process with libfaketime", () => {
  it.skipIf(!hasFakeTime)("has the virtual time", async () => {
    const handler = node("order.today", { clock: "faketime" })
    const run = async () =>
      new DurableTestRunner({ ...OPTIONS, startTime: "2030-02-03T04:05:06.789Z" }).run(handler, {})
    const { result, history } = await run()
    expect((await run()).history).toEqual(history)
    expect(result).toEqual({
      before: "2030-02-03T04:05:06.789Z",
      after: "2031-02-03T04:05:06.789Z",
    })
  })

  it("says how to install it where it is not", () => {
    expect(() => findFakeTime("call remoteFunction", ["/no/such/folder"])).toThrow(
      'clock is "faketime", and libfaketimeMT.so.1 is in none of the usual folders of this machine.',
    )
  })
})
