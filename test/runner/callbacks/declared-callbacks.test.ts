import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import type { DurableContext } from "@aws/durable-execution-sdk-js"
import { createRunner, DurableTestRunner } from "durable-test-runner"
import { InvalidArgumentError } from "durable-test-runner/errors"
import { describe, expect, test } from "vitest"

const handler = withDurableExecution(async (_event: unknown, context: DurableContext) =>
  context.waitForCallback("approve", async () => {}),
)
const newRunner = (): DurableTestRunner =>
  new DurableTestRunner({ callbacks: ["approve", "audit"] })

describe("a runner that was given the names of callbacks", () => {
  test.each<readonly [string, (runner: DurableTestRunner) => unknown]>([
    ["completeCallback", (runner) => runner.completeCallback("aprove", "yes")],
    ["failCallback", (runner) => runner.failCallback("aprove")],
    ["heartbeatCallback", (runner) => runner.heartbeatCallback("aprove")],
    ["timeoutCallback", (runner) => runner.timeoutCallback("aprove")],
    ["onCallback", (runner) => runner.onCallback("aprove", async () => {})],
  ])("refuses another name in %s", (method, call) => {
    expect(() => call(newRunner())).toThrow(InvalidArgumentError)
    expect(() => call(newRunner())).toThrow(
      `Failed to call ${method}("aprove"): the runner was made for other callbacks: "approve" and "audit". ` +
        'Name one of these, or add "aprove" to the option callbacks. Did you mean "approve"?',
    )
  })

  test("refuses another name in a scenario", () => {
    expect(() => newRunner().scenario({ callbacks: { aprove: "succeed" } })).toThrow(
      /^Failed to read the scenario: callbacks\.aprove: the runner was made for other callbacks: "approve" and "audit"\. Name one of these, or add "aprove" to the option callbacks\. Did you mean "approve"\?$/u,
    )
  })

  test("takes the names, paths that end with them, patterns and predicates", () => {
    const runner = newRunner()
    runner.completeCallback("review/approve", "yes")
    runner.completeCallback(/^other/u, "yes")
    runner.onCallback(
      ({ name }) => name === "other",
      async () => {},
    )
    expect(() => runner.completeCallback("approve/other", "yes")).toThrow(InvalidArgumentError)
  })

  test("takes the id of a callback that is pending", async () => {
    const runner = newRunner()
    const execution = runner.start(handler)
    const { id } = await execution.untilCallback("approve")
    runner.completeCallback(id, "yes")
    expect(await execution.result()).toMatchObject({ status: "SUCCEEDED", result: "yes" })
  })

  test("takes none if the list is empty, and refuses what is no list of names", () => {
    const none = createRunner({ callbacks: [] }) as DurableTestRunner
    expect(() => none.completeCallback("approve")).toThrow(
      "the runner was made without callbacks. Add",
    )
    for (const callbacks of ["approve", [""], [5], { approve: 1 }, null]) {
      expect(() => new DurableTestRunner({ callbacks } as never)).toThrow(InvalidArgumentError)
    }
  })
})
