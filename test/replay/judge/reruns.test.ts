import type { DurableContext } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import type { Divergence } from "durable-test-runner/replay"
import { describe, expect, test } from "vitest"
import { SDKS, type Version } from "../../sdk-versions/sdks.ts"
import { asNeeded } from "../../support/as-needed.ts"
import { exactTimes } from "../../support/exact-times.ts"

// Four of them are more than a context may record, so that it runs again in each replay.
const LARGE = "x".repeat(120_000)

const never = async (): Promise<never> => new Promise(() => {})
const config = { completionConfig: { minSuccessful: 3 } }

type Work = (context: DurableContext) => Promise<unknown>

const branch =
  (first: Work) =>
  async (context: DurableContext, number: number): Promise<unknown> => {
    if (number === 1) await first(context)
    return context.step(`fetch ${number}`, async () => LARGE)
  }

const parallel = async (context: DurableContext): Promise<unknown> => {
  const branches = [1, 2, 3, 4].map(
    (number) => async (each: DurableContext) =>
      branch((item) => item.wait("later", { hours: 2 }))(each, number),
  )
  return context.parallel("sources", branches, config)
}

const map = async (context: DurableContext, name?: string): Promise<unknown> =>
  name === undefined
    ? context.map([1, 2, 3, 4], branch(never), config)
    : context.map(name, [1, 2, 3, 4], branch(never), config)

const close = async (context: DurableContext): Promise<unknown> =>
  context.step("close", async () => "closed")

const hanging: readonly {
  readonly shape: string
  readonly waitsIn: string
  readonly work: Work
}[] = [
  {
    shape: "a step after a map",
    waitsIn: 'map "orders"',
    work: async (context) => {
      await map(context, "orders")
      await close(context)
    },
  },
  {
    shape: "nothing after a map",
    waitsIn: 'map "orders"',
    work: async (context) => {
      await map(context, "orders")
    },
  },
  {
    shape: "two steps side by side after a parallel",
    waitsIn: 'parallel "sources"',
    work: async (context) => {
      await parallel(context)
      return Promise.all([close(context), close(context)])
    },
  },
  {
    shape: "a step after a map without a name in a child context",
    waitsIn: "map (unnamed)",
    work: async (context) =>
      context.runInChildContext("all", async (child) => {
        await map(child)
        return close(child)
      }),
  },
]

async function divergenceOf(version: Version, work: Work): Promise<Divergence | undefined> {
  const { withDurableExecution } = SDKS[version]
  const runner = new DurableTestRunner({ ...asNeeded, ...exactTimes })
  const { divergence } = await runner.checkReplay(
    withDurableExecution((_event: unknown, context) => work(context)),
  )
  return divergence
}

describe("a replay check names the context that runs again and does not end (B4)", () => {
  test.each(
    (["2.0.0", "2.2.0"] as const).flatMap((version) =>
      hanging.map((entry) => ({ version, ...entry })),
    ),
  )("$shape, with SDK $version", async ({ version, waitsIn, work }) => {
    const { asked, cause, otherCauses } =
      (await divergenceOf(version, work)) ?? expect.fail("Nothing diverges.")
    expect(asked).toMatch(/^does not (ask for it|end): it waits in /u)
    expect(asked).toContain(`it waits in ${waitsIn}, which runs again`)
    expect(cause?.kind).toBe("read-back")
    expect(cause?.text).toContain(`${waitsIn} has ended, and its result is too large`)
    expect(cause?.text).not.toContain("does not run again")
    expect(otherCauses).toEqual([])
  })

  test("The message has the line that waits, and what to do", async () => {
    const { message, site } =
      (await divergenceOf("2.2.0", async (context) => {
        await map(context, "orders")
        await close(context)
      })) ?? expect.fail("Nothing diverges.")
    const file = site?.file ?? expect.fail("The divergence has no line.")
    const plain = message.replaceAll(file, "reruns.test.ts").replaceAll(/\d+:\d+$/gmu, "line")
    expect(plain).toMatchInlineSnapshot(`
      "A replay diverges at operation 9 (invocation 1, +0s):
        recorded   step "close"
                   at reruns.test.ts:line
        the code   does not ask for it: it waits in map "orders", which runs again
                   at reruns.test.ts:line
        cause      map "orders" has ended, and its result is too large to be recorded, so its function runs again in each replay, and this time it does not end. In it map iteration "map-item-0" is not recorded as completed: it had not ended when that context completed. Return less from it (references instead of data), or let every branch end before it completes (without minSuccessful or a race), or use a newer version of the SDK."
    `)
  })

  test("A handler that ends early waits in no context", async () => {
    const divergence = await divergenceOf("2.2.0", async (context) => {
      let seen = 0
      await context.step("look", async () => void seen++)
      if (seen > 0) await close(context)
    })
    expect(divergence?.asked).toBe("does not ask for it: it returns nothing")
  })

  test.each(hanging)("SDK 2.4.0 ends it: $shape", async ({ work }) => {
    expect(await divergenceOf("2.4.0", work)).toBeUndefined()
  })
})
