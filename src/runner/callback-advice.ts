import { advise } from "../text/advice.ts"
import { formatElapsed } from "../text/elapsed.ts"
import type { VirtualClock } from "../world/clock/virtual-clock.ts"
import { isNamed } from "./callbacks/callback-lookup.ts"
import { type CallbackScript, isHeartbeat } from "./callbacks/callback-script.ts"
import { isHandedOver, type TrackedCallback } from "./callbacks/tracked-callback.ts"
import type { ExternalSystems, Reception } from "./systems/external-systems.ts"

interface Outside {
  readonly world: { readonly clock: VirtualClock }
  readonly scripts: readonly CallbackScript[]
  readonly systems: ExternalSystems
}

/** Why a callback that is pending gets no answer, and the call that would have answered it. */
export function adviceForCallback(callback: TrackedCallback, outside: Outside): string {
  const reception = outside.systems.receptionOf(callback)
  if (reception !== undefined) return adviceOnResponder(callback, reception, outside)
  const argument = JSON.stringify(callback.name ?? callback.path.join("/"))
  const named = callback.name === undefined ? "give it a name in the handler and " : ""
  const notSubmitted = isHandedOver(callback) ? "" : " (its submitter has not succeeded)"
  return (
    `${named}${advise("answerCallback", { name: argument })}, ` +
    `or give it a time-out in the handler${notSubmitted}${usedUp(callback, outside)}`
  )
}

/** A responder has it: another script is not what is missing. */
function adviceOnResponder(
  callback: TrackedCallback,
  { pattern, state, since }: Reception,
  { world }: Outside,
): string {
  const responder = `its responder, onCallback(${pattern}, ...),`
  const at = formatElapsed(since - world.clock.startedAt)
  switch (state) {
    case "waits for the callback":
      return `${responder} waits since ${at} for its submitter, which has not succeeded`
    case "is at work":
      return (
        `${responder} received it at ${at} and never answered: it still awaits something. ` +
        "Does it wait for what only another part of the test does, or for an id that it was never told?"
      )
    case "has settled":
      return (
        `${responder} received it at ${at} and returned without an answer. ` +
        `Let it await callback.succeed(value) or callback.fail(error)${orTimeOut(callback)}`
      )
    default:
      return state satisfies never
  }
}

function orTimeOut({ timeoutSeconds }: TrackedCallback): string {
  return timeoutSeconds === undefined ? ", or give the callback a time-out in the handler" : ""
}

/** A script serves one callback, also where its pattern fits many. */
function usedUp(callback: TrackedCallback, { scripts }: Outside): string {
  const used = scripts.filter(
    (script) =>
      script.callback !== undefined &&
      script.callback !== callback &&
      !isHeartbeat(script) &&
      isNamed(callback, script.name),
  )
  const [first] = used
  if (first === undefined) return ""
  const what =
    used.length === 1
      ? `${first.call} was used up by an earlier callback`
      : `${used.length} scripts such as ${first.call} were used up by earlier callbacks`
  return `. ${what}: ${advise("answerEach")}`
}
