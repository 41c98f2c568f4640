import { type FaultKind, isFaultKind } from "../world/events/fault-kind.ts"
import type { Choice } from "../world/events/choice.ts"
import { hashOperationPath } from "../world/events/operation-path.ts"
import type { World } from "../world/world.ts"
import type { ScheduledRun } from "./run-schedule.ts"

/**
 * What happened in a run, as names with counts: a search that passes says what it has never seen. Steps
 * are named by their operation ids, which people are told as names.
 */
export type Coverage = Record<string, number>

const EARLY_DELIVERY = "a delivery before the function suspended"
const DUE_AT_WORK = "a timer of the service due while the function is at work"
const GIVEN_UP = "an invocation that continues after it was given up"
const GIVING_UP: ReadonlySet<FaultKind> = new Set(["stale-token", "zombie", "late-reply"])
const LARGE_BATCH = "a checkpoint of more than one update"

/** Counts what happens in one run. */
export class CoverageCollector {
  readonly coverage: Coverage = {}

  add(name: string, count = 1): void {
    this.coverage[name] = (this.coverage[name] ?? 0) + count
  }

  chose(options: readonly Choice[], chosen: Choice, world: World): void {
    const { kind, at, request } = chosen
    if (kind === "reply") {
      if ((request?.updates.length ?? 0) > 1) this.add(LARGE_BATCH)
    } else if (kind === "delivery") {
      if (at > world.clock.now) this.add(EARLY_DELIVERY)
    } else if (kind === "due") {
      if (world.invocations.size > 0) this.add(DUE_AT_WORK)
    } else if (isFaultKind(kind)) {
      const moment = momentOf(kind)
      if (moment !== undefined) this.#lost(options, moment)
      if (GIVING_UP.has(kind)) this.add(GIVEN_UP)
    }
  }

  #lost(options: readonly Choice[], when: "before" | "after"): void {
    for (const { kind, request, subject } of options) {
      if (kind === "reply") {
        for (const { Id = "", Action } of request?.updates ?? []) {
          if (Action !== "START" || when === "after") this.add(crashMark(when, Id))
        }
      } else if (subject.type === "body" && kind === "settle" && when === "before") {
        this.add(crashMark(when, hashOperationPath(subject.path)))
      }
    }
  }
}

/** What a search with these faults ought to have seen of this handler. */
export function expectedCoverage(
  run: ScheduledRun,
  faults: readonly FaultKind[],
): readonly string[] {
  const { world, executionArn, bodies } = run
  const types = new Set(world.service.operations(executionArn).map(({ Type }) => Type))
  const steps = new Set(bodies.runs.map(({ path }) => hashOperationPath(path)))
  const moments = (["before", "after"] as const).filter((when) =>
    faults.some((kind) => momentOf(kind) === when),
  )
  return [
    ...[...steps].flatMap((id) => moments.map((when) => crashMark(when, id))),
    ...(types.has("CALLBACK") ? [EARLY_DELIVERY] : []),
    ...(types.has("WAIT") ? [DUE_AT_WORK] : []),
  ]
}

/** Whether a fault keeps something from being recorded, or strikes when it is; or neither. */
function momentOf(kind: FaultKind): "before" | "after" | undefined {
  switch (kind) {
    case "crash":
    case "timeout":
    case "throttle":
    case "service-error":
    case "stale-token":
    case "zombie":
      return "before"
    case "crash-after-persist":
    case "timeout-after-persist":
    case "lost-reply":
    case "late-reply":
    case "no-token":
      return "after"
    case "body-failure":
    case "stop":
    case "wake":
    case "early-answer":
    case "shared-container":
      return undefined
    default:
      return kind satisfies never
  }
}

function crashMark(when: "before" | "after", operationId: string): string {
  return `a crash ${when} ${operationId} is recorded`
}
