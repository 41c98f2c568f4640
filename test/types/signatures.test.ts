import type { APIGatewayProxyHandler, Handler, SQSHandler } from "aws-lambda"
import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import {
  DurableTestRunner,
  type DurableTestRunnerOptions,
  type Execution,
  type ExecutionStatus,
  explore,
  type ExploreOptions,
  type LambdaHandler,
  type OperationResult,
  type ReceivedCallback,
  type RunOptions,
  type StartedExecution,
} from "durable-test-runner"
import type { HistoryVerdict, ReplayCheck } from "durable-test-runner/replay"
import { always, type Predicate, type Schedule, type Verdict } from "durable-test-runner/explore"
import { describe, expectTypeOf, test } from "vitest"

/*
 * The compiler checks these, in `npm run types`: vitest only finds that they can be loaded.
 */
describe("the types of a runner", () => {
  test("run takes a handler, an input and options, and returns an execution", () => {
    expectTypeOf<DurableTestRunner["run"]>().parameter(0).toEqualTypeOf<LambdaHandler>()
    expectTypeOf<DurableTestRunner["run"]>().parameter(1).toEqualTypeOf<unknown>()
    expectTypeOf<DurableTestRunner["run"]>().parameter(2).toEqualTypeOf<RunOptions | undefined>()
    expectTypeOf<Parameters<DurableTestRunner["run"]>["length"]>().toEqualTypeOf<1 | 2 | 3>()
    expectTypeOf<DurableTestRunner["run"]>().returns.resolves.toEqualTypeOf<Execution>()
  })

  test("start returns an execution that has not ended, at once", () => {
    expectTypeOf<DurableTestRunner["start"]>().returns.toEqualTypeOf<StartedExecution>()
    expectTypeOf<StartedExecution["result"]>().returns.resolves.toEqualTypeOf<Execution>()
    expectTypeOf<
      StartedExecution["untilCallback"]
    >().returns.resolves.toEqualTypeOf<ReceivedCallback>()
    expectTypeOf<StartedExecution["stop"]>().returns.toBeVoid()
  })

  test("a handler is what the SDK's wrapper returns, or a plain function", () => {
    const durable = withDurableExecution(async (event: { readonly id: string }) => event.id)
    expectTypeOf(durable).toExtend<LambdaHandler>()
    expectTypeOf<(event: { readonly sku: string }) => number>().toExtend<LambdaHandler>()
    expectTypeOf<string>().not.toExtend<LambdaHandler>()
  })

  test("a handler is what @types/aws-lambda calls one, with or without its callback (G14)", () => {
    const handler: Handler = withDurableExecution(async () => 1)
    expectTypeOf(handler).toExtend<LambdaHandler>()
    expectTypeOf<Handler<{ readonly id: string }, string>>().toExtend<LambdaHandler>()
    expectTypeOf<APIGatewayProxyHandler>().toExtend<LambdaHandler>()
    expectTypeOf<SQSHandler>().toExtend<LambdaHandler>()
  })

  test("completeCallback takes a name or a pattern, any value, and returns nothing to await", () => {
    type Complete = DurableTestRunner["completeCallback"]
    expectTypeOf<Complete>().parameter(0).toEqualTypeOf<string | RegExp>()
    expectTypeOf<Complete>().parameter(1).toEqualTypeOf<unknown>()
    expectTypeOf<Complete>().returns.toBeVoid()
    type Options = NonNullable<Parameters<Complete>[2]>
    expectTypeOf<{ after: { hours: 3 }; occurrence: 2 }>().toExtend<Options>()
    expectTypeOf<{ after: "3h" }>().not.toExtend<Options>()
  })

  test("replays return their verdicts, and the schedule that was used may be absent", () => {
    expectTypeOf<DurableTestRunner["checkReplay"]>().returns.resolves.toEqualTypeOf<ReplayCheck>()
    expectTypeOf<DurableTestRunner["replay"]>().returns.resolves.toEqualTypeOf<HistoryVerdict>()
    expectTypeOf<DurableTestRunner["usedSchedule"]>().toEqualTypeOf<Schedule | undefined>()
  })

  test("registrations can be chained, and keep the type of a subclass", () => {
    class Own extends DurableTestRunner {
      readonly own = true
    }
    expectTypeOf(new Own().onCallback("a", () => {})).toEqualTypeOf<Own>()
    expectTypeOf(new Own().registerFunction("a", () => {})).toEqualTypeOf<Own>()
  })

  test("its internals cannot be reached", () => {
    type Internal = "callService" | "invokeFunction" | "runIn" | "runVariant" | "scripts"
    expectTypeOf<Extract<keyof DurableTestRunner, Internal>>().toBeNever()
  })
})

describe("the types of an execution", () => {
  test("it has a status, an unknown result, and operations", () => {
    expectTypeOf<Execution["status"]>().toEqualTypeOf<ExecutionStatus>()
    expectTypeOf<Execution["result"]>().toEqualTypeOf<unknown>()
    expectTypeOf<Execution["operations"]>().toEqualTypeOf<readonly OperationResult[]>()
    expectTypeOf<Execution["operation"]>().returns.toEqualTypeOf<OperationResult>()
    expectTypeOf<Execution["timeline"]>().returns.toEqualTypeOf<string>()
  })

  test("it cannot be changed", () => {
    type Data = Pick<Execution, "status" | "payload" | "error" | "result" | "operations">
    expectTypeOf<Readonly<Data>>().toEqualTypeOf<Data>()
    expectTypeOf<{ status: ExecutionStatus }>().not.toEqualTypeOf<Pick<Execution, "status">>()
  })
})

describe("the types of explore", () => {
  test("it takes a handler with options, and returns a verdict", () => {
    expectTypeOf(explore).parameter(0).toEqualTypeOf<LambdaHandler>()
    expectTypeOf(explore).parameter(1).toEqualTypeOf<ExploreOptions | undefined>()
    expectTypeOf(explore).returns.resolves.toEqualTypeOf<Verdict>()
  })

  test("prepare is given a runner, and the options of runners are there", () => {
    type Prepare = NonNullable<ExploreOptions["prepare"]>
    expectTypeOf<Prepare>().parameter(0).toEqualTypeOf<DurableTestRunner>()
    expectTypeOf<DurableTestRunnerOptions["seed"]>().toEqualTypeOf<number | string | undefined>()
  })

  test("a predicate is made of its name and a function of the state", () => {
    expectTypeOf(always).parameter(0).toEqualTypeOf<string>()
    expectTypeOf(always).parameter(1).toEqualTypeOf<Predicate["holds"]>()
  })
})
