import { replayHistory } from "../replay/judge/replay-history.ts"
import type { RecordedHistory } from "../replay/history/read-history.ts"
import type { Verdict } from "../explore/report/verdict.ts"
import type { LambdaHandler } from "../world/invocation/invocation.ts"
import { type MatcherContext, type MatcherResult, toResult, wrongReceiver } from "./matcher.ts"
import { isHistoryVerdict, isReplayCheck, isVerdict, notA } from "./receivers.ts"

/** Whether an exploration has found nothing wrong. */
export function toPass(this: MatcherContext, received: unknown): MatcherResult {
  const call = "toPass()"
  if (!isVerdict(received)) return noVerdict(this, call, received)
  const { passed, message } = received
  return toResult(this, "verdict", call, { pass: passed, why: () => message })
}

/** Whether it has found nothing wrong, and has let the function crash. */
export function toBeCrashSafe(this: MatcherContext, received: unknown): MatcherResult {
  const call = "toBeCrashSafe()"
  if (!isVerdict(received)) return noVerdict(this, call, received)
  const { passed, message } = received
  const hasCrashed = triedCrashes(received)
  return toResult(this, "verdict", call, {
    pass: passed && hasCrashed,
    why: () =>
      passed && !hasCrashed
        ? `The exploration has tried no crash, so it says nothing of one. Leave out faults, maxFaults and tiers, or give it more time by budgetMs.\n\n${message}`
        : message,
  })
}

function triedCrashes({ proof, coverage, failure }: Verdict): boolean {
  if (failure !== undefined) return true
  if (proof?.kind === "exhaustive" && proof.maxFaults > 0) return true
  return Object.entries(coverage).some(
    ([mark, count]) => count > 0 && /^a crash (?:before|after) /u.test(mark),
  )
}

function noVerdict(context: MatcherContext, call: string, received: unknown): MatcherResult {
  const advice = "Pass the result of await explore(handler, options)."
  return wrongReceiver(context, "verdict", call, notA("a verdict", received, advice))
}

/** Whether replays ask for what was recorded, and the same seed leads to the same run. */
export function toBeDeterministic(this: MatcherContext, received: unknown): MatcherResult {
  const call = "toBeDeterministic()"
  if (isReplayCheck(received)) {
    const { isDeterministic, divergence, uncontrolled, replays } = received
    const problem = divergence?.message ?? uncontrolled?.message
    return toResult(this, "replayCheck", call, {
      pass: isDeterministic && uncontrolled === undefined,
      why: () => problem ?? `All ${replays} replays requested the recorded operations.`,
    })
  }
  if (isHistoryVerdict(received)) {
    const { verdict, message } = received
    return toResult(this, "replay", call, { pass: verdict === "compatible", why: () => message })
  }
  const advice = "Pass the result of await runner.checkReplay(handler) or await execution.replay()."
  return wrongReceiver(this, "replayCheck", call, notA("a replay check", received, advice))
}

/** Whether a handler goes on with an execution that was recorded. */
export async function toAccept(
  this: MatcherContext,
  received: unknown,
  history: RecordedHistory,
): Promise<MatcherResult> {
  const call = "toAccept(history)"
  if (typeof received !== "function") {
    const advice = "Pass the function that the Lambda exports."
    return wrongReceiver(this, "handler", call, notA("a handler", received, advice))
  }
  const { verdict, message } = await replayHistory(received as LambdaHandler, history)
  // What cannot be decided is neither accepted nor refused.
  const pass = verdict === "undecidable" ? this.isNot === true : verdict === "compatible"
  return toResult(this, "handler", call, { pass, why: () => message })
}
