import { DurableTestRunnerError } from "./errors.ts"
import type { Invocation } from "./invocation.ts"

/** The methods that only a durable context has. */
const DURABLE_METHODS = [
  "step",
  "invoke",
  "runInChildContext",
  "wait",
  "waitForCondition",
  "createCallback",
  "waitForCallback",
  "map",
  "parallel",
  "promise",
  "configureLogger",
] as const

/** The handler got the plain Lambda context: nobody wrapped it with `withDurableExecution`. */
export class HandlerNotWrappedError extends DurableTestRunnerError {
  override readonly name = "HandlerNotWrappedError"

  constructor(functionName: string, evidence: string) {
    super(
      "HANDLER_NOT_WRAPPED",
      `Failed to run "${functionName}": ${evidence}, so the handler is not a durable function. ` +
        "Did you export the inner function? Wrap it where it is exported: " +
        "export const handler = withDurableExecution(async (event, context) => { ... }), " +
        'with withDurableExecution from "@aws/durable-execution-sdk-js".',
    )
  }
}

/** The context that Lambda's Node.js runtime passes to a handler. */
export function lambdaContextOf(invocation: Invocation): object {
  const { functionName, version, functionArn, requestId } = invocation.identity
  const day = new Date(invocation.invokedAt).toISOString().slice(0, 10).replaceAll("-", "/")
  const context = {
    callbackWaitsForEmptyEventLoop: true,
    functionVersion: version,
    functionName,
    memoryLimitInMB: "128",
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: `${day}/[${version}]${requestId.replaceAll("-", "")}`,
    clientContext: undefined,
    identity: undefined,
    invokedFunctionArn: functionArn,
    awsRequestId: requestId,
    getRemainingTimeInMillis: () => Math.max(0, invocation.remainingMs),
    done: () => {},
    fail: () => {},
    succeed: () => {},
  }
  if (invocation.identity.durableExecutionArn !== undefined) trapDurableMethods(context, invocation)
  return context
}

function trapDurableMethods(context: object, invocation: Invocation): void {
  for (const method of DURABLE_METHODS) {
    Object.defineProperty(context, method, {
      configurable: true,
      enumerable: false,
      get: () => {
        const { functionName } = invocation.identity
        const evidence = `it used context.${method}, and its context is the plain Lambda context`
        const error = new HandlerNotWrappedError(functionName, evidence)
        invocation.world.fail(error)
        throw error
      },
    })
  }
}
