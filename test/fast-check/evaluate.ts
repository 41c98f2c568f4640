import { runInThisContext } from "node:vm"
import { Schedule } from "durable-test-runner/explore"
import { durable } from "durable-test-runner/fast-check"

/** What a printed counterexample evaluates to, where a test would paste it. */
export function evaluate(code: string): unknown {
  const make = runInThisContext(`(Schedule, durable) => (${code})`) as (
    ...names: unknown[]
  ) => unknown
  return make(Schedule, durable)
}
