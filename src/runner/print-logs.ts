import { renderLogs } from "./logs/log-text.ts"
import { allLogsOf } from "./results/execution-logs.ts"
import type { Execution } from "./results/execution.ts"

/** Prints what the code of an execution has logged, and of those that it has started. */
export function printLogs(execution: Execution): void {
  const entries = allLogsOf(execution)
  if (entries.length === 0) return
  const { functionName, status } = execution
  const lines = renderLogs(entries).map((line) => `  ${line}`)
  // eslint-disable-next-line no-console -- Where a test framework shows what a test prints.
  console.log([`Logs of ${functionName} (${status}):`, ...lines].join("\n"))
}
