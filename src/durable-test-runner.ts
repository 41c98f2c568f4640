import type { LambdaClient, LambdaClientConfig } from "@aws-sdk/client-lambda"
import { ScheduledRunner } from "./schedule/scheduled-runner.ts"

/**
 * Tests AWS Lambda durable functions: runs a handler, unmodified, against a simulated checkpoint
 * service, in virtual time.
 *
 * @example
 * ```ts
 * const runner = new DurableTestRunner()
 * runner.completeCallback("approve", { status: "approved" })
 * const execution = await runner.run(handler, { orderId: "o-1" })
 * execution.status // "SUCCEEDED"
 * ```
 */
export class DurableTestRunner extends ScheduledRunner {
  /**
   * A real `LambdaClient` whose transport is the simulated service of this runner, for the code of
   * external systems. Loads `@aws-sdk/client-lambda` on first use.
   */
  async lambdaClient(config: LambdaClientConfig = {}): Promise<LambdaClient> {
    const { createLambdaClient } = await import("./aws/index.ts")
    return createLambdaClient(this, config)
  }
}
