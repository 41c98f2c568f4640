import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { describe, expect, test } from "vitest"

type Branch = (context: DurableContext) => Promise<unknown>

const step: Branch = (context) => context.step("step", async () => 1)
const steps: Branch = async (context) => [await step(context), await step(context)]
const waiting: Branch = (context) => context.wait({ seconds: 1 })
const asking: Branch = (context) => context.waitForCallback("ask", async () => {})

/** What happens in a run, without the order within an instant. */
async function eventsOf(replay: "always" | "as-needed", branches: readonly Branch[]) {
  const handler = withDurableExecution((_event: unknown, context: DurableContext) =>
    Promise.all(
      branches.map((branch, index) => context.runInChildContext(`branch ${index}`, branch)),
    ),
  )
  const runner = new DurableTestRunner({ replay })
  runner.onCallback("ask", async (callback) => callback.succeed("yes"))
  const { history, result } = await runner.run(handler)
  const events = history.map(({ EventType, Id }) =>
    Id === undefined || EventType?.startsWith("Execution") ? `${EventType}` : `${EventType} ${Id}`,
  )
  return { result, events: events.toSorted() }
}

describe("replay: always with concurrent branches has the same events, in whichever order (E18)", () => {
  test.each<[string, readonly Branch[]]>([
    ["a step and a callback", [step, asking]],
    ["two callbacks and a wait", [asking, asking, waiting]],
    ["steps beside steps", [steps, steps]],
    ["steps beside a wait", [steps, waiting, step]],
  ])("%s", async (_what, branches) => {
    expect(await eventsOf("always", branches)).toEqual(await eventsOf("as-needed", branches))
  })
})
