import { StepSemantics, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { setTimeout as sleep } from "node:timers/promises"
import { DurableTestRunner, type Execution } from "durable-test-runner"
import { exactTimes } from "../../support/exact-times.ts"
import { neverRetry, retryEverySecond } from "../strategies.ts"

interface CrashedRun {
  readonly execution: Execution
  /** How often the body of the step has begun. */
  readonly begun: number
}

/** A body during whose first call the process ends; the start of its step is with the service by then. */
export class FragileBody {
  begun = 0
  readonly run = async (): Promise<string> => {
    this.begun++
    await sleep(100)
    if (this.begun === 1) process.exit(1)
    return "survived"
  }
}

export async function crashWithoutRetry(): Promise<CrashedRun> {
  const body = new FragileBody()
  const handler = withDurableExecution((_event: unknown, context) =>
    context.step("fragile", body.run, {
      semantics: StepSemantics.AtMostOncePerRetry,
      retryStrategy: neverRetry,
    }),
  )
  const execution = await new DurableTestRunner(exactTimes).run(handler)
  return { execution, begun: body.begun }
}

export async function crashWithRetry(): Promise<CrashedRun> {
  const body = new FragileBody()
  const handler = withDurableExecution((_event: unknown, context) =>
    context.step("fragile", body.run, {
      semantics: StepSemantics.AtMostOncePerRetry,
      retryStrategy: retryEverySecond(2),
    }),
  )
  const execution = await new DurableTestRunner(exactTimes).run(handler)
  return { execution, begun: body.begun }
}

export async function crashInAChild(): Promise<CrashedRun> {
  const body = new FragileBody()
  const handler = withDurableExecution((_event: unknown, context) =>
    context.runInChildContext("outer", (child) => child.step("fragile", body.run)),
  )
  const execution = await new DurableTestRunner(exactTimes).run(handler)
  return { execution, begun: body.begun }
}
