import { advise } from "../../text/advice.ts"
import type { Outcome } from "./outcome.ts"
import { describeRealIo, type RealIoSeen } from "./uncontrolled-io.ts"
import type { Violation } from "./violation.ts"

/**
 * Some run of the search succeeds. Where all of them fail, most often the test has left something out,
 * the input or a double, and then nothing of the handler was explored.
 *
 * @param ends how many runs ended with each status.
 * @param plain the outcome of the plain run.
 * @param realIo what took part in the runs.
 */
export function withoutSuccess(
  ends: ReadonlyMap<string, number>,
  plain: Outcome | undefined,
  realIo: RealIoSeen | undefined,
): Violation | undefined {
  if (ends.size === 0 || ends.has("SUCCEEDED") || plain === undefined) return undefined
  const runs = [...ends.values()].reduce((sum, count) => sum + count, 0)
  const { type, message } = plain.error ?? {}
  const error = [type, message].filter((part) => part !== undefined && part !== null).join(": ")
  const why = error === "" ? "" : ` with ${error}`
  const advice = realIo === undefined ? "" : `. Replace ${describeRealIo(realIo)} by doubles`
  return {
    invariant: "success",
    message:
      `no run succeeds: the plain run ends ${plain.status}${why}, and ` +
      `${runs === 1 ? "there was no other" : `all ${runs} runs end without success`}${advice}. ${advise("giveInput")}`,
    operation: undefined,
    signature: `success ${plain.status} ${type ?? ""}`,
  }
}
