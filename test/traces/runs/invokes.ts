import { type DurableLambdaHandler, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner, type Execution } from "durable-test-runner"
import { exactTimes } from "../../support/exact-times.ts"

const invoking = (functionId: string): DurableLambdaHandler =>
  withDurableExecution((order: object, context) => context.invoke("charge", functionId, order))

export async function invokeOfADurableFunction(): Promise<Execution> {
  const payments = withDurableExecution(async (_order: unknown, context) => {
    await context.wait("settle", { seconds: 10 })
    return { paid: true }
  })
  const runner = new DurableTestRunner(exactTimes).registerFunction("payments", payments)
  return runner.run(invoking("payments:$LATEST"), { total: 5 })
}

export async function invokeOfAPlainFunction(): Promise<Execution> {
  const payments = async (order: { total: number }): Promise<object> => {
    await new Promise((resolve) => setTimeout(resolve, 3_000))
    return { paid: order.total }
  }
  const runner = new DurableTestRunner(exactTimes).registerFunction("payments", payments, {
    durable: false,
  })
  return runner.run(invoking("payments"), { total: 5 })
}

export async function invokeOfNoFunction(): Promise<Execution> {
  return new DurableTestRunner(exactTimes).run(invoking("payments"), { total: 5 })
}
