import { CallbackTimeoutError, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { type DurableTestRunner, explore } from "durable-test-runner"
import { describe, expect, test } from "vitest"
import { problemOf } from "../exploring.ts"

type Respond = Parameters<DurableTestRunner["onCallback"]>[1]

const TIMEOUT_MS = 300_000

const approval = withDurableExecution(async (_event: unknown, context) => {
  const config = { timeout: { minutes: 5 } }
  const answer = context.waitForCallback("approve", async () => {}, config)
  return answer.catch((error: unknown) => {
    if (error instanceof CallbackTimeoutError) return "nobody"
    throw error
  })
})

async function pause(ms: number): Promise<void> {
  await new Promise((resolve) => {
    setTimeout(resolve, ms)
  })
}

/** None of them catches what the service refuses. */
const responders: Readonly<Record<string, { readonly respond: Respond; readonly ends: string[] }>> =
  {
    "that answers at once": {
      respond: async (callback) => callback.succeed("yes"),
      ends: ["nobody", "yes"],
    },
    "that answers a moment before the time-out": {
      respond: async (callback) => {
        await pause(TIMEOUT_MS - 1_000)
        await callback.succeed("yes")
      },
      ends: ["nobody", "yes"],
    },
    "that answers long after the time-out": {
      respond: async (callback) => {
        await pause(2 * TIMEOUT_MS)
        await callback.succeed("yes")
      },
      ends: ["nobody"],
    },
    "that sends a heartbeat and refuses after the time-out": {
      respond: async (callback) => {
        await callback.heartbeat()
        await pause(TIMEOUT_MS + 1)
        await callback.fail(new Error("no"))
      },
      ends: ["nobody"],
    },
    "that answers twice": {
      respond: async (callback) => {
        await callback.succeed("yes")
        await callback.succeed("yes, really")
      },
      ends: ["nobody", "yes"],
    },
  }

describe("A late answer of a responder is refused, and no failure of the handler (A4, A16)", () => {
  test.each(Object.entries(responders))("%s", async (_name, { respond, ends }) => {
    const verdict = await explore(approval, {
      prepare: (runner) => void runner.onCallback("approve", respond),
      failures: false,
      progress: false,
      maxSchedules: 150,
    })
    expect(problemOf(verdict)).toBe("nothing")
    const results = verdict.legalOutcomes.map(({ outcome }) => outcome.result as string)
    expect(results.toSorted()).toEqual(ends)
  })

  test("A responder that fails for a reason of its own is said to have failed", async () => {
    const verdict = await explore(approval, {
      prepare: (runner) =>
        void runner.onCallback("approve", () => {
          throw new TypeError("no such approver")
        }),
      failures: false,
      progress: false,
      maxSchedules: 50,
    })
    expect(problemOf(verdict)).toMatch(
      /^termination: The responder of callback "approve" threw .*TypeError: no such approver/u,
    )
  })
})
