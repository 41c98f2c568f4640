import { advise } from "../../text/advice.ts"
import type { CallSite } from "../../runner/results/replay-verdict.ts"
import { formatElapsed } from "../../text/elapsed.ts"
import type { NativeKind } from "../../world/globals/patch/probe.ts"
import { REAL_WORK } from "../../world/events/real-work-wait.ts"
import { describeCallSite } from "../record/call-site.ts"
import type { LogEntry } from "../record/run-log.ts"
import type { RunWatcher } from "../record/run-watcher.ts"
import { firstDifference } from "./taken-ids.ts"

/** The kind of source that makes two runs with the same seed differ. */
export type UncontrolledKind =
  | "other-thread"
  | "real-clock"
  | "real-io"
  | "native-function"
  | "module-state"
  | "other-process"

/** The first difference of two runs with the same seed, and its source. */
export interface UncontrolledSource {
  readonly kind: UncontrolledKind
  /** The position of the difference among the events of the runs, 1 for the first. */
  readonly decision: number
  /** Virtual milliseconds since the start of the run. */
  readonly elapsedMs: number
  /** What the first run did. */
  readonly first: string
  /** What the second run did instead. */
  readonly second: string
  /** The evidence for the verdict: resources in flight, functions, values. */
  readonly evidence: readonly string[]
  /** The place in the code, if known. */
  readonly site: CallSite | undefined
  readonly message: string
}

const TEXTS: Readonly<Record<UncontrolledKind, string>> = {
  "other-thread":
    "another thread or process, whose speed is not controlled. Do its work in this thread when " +
    "testing, or await it in one step whose result does not depend on the order of its messages.",
  "real-clock":
    "the real time, read by a function that was taken before the run began, or by native code. " +
    "Call Date.now() where the time is needed, instead of keeping the function from an import.",
  "real-io": `the order or the outcome of real I/O. ${advise("replaceIo")}, or do one thing after the other.`,
  "native-function":
    "a function whose answer neither the seed nor the virtual clock decides. Replace what calls it " +
    `${advise("replaceStep")}, or keep its answer out of results.`,
  "module-state":
    "a variable that outlives a run: the check saw nothing else that could differ. Reset such state " +
    "for each run, also in the doubles and fakes that the handler uses.",
  "other-process":
    "another process, whose time, random numbers, threads and I/O are its own. Give it the virtual time " +
    '(clock: "faketime"), seed its random numbers by env, or keep such values out of results.',
}

/** @param command of the process that the code of both runs has run in. */
export function processDifference(
  first: RunWatcher,
  second: RunWatcher,
  command: string,
): UncontrolledSource | undefined {
  const index = firstDifference(first, second)
  if (index === undefined) return undefined
  return toUncontrolled([first, second], index, sourceFrom("other-process", [command], []))
}

/** A run that was made once more while everything that nobody controls was watched. */
export type WatchedRun = () => Promise<RunWatcher>

/** Compares two runs with the same seed; undefined if they did the same. */
export async function findUncontrolled(
  first: RunWatcher,
  second: RunWatcher,
  watchedRun: WatchedRun,
): Promise<UncontrolledSource | undefined> {
  const index = firstDifference(first, second)
  if (index === undefined) return undefined
  const watched = await watchedRun()
  const [left, right] = [first.log.entries[index], second.log.entries[index]]
  const times = realTimes([left?.text ?? "", right?.text ?? ""], [first, second])
  return toUncontrolled([first, second], index, sourceOf(watched, times))
}

function toUncontrolled(
  runs: readonly [RunWatcher, RunWatcher],
  index: number,
  { kind, evidence, site }: Source,
): UncontrolledSource {
  const [left, right] = [runs[0].log.entries[index], runs[1].log.entries[index]]
  const { elapsedMs } = left ?? right ?? { elapsedMs: 0 }
  const sides = { first: shown(left), second: shown(right) }
  const parts = { kind, decision: index + 1, elapsedMs, ...sides, evidence, site }
  return { ...parts, message: describe(parts) }
}

type Source = Pick<UncontrolledSource, "kind" | "evidence" | "site">

/**
 * The likeliest of what was seen: what is hardest to control comes first. Earlier runs may have waited
 * for modules to be loaded, which says nothing.
 */
function sourceOf({ natives: used, realWork }: RunWatcher, times: readonly string[]): Source {
  const work = [...realWork]
  const usedOf = (kind: NativeKind): RunWatcher["natives"] =>
    used.filter((native) => native.kind === kind)
  const threads = usedOf("thread")
  const threadWork = work.filter(isOfThread)
  if (threads.length > 0 || threadWork.length > 0) {
    return sourceFrom("other-thread", [...threads.map(({ name }) => name), ...threadWork], threads)
  }
  if (times.length > 0) return sourceFrom("real-clock", times, [])
  const natives = [...usedOf("chance"), ...usedOf("machine")]
  if (natives.length > 0) {
    return sourceFrom(
      "native-function",
      natives.map(({ name }) => `${name}()`),
      natives,
    )
  }
  const files = usedOf("file")
  const readers = files.map(({ name }) => `${name}()`)
  if (work.length + files.length > 0) return sourceFrom("real-io", [...work, ...readers], files)
  return sourceFrom("module-state", [], [])
}

const THREAD = /Worker|MessagePort|ProcessWrap/u

function isOfThread(work: string): boolean {
  return work === REAL_WORK.unseen || THREAD.test(work)
}

function sourceFrom(
  kind: UncontrolledKind,
  evidence: readonly string[],
  natives: RunWatcher["natives"],
): Source {
  return { kind, evidence: [...new Set(evidence)], site: natives[0]?.site }
}

/**
 * Moments that only one of two texts has, and that lie in the real time of the runs. A moment that both
 * have is virtual, even if the runs begin at the real time.
 */
function realTimes(texts: readonly [string, string], runs: readonly RunWatcher[]): string[] {
  const moments = texts.flatMap((text) => text.match(MOMENT) ?? [])
  return moments.filter((moment) => {
    if (texts.every((text) => text.includes(moment))) return false
    const instant = /^\d{13}$/u.test(moment) ? Number(moment) : Date.parse(moment)
    // Texts may have whole seconds only.
    return runs.some(
      ({ realFromMs, realUntilMs }) =>
        instant >= realFromMs - 1_000 && instant <= realUntilMs + 1_000,
    )
  })
}

const MOMENT = /\b\d{13}\b|\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[.\d]*Z/gu

const LONGEST_TEXT = 160

function shown(decision: LogEntry | undefined): string {
  if (decision === undefined) return "has ended"
  const { text } = decision
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT - 1)}…`
}

function describe(parts: Omit<UncontrolledSource, "message">): string {
  const { kind, decision, elapsedMs, first, second, evidence, site } = parts
  return [
    `Two runs with the same seed differ in decision ${decision} (${formatElapsed(elapsedMs)}):`,
    `  first run  ${first}`,
    `  second run ${second}`,
    `  depends on ${TEXTS[kind]}`,
    ...(evidence.length === 0 ? [] : [`  seen       ${evidence.join(", ")}`]),
    ...(site === undefined ? [] : [`             at ${describeCallSite(site)}`]),
  ].join("\n")
}
