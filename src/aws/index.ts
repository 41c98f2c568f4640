import "../world/limits/supported-runtime.ts"
import { LambdaClient, type LambdaClientConfig } from "@aws-sdk/client-lambda"
import type { DurableTestRunner } from "../durable-test-runner.ts"
import { partsOf } from "../runner/runner-parts.ts"
import { SimulatedTransport } from "../runner/lambda-api/simulated-transport.ts"

export { UnsupportedCommandError } from "../runner/lambda-api/simulated-transport.ts"
export type { ServiceLimits } from "../service/values/limits.ts"
export type { InvocationRetryOptions, ServiceOptions } from "../service/values/service-options.ts"

/**
 * A real `LambdaClient` whose transport is the simulated service of `runner`: real serialization, real
 * modelled exceptions, no socket. It serves the current run, or the last one.
 *
 * Code inside a run may use it like production code; its retries wait in virtual time. Outside of a run, an
 * `InvokeCommand` lets virtual time pass until its answer, and an asynchronous one until its execution has
 * ended. The service answers every other command at once.
 *
 * @param config overrides; the transport, the region and the credentials are set.
 * @throws {InvalidArgumentError} for a runner of another copy of the package.
 * @example
 * ```ts
 * const client = createLambdaClient(runner)
 * await client.send(new SendDurableExecutionCallbackSuccessCommand({ CallbackId: id }))
 * ```
 */
export function createLambdaClient(
  runner: DurableTestRunner,
  config: LambdaClientConfig = {},
): LambdaClient {
  const { serviceCalls } = partsOf(runner)
  return new LambdaClient({
    region: "us-east-1",
    credentials: { accessKeyId: "simulated", secretAccessKey: "simulated" },
    ...config,
    requestHandler: new SimulatedTransport(serviceCalls),
  })
}
