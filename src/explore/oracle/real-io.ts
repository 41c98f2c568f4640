import type { RealWake } from "../../schedule/real-wakes.ts"
import type { RealIoSeen, UncontrolledIo } from "../invariants/uncontrolled-io.ts"
import { withoutIds } from "../../text/values/id-like.ts"
import type { RunReport } from "./run-report.ts"
import { differOnlyInIds } from "./taken-ids.ts"

/** Collects it from many runs. */
export class RealIoNotes {
  readonly #work: Set<string> = new Set()
  readonly #steps: Set<string> = new Set()
  #isSeen = false

  note({ wakes, realWork }: Pick<RunReport, "wakes" | "realWork">): void {
    if (wakes.length === 0) return
    this.#isSeen = true
    for (const text of realWork) this.#work.add(text)
    for (const { step } of wakes) if (step !== undefined) this.#steps.add(step)
  }

  /** Undefined where there was none. */
  get seen(): RealIoSeen | undefined {
    return this.#isSeen
      ? { work: [...this.#work].toSorted(), steps: [...this.#steps].toSorted() }
      : undefined
  }
}

/** A run, as far as it is compared with another one of the same schedule. */
type Repeated = Pick<
  RunReport,
  "chosen" | "counts" | "fingerprint" | "outcome" | "wakes" | "realWork"
>

/** Whether two runs of one schedule are the same run twice, but for ids of libraries. */
export function isAlike(first: RunReport, second: RunReport): boolean {
  return first.fingerprint === second.fingerprint && differOnlyInIds(first, second)
}

/**
 * What real I/O did differently in two runs of one schedule before anything else differed: how it ended, or
 * in which order. Undefined where it did the same: then something else has made the runs differ.
 */
export function realDifference(first: Repeated, second: Repeated): UncontrolledIo | undefined {
  const parting = partingOf(first, second)
  const [left, right] = [first, second].map(({ wakes }) =>
    wakes.filter(({ decision }) => decision <= parting),
  )
  if (left === undefined || right === undefined) return undefined
  const index = left.findIndex((wake, place) => !isSame(wake, right[place]))
  const place = index >= 0 ? index : left.length
  if (left[place] === undefined && right[place] === undefined) return undefined
  const [one, other] = otherResult(left, right) ?? [left[place], right[place]]
  return {
    difference: `two runs of the same schedule differ, because ${describe(one, other)}`,
    work: unique([...first.realWork, ...second.realWork]),
    steps: unique([...left, ...right].flatMap(({ step }) => step ?? [])),
  }
}

/**
 * What real I/O did differently in some of several runs of one schedule. Undefined where all are alike, and
 * where two differ in which it did the same: then something else decides, whatever the real I/O does.
 *
 * @param isSameRun whether two runs are the same run twice.
 */
export async function realDifferenceAmong<Run extends { readonly report: Repeated }>(
  runs: readonly Run[],
  isSameRun: (left: Run, right: Run) => Promise<boolean>,
): Promise<UncontrolledIo | undefined> {
  let found: UncontrolledIo | undefined
  for (const [index, left] of runs.entries()) {
    for (const right of runs.slice(index + 1)) {
      if (await isSameRun(left, right)) continue
      const difference = realDifference(left.report, right.report)
      if (difference === undefined) return undefined
      found ??= difference
    }
  }
  return found
}

/** Real work took longer than a run waits for it, so that the run could not go on. */
export function unfinished({ unfinishedWork, wakes }: RunReport): UncontrolledIo {
  return {
    difference: `a run waited for ${unfinishedWork.join(", ")}, which did not end in time (realIoTimeoutMs)`,
    work: unfinishedWork,
    steps: unique(wakes.flatMap(({ step }) => step ?? [])),
  }
}

/** The first decision that differs; all of them where that is not seen. */
function partingOf(first: Repeated, second: Repeated): number {
  const index = first.chosen.findIndex(
    (choice, place) =>
      choice !== second.chosen[place] || first.counts[place] !== second.counts[place],
  )
  return index < 0 ? Infinity : index
}

/** Another result of the same body tells more than another order. */
function otherResult(
  left: readonly RealWake[],
  right: readonly RealWake[],
): readonly [RealWake, RealWake] | undefined {
  for (const wake of left) {
    const other = right.find(
      ({ what, decision }) => what === wake.what && decision === wake.decision,
    )
    if (other !== undefined && !hasSameResult(wake, other)) return [wake, other]
  }
  return undefined
}

function isSame(left: RealWake, right: RealWake | undefined): boolean {
  if (right === undefined) return false
  return isSameWake(left, right) && left.events === right.events && hasSameResult(left, right)
}

function isSameWake(left: RealWake, right: RealWake): boolean {
  return left.what === right.what && left.step === right.step
}

function hasSameResult(left: RealWake, right: RealWake): boolean {
  return withoutIds(left.result ?? "") === withoutIds(right.result ?? "")
}

function describe(first: RealWake | undefined, second: RealWake | undefined): string {
  if (first?.what === second?.what && first?.result !== second?.result) {
    const [one, other] = [first?.result ?? "went on", second?.result ?? "went on"]
    const [verb = ""] = one.split(" ", 1)
    const then = other.startsWith(`${verb} `) ? other.slice(verb.length + 1) : other
    return `${nameOf(first)} ${one}, then ${then}`
  }
  if (first === undefined || second === undefined) {
    const [which, wake] = first === undefined ? ["second", second] : ["first", first]
    return `by then real I/O in ${nameOf(wake)} had ended in the ${which} one only`
  }
  if (isSameWake(first, second)) return `real I/O in ${nameOf(first)} ended at another moment`
  return `real I/O ended first in ${nameOf(first)}, then in ${nameOf(second)}`
}

function nameOf(wake: RealWake | undefined): string {
  if (wake === undefined) return "no step"
  return wake.step === undefined ? wake.what : `step ${JSON.stringify(wake.step)}`
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].toSorted()
}
