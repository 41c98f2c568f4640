import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner, type Execution } from "durable-test-runner"
import { describe, expect, test } from "vitest"
import { asNeeded } from "../../support/as-needed.ts"
import { type Interference, tap } from "./wire.ts"

interface Asked {
  readonly execution: Execution
  /** The callback ids that the submitter was called with. */
  readonly submitted: string[]
}

/** Asks through a submitter; the first invocation dies where `interference` or `inside` says. */
async function askCrashing(interference: Interference, inside = (): void => {}): Promise<Asked> {
  const submitted: string[] = []
  const { handler } = tap(
    withDurableExecution((_event: unknown, context: DurableContext) =>
      context.waitForCallback("approve", async (callbackId) => {
        submitted.push(callbackId)
        inside()
      }),
    ),
    interference,
  )
  const runner = new DurableTestRunner(asNeeded)
  runner.completeCallback("approve", "yes", { after: { hours: 1 } })
  return { execution: await runner.run(handler), submitted }
}

const has = (updates: readonly { Type?: unknown; Action?: unknown }[], what: string): boolean =>
  updates.some(({ Type, Action }) => `${String(Type)} ${String(Action)}` === what)

function expectOneCallback({ execution }: Asked): void {
  expect(execution.result).toBe("yes")
  expect(execution.invocations[0]?.status).toBe("ERROR")
  const started = execution.history.filter(({ EventType }) => EventType === "CallbackStarted")
  expect(started).toHaveLength(1)
}

describe("E6 a crash of the invocation", () => {
  test("E6 between CALLBACK START and the submitter: the submitter runs once, in the retry", async () => {
    const asked = await askCrashing({
      sent: (updates, invocation) => {
        if (invocation === 1 && has(updates, "CALLBACK START")) process.exit(1)
      },
    })
    expectOneCallback(asked)
    expect(asked.submitted).toEqual([asked.execution.operation("approve").callbackId])
  })

  test("E6 before CALLBACK START was stored: nothing of it is left", async () => {
    const asked = await askCrashing({
      sending: (updates, invocation) => {
        if (invocation === 1 && has(updates, "CALLBACK START")) process.exit(1)
      },
    })
    expectOneCallback(asked)
    expect(asked.submitted).toHaveLength(1)
  })

  test("E6 inside the submitter: it runs twice, with the same id", async () => {
    let runs = 0
    const asked = await askCrashing({}, () => {
      if (++runs === 1) process.exit(1)
    })
    expectOneCallback(asked)
    const { callbackId } = asked.execution.operation("approve")
    expect(asked.submitted).toEqual([callbackId, callbackId])
  })

  test("E6 after the submitter, before its checkpoint: likewise", async () => {
    const asked = await askCrashing({
      sending: (updates, invocation) => {
        if (invocation === 1 && has(updates, "STEP SUCCEED")) process.exit(1)
      },
    })
    expectOneCallback(asked)
    const { callbackId } = asked.execution.operation("approve")
    expect(asked.submitted).toEqual([callbackId, callbackId])
  })

  test("E6 after the submitter's checkpoint: it does not run again", async () => {
    const asked = await askCrashing({
      sent: (updates, invocation) => {
        if (invocation === 1 && has(updates, "STEP SUCCEED")) process.exit(1)
      },
    })
    expectOneCallback(asked)
    expect(asked.submitted).toHaveLength(1)
  })

  test("E6 an answer to the crashed invocation's callback is delivered to the retry", async () => {
    const { handler } = tap(
      withDurableExecution(async (_event: unknown, context: DurableContext) => {
        const [answer] = await context.createCallback("approve")
        return answer
      }),
      {
        sent: (_updates, invocation) => {
          if (invocation === 1) process.exit(1)
        },
      },
    )
    const runner = new DurableTestRunner(asNeeded)
    runner.completeCallback("approve", "yes", { after: {} })
    const execution = await runner.run(handler)
    expect(execution.result).toBe("yes")
    expect(execution.invocations.map(({ status }) => status)).toEqual(["ERROR", "SUCCEEDED"])
  })
})
