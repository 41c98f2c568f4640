import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import type { Event } from "@aws-sdk/client-lambda"
import { DurableTestRunner } from "durable-test-runner"
import { beforeAll, describe, expect, test } from "vitest"

const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
  await context.step("charge", async () => 1)
  await context.wait({ hours: 1 })
  return context.step("ship", async () => 2)
})

const changed = withDurableExecution(async () => "nothing")

let events: readonly Event[] = []
beforeAll(async () => {
  events = (await new DurableTestRunner().run(handler)).history
})

const MORE =
  "undecidable: the history has more pages than this one, as its NextMarker says. " +
  "Load all of its pages, and pass their events as one list."

describe("a history of which only one page is given is undecidable (E2)", () => {
  test.each([
    ["its first page", (all: readonly Event[]) => all.slice(0, 3)],
    ["one event", (all: readonly Event[]) => all.slice(0, 1)],
    ["a page in the middle", (all: readonly Event[]) => all.slice(2, 5)],
    ["all events, and a marker all the same", (all: readonly Event[]) => all],
  ])("%s", async (_what, cut) => {
    const page = { Events: cut(events), NextMarker: "bWFya2Vy" }
    const runner = new DurableTestRunner()
    for (const tested of [handler, changed]) {
      const { verdict, message, replays } = await runner.replay(tested, page)
      expect({ verdict, message, replays }).toEqual({
        verdict: "undecidable",
        message: MORE,
        replays: 0,
      })
    }
    expect((await runner.replay(handler, JSON.stringify(page))).message).toBe(MORE)
  })

  test("and fails a check of many", async () => {
    const history = { Events: events.slice(0, 3), NextMarker: "bWFya2Vy" }
    await expect(
      new DurableTestRunner().assertReplayAll(handler, [{ name: "order-1", history }]),
    ).rejects.toThrow("order-1: undecidable")
  })

  test("the last page has no marker, or an empty one", async () => {
    const runner = new DurableTestRunner()
    for (const NextMarker of [undefined, ""]) {
      const { verdict } = await runner.replay(handler, { Events: events, NextMarker })
      expect(verdict).toBe("compatible")
    }
  })
})
