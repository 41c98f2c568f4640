import type { LambdaClient } from "@aws-sdk/client-lambda"
import {
  DurableTestRunner,
  type DurableTestRunnerOptions,
  type Execution,
} from "durable-test-runner"

/** The event of a durable invocation, as far as a handler without an SDK needs it. */
export interface DurableEvent {
  readonly DurableExecutionArn: string
  readonly CheckpointToken: string
  readonly InitialExecutionState: { readonly NextMarker?: string }
}

interface DurableOutput {
  readonly Status: "SUCCEEDED" | "FAILED" | "PENDING"
  readonly Result?: string
}

/** What a durable function does that speaks to the service itself, through the AWS client. */
export type ByHand = (
  event: DurableEvent,
  client: LambdaClient,
) => Promise<DurableOutput | undefined>

/** Runs a durable function that is written by hand; what it leaves open succeeds. */
export async function runByHand(
  body: ByHand,
  options: DurableTestRunnerOptions = {},
  input?: unknown,
): Promise<Execution> {
  const runner = new DurableTestRunner(options)
  const client = await runner.lambdaClient({ maxAttempts: 1 })
  const handler = async (event: DurableEvent): Promise<DurableOutput> =>
    (await body(event, client)) ?? { Status: "SUCCEEDED" }
  return runner.run(handler, input)
}
