import { advise } from "../../text/advice.ts"
import { DurableTestRunnerError } from "../../text/errors.ts"
import type { InvocationIdentity } from "./invocation.ts"

/** An invocation, as far as its handler learns of it through its context. */
export interface InvocationInContext {
  readonly identity: InvocationIdentity
  readonly remainingMs: number
  readonly logStream: { readonly name: string }
  /** It fails when the context is used as what it is not. */
  readonly world?: { fail(error: unknown): void } | undefined
}

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

/** The handler received the plain Lambda context: `withDurableExecution` does not wrap it. */
export class HandlerNotWrappedError extends DurableTestRunnerError {
  override readonly name = "HandlerNotWrappedError"
  readonly requestId: string

  /** @internal */
  constructor(
    { functionName, requestId }: Pick<InvocationIdentity, "functionName" | "requestId">,
    evidence: string,
  ) {
    super(
      "HANDLER_NOT_WRAPPED",
      `Failed to run "${functionName}": ${evidence}, so the handler is not a durable function. ` +
        "Did you export the inner function? Wrap it where it is exported: " +
        "export const handler = withDurableExecution(async (event, context) => { ... }), " +
        `with withDurableExecution from "@aws/durable-execution-sdk-js". ${advise("registerPlain")}`,
    )
    this.requestId = requestId
  }
}

/** The context that Lambda's Node.js runtime passes to a handler. */
class LambdaContext {
  callbackWaitsForEmptyEventLoop = true
  readonly functionName: string
  readonly functionVersion: string
  readonly invokedFunctionArn: string
  readonly awsRequestId: string
  readonly memoryLimitInMB = "128"
  readonly logGroupName: string
  readonly identity: undefined
  /** Of a tenant-isolated function. */
  readonly tenantId: string | undefined
  readonly clientContext: undefined
  readonly getRemainingTimeInMillis: () => number

  /** @internal */
  constructor(invocation: InvocationInContext) {
    const { functionName, version, functionArn, requestId } = invocation.identity
    this.functionName = functionName
    this.functionVersion = version
    this.invokedFunctionArn = functionArn
    this.awsRequestId = requestId
    this.tenantId = invocation.identity.tenantId
    this.logGroupName = `/aws/lambda/${functionName}`
    // Assigned to the property at once, it would live until all of the heap is collected.
    const remaining = (): number => Math.max(0, invocation.remainingMs)
    this.getRemainingTimeInMillis = remaining
    Object.defineProperty(this, "invocation", { value: invocation })
  }

  declare readonly invocation: InvocationInContext

  get logStreamName(): string {
    return this.invocation.logStream.name
  }

  done(): void {}

  fail(): void {}

  succeed(): void {}
}

/** The same, for a handler that ought to be wrapped: using it as a durable context is an error. */
class TrappedLambdaContext extends LambdaContext {}

for (const method of DURABLE_METHODS) {
  Object.defineProperty(TrappedLambdaContext.prototype, method, {
    configurable: true,
    enumerable: false,
    get(this: TrappedLambdaContext) {
      const evidence = `it used context.${method}, and its context is the plain Lambda context`
      const error = new HandlerNotWrappedError(this.invocation.identity, evidence)
      this.invocation.world?.fail(error)
      throw error
    },
  })
}

export function lambdaContextOf(invocation: InvocationInContext): object {
  return invocation.identity.durableExecutionArn === undefined
    ? new LambdaContext(invocation)
    : new TrappedLambdaContext(invocation)
}
