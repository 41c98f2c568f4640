import { type ScopedEnvironment, valueOf } from "../globals/patch/environment.ts"
import type { LambdaHandler } from "./invocation.ts"

/*
 * Handlers in the style of callbacks, (event, context, callback) => void, as Lambda's runtimes for
 * Node.js 22 and older support them. The runtime for Node.js 24 refuses a handler with three parameters.
 */

/** The invocation, as far as its runtime has to know it. */
interface RunningInvocation {
  readonly environment: ScopedEnvironment
  /** Nothing is left to happen in it: no timer, no immediate, no real work. */
  whenIdle(act: () => void): void
}

type Callback = (error?: unknown, result?: unknown) => void

type CallbackHandler = (event: unknown, context: unknown, callback: Callback) => unknown

const LAST_WITH_CALLBACKS = 22

class CallbackHandlerDeprecated extends Error {
  override readonly name = "Runtime.CallbackHandlerDeprecated"

  constructor() {
    super(
      "ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. " +
        "You need to modify this function to use a supported handler signature to use Node.js 24 or later. " +
        "For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.",
    )
  }
}

/**
 * Calls the handler of a plain function. A promise that it returns counts, and its callback, whichever
 * comes first; with neither the result is nothing, once nothing is left to happen.
 */
export async function callPlainHandler(
  handler: LambdaHandler,
  event: unknown,
  context: unknown,
  invocation: RunningInvocation,
): Promise<unknown> {
  const call = handler as unknown as CallbackHandler
  const takesCallback = handler.length >= 3
  if (nodeVersionOf(invocation) > LAST_WITH_CALLBACKS) {
    if (takesCallback) throw new CallbackHandlerDeprecated()
    return handler(event as never, context as never)
  }
  const { promise, resolve, reject } = Promise.withResolvers<unknown>()
  // Nobody may wait for it: then its rejection is no unhandled one.
  promise.catch(() => {})
  let isCalled = false
  const callback: Callback = (error, result) => {
    if (isCalled) return
    isCalled = true
    const settle = (): void => {
      if (error === undefined || error === null) resolve(result)
      else reject(error)
    }
    if (waitsForEmptyLoop(context)) invocation.whenIdle(settle)
    else settle()
  }
  const returned = call(event, context, callback)
  if (isThenable(returned)) return Promise.race([promise, returned])
  if (!takesCallback && !isCalled) return returned
  if (!isCalled) invocation.whenIdle(() => resolve(undefined))
  return promise
}

/** The runtime is that of the process, unless the test's environment names another. */
function nodeVersionOf({ environment }: RunningInvocation): number {
  const [, version] = /nodejs(\d+)/u.exec(valueOf(environment.get("AWS_EXECUTION_ENV")) ?? "") ?? []
  return Number(version ?? process.versions.node.split(".")[0])
}

function waitsForEmptyLoop(context: unknown): boolean {
  return Reflect.get(context as object, "callbackWaitsForEmptyEventLoop") !== false
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value
}
