import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner, type Execution } from "durable-test-runner"
import { describe, expect, test } from "vitest"
import { exactTimes } from "../../support/exact-times.ts"
import { ORDERS } from "./choosers.ts"

const callbackIdsOf = ({ history }: Execution): (string | undefined)[] =>
  history.flatMap(({ CallbackStartedDetails: started }) => (started ? [started.CallbackId] : []))

describe.each(ORDERS)("E5 several callbacks, %s", (_title, chooser) => {
  test("E5 resolved in the reverse order of awaiting", async () => {
    const handler = withDurableExecution(async (names: string[], context: DurableContext) => {
      const answers: PromiseLike<string>[] = []
      for (const name of names) answers.push((await context.createCallback(name))[0])
      const values: string[] = []
      for (const answer of answers) values.push(await answer)
      return values
    })
    const names = ["a", "b", "c", "d"]
    const runner = new DurableTestRunner({ chooser })
    names.forEach((name, index) =>
      runner.completeCallback(name, `to ${name}`, { after: { hours: names.length - index } }),
    )
    const execution = await runner.run(handler, names)
    expect(execution.result).toEqual(["to a", "to b", "to c", "to d"])
    // One for the start and one for each answer, though only the last lets it go on.
    expect(execution.invocations).toHaveLength(5)
  })

  test("E5 the same name twice: two callbacks, each with an id and an answer of its own", async () => {
    const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
      const [first] = await context.createCallback("approve")
      const [second] = await context.createCallback("approve")
      return Promise.all([first, second])
    })
    const runner = new DurableTestRunner({ chooser })
    runner.completeCallback("approve", "two", { occurrence: 2, after: { hours: 1 } })
    runner.completeCallback("approve", "one", { occurrence: 1, after: { hours: 2 } })
    const execution = await runner.run(handler)
    expect(execution.result).toEqual(["one", "two"])
    expect(new Set(callbackIdsOf(execution)).size).toBe(2)
    expect(execution.operation({ name: "approve", index: 1 }).payload).toBe("two")
  })

  test("E5 in every item of a map, answered from the last to the first", async () => {
    const handler = withDurableExecution(async (items: string[], context: DurableContext) => {
      const batch = await context.map("items", items, (child, item) =>
        child.waitForCallback(`ask ${item}`, async () => {}),
      )
      return batch.getResults()
    })
    const items = ["a", "b", "c"]
    const runner = new DurableTestRunner({ chooser })
    items.forEach((item, index) =>
      runner.completeCallback(`ask ${item}`, item, { after: { minutes: 3 - index } }),
    )
    const execution = await runner.run(handler, items)
    expect(execution.result).toEqual(items)
    expect(new Set(callbackIdsOf(execution)).size).toBe(3)
  })

  test("E5 in every branch of a parallel, one of them failing", async () => {
    const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
      const batch = await context.parallel("reviews", [
        { name: "legal", func: (child) => child.waitForCallback("approve", async () => {}) },
        { name: "finance", func: (child) => child.waitForCallback("approve", async () => {}) },
      ])
      return batch.all.map(({ result, error }) => result ?? error?.message)
    })
    const runner = new DurableTestRunner({ chooser })
    runner.failCallback("reviews/legal/approve", "no", { after: { hours: 2 } })
    runner.completeCallback("reviews/finance/approve", "yes", { after: { hours: 1 } })
    expect((await runner.run(handler)).result).toEqual(["no", "yes"])
  })
})

test("E5 all answered at one instant: one invocation for all of them", async () => {
  const handler = withDurableExecution(async (names: string[], context: DurableContext) => {
    const answers: PromiseLike<string>[] = []
    for (const name of names) answers.push((await context.createCallback(name))[0])
    return Promise.all(answers)
  })
  const runner = new DurableTestRunner(exactTimes)
  for (const name of ["a", "b", "c"]) {
    runner.completeCallback(name, name, { after: { hours: 1 } })
  }
  const execution = await runner.run(handler, ["a", "b", "c"])
  expect(execution.result).toEqual(["a", "b", "c"])
  expect(execution.invocations).toHaveLength(2)
})

describe("E8 callbacks of two executions", () => {
  const child = withDurableExecution(async (_event: unknown, context: DurableContext) => {
    const [answer, callbackId] = await context.createCallback("approve", { timeout: { hours: 1 } })
    return { callbackId, answer: await answer.catch(() => "timed out") }
  })

  /** Two executions of one function, the callbacks of both open at the same time. */
  const twins = withDurableExecution((_event: unknown, context: DurableContext) =>
    Promise.all([context.invoke("child:$LATEST", {}), context.invoke("child:$LATEST", {})]),
  )

  test("E8 have different ids, though their operation ids are the same", async () => {
    const runner = new DurableTestRunner().registerFunction("child", child)
    runner.onCallback("approve", (callback) => callback.succeed(callback.executionArn))
    const execution = await runner.run(twins)
    const children = execution.operations.map(({ childExecution }) => childExecution)
    const [first, second] = children.map((one) => one?.operation("approve"))
    expect(first?.id).toBe(second?.id)
    expect(first?.callbackId).not.toBe(second?.callbackId)
    expect(execution.result).toEqual(
      children.map((one) => ({
        callbackId: one?.operation("approve").callbackId,
        answer: one?.arn,
      })),
    )
  })

  test("E8 completing one never touches the other", async () => {
    const runner = new DurableTestRunner().registerFunction("child", child)
    runner.completeCallback("approve", "yes", { occurrence: 2, after: { minutes: 1 } })
    const execution = await runner.run(twins)
    expect(execution.result).toMatchObject([{ answer: "timed out" }, { answer: "yes" }])
    const children = execution.operations.map(({ childExecution }) => childExecution)
    expect(children.map((one) => one?.operation("approve").status)).toEqual([
      "TIMED_OUT",
      "SUCCEEDED",
    ])
    expect(children.map((one) => one?.invocations.length)).toEqual([2, 2])
  })

  test("E8 nor do the runs of one runner share an id", async () => {
    const runner = new DurableTestRunner()
    const ids = new Set<unknown>()
    for (let run = 0; run < 3; run++) {
      ids.add((await runner.run(child)).operation("approve").callbackId)
    }
    expect(ids.size).toBe(3)
  })
})
