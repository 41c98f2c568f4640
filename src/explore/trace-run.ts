import type { LogEntry } from "../runner/logs/log-entry.ts"
import { allLogsOf } from "../runner/results/execution-logs.ts"
import type { ScriptedRunner } from "../runner/scripted-runner.ts"
import type { StoredDecision } from "../schedule/decision-log.ts"
import type { RunPlan } from "../schedule/run-plan.ts"
import type { HeldOrder } from "../schedule/shrink/held-order.ts"
import { keyOf } from "../world/events/event-subject.ts"
import { labelOf } from "../world/events/event-label.ts"
import type { LocalExecutor } from "./oracle/local-executor.ts"
import type { RunReport } from "./oracle/run-report.ts"
import { OutsideEffects } from "./outside-effects.ts"
import { TracedBodies } from "./report/traced-bodies.ts"
import { Tracer } from "./report/tracer.ts"

/** A run with everything that can be told of it. */
export interface TracedRun {
  readonly report: RunReport
  readonly tracer: Tracer
  readonly bodies: TracedBodies
  readonly effects: OutsideEffects | undefined
  readonly decisions: readonly StoredDecision[]
  /** What its code has logged. */
  readonly logs: readonly LogEntry[]
}

/** Makes one run with somebody watching; `order` chooses where the plan's prefix is used up. */
export async function traceRun<Runner extends ScriptedRunner>(
  local: LocalExecutor<Runner>,
  plan: RunPlan,
  order?: HeldOrder,
  watchesEffects: boolean = false,
): Promise<TracedRun> {
  const seen: { tracer?: Tracer; bodies?: TracedBodies; effects?: OutsideEffects } = {}
  const decisions: StoredDecision[] = []
  const { report, run } = await local.runOne(plan, {
    watchBodies: (world) => {
      seen.bodies = new TracedBodies(world)
      seen.tracer = new Tracer(world, seen.bodies)
      if (!watchesEffects) return seen.bodies
      seen.effects = new OutsideEffects(world, () => local.observed())
      seen.bodies.effects = seen.effects
      return seen.bodies
    },
    chooser: order,
    happens: (choice, options) => {
      order?.happened(keyOf(choice))
      seen.effects?.happens(choice)
      seen.tracer?.happening(choice, options)
    },
    see: ({ options, chosen }) => {
      decisions.push({ options: options.map((option) => labelOf(option)), chosen })
    },
  })
  seen.effects?.ends()
  const bodies = seen.bodies ?? new TracedBodies(run.world)
  const tracer = seen.tracer ?? new Tracer(run.world, bodies)
  const logs = allLogsOf(run.session.describe(run.executionArn))
  return { report, tracer, bodies, effects: seen.effects, decisions, logs }
}
