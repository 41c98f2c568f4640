import type { CallSite, Cause, RecordedOperation } from "../../runner/results/replay-verdict.ts"
import type { AskSites } from "../record/ask-sites.ts"
import type { AskedUpdate } from "../history/replay-answers.ts"
import { type History, readEventType } from "../history/history.ts"
import type { Replay } from "../play/replay-invocation.ts"
import { type Difference, replayedEnd } from "./compare.ts"

/** What a replay does in the place of what was recorded. */
export interface Instead {
  readonly text: string
  readonly site: CallSite | undefined
  /** Known where a context that has ended runs again and does not end. */
  readonly cause: Cause | undefined
}

type Operations = ReadonlyMap<string, RecordedOperation>

/**
 * What a replay does that does not ask for an operation, or that does not end: it asks for another one,
 * it ends, or it waits. Undefined for a difference that says that itself.
 *
 * @param recordedSites where the operations were asked for when they were recorded.
 */
export function insteadOf(
  difference: Difference,
  replay: Replay,
  { history, operations, recordedSites }: Recorded,
): Instead | undefined {
  const isMissing = difference.kind === "missing"
  if (!isMissing && difference.kind !== "result") return undefined
  const head = isMissing ? "does not ask for it: it" : "does not end: it"
  const reruns = replay.output === undefined ? rerunsIn(history, operations, replay) : []
  if (reruns.length > 0) {
    return {
      text: `${head} waits in ${nameAll(reruns.map(({ context }) => context))}, which runs again`,
      site: reruns.map(({ context }) => recordedSites?.of(context.id)).find(Boolean),
      cause: { kind: "read-back", text: adviceOn(reruns), site: undefined },
    }
  }
  if (!isMissing) return undefined
  const next = [...replay.asked.values()].find(
    ({ Id, Type, Action }) =>
      Type !== "EXECUTION" &&
      Action === "START" &&
      isAfter(operations.get(Id), difference.operation),
  )
  if (next !== undefined) {
    const verb = operations.has(next.Id) ? "continues with" : "asks for"
    const text = `${head} ${verb} ${describeAsked(next)}`
    return { text, site: replay.sites?.of(next.Id), cause: undefined }
  }
  return { text: `${head} ${endOf(replay)}`, site: undefined, cause: undefined }
}

/** What was never recorded comes after all that was. */
function isAfter(asked: RecordedOperation | undefined, missing: RecordedOperation): boolean {
  return asked === undefined || asked.number > missing.number
}

interface Recorded {
  readonly history: History
  readonly operations: Operations
  readonly recordedSites: AskSites | undefined
}

function endOf(replay: Replay): string {
  const end = replayedEnd(replay)
  if (end !== undefined) return end
  return replay.output === undefined ? "still waits" : "suspends"
}

/** A context that had ended when the replay began, and whose function runs again and does not end. */
interface Rerun {
  readonly context: RecordedOperation
  /** The contexts in it that had not ended by then. */
  readonly open: readonly RecordedOperation[]
}

function rerunsIn(history: History, operations: Operations, replay: Replay): Rerun[] {
  const ended = new Set<string | undefined>()
  for (const event of history.events.slice(0, replay.point.eventCount)) {
    const read = readEventType(event)
    if (read?.type === "CONTEXT" && read.what !== "Started") ended.add(event.Id)
  }
  const contexts = [...operations.values()].filter(({ type }) => type === "CONTEXT")
  return contexts
    .filter(({ id }) => ended.has(id) && replay.openContexts.has(id))
    .map((context) => ({
      context,
      open: contexts.filter(({ id, parentId }) => parentId === context.id && !ended.has(id)),
    }))
}

function adviceOn(reruns: readonly Rerun[]): string {
  const open = reruns.flatMap((rerun) => rerun.open)
  const [is, had] = open.length === 1 ? ["is", "it had"] : ["are", "they had"]
  const children =
    open.length === 0
      ? ""
      : `In it ${nameAll(open)} ${is} not recorded as completed: ${had} not ended when that context completed. `
  return (
    `${nameAll(reruns.map(({ context }) => context))} has ended, and its result is too large to be recorded, so its ` +
    `function runs again in each replay, and this time it does not end. ${children}` +
    "Return less from it (references instead of data), or let every branch end before it completes " +
    "(without minSuccessful or a race), or use a newer version of the SDK."
  )
}

function nameAll(operations: readonly RecordedOperation[]): string {
  return operations.map(describeOperation).join(" and ")
}

export function describeOperation({ type, subType, name }: RecordedOperation): string {
  return named(subType ?? type, name)
}

export function describeAsked({ Type, SubType, Name }: AskedUpdate): string {
  return named(SubType ?? Type, Name)
}

function named(kind: string, name: string | undefined): string {
  const words = kind.replaceAll(/(?<=[a-z])(?=[A-Z])/gu, " ").toLowerCase()
  return name === undefined ? `${words} (unnamed)` : `${words} ${JSON.stringify(name)}`
}
