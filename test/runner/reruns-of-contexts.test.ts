import type { DurableContext } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { InvocationStuckError } from "durable-test-runner/errors"
import { describe, expect, test } from "vitest"
import { SDKS, type Version } from "../sdk-versions/sdks.ts"
import { asNeeded } from "../support/as-needed.ts"
import { exactTimes } from "../support/exact-times.ts"
import { expectRejection } from "./expect-error.ts"

// Four of them are more than a context may record, so that it runs again in each replay.
const LARGE = "x".repeat(120_000)

const never = async (): Promise<never> => new Promise(() => {})
const config = { completionConfig: { minSuccessful: 3 } }

type Work = (context: DurableContext) => Promise<unknown>

/** The first branch is still open when the other three are enough. */
const branch = (first: Work): ((context: DurableContext, number: number) => Promise<unknown>) => {
  return async (context, number) => {
    if (number === 1) await first(context)
    return context.step(`fetch ${number}`, async () => LARGE)
  }
}

const mapWith =
  (first: Work): Work =>
  async (context) => {
    await context.map("orders", [1, 2, 3, 4], branch(first), config)
    await context.wait("pause", { hours: 1 })
  }

const hanging: Record<string, Work> = {
  'map "orders"': mapWith(async (item) => item.wait("later", { hours: 2 })),
  'parallel "sources"': async (context) => {
    const branches = [1, 2, 3, 4].map(
      (number) => async (each: DurableContext) => branch(never)(each, number),
    )
    await context.parallel("sources", branches, config)
    await context.wait("pause", { hours: 1 })
  },
  map: async (context) => {
    await context.map(
      [1, 2, 3, 4],
      branch((item) => item.waitForCallback("approve", async () => {})),
      config,
    )
    await context.wait("pause", { hours: 1 })
  },
}

const runWith = (version: Version, work: Work) => {
  const { withDurableExecution } = SDKS[version]
  return new DurableTestRunner({ ...asNeeded, ...exactTimes }).run(
    withDurableExecution((_event: unknown, context) => work(context)),
  )
}

describe("an invocation that hangs at replay names the map that it waits in (B4)", () => {
  test.each(
    (["2.0.0", "2.2.0"] as const).flatMap((version) =>
      Object.entries(hanging).map(([name, work]) => [name, version, work] as const),
    ),
  )("%s, with SDK %s", async (name, version, work) => {
    const { message } = await expectRejection(runWith(version, work), InvocationStuckError)
    expect(message).toContain(`It waits in ${name}, which has completed in an earlier invocation`)
    expect(message).toContain("not recorded as completed")
    expect(message).not.toContain("promise of your own")
  })

  test("and says what to do", async () => {
    const work = mapWith(never)
    const { message } = await expectRejection(runWith("2.2.0", work), InvocationStuckError)
    expect(message).toMatchInlineSnapshot(
      `"The handler of "durable-function" never settles. At +1h virtual time its invocation has no timer, no checkpoint and no visible I/O left. It waits in map "orders", which has completed in an earlier invocation: its result is too large to be recorded, so its function runs again in each replay, and this time it does not end. In it mapIteration "map-item-0" is not recorded as completed: it was still open when that context completed. In production the invocation stays alive, and is billed, until the function time-out. Return less from it (references instead of data), or let every branch end before it completes (without minSuccessful or a race), or use a newer version of the SDK."`,
    )
  })

  test("but not where a promise of the handler's own hangs after it", async () => {
    const work: Work = async (context) => {
      await context.map(
        "orders",
        [1, 2, 3, 4],
        branch(async () => {}),
      )
      await context.wait("pause", { hours: 1 })
      await never()
    }
    for (const version of ["2.2.0", "2.4.0"] as const) {
      const { message } = await expectRejection(runWith(version, work), InvocationStuckError)
      expect(message).toContain("Did you await a promise of your own in the handler")
    }
  })
})
