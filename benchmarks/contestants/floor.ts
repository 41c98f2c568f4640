import { DurableExecutionInvocationInputWithClient } from "@aws/durable-execution-sdk-js"
import type { DurableLambdaHandler } from "@aws/durable-execution-sdk-js"

import type { Scenario } from "../scenarios.ts"
import { collapseSuspension } from "./collapsed-suspension.ts"
import type { Contestant, RunResult } from "./contestant.ts"
import { FloorService } from "./floor-service.ts"

const MAX_INVOCATIONS = 2_000
const ARN =
  "arn:aws:lambda:eu-west-1:123456789012:function:benchmark:1/durable-execution/floor/execution"

/** The SDK alone: nobody can run a durable handler faster than this without changing the SDK. */
export const floor: Contestant = {
  async setUp() {},

  async run(scenario): Promise<RunResult> {
    if (scenario.invocations === 1) return runToEnd(scenario)
    const restore = collapseSuspension()
    try {
      return await runToEnd(scenario)
    } finally {
      restore()
    }
  },

  async tearDown() {},
}

const runToEnd = async (scenario: Scenario): Promise<RunResult> => {
  const service = new FloorService("{}")
  for (let invocations = 1; invocations <= MAX_INVOCATIONS; invocations++) {
    const output = await scenario.handler(
      new DurableExecutionInvocationInputWithClient(
        {
          DurableExecutionArn: ARN,
          CheckpointToken: "token",
          InitialExecutionState: { Operations: service.operations },
        },
        service,
      ),
      lambdaContext,
    )
    switch (output.Status) {
      case "SUCCEEDED":
        return { status: output.Status, result: JSON.parse(output.Result ?? "null"), invocations }
      case "FAILED":
        return { status: output.Status, result: output.Error, invocations }
      case "PENDING":
        service.completePending(scenario.callback?.value)
        break
      default:
        output satisfies never
    }
  }
  throw new Error(`"${scenario.name}" did not end within ${MAX_INVOCATIONS} invocations.`)
}

// The callback-style members are left out: they are deprecated, and the SDK does not call them.
const lambdaContext = {
  callbackWaitsForEmptyEventLoop: false,
  functionName: "benchmark",
  functionVersion: "1",
  invokedFunctionArn: "arn:aws:lambda:eu-west-1:123456789012:function:benchmark:1",
  memoryLimitInMB: "128",
  awsRequestId: "00000000-0000-4000-8000-000000000000",
  logGroupName: "/aws/lambda/benchmark",
  logStreamName: "floor",
  getRemainingTimeInMillis: () => 900_000,
} as Parameters<DurableLambdaHandler>[1]
