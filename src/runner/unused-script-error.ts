import { advise } from "../text/advice.ts"
import { formatDuration } from "../text/elapsed.ts"
import { DurableTestRunnerError, hideMember } from "../text/errors.ts"
import { type CallbackScript, isHeartbeat } from "./callbacks/callback-script.ts"
import { didYouMean, listNames } from "../text/did-you-mean.ts"
import type { Execution } from "./results/execution.ts"
import { beginOfMessage } from "./results/failure-reason.ts"
import { labelOf, type TrackedCallback } from "./callbacks/tracked-callback.ts"

/** A run ended without using a script or a double of the test. */
export class UnusedScriptError extends DurableTestRunnerError {
  override readonly name = "UnusedScriptError"
  /** The ended execution. */
  readonly execution: Execution
  /** The calls that were not used, as the test wrote them. */
  readonly unused: readonly string[]

  /** @internal */
  constructor(
    execution: Execution,
    unused: readonly CallbackScript[],
    callbacks: readonly TrackedCallback[],
  ) {
    const lines = unused.map((script) => `  ${script.call}: ${reasonOf(script, callbacks)}`)
    super(
      "UNUSED_SCRIPT",
      `${beginOfMessage(execution, unused.length === 1 ? "a script was" : `${unused.length} scripts were`)} never used:\n` +
        `${lines.join("\n")}\n${advise("allowUnused")}`,
    )
    this.execution = execution
    hideMember(this, "execution")
    this.unused = unused.map(({ call }) => call)
  }
}

/** The scripts that had no effect, though the test must have meant one. */
export function unusedScripts(scripts: readonly CallbackScript[]): CallbackScript[] {
  return scripts.filter(
    (script) => script.deliveries === 0 && (script.callback === undefined || !isHeartbeat(script)),
  )
}

function reasonOf(script: CallbackScript, callbacks: readonly TrackedCallback[]): string {
  const { callback, name, occurrence } = script
  if (callback !== undefined) {
    const late =
      script.afterMs === undefined
        ? "before it was delivered"
        : `before ${formatDuration(script.afterMs)} had passed`
    return `callback ${labelOf(callback)} is ${callback.status}, ${late}. ${advise("expectRefusedIfLate")}`
  }
  if (callbacks.length === 0) return "the handler created no callback."
  const known = callbacks.map((candidate) => candidate.name)
  const namesakes = callbacks.filter((candidate) => candidate.name === name)
  if (namesakes.length > 0) {
    const count = `${namesakes.length} callback${namesakes.length === 1 ? "" : "s"} of that name`
    return occurrence === undefined
      ? `the handler created ${count}, which other scripts had answered.${script.action.kind === "timeout" ? "" : ` ${advise("expectRefusedIfLate")}`}`
      : `the handler created ${count}, so there is no occurrence ${occurrence}.`
  }
  const hint = typeof name === "string" ? didYouMean(name, known) : ""
  return `no callback has that name; the handler created ${listNames([...new Set(known)])}.${hint}`
}
