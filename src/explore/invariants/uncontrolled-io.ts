/**
 * Real I/O made two runs of one schedule differ. What the search sees then may be the doing of the handler
 * or of the I/O, so it judges neither.
 */
export interface UncontrolledIo {
  /** What differed first in two runs, or what a run waited for in vain, in a sentence without its full stop. */
  readonly difference: string
  /** The real I/O that the runs waited for, such as `fetch of GET http://localhost:8080/`, as far as it is known. */
  readonly work: readonly string[]
  /** The steps whose bodies waited for it: their names, or else their paths. */
  readonly steps: readonly string[]
}

/** So many pieces of work and steps are printed. */
const MOST = 6

/** In the place of a proof or a failure. */
export function renderUncontrolled({ difference, work, steps }: UncontrolledIo): string {
  return [
    `real I/O decides, which no schedule controls: ${difference}.`,
    "So the search reports neither a violation nor a pass.",
    "",
    `  real I/O     ${work.length === 0 ? "of a kind that cannot be seen" : list(work)}`,
    `  in           ${steps.length === 0 ? "code outside of steps" : list(steps.map(named))}`,
    "  instead      replace it: runner.mockStep, a fake client, or --stub on the command line. If it is to be",
    "               real, let it end in the same way in each run: prepare resets what it acts on",
  ].join("\n")
}

/** The real I/O that took part in runs. */
export type RealIoSeen = Pick<UncontrolledIo, "work" | "steps">

/** What a search without a finding says of the real I/O in its runs. */
export function renderUnchecked(seen: RealIoSeen): string {
  return `  not checked  other results of ${describeRealIo(seen)}: replace it by doubles`
}

/** Such as `the real I/O in step "charge" (fetch of POST http://localhost:8080/charges)`. */
export function describeRealIo({ work, steps }: RealIoSeen): string {
  const what = work.length === 0 ? "" : ` (${list(work)})`
  const where = steps.length === 0 ? "outside of steps" : `in ${list(steps.map(named))}`
  return `the real I/O ${where}${what}`
}

function named(step: string): string {
  return `step ${JSON.stringify(step)}`
}

function list(texts: readonly string[]): string {
  const shown = texts.slice(0, MOST).join(", ")
  return texts.length > MOST ? `${shown} and ${texts.length - MOST} more` : shown
}
