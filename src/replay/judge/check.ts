import type { Event } from "@aws-sdk/client-lambda"
import type { Execution } from "../../runner/results/execution.ts"
import type { Divergence } from "../../runner/results/replay-verdict.ts"
import {
  acquireNativeSources,
  releaseNativeSources,
} from "../../world/globals/patch/native-sources.ts"
import type { LambdaHandler } from "../../world/invocation/invocation.ts"
import { type RemoteHandler, remoteHandlerOf } from "../../world/remote-handlers.ts"
import type { BodyOutcome } from "../history/body-outcome.ts"
import { causeOf } from "./causes.ts"
import { checkHistory } from "./check-history.ts"
import { keyOfHarmless } from "./compare.ts"
import { diagnose, type Evidence } from "./diagnose.ts"
import type { RunAgain } from "./find-causes.ts"
import type { BodyTape } from "../record/body-tape.ts"
import { toDivergence } from "./divergence.ts"
import { historyOf } from "../history/read-history.ts"
import type { RunWatcher, SettlingOrder } from "../record/run-watcher.ts"
import { closingEvent, detailsOf, type History } from "../history/history.ts"
import { differenceOf } from "./taken-ids.ts"
import { findUncontrolled, processDifference, type UncontrolledSource } from "./uncontrolled.ts"

/** A run of the handler that is under way, recorded to be replayed. */
export interface RecordedRun {
  readonly watcher: RunWatcher
  readonly execution: Promise<Execution>
}

export interface RecordOptions {
  readonly order: SettlingOrder
  /** With the ids and random numbers of the run before. */
  readonly isRepeat?: boolean
  /** No invocation of the run suspends. */
  readonly holdsOpen?: boolean
  /** Stands in for the bodies of steps. */
  readonly tape?: BodyTape
}

export type RecordRun = (options: RecordOptions) => RecordedRun

/** The result of `checkReplay`. */
export interface ReplayCheck {
  /** True if the handler requested the recorded operations in every replay. */
  readonly isDeterministic: boolean
  /** The first divergence; absent if the handler is deterministic. Later differences may follow from it. */
  readonly divergence: Divergence | undefined
  /**
   * Differences by the clock or by chance in values that the service never requests again: the result of an
   * execution that has ended, the input of an invoke that has started.
   */
  readonly notes: readonly Divergence[]
  /**
   * The reason why a second run with the same seed differed from the first; absent if both were the same. It
   * does not concern replays: the test itself may see another run next time. The check does not look for it
   * after a divergence.
   */
  readonly uncontrolled: UncontrolledSource | undefined
  /**
   * A digest of the first run: every event of its world with its virtual time, and every update that the
   * service accepted. The same seed gives the same digest, on every machine.
   */
  readonly fingerprint: string
  /** The first run, in the usual order. */
  readonly execution: Execution
  /** The number of replays. */
  readonly replays: number
}

/** Replays what a handler does of itself, and then what it does where nothing suspends. */
export async function checkReplay(handler: LambdaHandler, record: RecordRun): Promise<ReplayCheck> {
  const check = await checkPlainRuns(handler, record)
  if (check.divergence !== undefined || !suspends(check.execution)) return check
  const heldOpen = await checkHeldOpen(handler, record)
  if (heldOpen === undefined) return check
  const { divergence } = heldOpen
  const replays = check.replays + heldOpen.replays
  return { ...check, replays, isDeterministic: divergence === undefined, divergence }
}

/** Whether a run was suspended at all: where none was, holding it open changes nothing. */
export function suspends({ invocations }: Execution): boolean {
  return invocations.length > 1
}

/**
 * Memory that is filled by the bodies of steps and lost when the handler suspends shows in no replay of a
 * usual run: each invocation of it has lost that memory as well. A run in which nothing suspends keeps it,
 * so what such a run has recorded is replayed. Undefined if it does not come to an end by itself, and for code of
 * another process, which suspends when it likes.
 */
export async function checkHeldOpen(
  handler: LambdaHandler,
  record: RecordRun,
): Promise<CheckedRun | undefined> {
  if (remoteHandlerOf(handler) !== undefined) return undefined
  const recordHeldOpen: RecordRun = (options) => record({ ...options, holdsOpen: true })
  const order = "oldest-first"
  const { watcher, execution: running } = recordHeldOpen({ order })
  const execution = await attempt(() => running)
  if (execution === undefined || suspends(execution)) return undefined
  if (execution.status !== "SUCCEEDED" && execution.status !== "FAILED") return undefined
  const history = watchedHistory(execution, watcher)
  return checkRun(handler, history, { watcher, order, record: recordHeldOpen, isHeldOpen: true })
}

/** The plain run, and the one in which bodies settle newest first. */
export async function checkPlainRuns(
  handler: LambdaHandler,
  record: RecordRun,
): Promise<ReplayCheck> {
  const { watcher, execution: running } = record({ order: "oldest-first" })
  const execution = await running
  const { fingerprint } = watcher.log
  const history = watchedHistory(execution, watcher)
  const first = await checkRun(handler, history, { watcher, order: "oldest-first", record })
  const { notes } = first
  const result = { execution, fingerprint, notes, replays: first.replays, uncontrolled: undefined }
  if (first.divergence !== undefined) {
    return { ...result, isDeterministic: false, divergence: first.divergence }
  }
  const remote = remoteHandlerOf(handler)
  const uncontrolled = await repeatRun(watcher, record, remote)
  // Nor do its bodies settle in an order that could be another one.
  if (remote !== undefined) {
    return { ...result, uncontrolled, isDeterministic: true, divergence: undefined }
  }
  const second = record({ order: "newest-first" })
  const newest = await attempt(() => second.execution)
  // The same history needs no second look, and a run that the order has broken has no history.
  if (newest === undefined || isSameHistory(newest.history, history.events)) {
    return { ...result, uncontrolled, isDeterministic: true, divergence: undefined }
  }
  const other = watchedHistory(newest, second.watcher)
  const { divergence, replays } = await checkRun(handler, other, {
    watcher: second.watcher,
    order: "newest-first",
    record,
  })
  return {
    ...result,
    uncontrolled,
    replays: first.replays + replays,
    isDeterministic: divergence === undefined,
    divergence,
  }
}

/** Replays one recorded run only: where it diverges, and why. */
export async function divergenceOf(
  handler: LambdaHandler,
  record: RecordRun,
): Promise<Divergence | undefined> {
  const order = "oldest-first"
  const { watcher, execution: running } = record({ order })
  const execution = await attempt(() => running)
  if (execution === undefined) return undefined
  const history = watchedHistory(execution, watcher)
  return (await checkRun(handler, history, { watcher, order, record })).divergence
}

function watchedHistory(execution: Execution, { outcomes }: RunWatcher): History {
  const bodyOutcome = (operationId: string, number: number): BodyOutcome | undefined =>
    outcomes.of(execution.arn, operationId, number)
  return { ...historyOf(execution), bodyOutcome }
}

/** Makes the run again with the same seed: what differs now is under nobody's control. */
async function repeatRun(
  first: RunWatcher,
  record: RecordRun,
  remote: RemoteHandler | undefined,
): Promise<UncontrolledSource | undefined> {
  const repeat = async (): Promise<RunWatcher> => {
    const { watcher, execution } = record({ order: "oldest-first", isRepeat: true })
    await attempt(() => execution)
    return watcher
  }
  const second = await repeat()
  const differs = await differenceOf(first, second, repeat)
  if (differs === undefined) return undefined
  if (remote !== undefined) return processDifference(...differs, remote.command)
  return findUncontrolled(...differs, async () => {
    acquireNativeSources()
    try {
      return await repeat()
    } finally {
      releaseNativeSources()
    }
  })
}

interface RunRecord {
  readonly watcher: RunWatcher
  readonly order: SettlingOrder
  readonly record: RecordRun
  readonly isHeldOpen?: boolean
}

interface CheckedRun {
  readonly divergence: Divergence | undefined
  readonly notes: readonly Divergence[]
  readonly replays: number
}

/** Replays on past what is worth no more than a note. */
export async function checkAndDiagnose(
  handler: LambdaHandler,
  history: History,
  evidence: Omit<Evidence, "handler" | "history" | "found">,
): Promise<CheckedRun> {
  const notes: Divergence[] = []
  const noted = new Set<string>()
  let replays = 0
  for (;;) {
    const checked = await checkHistory(handler, history, noted)
    replays += checked.replays
    const { found } = checked
    if (found === undefined) return { divergence: undefined, notes, replays }
    const divergence = await diagnose({ handler, history, found, ...evidence })
    const key = keyOfHarmless(found.difference)
    if (key === undefined || noted.has(key) || !isOfTheMoment(divergence)) {
      return { divergence, notes, replays }
    }
    notes.push(divergence)
    noted.add(key)
  }
}

/** The clock and chance alone make it differ: a value, not something that a replay has lost. */
function isOfTheMoment({ cause, otherCauses }: Divergence): boolean {
  return [cause, ...otherCauses].every((each) => each?.kind === "clock" || each?.kind === "random")
}

async function checkRun(
  handler: LambdaHandler,
  history: History,
  { watcher, order, record, isHeldOpen = false }: RunRecord,
): Promise<CheckedRun> {
  const misuse = nestedOperation(history)
  if (misuse !== undefined) return { divergence: misuse, notes: [], replays: 0 }
  const recordAgain = async (tape?: BodyTape): Promise<RunAgain> => {
    const again = record({ order, isRepeat: true, ...(tape !== undefined && { tape }) })
    const execution = await attempt(() => again.execution)
    return { watcher: again.watcher, history: execution && historyOf(execution) }
  }
  const evidence = { watcher, recordAgain, isSameCode: true, isHeldOpen }
  return checkAndDiagnose(handler, history, evidence)
}

/** The SDK ends an execution that uses a context inside of another operation. */
function nestedOperation(history: History): Divergence | undefined {
  const closing = closingEvent(history)
  const message =
    closing === undefined ? undefined : detailsOf(closing).Error?.Payload?.ErrorMessage
  if (message === undefined || !message.startsWith("Context usage error")) return undefined
  const recorded = "the operation around it"
  const asked = /in "(.*?)"/u.exec(message)?.[1] ?? "an operation"
  return toDivergence(history, {
    difference: { kind: "result", recorded, asked: `asks for ${asked} from inside of it` },
    causes: [causeOf("nested-operation")],
    site: undefined,
    recordedSite: undefined,
    asked: undefined,
    isHeldOpen: false,
  })
}

async function attempt<T>(action: () => Promise<T>): Promise<T | undefined> {
  try {
    return await action()
  } catch {
    return undefined
  }
}

/** But for what the seed of a run decides: ids of requests, executions and callbacks. */
function isSameHistory(left: readonly Event[], right: readonly Event[]): boolean {
  return outline(left) === outline(right)
}

function outline([started, ...events]: readonly Event[]): string {
  return JSON.stringify(
    events.map((event) => {
      const { Result, Error: failure } = detailsOf(event)
      const isExecution = event.Id === started?.Id
      const identity = isExecution ? [] : [event.Id, event.Name]
      return [event.EventType, ...identity, Result, failure]
    }),
  )
}
