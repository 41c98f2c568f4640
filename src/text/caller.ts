import { DurableTestRunnerError } from "./errors.ts"
import { captureStack, type CapturedStack } from "./captured-stack.ts"

/**
 * This function, the public method that the test has called, and the lines of the test that led there.
 * Each frame costs every run more than a microsecond.
 */
const DEPTH = 6

/**
 * Does the work of an asynchronous call of the test. An error of this package that it ends with shows
 * the line of that call, which the stack of an error that comes from the event loop has lost.
 */
export async function calledByTest<T>(work: () => Promise<T>): Promise<T> {
  const caller: CapturedStack = captureStack(DEPTH)
  try {
    return await work()
  } catch (error) {
    if (error instanceof DurableTestRunnerError) error.calledFrom(caller)
    throw error
  }
}
