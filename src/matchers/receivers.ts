import type { Verdict } from "../explore/report/verdict.ts"
import type { ReplayCheck } from "../replay/judge/check.ts"
import type { Execution } from "../runner/results/execution.ts"
import type { HistoryVerdict } from "../runner/results/replay-verdict.ts"
import { isThenable, showValue } from "../text/values/show-value.ts"

/*
 * By their members: a test may have loaded the package twice, once with import and once with require.
 */

export function isExecution(value: unknown): value is Execution {
  return has(value, "status", "operations", "invocations", "timeline")
}

export function isVerdict(value: unknown): value is Verdict {
  return has(value, "passed", "tiers", "message", "coverage")
}

export function isReplayCheck(value: unknown): value is ReplayCheck {
  return has(value, "isDeterministic", "execution")
}

export function isHistoryVerdict(value: unknown): value is HistoryVerdict {
  return has(value, "verdict", "replays", "message")
}

function has(value: unknown, ...members: readonly string[]): boolean {
  return typeof value === "object" && value !== null && members.every((member) => member in value)
}

/** @param advice how to get the right one. */
export function notA(what: string, received: unknown, advice: string): string {
  const got = isThenable(received) ? "a promise" : showValue(received)
  const missing = isThenable(received) ? " Is an await missing?" : ""
  return `It takes ${what}, and got ${got}.${missing} ${advice}`
}
