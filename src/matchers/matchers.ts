import { toHaveReceivedCallback } from "./callback-matchers.ts"
import {
  toHaveFailedWith,
  toHaveInvocations,
  toHaveSucceeded,
  toHaveSucceededWith,
  toHaveTimedOut,
} from "./execution-matchers.ts"
import { toHaveOperation, toHaveRunStep, toHaveWaited } from "./operation-matchers.ts"
import { toAccept, toBeCrashSafe, toBeDeterministic, toPass } from "./verdict-matchers.ts"

// eslint-disable-next-line typescript/no-explicit-any -- Both frameworks pass what the test has passed.
type AnyMatcher = (this: any, received: unknown, ...expected: any[]) => any

/** All matchers, for `expect.extend` of vitest and of jest. */
export const MATCHERS: Readonly<Record<string, AnyMatcher>> = {
  toHaveSucceeded,
  toHaveSucceededWith,
  toHaveFailedWith,
  toHaveTimedOut,
  toHaveInvocations,
  toHaveOperation,
  toHaveRunStep,
  toHaveWaited,
  toHaveReceivedCallback,
  toPass,
  toBeCrashSafe,
  toBeDeterministic,
  toAccept,
}
