import type { Handler } from "aws-lambda"
import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import {
  createRunner,
  DurableTestRunner,
  type Execution,
  type StartedExecution,
  type TypedRunner,
} from "durable-test-runner"
import { describe, expect, expectTypeOf, test } from "vitest"

/*
 * The compiler checks these, in `npm run types`.
 */
interface Order {
  readonly id: string
}
interface Receipt {
  readonly total: number
}
interface Approval {
  readonly by: string
}

const order = async ({ id }: Order, context: DurableContext): Promise<Receipt> => {
  const answer = await context.waitForCallback("approve", async () => {})
  return { total: id.length + (JSON.parse(answer) as Approval).by.length }
}
const handler = withDurableExecution(order)
type Runner = TypedRunner<typeof order, { approve: Approval; ping: undefined }>
const newRunner = (): Runner => createRunner<typeof order, { approve: Approval; ping: undefined }>()

describe("a runner that was made for the type of a handler and its callbacks", () => {
  test("takes the input and gives the result", async () => {
    const runner = newRunner()
    runner.completeCallback("approve", { by: "jo" })
    const execution = await runner.run(handler, { id: "o-1" }, { name: "first" })
    expectTypeOf(execution).toEqualTypeOf<Execution<Receipt>>()
    expect(execution.result?.total).toBe(5)
  })

  test("refuses another input, or none", () => {
    const calls = (runner = newRunner()): unknown => [
      // @ts-expect-error -- An order has an id.
      runner.run(handler, { identity: "o-1" }),
      // @ts-expect-error -- The input is missing.
      runner.run(handler),
      // @ts-expect-error -- A receipt has no sum.
      runner.run(handler, { id: "o-1" }).then(({ result }) => result?.sum),
      // @ts-expect-error -- An order has an id.
      runner.start(handler, 5),
      // @ts-expect-error -- There is no such option.
      runner.run(handler, { id: "o-1" }, { nme: "first" }),
      // @ts-expect-error -- This is no handler.
      runner.run("order.ts", { id: "o-1" }),
    ]
    expect(calls).toBeTypeOf("function")
  })

  test("gives the result of a started execution", () => {
    const start = (runner = newRunner()): StartedExecution<Receipt> =>
      runner.start(handler, { id: "o-1" })
    expectTypeOf(start).returns.toEqualTypeOf<StartedExecution<Receipt>>()
  })

  test("takes the declared names, paths that end with them, and patterns", () => {
    const calls = (runner = newRunner()): void => {
      runner.completeCallback("approve", { by: "jo" }, { after: { hours: 5 } })
      runner.completeCallback("review/approve", { by: "jo" })
      runner.completeCallback(/^app/u, "anything")
      runner.completeCallback("ping")
      runner.failCallback("approve", "no budget")
      runner.failCallback("review/approve")
      runner.heartbeatCallback("approve", { every: { minutes: 1 } })
      runner.timeoutCallback("ping", { after: { hours: 1 } })
      // @ts-expect-error -- There is no callback of this name.
      runner.completeCallback("aprove", { by: "jo" })
      // @ts-expect-error -- There is none in a path either.
      runner.completeCallback("review/aprove", { by: "jo" })
      // @ts-expect-error -- There is no callback of this name.
      runner.failCallback("aprove")
      // @ts-expect-error -- There is no callback of this name.
      runner.heartbeatCallback("aprove")
      // @ts-expect-error -- There is no callback of this name.
      runner.timeoutCallback("aprove")
      // @ts-expect-error -- There is no such option.
      runner.completeCallback("approve", { by: "jo" }, { aftr: { hours: 5 } })
    }
    expect(calls).toBeTypeOf("function")
  })

  test("takes the values of the declared callbacks, in scripts and in responders", () => {
    const calls = (runner = newRunner()): void => {
      // @ts-expect-error -- An approval is by somebody.
      runner.completeCallback("approve", { from: "jo" })
      // @ts-expect-error -- An approval is no text.
      runner.completeCallback("approve", "yes")
      // @ts-expect-error -- The value is missing.
      runner.completeCallback("approve")
      // @ts-expect-error -- This one comes without a value.
      runner.completeCallback("ping", 5)
      runner.onCallback("approve", async (callback) => callback.succeed({ by: callback.id }))
      runner.onCallback("ping", async (callback) => {
        await callback.heartbeat()
        await callback.succeed()
      })
      runner.onCallback(/^app/u, async (callback) => callback.succeed("anything"))
      runner.onCallback(
        ({ name }) => name === "x",
        async (callback) => callback.fail(),
      )
      // @ts-expect-error -- An approval is by somebody.
      runner.onCallback("approve", async (callback) => callback.succeed({ from: "jo" }))
      // @ts-expect-error -- There is no callback of this name.
      runner.onCallback("aprove", async () => {})
    }
    expect(calls).toBeTypeOf("function")
  })

  test("is a DurableTestRunner, with all that belongs to one", () => {
    const runner = newRunner()
    expectTypeOf(runner).toExtend<DurableTestRunner>()
    const script = (any: DurableTestRunner): void => any.completeCallback("approve", "raw")
    script(runner)
    expectTypeOf(runner.mockStep("charge", () => 1).calls).not.toBeAny()
    expectTypeOf(runner.registerFunction("pay", () => 1)).toEqualTypeOf<typeof runner>()
    expect(runner).toBeInstanceOf(DurableTestRunner)
  })
})

test("a runner for names alone takes any value for them", () => {
  const calls = (runner = createRunner<typeof order, "approve" | "audit">()): void => {
    runner.completeCallback("approve", 5)
    runner.completeCallback("audit")
    // @ts-expect-error -- There is no callback of this name.
    runner.completeCallback("aprove")
  }
  expect(calls).toBeTypeOf("function")
})

test("a runner infers the names from the list that it is given", () => {
  const calls = (runner = createRunner({ seed: 1, callbacks: ["approve", "audit"] })): void => {
    runner.completeCallback("approve", { by: "jo" })
    runner.onCallback("audit", async (callback) => callback.succeed(5))
    // @ts-expect-error -- There is no callback of this name.
    runner.completeCallback("aprove", "yes")
    // @ts-expect-error -- There is no callback of this name.
    runner.timeoutCallback("aprove")
  }
  expect(calls).toBeTypeOf("function")
})

test("a list beside types has names of these types only", () => {
  const make = (): unknown => [
    createRunner<typeof order, { approve: Approval }>({ callbacks: ["approve"] }),
    // @ts-expect-error -- There is no callback of this name.
    createRunner<typeof order, { approve: Approval }>({ callbacks: ["aprove"] }),
    // @ts-expect-error -- There is no such option.
    createRunner({ sed: 1 }),
  ]
  expect(make).toBeTypeOf("function")
})

test("a runner for a handler whose type says nothing infers from what is run", () => {
  type Open = TypedRunner<typeof handler, { approve: Approval }>
  const calls = (runner: Open, typed: Handler<Order, Receipt>): void => {
    expectTypeOf(runner.run(typed, { id: "o-1" })).resolves.toEqualTypeOf<Execution<Receipt>>()
    expectTypeOf(runner.run(handler, 5)).resolves.toEqualTypeOf<Execution>()
    expectTypeOf(runner.run(handler)).resolves.toEqualTypeOf<Execution>()
    expectTypeOf(createRunner().run(handler, 5)).resolves.toEqualTypeOf<Execution>()
    runner.completeCallback("approve", { by: "jo" })
  }
  expect(calls).toBeTypeOf("function")
})

test("a runner without types takes any name, as new DurableTestRunner does", () => {
  const runner = createRunner({ functionName: "orders" })
  expectTypeOf(runner).toEqualTypeOf<TypedRunner>()
  runner.completeCallback("anything", 5)
  runner.completeCallback("anything/else")
  runner.onCallback("anything", async (callback) => callback.succeed(5))
})

test("a runner for a Handler of @types/aws-lambda has its input and its result", () => {
  type Typed = TypedRunner<Handler<Order, Receipt>>
  const calls = (runner: Typed, given: Handler<Order, Receipt>): unknown => {
    expectTypeOf(runner.run(given, { id: "o-1" })).resolves.toEqualTypeOf<Execution<Receipt>>()
    // @ts-expect-error -- An order has an id.
    return runner.run(given, { identity: "o-1" })
  }
  expect(calls).toBeTypeOf("function")
})
