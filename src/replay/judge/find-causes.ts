import {
  acquireNativeSources,
  releaseNativeSources,
} from "../../world/globals/patch/native-sources.ts"
import type {
  CallSite,
  Cause,
  CauseKind,
  RecordedOperation,
} from "../../runner/results/replay-verdict.ts"
import { type History, timeOf } from "../history/history.ts"
import { BodyTape } from "../record/body-tape.ts"
import type { RunWatcher } from "../record/run-watcher.ts"
import type { Trace } from "../play/trace.ts"
import { causeOf } from "./causes.ts"
import type { Difference } from "./compare.ts"
import { isSamePlace } from "./same-place.ts"
import { findUncontrolled, type UncontrolledKind } from "./uncontrolled.ts"

/** The recorded run, made once more with the same seed. */
export interface RunAgain {
  readonly watcher: RunWatcher
  /** Absent if it has not come to an end. */
  readonly history: History | undefined
}

/** What is known of the recorded run, besides its history. */
export interface RunEvidence {
  readonly history: History
  readonly operations: ReadonlyMap<string, RecordedOperation>
  readonly difference: Difference
  readonly watcher: RunWatcher
  readonly recordAgain: (tape?: BodyTape) => Promise<RunAgain>
  readonly trace: Trace | undefined
  /** Whether a replay that is made now does not differ any more. */
  readonly isGoneNow: () => Promise<boolean>
}

const OF_UNCONTROLLED: Readonly<Record<UncontrolledKind, CauseKind>> = {
  "other-thread": "io",
  "real-clock": "clock",
  "real-io": "io",
  "native-function": "random",
  "module-state": "module-state",
  "other-process": "process",
}

/** What outlives a run, or comes from outside of it: a second run with the same seed goes another way. */
export async function causesOutside(evidence: RunEvidence): Promise<Cause[]> {
  const { history, difference, watcher, recordAgain, trace } = evidence
  const again = await recordAgain()
  if (again.history === undefined) return []
  if (isSamePlace(history, again.history, difference)) return []
  const source = await findUncontrolled(watcher, again.watcher, async () => {
    acquireNativeSources()
    try {
      return (await recordAgain()).watcher
    } finally {
      releaseNativeSources()
    }
  })
  const kind = source === undefined ? "module-state" : OF_UNCONTROLLED[source.kind]
  return [causeOf(kind, source?.site ?? (kind === "io" ? trace?.lastRead("io") : undefined))]
}

/**
 * What bodies do besides returning, and the order in which they settle, told apart by a run in which
 * none of them runs and all settle as they did.
 */
export async function causesInside(
  evidence: RunEvidence,
  explained: readonly Cause[],
): Promise<Cause[]> {
  const { history, difference, watcher, recordAgain, trace } = evidence
  const submitters = submittersOf(evidence.operations)
  const taped = await recordAgain(tapeOf(watcher, submitters))
  if (taped.history === undefined) return []
  // A result with the time in it differs in each run that takes another time.
  const isByClock = explained.some(({ kind }) => kind === "clock")
  if (isByClock && durationOf(taped.history) !== durationOf(history)) return []
  if (!isSamePlace(history, taped.history, difference)) {
    if (watcher.hasMutatedEvent) return [causeOf("event-mutation")]
    return [causeOf("step-side-effect", await guiltyStep(evidence, submitters))]
  }
  // The bodies of that run have changed nothing outside: what a replay sees there now is as it was.
  if (await evidence.isGoneNow()) {
    return [causeOf("step-side-effect", await guiltyStep(evidence, submitters))]
  }
  if (explained.length > 0) return []
  if (trace?.has("io") === true) return [causeOf("io", trace.lastRead("io"))]
  const order = causeOf("completion-order", watcher.race)
  if (trace?.has("timer") !== true) return [order]
  return [causeOf("timer", trace.lastRead("timer")), order]
}

/** In place of the bodies of a run, but for those that have to run. */
function tapeOf(watcher: RunWatcher, running: ReadonlySet<string>): BodyTape {
  return new BodyTape((arn, id, attempt) => watcher.outcomes.settling(arn, id, attempt), running)
}

/** For so many steps a run is made to see whether it is theirs. */
const MOST_STEPS = 12

/**
 * Where the step is asked for whose body does what a replay lacks: all others run, and this one does not.
 * Undefined where it takes several of them.
 */
async function guiltyStep(
  { history, operations, difference, watcher, recordAgain, isGoneNow }: RunEvidence,
  submitters: ReadonlySet<string>,
): Promise<CallSite | undefined> {
  const steps = [...operations.values()].filter(({ type }) => type === "STEP")
  const ids = steps.map(({ id }) => id)
  for (const id of ids.filter((each) => !submitters.has(each)).slice(0, MOST_STEPS)) {
    const site = watcher.sites.of(id)
    if (site === undefined) continue
    const others = new Set(ids.filter((each) => each !== id))
    const { history: without } = await recordAgain(tapeOf(watcher, others))
    if (without === undefined) continue
    if (!isSamePlace(history, without, difference) || (await isGoneNow())) return site
  }
  return undefined
}

/** Bodies that tell somebody outside the id of a callback: without them the run would wait for ever. */
function submittersOf(operations: ReadonlyMap<string, RecordedOperation>): ReadonlySet<string> {
  const all = [...operations.values()]
  const isSubmitter = ({ type, parentId = "" }: RecordedOperation): boolean =>
    type === "STEP" && operations.get(parentId)?.subType === "WaitForCallback"
  return new Set(all.filter(isSubmitter).map(({ id }) => id))
}

/** Virtual milliseconds from the first event to the last one. */
function durationOf({ events }: History): number {
  return timeOf(events.at(-1)) - timeOf(events[0])
}
