import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner, type Execution } from "durable-test-runner"
import { describe, expect, test } from "vitest"
import { exactTimes } from "../../support/exact-times.ts"

/** Asks all of `names` at once, each through `createCallback`. */
const ask = withDurableExecution(async (names: string[], context: DurableContext) => {
  const answers: PromiseLike<string>[] = []
  for (const name of names) {
    const [answer] = await context.createCallback(name, { timeout: { hours: 1 } })
    answers.push(answer)
  }
  return Promise.all(answers)
})

/** Asks for `names` one after the other, each through `waitForCallback`. */
const askInTurn = withDurableExecution(async (names: string[], context: DurableContext) => {
  const answers: string[] = []
  for (const name of names) answers.push(await context.waitForCallback(name, async () => {}))
  return answers
})

const deliveredAt = ({ deliveries, startTimestamp }: Execution): number[] =>
  deliveries.map(({ at }) => at.getTime() - startTimestamp.getTime())

describe("when a script delivers", () => {
  test("without `after`, as soon as the invocation has suspended", async () => {
    const runner = new DurableTestRunner(exactTimes)
    runner.completeCallback("a", "1")
    const execution = await runner.run(ask, ["a"])
    const ended = execution.invocations[0]?.endTimestamp
    expect(execution.deliveries[0]?.at).toEqual(ended)
    expect(deliveredAt(execution)).toEqual([20])
  })

  test("without `after`, within a second even if the invocation goes on", async () => {
    const handler = withDurableExecution(async (_event: unknown, context) => {
      const [answer] = await context.createCallback("a")
      const work = context.step("long", () => new Promise((resolve) => setTimeout(resolve, 60_000)))
      return Promise.all([answer, work])
    })
    const runner = new DurableTestRunner(exactTimes)
    runner.completeCallback("a", "1")
    const execution = await runner.run(handler)
    expect(deliveredAt(execution)).toEqual([999])
    expect(execution.invocations).toHaveLength(1)
  })

  test("without `after`, before the shortest time-out that there is", async () => {
    const handler = withDurableExecution(async (_event: unknown, context) => {
      const [answer] = await context.createCallback("a", { timeout: { seconds: 1 } })
      const work = context.step("long", () => new Promise((resolve) => setTimeout(resolve, 60_000)))
      return Promise.all([answer, work])
    })
    const runner = new DurableTestRunner()
    runner.completeCallback("a", "in time")
    expect((await runner.run(handler)).result).toEqual(["in time", null])
  })

  test("with `after`, that long after the creation of the callback", async () => {
    const handler = withDurableExecution(async (_event: unknown, context) => {
      await context.wait({ hours: 1 })
      const [answer] = await context.createCallback("a")
      return answer
    })
    const runner = new DurableTestRunner(exactTimes)
    runner.completeCallback("a", "1", { after: { minutes: 90 } })
    expect(deliveredAt(await runner.run(handler))).toEqual([3_600_000 + 5_400_000])
  })

  test("with an `after` of nothing, at the instant of the creation", async () => {
    const runner = new DurableTestRunner(exactTimes)
    runner.completeCallback("a", "1", { after: {} })
    const execution = await runner.run(ask, ["a"])
    expect(deliveredAt(execution)).toEqual([0])
    expect(execution.invocations.map(({ startTimestamp }) => startTimestamp.getTime())).toEqual([
      execution.startTimestamp.getTime(),
      execution.startTimestamp.getTime() + 20,
    ])
  })

  test("for a waitForCallback, `after` counts from the success of the submitter", async () => {
    const execution = await runSlowSubmitter({})
    expect(deliveredAt(execution)).toEqual([30_000 + 5_000])
  })

  test('with `when: "created"`, `after` counts from the creation of a waitForCallback', async () => {
    const execution = await runSlowSubmitter({ when: "created" })
    expect(deliveredAt(execution)).toEqual([5_000])
    expect(execution.result).toBe("1")
  })

  async function runSlowSubmitter(options: object): Promise<Execution> {
    const handler = withDurableExecution((_event: unknown, context) =>
      context.waitForCallback("a", () => new Promise((resolve) => setTimeout(resolve, 30_000))),
    )
    const runner = new DurableTestRunner(exactTimes)
    runner.completeCallback("a", "1", { after: { seconds: 5 }, ...options })
    return runner.run(handler)
  }
})

describe("which callback a script is for", () => {
  test("scripts for one name are taken in the order of their registration", async () => {
    const runner = new DurableTestRunner()
    runner.completeCallback("a", "first")
    runner.completeCallback("a", "second")
    runner.completeCallback("a", "third")
    expect((await runner.run(askInTurn, ["a", "a", "a"])).result).toEqual([
      "first",
      "second",
      "third",
    ])
  })

  test("Each script goes to its own callback when several callbacks are open at once", async () => {
    const runner = new DurableTestRunner()
    runner.completeCallback("a", "first", { after: { seconds: 9 } })
    runner.completeCallback("a", "second", { after: { seconds: 3 } })
    expect((await runner.run(ask, ["a", "a"])).result).toEqual(["first", "second"])
  })

  test("`occurrence` picks one of several of the same name, 1 for the first", async () => {
    const runner = new DurableTestRunner()
    runner.completeCallback("a", "for the second", { occurrence: 2 })
    runner.completeCallback("a", "for the others")
    runner.completeCallback("a", "for the last")
    expect((await runner.run(ask, ["a", "a", "a"])).result).toEqual([
      "for the others",
      "for the second",
      "for the last",
    ])
  })

  test("names do not get into each other's way", async () => {
    const runner = new DurableTestRunner()
    runner.completeCallback("b", "for b")
    runner.completeCallback("a", "for a")
    expect((await runner.run(ask, ["a", "b"])).result).toEqual(["for a", "for b"])
  })

  test("a pattern takes the first callback that it matches", async () => {
    const runner = new DurableTestRunner()
    runner.completeCallback(/^approve-/, "first approval")
    runner.completeCallback(/^approve-/, "second approval")
    runner.completeCallback("other", "other")
    const execution = await runner.run(ask, ["approve-1", "other", "approve-2"])
    expect(execution.result).toEqual(["first approval", "other", "second approval"])
  })

  test("a pattern keeps no state between the names it is tried on", async () => {
    const pattern = /approve/g
    pattern.lastIndex = 5
    const runner = new DurableTestRunner()
    runner.completeCallback(pattern, "1")
    runner.completeCallback(pattern, "2")
    expect((await runner.run(ask, ["approve", "approve"])).result).toEqual(["1", "2"])
    expect(pattern.lastIndex).toBe(5)
  })

  test("a path tells callbacks of the same name in different contexts apart", async () => {
    const handler = withDurableExecution(async (_event: unknown, context) => {
      const review = (name: string): PromiseLike<string> =>
        context.runInChildContext(name, (child) => child.waitForCallback("approve", async () => {}))
      return Promise.all([review("legal"), review("finance")])
    })
    const runner = new DurableTestRunner()
    runner.completeCallback("finance/approve", "by finance")
    runner.completeCallback("legal/approve", "by legal")
    expect((await runner.run(handler)).result).toEqual(["by legal", "by finance"])
  })

  test("every item of a map asks under the same name, and each gets an answer", async () => {
    const handler = withDurableExecution(async (items: string[], context: DurableContext) => {
      const batch = await context.map("items", items, async (child, item) => {
        const answer = await child.waitForCallback("approve", async () => {})
        return `${item}: ${answer}`
      })
      return batch.getResults()
    })
    const runner = new DurableTestRunner()
    runner.completeCallback("approve", "second", { occurrence: 2, after: { seconds: 1 } })
    runner.completeCallback("approve", "first", { after: { seconds: 3 } })
    runner.completeCallback("approve", "third", { after: { seconds: 2 } })
    const execution = await runner.run(handler, ["a", "b", "c"])
    expect(execution.result).toEqual(["a: first", "b: second", "c: third"])
  })

  test("heartbeats and the completion after them are for the same callback", async () => {
    const runner = new DurableTestRunner()
    runner.heartbeatCallback("a", { after: { seconds: 1 } })
    runner.completeCallback("a", "first", { after: { seconds: 2 } })
    runner.heartbeatCallback("a", { after: { seconds: 3 } })
    runner.completeCallback("a", "second", { after: { seconds: 4 } })
    const { deliveries } = await runner.run(ask, ["a", "a"])
    const [one, two] = [...new Set(deliveries.map(({ callbackId }) => callbackId))]
    expect(deliveries.map(({ kind, callbackId }) => [kind, callbackId])).toEqual([
      ["heartbeat", one],
      ["success", one],
      ["heartbeat", two],
      ["success", two],
    ])
  })
})

describe("what a run says about its deliveries", () => {
  test("each is listed with name, kind, id and virtual time", async () => {
    const runner = new DurableTestRunner(exactTimes)
    runner.completeCallback("a", "1", { after: { seconds: 2 } })
    runner.failCallback("b", "no", { after: { seconds: 1 } })
    const execution = await runner.run(
      withDurableExecution(async (_event: unknown, context) => {
        const [a] = await context.createCallback("a")
        const [b] = await context.createCallback("b")
        return Promise.allSettled([a, b])
      }),
    )
    const start = execution.startTimestamp.getTime()
    expect(execution.deliveries).toEqual([
      {
        callbackId: execution.operation("b").callbackId,
        operationId: execution.operation("b").id,
        name: "b",
        kind: "failure",
        at: new Date(start + 1_000),
        eventCount: 5,
      },
      {
        callbackId: execution.operation("a").callbackId,
        operationId: execution.operation("a").id,
        name: "a",
        kind: "success",
        at: new Date(start + 2_000),
        eventCount: 7,
      },
    ])
  })
})
