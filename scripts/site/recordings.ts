import type { Verdict } from "durable-test-runner/explore"
import { exploreApproval } from "../../examples/order-approval/explore-approval.ts"
import { FakeStock } from "../../examples/order-approval/fakes.ts"
import { exploreBug } from "../../test/explore/zoo/explore-bug.ts"
import { bugs } from "../../test/explore/zoo/zoo.ts"

/** What the playground shows of one exploration. */
export interface Recording {
  readonly name: string
  readonly message: string
  readonly failing: readonly RecordedLine[]
  readonly passing: readonly RecordedLine[]
}

interface RecordedLine {
  /** Virtual. */
  readonly elapsedMs: number
  readonly invocation: number | undefined
  readonly subject: string
  readonly detail: string
  readonly isFault: boolean
  readonly insteadOf: string | undefined
}

/** Bugs that look different from one another. */
const SHOWN = [
  "winner of Promise.race decides the next operation",
  "idempotency key made outside of a step",
  "payment that comes before the invoice is marked as open",
  "accumulator outside of steps",
]

/** Explorations as they are run while the site is built; the same each time. */
export async function recordings(): Promise<readonly Recording[]> {
  const approval = await exploreApproval(new FakeStock({ isIdempotent: false }))
  const found = [toRecording(approval)]
  for (const name of SHOWN) {
    const bug = bugs.find((each) => each.name === name)
    if (bug === undefined) throw new Error(`The zoo has no bug "${name}".`)
    found.push(toRecording(await exploreBug(bug, bug.broken(), { maxSchedules: bug.maxSchedules })))
  }
  return found
}

function toRecording({ name, message, failure }: Verdict): Recording {
  if (failure === undefined) throw new Error(`The exploration of "${name}" has found nothing.`)
  return {
    name,
    message,
    failing: failure.trace.map(toLine),
    passing: failure.passingTrace.map(toLine),
  }
}

function toLine({
  elapsedMs,
  invocation,
  subject,
  detail,
  isFault,
  insteadOf,
}: RecordedLine): RecordedLine {
  return { elapsedMs, invocation, subject, detail, isFault, insteadOf }
}
