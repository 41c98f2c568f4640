import type { APIGatewayProxyEvent, APIGatewayProxyHandler, Handler } from "aws-lambda"
import { type DurableLambdaHandler, withDurableExecution } from "@aws/durable-execution-sdk-js"
import {
  DurableTestRunner,
  type Execution,
  type LambdaHandler,
  type StartedExecution,
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

declare const runner: DurableTestRunner

/** The types of a call, without making it. */
type RunOf<H extends LambdaHandler> = typeof runner.run<H>
type StartOf<H extends LambdaHandler> = typeof runner.start<H>

declare const ordered: Handler<Order, Receipt>
declare const open: Handler
const wrapped = withDurableExecution(async (order: Order): Promise<Receipt> => ({
  total: order.id.length,
}))

describe("run is typed where the handler's type says so (D3)", () => {
  test("a Handler of @types/aws-lambda gives its input and its result", () => {
    type Typed = RunOf<Handler<Order, Receipt>>
    expectTypeOf<Typed>().parameter(0).toEqualTypeOf<Handler<Order, Receipt>>()
    expectTypeOf<Typed>().parameter(1).toEqualTypeOf<Order | undefined>()
    expectTypeOf<Typed>().returns.resolves.toEqualTypeOf<Execution<Receipt>>()
    expectTypeOf<Execution<Receipt>["result"]>().toEqualTypeOf<Receipt | undefined>()
  })

  test("a handler of an event source too", () => {
    type Typed = RunOf<APIGatewayProxyHandler>
    expectTypeOf<Typed>().parameter(1).toEqualTypeOf<APIGatewayProxyEvent | undefined>()
  })

  test("the SDK's own type, an open Handler and any function say nothing", () => {
    expectTypeOf<RunOf<typeof wrapped>>().toEqualTypeOf<RunOf<DurableLambdaHandler>>()
    expectTypeOf<RunOf<DurableLambdaHandler>>().parameter(1).toEqualTypeOf<unknown>()
    expectTypeOf<RunOf<DurableLambdaHandler>>().returns.resolves.toEqualTypeOf<Execution>()
    expectTypeOf<RunOf<Handler>>().parameter(1).toEqualTypeOf<unknown>()
    expectTypeOf<RunOf<Handler>>().returns.resolves.toEqualTypeOf<Execution>()
    expectTypeOf<RunOf<LambdaHandler>>().parameter(1).toEqualTypeOf<unknown>()
    expectTypeOf<RunOf<LambdaHandler>>().returns.resolves.toEqualTypeOf<Execution>()
    expectTypeOf<RunOf<() => number>>().parameter(1).toEqualTypeOf<unknown>()
  })

  test("start returns an execution of that result", () => {
    type Typed = StartOf<Handler<Order, Receipt>>
    expectTypeOf<Typed>().parameter(1).toEqualTypeOf<Order | undefined>()
    expectTypeOf<Typed>().returns.toEqualTypeOf<StartedExecution<Receipt>>()
    type Started = StartedExecution<Receipt>
    expectTypeOf<Started["result"]>().returns.resolves.toEqualTypeOf<Execution<Receipt>>()
    expectTypeOf<Started["snapshot"]>().returns.toEqualTypeOf<Execution<Receipt>>()
    expectTypeOf<Started["until"]>().returns.resolves.toEqualTypeOf<Execution<Receipt>>()
  })

  test("an input of another type does not compile, and needs no cast where the type is open", () => {
    const calls = (): unknown => [
      // @ts-expect-error -- An order has an id.
      runner.run(ordered, { identity: "o-1" }),
      // @ts-expect-error -- A receipt has no sum.
      runner.run(ordered, { id: "o-1" }).then(({ result }) => result?.sum),
      // @ts-expect-error -- An order has an id.
      runner.start(ordered, 5),
      runner.run(ordered, { id: "o-1" }).then(({ result }) => result?.total),
      runner.run(ordered, undefined, { name: "first" }),
      runner.run(wrapped, { id: "o-1" }),
      runner.run(open, { anything: true }),
    ]
    expect(calls).toBeTypeOf("function")
  })
})

test("a handler that was wrapped needs no cast, and its result is given a type by expectResult (D3)", async () => {
  const execution = await new DurableTestRunner().run(wrapped, { id: "o-1" })
  const { total } = execution.expectResult<Receipt>()
  expect(total).toBe(3)
  expectTypeOf(total).toBeNumber()
})
