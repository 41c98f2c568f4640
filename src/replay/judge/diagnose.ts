import { acquireProbes, releaseProbes } from "../../world/globals/patch/probe-patches.ts"
import type { LambdaHandler } from "../../world/invocation/invocation.ts"
import type {
  CallSite,
  Cause,
  Divergence,
  RecordedOperation,
} from "../../runner/results/replay-verdict.ts"
import { causeOf } from "./causes.ts"
import type { CheckedHistory } from "./check-history.ts"
import { compareReplay, type Difference } from "./compare.ts"
import { toDivergence } from "./divergence.ts"
import { ENVIRONMENT_SUFFIX, type Perturbation, perturbationOf } from "../play/perturbation.ts"
import type { RunWatcher } from "../record/run-watcher.ts"
import { operationsOf } from "../history/operations.ts"
import { type History, timeOf } from "../history/history.ts"
import { type Replay, replayInvocation } from "../play/replay-invocation.ts"

export interface Evidence {
  readonly handler: LambdaHandler
  readonly history: History
  readonly found: NonNullable<CheckedHistory["found"]>
  /** Whether the handler is the one that made the history, and not a later version of it. */
  readonly isSameCode: boolean
  /** What was seen while it was recorded; absent for a history from elsewhere. */
  readonly watcher: RunWatcher | undefined
  /** Records the same run again, in this process; absent for a history from elsewhere. */
  readonly recordAgain: (() => Promise<History | undefined>) | undefined
}

/** Finds out why a replay differs, by replaying it in surroundings that differ in one thing each. */
export async function diagnose(evidence: Evidence): Promise<Divergence> {
  acquireProbes()
  try {
    return await new Diagnosis(evidence).divergence()
  } finally {
    releaseProbes()
  }
}

class Diagnosis {
  readonly #evidence: Evidence
  readonly #operations: ReadonlyMap<string, RecordedOperation>

  constructor(evidence: Evidence) {
    this.#evidence = evidence
    this.#operations = operationsOf(evidence.history)
  }

  async divergence(): Promise<Divergence> {
    const { history, found } = this.#evidence
    const { difference, perturbation } = found
    const traced = await this.#replay(perturbation)
    const operation = "operation" in difference ? difference.operation : undefined
    const asked = operation === undefined ? undefined : traced.asked.get(operation.id)
    const cause = await this.#cause(traced)
    const recordedSite =
      operation === undefined ? undefined : this.#evidence.watcher?.sites.of(operation.id)
    const site = this.#siteOf(traced)
    return toDivergence(history, { difference, cause, site, recordedSite, asked })
  }

  /** The SDK refuses an operation before it says all that is asked for: so it is left out. */
  #replay(perturbation: Perturbation): Promise<Replay> {
    const { handler, history, found } = this.#evidence
    const { difference, point } = found
    const without = difference.kind === "refused" ? [difference.operation.id] : []
    return replayInvocation(handler, history, point, perturbation, { without, isTraced: true })
  }

  #siteOf({ sites }: Replay): CallSite | undefined {
    const { difference } = this.#evidence.found
    switch (difference.kind) {
      case "changed":
      case "refused":
        return sites?.of(difference.operation.id)
      case "unexpected":
        return sites?.of(difference.asked.Id)
      case "missing":
      case "outcome":
      case "result":
        return undefined
      default:
        return difference satisfies never
    }
  }

  async #cause(traced: Replay): Promise<Cause | undefined> {
    const { watcher, recordAgain } = this.#evidence
    const { trace, perturbation } = traced
    const seen = this.#signature(traced)
    const hasChanged = async (other: Partial<Perturbation>): Promise<boolean> =>
      this.#signature(await this.#replay({ ...perturbation, ...other })) !== seen
    if (await hasChanged({})) return causeOf("module-state")
    const { history, found } = this.#evidence
    const sinceStart =
      timeOf(history.events[found.point.eventCount - 1]) - timeOf(history.events[0])
    for (const clockOffsetMs of [-sinceStart, 0, ...otherClocks(perturbation)]) {
      if (await hasChanged({ clockOffsetMs })) return causeOf("clock", trace?.lastRead("clock"))
    }
    for (const random of otherRandomness(perturbation)) {
      if (await hasChanged(random)) return causeOf("random", trace?.lastRead("random"))
    }
    const environmentSuffix = perturbation.environmentSuffix === "" ? ENVIRONMENT_SUFFIX : ""
    if (await hasChanged({ environmentSuffix })) {
      return causeOf("environment", trace?.lastRead("environment"))
    }
    if (!this.#evidence.isSameCode) return causeOf("changed-code")
    if (watcher?.hasMutatedEvent === true) return causeOf("event-mutation")
    if (await this.#isRecordedOtherwise(recordAgain)) return causeOf("module-state")
    if (trace?.has("io") === true) return causeOf("io", trace.lastRead("io"))
    if (trace?.has("timer") === true) return causeOf("timer", trace.lastRead("timer"))
    if (watcher === undefined) return causeOf("not-recorded")
    const race = watcher.race
    const isRace = race !== undefined || watcher.order === "newest-first"
    if (isRace) return causeOf("completion-order", race)
    return causeOf("step-side-effect")
  }

  /** What a replay shows at the place in question, as text to be compared. */
  #signature(replay: Replay): string {
    const { history, found } = this.#evidence
    const { difference } = found
    if (difference.kind === "refused" || difference.kind === "changed") {
      return JSON.stringify(replay.asked.get(difference.operation.id) ?? "not asked for")
    }
    if (difference.kind === "outcome") {
      const {
        Action,
        Payload,
        Error: failure,
        StepOptions,
      } = replay.settled.get(difference.operation.id) ?? {}
      return JSON.stringify([Action, Payload, failure?.ErrorMessage, StepOptions])
    }
    const now = compareReplay(history, this.#operations, replay)
    return now === undefined ? "no difference" : sideOf(now)
  }

  async #isRecordedOtherwise(recordAgain: Evidence["recordAgain"]): Promise<boolean> {
    const again = await recordAgain?.()
    if (again === undefined) return false
    const { history, found } = this.#evidence
    const toText = found.difference.kind === "outcome" ? courseOf : outlineOf
    return toText(again) !== toText(history)
  }
}

function sideOf(difference: Difference): string {
  switch (difference.kind) {
    case "changed":
      return `changed ${JSON.stringify(difference.asked)}`
    case "refused":
      return `refused ${difference.operation.id} ${difference.text}`
    case "missing":
      return `missing ${difference.operation.id}`
    case "unexpected":
      return `unexpected ${JSON.stringify(difference.asked)}`
    case "outcome":
      return `outcome ${difference.operation.id} ${difference.asked}`
    case "result":
      return `result ${difference.asked}`
    default:
      return difference satisfies never
  }
}

function outlineOf(history: History): string {
  return JSON.stringify(
    [...operationsOf(history).values()].map(({ id, type, name }) => [id, type, name]),
  )
}

/** Attempts too, which have no operations of their own. */
function courseOf({ events }: History): string {
  return JSON.stringify(
    events
      .filter(({ EventType }) => EventType !== "InvocationCompleted")
      .map(({ EventType }) => EventType),
  )
}

function otherClocks({ clockOffsetMs }: Perturbation): number[] {
  return [0, 1, 2, 3, 4, 5]
    .map((number) => perturbationOf(number).clockOffsetMs)
    .filter((offset, index, all) => offset !== clockOffsetMs && all.indexOf(offset) === index)
}

function otherRandomness({ random, seed }: Perturbation): Partial<Perturbation>[] {
  return [
    { random: random === "low" ? "high" : "low" },
    { seed: `${seed}/other` },
    { seed: `${seed}/another`, random: random === "low" ? "high" : "low" },
  ]
}
