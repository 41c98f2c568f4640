import type { Difference } from "./compare.ts"
import type { CallSite, Cause, CauseKind } from "../../runner/results/replay-verdict.ts"

const TEXTS: Readonly<Record<CauseKind, string>> = {
  clock:
    "it depends on the clock, and a replay happens later. Read the time in a step, " +
    "which records it: await context.step(async () => Date.now()).",
  "lambda-context":
    "it depends on the invocation: on the time that is left, its request id or its log stream, and " +
    "a replay is another invocation. Read them in a step, or decide without them.",
  random:
    "it depends on random numbers, and a replay draws others. Draw them in a step, " +
    "which records them: await context.step(async () => crypto.randomUUID()).",
  environment:
    "it depends on the environment, and a replay may see another. Read the variable in a step, " +
    "or pass it in the event.",
  "module-state":
    "it depends on a variable outside of the handler, which outlives an invocation " +
    "and starts again in another process. Keep such state in the handler, or in the result of a step.",
  process:
    "it depends on the process that it runs in: on its memory, on the order of its sets and hashes, or on its " +
    "environment, and a replay may run in another one. Return it from a step, which records it.",
  "event-mutation":
    "the handler changes the event, and a replay gets the original one. " +
    "Return the new values from a step instead of writing them into the event.",
  timer:
    "it depends on a timer outside of a step, which no replay repeats in the same order. " +
    "Use context.wait.",
  io:
    "it depends on I/O outside of a step, which a replay does again. Do it in a step, " +
    "which records the outcome.",
  "completion-order":
    "it depends on which promise settles first, and in a replay all recorded ones settle at " +
    "once. Use context.promise.race or context.promise.any, which record the outcome.",
  "step-side-effect":
    "it depends on a side effect of a step body, and the body does not run again in a replay. " +
    "Return the value from the step, and use the return value of context.step.",
  "read-back":
    "a child context, a map or a parallel that has ended does not run again in a replay: side effects of its function " +
    "are lost, and its result goes through its serdes, or is rebuilt from the children that have ended. " +
    "Use only values that survive this, or return them from a step.",
  "nested-operation":
    "the handler requests an operation inside another one. Use runInChildContext, and the context " +
    "that its function receives.",
  "changed-code":
    "the code requests other operations than the recorded execution. Executions in flight cannot continue " +
    "with it: keep the old path for them, or let them end first.",
  "not-recorded":
    "it depends on something that is not recorded: a side effect of a step body, a variable " +
    "outside of the handler, a changed event, or which promise settles first. " +
    "runner.checkReplay(handler, input) finds out which: it runs the handler again.",
  unknown:
    "no known cause explains it. Compare the two lines above, " +
    "and look for values that they read and no step returns.",
}

export function causeOf(kind: CauseKind, site?: CallSite): Cause {
  return { kind, text: TEXTS[kind], site }
}

/** What the SDK compares when an invocation goes on with what is recorded. */
const IDENTITY: ReadonlySet<string> = new Set(["type", "sub-type", "name", "parent"])

/** The cause of a difference that only the change of the code explains. */
export function changedCode(difference: Difference): Cause {
  const kind = "changed-code"
  if (difference.kind === "result" || difference.kind === "outcome") {
    return { kind, text: ENDS_OTHERWISE, site: undefined }
  }
  const isOption = difference.kind === "changed" && !IDENTITY.has(difference.field)
  return { kind, text: isOption ? OTHER_OPTION : TEXTS[kind], site: undefined }
}

const ENDS_OTHERWISE =
  "the code returns another result than the recorded execution, after the same operations. Executions in flight " +
  "continue with it, and return the new result: deploy it if that is meant."

const OTHER_OPTION =
  "the code requests the same operation with another option. Executions in flight that have recorded the operation " +
  "keep the recorded option, and others get the new one: deploy it if that is meant."
