import type { Execution } from "durable-test-runner"
import { traceOf } from "../traces/render-trace.ts"

/**
 * The events of some types, as lines with their instants and operations: what a test is about. The
 * whole traces are in `test/golden`.
 */
export function linesOf(execution: Execution, ...types: readonly string[]): string[] {
  return traceOf(execution).filter((line) =>
    types.includes(/ ([A-Z][A-Za-z]+)/u.exec(line)?.[1] ?? ""),
  )
}
