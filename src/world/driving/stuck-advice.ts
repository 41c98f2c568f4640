import type { Operation } from "@aws-sdk/client-lambda"
import type { DurableService } from "../../service/durable-service.ts"

/** Why an invocation that has nothing left to do does not end, as far as its steps tell. */
export interface StuckSteps {
  /** The steps that have begun and not ended, as messages call them. */
  readonly running: readonly string[]
  /** Those among them whose context has completed without them. */
  readonly orphans: readonly Orphan[]
  /** The contexts that have completed, and whose functions run again and have not ended. */
  readonly reruns: readonly Rerun[]
}

interface Orphan {
  readonly step: string
  readonly context: string
}

interface Rerun {
  readonly context: string
  /** The contexts in it that had not ended when it completed. */
  readonly open: readonly string[]
}

/** @param openContexts the ids of contexts whose functions run again in this invocation. */
export function stuckSteps(
  service: DurableService,
  arn: string | undefined,
  openContexts: ReadonlySet<string>,
): StuckSteps {
  if (arn === undefined) return { running: [], orphans: [], reruns: [] }
  const operations = service.operations(arn)
  const byId = new Map(operations.map((operation) => [operation.Id, operation]))
  const nameOf = (step: Operation): string =>
    stepName(step, byId.get(step.ParentId), operations.indexOf(step))
  const steps = operations.filter(({ Type, Status }) => Type === "STEP" && Status === "STARTED")
  const orphans = steps.flatMap((step): Orphan[] => {
    const context = completedContextOf(step, byId)
    return context === undefined ? [] : [{ step: nameOf(step), context: contextName(context) }]
  })
  const reruns = operations
    .filter((operation) => openContexts.has(operation.Id ?? "") && hasCompleted(operation))
    .map((context): Rerun => {
      const inside = operations.filter(({ ParentId }) => ParentId === context.Id)
      const open = inside.filter((each) => each.Type === "CONTEXT" && !hasCompleted(each))
      return { context: contextName(context), open: open.map(contextName) }
    })
  return { running: steps.map(nameOf), orphans, reruns }
}

/** @param isBodyRunning whether the body of some step of the invocation has not settled. */
export function adviceOnSilence(
  { running, orphans, reruns }: StuckSteps,
  isBodyRunning: boolean,
  handlerTimeoutMs: number,
): string {
  if (orphans.length > 0 && !isBodyRunning) return adviceOnOrphans(orphans)
  if (reruns.length > 0 && !isBodyRunning) return adviceOnReruns(reruns)
  const cause =
    running.length === 0
      ? "Outside of any step, it awaits a promise that nothing settles. " +
        "Did you await a promise of your own in the handler, or I/O that belongs into context.step()? "
      : `The body of ${running.join(" and ")} awaits a promise that nothing settles. ` +
        "Does the body miss a resolve(), or wait for something that only another part of the test does? "
  return (
    `${cause}If real work without I/O (a worker thread, native code) takes longer than ` +
    `${handlerTimeoutMs} ms, raise handlerTimeoutMs; to test a Lambda time-out, set functionTimeout.`
  )
}

/** Why one invocation after the other reaches its time-out: timers move the virtual time on for ever. */
export function adviceOnTimeout({ running }: StuckSteps): string {
  if (running.length === 0) {
    return (
      " At the time-out, no step was at work: the handler awaits a timer or a promise of its own. " +
      "Let it await context.wait(), or move that into context.step()."
    )
  }
  const were = running.length === 1 ? "was" : "were"
  return (
    ` At the time-out, ${running.join(" and ")} ${were} still at work. ` +
    "Does it poll or listen without an end? Give it a limit."
  )
}

/** The SDK sends no checkpoint of an operation whose context has completed, and waits for it all the same. */
function adviceOnOrphans(orphans: readonly Orphan[]): string {
  const started = orphans.map(({ step, context }) => `${step} under ${context}`).join(" and ")
  const [which, whose] = orphans.length === 1 ? ["It", "the body has"] : ["They", "the bodies have"]
  return (
    `The service knows of ${started} as started, although that context has completed: ${whose} settled since, ` +
    "and the SDK drops the checkpoint of a step whose context has completed. " +
    `${which} will never end, and the SDK does not suspend as long as a step is started. ` +
    "In production the invocation stays alive, and is billed, until the function time-out. " +
    "Let every branch end before its context completes (without minSuccessful or a race), " +
    "or let nothing that suspends follow; to test the Lambda time-out, set functionTimeout."
  )
}

/** A result that is too large is not recorded: each replay makes it again, from what the children recorded. */
function adviceOnReruns(reruns: readonly Rerun[]): string {
  const contexts = reruns.map(({ context }) => context).join(" and ")
  const open = reruns.flatMap((rerun) => rerun.open)
  const [is, left] = open.length === 1 ? ["is", "it was"] : ["are", "they were"]
  const children =
    open.length === 0
      ? ""
      : `In it ${open.join(" and ")} ${is} not recorded as completed: ${left} still open when that context completed. `
  return (
    `It waits in ${contexts}, which has completed in an earlier invocation: its result is too large to be recorded, ` +
    `so its function runs again in each replay, and this time it does not end. ${children}` +
    "In production the invocation stays alive, and is billed, until the function time-out. " +
    "Return less from it (references instead of data), or let every branch end before it completes " +
    "(without minSuccessful or a race), or use a newer version of the SDK."
  )
}

function hasCompleted({ Status }: Operation): boolean {
  return Status === "SUCCEEDED" || Status === "FAILED"
}

function completedContextOf(
  step: Operation,
  byId: ReadonlyMap<string | undefined, Operation>,
): Operation | undefined {
  for (let id = step.ParentId; id !== undefined;) {
    const context = byId.get(id)
    if (context !== undefined && hasCompleted(context)) return context
    id = context?.ParentId
  }
  return undefined
}

/** @param number of the operation in the execution, whose own is 0. */
function stepName({ Name }: Operation, parent: Operation | undefined, number: number): string {
  if (Name !== undefined) return `step ${JSON.stringify(Name)}`
  const isSubmitter = parent?.SubType === "WaitForCallback"
  if (parent?.Name === undefined) {
    const what = isSubmitter ? "the submitter of the callback" : "the step"
    return `${what} without a name (operation ${number} of the execution)`
  }
  const what = isSubmitter ? "the submitter of callback" : "the step without a name in"
  return `${what} ${JSON.stringify(parent.Name)}`
}

function contextName({ Name, SubType }: Operation): string {
  const kind =
    SubType === undefined ? "context" : SubType.charAt(0).toLowerCase() + SubType.slice(1)
  return Name === undefined ? kind : `${kind} ${JSON.stringify(Name)}`
}
