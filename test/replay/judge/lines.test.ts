import { readFileSync } from "node:fs"
import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import type { CallSite, Divergence } from "durable-test-runner/replay"
import { describe, expect, test } from "vitest"

type Handler = Parameters<typeof withDurableExecution>[0]

async function divergenceOf(handler: Handler): Promise<Divergence> {
  const runner = new DurableTestRunner()
  const { divergence } = await runner.checkReplay(withDurableExecution(handler))
  return divergence ?? expect.fail("Nothing diverges.")
}

/** The text of that line, without what is around it. */
function textAt(site: CallSite | undefined): string | undefined {
  if (site === undefined) return undefined
  return readFileSync(site.file, "utf8").split("\n")[site.line - 1]?.trim()
}

describe("a divergence names the line that recorded an operation, and the one that asks for another (B8)", () => {
  test("An operation on another line is asked for in its place", async () => {
    let seen = 0
    const { site, recordedSite } = await divergenceOf(async (_event, context) => {
      await context.step("look", async () => void seen++)
      if (seen++ === 1) {
        await context.step("first time", async () => 1)
      } else {
        await context.step("next time", async () => 2)
      }
    })
    expect([recordedSite, site].map(textAt)).toEqual([
      `await context.step("first time", async () => 1)`,
      `await context.step("next time", async () => 2)`,
    ])
  })

  test("Where the replay goes on to a later operation, that is named", async () => {
    const { site, recordedSite, asked } = await divergenceOf(async (_event, context) => {
      let isUrgent = false
      await context.step("look", async () => void (isUrgent = true))
      await context.runInChildContext("deal with it", async (child) => {
        if (isUrgent) await child.step("call", async () => 1)
      })
      await context.step("close", async () => 2)
    })
    expect(asked).toBe(`does not ask for it: it continues with step "close"`)
    expect([recordedSite, site].map(textAt)).toEqual([
      `if (isUrgent) await child.step("call", async () => 1)`,
      `await context.step("close", async () => 2)`,
    ])
  })

  test("Where the replay ends instead, how it ends is said", async () => {
    const { asked, recordedSite } = await divergenceOf(async (_event, context) => {
      let count = 0
      await context.step("count", async () => void count++)
      if (count === 0) throw new RangeError("nothing to do")
      await context.step("work", async () => 1)
    })
    expect(asked).toBe("does not ask for it: it fails with RangeError: nothing to do")
    expect(textAt(recordedSite)).toBe(`await context.step("work", async () => 1)`)
  })

  test("Where only the result differs, the step is named whose body does more than return", async () => {
    const { kind, cause } = await divergenceOf(async (_event, context) => {
      let total = 0
      await context.step("look", async () => 1)
      await context.step("add", async () => void (total += 5))
      await context.step("done", async () => 2)
      return total
    })
    expect([kind, cause?.kind]).toEqual(["result", "step-side-effect"])
    expect(textAt(cause?.site)).toBe(`await context.step("add", async () => void (total += 5))`)
  })

  test("Where a later decision differs, so is the step that what it reads was changed by", async () => {
    const rows: string[] = []
    const { cause } = await divergenceOf(async (_event, context) => {
      rows.length = 0
      await context.step("look", async () => 1)
      await context.step("take", async () => void rows.push("taken"))
      await context.step(rows.length > 0 ? "ship" : "order more", async () => 2)
    })
    expect(cause?.kind).toBe("step-side-effect")
    expect(textAt(cause?.site)).toBe(
      `await context.step("take", async () => void rows.push("taken"))`,
    )
  })

  test("Where it takes the bodies of several steps, none is named", async () => {
    const { cause } = await divergenceOf(async (_event, context) => {
      let isSet = false
      await context.step("one", async () => void (isSet = true))
      await context.step("other", async () => void (isSet = true))
      return isSet
    })
    expect([cause?.kind, cause?.site]).toEqual(["step-side-effect", undefined])
  })

  test("An item that was not there is asked for by the map", async () => {
    const items = ["a"]
    const { kind, site } = await divergenceOf(async (_event, context) => {
      await context.map(items, async (item: DurableContext) => item.step(async () => 1))
      items.push("b")
    })
    expect(kind).toBe("unexpected")
    expect(textAt(site)).toBe(
      "await context.map(items, async (item: DurableContext) => item.step(async () => 1))",
    )
  })

  test("A branch that returns something else was asked for by the parallel", async () => {
    const { kind, recordedSite } = await divergenceOf(async (_event, context) => {
      await context.parallel([async () => Math.random(), async () => 1])
    })
    expect(kind).toBe("outcome")
    expect(textAt(recordedSite)).toBe(
      "await context.parallel([async () => Math.random(), async () => 1])",
    )
  })
})
