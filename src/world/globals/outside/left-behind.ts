import { shortenMiddle } from "../../../text/values/shorten.ts"
import { isError, showValue } from "../../../text/values/show-value.ts"
import { userFrames } from "../../../text/user-frames.ts"
import { runOutsideScopes } from "../patch/scope.ts"

const LONGEST_MESSAGE = 500

/** An exploration makes the same run many times: each text is told once in a process. */
const told = new Set<string>()
const MOST_TOLD = 1_000

/**
 * What code of a run has begun and did not await has failed, after that code had ended. It must not end
 * the test, which it does not belong to, and it must not go unseen either.
 *
 * @param whose such as `the handler of "order"`.
 * @param advice one sentence or more.
 */
export function tellLeftBehind(whose: string, reason: unknown, advice: string): void {
  const text = `Work that ${whose} had started failed when nothing awaited it any more: ${describe(reason)} ${advice}`
  warnOnce("LEFT_BEHIND", text, framesOf(reason))
}

/** Warns the people who read the output of the test, once in a process for each text. */
export function warnOnce(code: string, text: string, frames: readonly string[]): void {
  if (told.has(text) || told.size >= MOST_TOLD) return
  told.add(text)
  const detail = frames.join("\n")
  runOutsideScopes(() => {
    process.emitWarning(text, {
      type: "DurableTestRunnerWarning",
      code,
      ...(detail === "" ? {} : { detail }),
    })
  })
}

/** With a full stop. What was thrown may be anything, and reading it may throw. */
function describe(reason: unknown): string {
  try {
    if (!isError(reason)) return `${showValue(reason)}.`
    const text = shortenMiddle(`${reason.name}: ${reason.message}`.trim(), LONGEST_MESSAGE)
    return /[.!?]$/u.test(text) ? text : `${text}.`
  } catch {
    return "an error that cannot be read."
  }
}

function framesOf(reason: unknown): string[] {
  try {
    return isError(reason) ? userFrames(reason.stack) : []
  } catch {
    return []
  }
}
