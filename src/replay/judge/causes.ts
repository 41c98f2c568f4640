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
    "and starts anew in another process. Keep such state in the handler, or in the result of a step.",
  process:
    "it depends on the process that it runs in: on its memory, on the order of its sets and hashes, or on its " +
    "environment, and a replay may run in another one. Return it from a step, which records it.",
  "event-mutation":
    "the event is changed, and a replay gets it as it was. " +
    "Return what changes from a step instead of writing it into the event.",
  timer:
    "it depends on a timer outside of a step, which no replay repeats in the same order. " +
    "Use context.wait.",
  io:
    "it depends on I/O outside of a step, which a replay does again. Do it in a step, " +
    "which records the outcome.",
  "completion-order":
    "it depends on which promise settles first, and in a replay all that are recorded settle at " +
    "once. Use context.promise.race or context.promise.any, which record the outcome.",
  "step-side-effect":
    "it depends on something that the body of a step does besides returning, and the body " +
    "does not run again. Return it from the step and use what context.step answers.",
  "read-back":
    "a child context, a map or a parallel that has ended does not run again in a replay: what its function " +
    "does besides returning is lost, and its result goes through its serdes, or is built anew from the " +
    "children that have ended. Use only what survives that, or return what you need from a step.",
  "nested-operation":
    "an operation was asked for from inside of another one. Use runInChildContext, and the context " +
    "that its function gets.",
  "changed-code":
    "the code asks for something else than when this was recorded. Executions in flight cannot go " +
    "on with it: keep the old path for them, or let them end first.",
  "not-recorded":
    "it depends on what is not recorded: what the body of a step does besides returning, a variable " +
    "outside of the handler, a changed event, or which promise settles first. " +
    "runner.checkReplay(handler, input) tells which: it runs the handler again.",
  unknown:
    "none of the causes that a replay check can tell apart explains it. Compare the two lines above, " +
    "and look for what they read that no step returns.",
}

export function causeOf(kind: CauseKind, site?: CallSite): Cause {
  return { kind, text: TEXTS[kind], site }
}
