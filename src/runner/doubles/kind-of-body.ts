import { withStackTraceLimit } from "../../text/captured-stack.ts"

/** The functions of the SDK from which each version so far runs the bodies of steps and conditions. */
const CALLERS: readonly (readonly [RegExp, "step" | "condition"])[] = [
  [/\bexecuteStepLogic\b/u, "step"],
  [/\bexecuteCheckLogic\b/u, "condition"],
]

/** The frames between a body and the SDK are few; a test may have lowered the limit. */
const FRAMES = 50

/**
 * Whether the body that is about to run is that of a step or of a condition, by the function of the SDK
 * that runs it: the async context does not say. Undefined where names are lost, as in minified bundles.
 */
export function kindOfBody(): "step" | "condition" | undefined {
  const { stack = "" } = withStackTraceLimit(FRAMES, () => new Error("Where is this?"))
  // The innermost of them is the one that runs this body.
  const places = CALLERS.map(([caller, kind]) => ({ kind, at: stack.search(caller) }))
  return places.filter(({ at }) => at >= 0).toSorted((one, other) => one.at - other.at)[0]?.kind
}
