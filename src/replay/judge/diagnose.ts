import {
  acquireNativeSources,
  releaseNativeSources,
} from "../../world/globals/patch/native-sources.ts"
import { acquireProbes, releaseProbes } from "../../world/globals/patch/probe-patches.ts"
import type { LambdaHandler } from "../../world/invocation/invocation.ts"
import { type RemoteHandler, remoteHandlerOf } from "../../world/remote-handlers.ts"
import type {
  CallSite,
  Cause,
  CauseKind,
  Divergence,
  RecordedOperation,
} from "../../runner/results/replay-verdict.ts"
import { causeOf, changedCode } from "./causes.ts"
import type { CheckedHistory } from "./check-history.ts"
import { compareReplay, type Difference } from "./compare.ts"
import { toDivergence } from "./divergence.ts"
import { insteadOf } from "./instead.ts"
import { causesInside, causesOutside, type RunEvidence } from "./find-causes.ts"
import { OTHER_TIMERS, otherSurroundings } from "./other-surroundings.ts"
import type { Perturbation } from "../play/perturbation.ts"
import type { Trace } from "../play/trace.ts"
import type { AskSites } from "../record/ask-sites.ts"
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
  /** Nothing suspended while it was recorded. */
  readonly isHeldOpen?: boolean
  /** What was seen while it was recorded; absent for a history from elsewhere. */
  readonly watcher: RunWatcher | undefined
  /** Records the same run again, in this process; absent for a history from elsewhere. */
  readonly recordAgain: RunEvidence["recordAgain"] | undefined
}

/** Finds out why a replay differs, by replaying it in surroundings that differ in one thing each. */
export async function diagnose(evidence: Evidence): Promise<Divergence> {
  acquireProbes()
  acquireNativeSources()
  try {
    return await new Diagnosis(evidence).divergence()
  } finally {
    releaseNativeSources()
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
    const { history, found, isHeldOpen = false } = this.#evidence
    const { difference, perturbation } = found
    const traced = await this.#replay(perturbation)
    const operation = "operation" in difference ? difference.operation : undefined
    const asked = operation === undefined ? undefined : traced.asked.get(operation.id)
    const recordedSites = this.#evidence.watcher?.sites
    const operations = this.#operations
    const instead = insteadOf(difference, traced, { history, operations, recordedSites })
    const causes = instead?.cause === undefined ? await this.#causes(traced) : [instead.cause]
    const recordedSite = operation && this.#placeOf(operation.id, recordedSites)
    return toDivergence(history, {
      difference,
      causes,
      site: this.#siteOf(traced) ?? instead?.site,
      recordedSite,
      asked,
      instead: instead?.text,
      isHeldOpen,
    })
  }

  /** The SDK refuses an operation before it says all that is asked for: so it is left out. */
  #replay(perturbation: Perturbation, isRelived = false): Promise<Replay> {
    const { handler, history, found } = this.#evidence
    const { difference, point } = found
    const without = difference.kind === "refused" ? [difference.operation.id] : []
    return replayInvocation(handler, history, point, perturbation, {
      without,
      isTraced: true,
      isRelived,
    })
  }

  #siteOf({ sites }: Replay): CallSite | undefined {
    const { difference } = this.#evidence.found
    switch (difference.kind) {
      case "changed":
      case "refused":
        return this.#placeOf(difference.operation.id, sites)
      case "unexpected": {
        const { Id, ParentId } = difference.asked
        return sites?.of(Id) ?? this.#placeOf(ParentId, sites, this.#evidence.watcher?.sites)
      }
      case "missing":
      case "outcome":
      case "result":
        return undefined
      default:
        return difference satisfies never
    }
  }

  /**
   * The SDK itself begins the branches of a parallel and the items of a map, some time after the handler has
   * asked for that. So their place is that of the parallel or map.
   */
  #placeOf(
    operationId: string | undefined,
    ...all: readonly (AskSites | undefined)[]
  ): CallSite | undefined {
    for (let id = operationId; id !== undefined; id = this.#operations.get(id)?.parentId) {
      for (const sites of all) {
        const site = sites?.of(id)
        if (site !== undefined) return site
      }
    }
    return undefined
  }

  /** All that explain the difference, the likeliest first. */
  async #causes(traced: Replay): Promise<readonly Cause[]> {
    const { watcher, recordAgain, history, found, isSameCode } = this.#evidence
    const { trace } = traced
    const remote = remoteHandlerOf(this.#evidence.handler)
    if (remote !== undefined) {
      return firstOf(
        await this.#causesOutside(traced, remote),
        isSameCode ? "unknown" : changedCode(this.#evidence.found.difference),
      )
    }
    const isStable = !(await this.#hasChanged(traced, {}))
    const surroundings = isStable ? await this.#surroundings(traced) : []
    if (!isSameCode) {
      return firstOf([...surroundings, ...unstable(isStable, trace)], changedCode(found.difference))
    }
    if (watcher === undefined || recordAgain === undefined) {
      return firstOf([...surroundings, ...unstable(isStable, trace)], "not-recorded")
    }
    const { difference } = found
    const isGoneNow = async (): Promise<boolean> => this.#isGone(traced.perturbation)
    const run = {
      ...{ history, operations: this.#operations, difference, watcher, recordAgain, trace },
      isGoneNow,
    }
    const outside = await causesOutside(run)
    const before = [...outside, ...surroundings]
    if (outside.length > 0 || !isStable) {
      return firstOf(
        distinct([...before, ...(outside.length > 0 ? [] : unstable(isStable, trace))]),
        "unknown",
      )
    }
    // Contexts that have ended run again, over what their children recorded.
    const isReadBack = async (): Promise<boolean> => this.#isGone(traced.perturbation, true)
    if (before.length === 0 && (await isReadBack())) return [causeOf("read-back")]
    return firstOf([...before, ...(await causesInside(run, before))], "unknown")
  }

  /** What the code of another process reads cannot be seen: it gets another time, and another process. */
  async #causesOutside(traced: Replay, { hasVirtualClock }: RemoteHandler): Promise<Cause[]> {
    // What differs between two replays that are alike has no cause that could be told.
    if (await this.#hasChanged(traced, {})) return []
    const tried = this.#otherSurroundings(traced).flatMap(([kind, others]): Surrounding[] => {
      if (kind === "clock") return hasVirtualClock ? [["clock", others]] : []
      return kind === "environment" ? [["process", others]] : []
    })
    const causes: Cause[] = []
    for (const [kind, others] of tried) {
      for (const other of others) {
        if (!(await this.#hasChanged(traced, other))) continue
        causes.push(causeOf(kind))
        break
      }
    }
    return causes
  }

  #otherSurroundings({ perturbation }: Replay): ReturnType<typeof otherSurroundings> {
    const { history, found } = this.#evidence
    const sinceStart =
      timeOf(history.events[found.point.eventCount - 1]) - timeOf(history.events[0])
    return otherSurroundings(perturbation, sinceStart)
  }

  /** Perturbs one thing at a time. */
  async #surroundings(traced: Replay): Promise<Cause[]> {
    const causes: Cause[] = []
    for (const [kind, others] of this.#otherSurroundings(traced)) {
      for (const other of others) {
        if (!(await this.#hasChanged(traced, other))) continue
        causes.push(causeOf(kind, traced.trace?.lastRead(kind)))
        break
      }
    }
    for (const other of OTHER_TIMERS) {
      if (!(await this.#isGone({ ...traced.perturbation, ...other }))) continue
      causes.push(causeOf("timer", traced.trace?.lastRead("timer")))
      break
    }
    return causes
  }

  async #hasChanged(traced: Replay, other: Partial<Perturbation>): Promise<boolean> {
    const replay = await this.#replay({ ...traced.perturbation, ...other })
    return this.#signature(replay) !== this.#signature(traced)
  }

  async #isGone(perturbation: Perturbation, isRelived = false): Promise<boolean> {
    const replay = await this.#replay(perturbation, isRelived)
    return this.#compare(replay) === undefined
  }

  #compare(replay: Replay): Difference | undefined {
    const { history, found } = this.#evidence
    return compareReplay(history, this.#operations, replay, found.jitter)
  }

  /** What a replay shows at the place in question, as text to be compared. */
  #signature(replay: Replay): string {
    const { difference } = this.#evidence.found
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
    const now = this.#compare(replay)
    return now === undefined ? "no difference" : sideOf(now)
  }
}

type Surrounding = readonly [CauseKind, readonly Partial<Perturbation>[]]

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

/** What may outlive a replay, where two that are alike differ. */
function unstable(isStable: boolean, trace: Trace | undefined): Cause[] {
  if (isStable) return []
  return trace?.has("io") === true
    ? [causeOf("io", trace.lastRead("io")), causeOf("module-state")]
    : [causeOf("module-state")]
}

function firstOf(causes: readonly Cause[], otherwise: CauseKind | Cause): readonly Cause[] {
  if (causes.length > 0) return causes
  return [typeof otherwise === "string" ? causeOf(otherwise) : otherwise]
}

function distinct(causes: readonly Cause[]): Cause[] {
  return causes.filter(
    ({ kind }, index) => causes.findIndex((other) => other.kind === kind) === index,
  )
}
