import type { ScriptedRunner } from "../../runner/scripted-runner.ts"
import type { Executor, ExecutorRequest } from "./executor.ts"
import type { DefaultInvariant } from "../invariants/invariant-name.ts"
import { checkInvariants } from "../invariants/check-invariants.ts"
import { type Predicate, PredicateWatch } from "../invariants/predicates.ts"
import { BodyResults } from "../../schedule/body-results.ts"
import type { RunLimits } from "../../schedule/run-limits.ts"
import type { RunPlan } from "../../schedule/run-plan.ts"
import { type RunReport, toRunReport } from "./run-report.ts"
import { type RunObserver, runSchedule, type ScheduledRun } from "../../schedule/run-schedule.ts"
import type { Scenario } from "../../schedule/scenario.ts"

export interface JudgeParts {
  readonly invariants: ReadonlySet<DefaultInvariant>
  readonly predicates: readonly Predicate[]
}

/** Makes runs in this thread, one after the other. */
export class LocalExecutor<Runner extends ScriptedRunner> implements Executor {
  #limits: RunLimits = {}
  /** The bodies that real work has woken without being seen, by their paths. */
  readonly #awaited: Set<string> = new Set()
  readonly #scenario: Scenario<Runner>
  readonly #parts: JudgeParts

  constructor(scenario: Scenario<Runner>, parts: JudgeParts) {
    this.#scenario = scenario
    this.#parts = parts
  }

  get limits(): RunLimits {
    return this.#awaited.size === 0
      ? this.#limits
      : { ...this.#limits, awaitedBodies: this.#awaited }
  }

  set limits(limits: RunLimits) {
    this.#limits = limits
  }

  /** What is observed now, but for what bodies have returned. */
  observed(): unknown {
    return this.#scenario.observe(() => new BodyResults())
  }

  async run({ plans, known, mayStopEarly }: ExecutorRequest): Promise<readonly RunReport[]> {
    const reports: RunReport[] = []
    const observer = known === undefined ? {} : { isKnown: (key: string) => known.has(key) }
    for (const plan of plans) {
      const { report } = await this.runOne(plan, observer)
      reports.push(report)
      if (mayStopEarly === true && report.violations.length > 0) break
    }
    return reports
  }

  /** One run, with all that was seen of it. */
  async runOne(
    plan: RunPlan,
    observer: RunObserver = {},
  ): Promise<{ readonly run: ScheduledRun; readonly report: RunReport }> {
    const { predicates, invariants } = this.#parts
    const watch =
      predicates.length === 0 ? undefined : new PredicateWatch(predicates, this.#scenario.observe)
    const limited = { limits: this.limits, ...observer }
    const run = await runSchedule(this.#scenario, plan, watched(limited, watch))
    for (const { unseen } of run.wakes) if (unseen !== undefined) this.#awaited.add(unseen)
    const violations = checkInvariants(run, invariants, watch)
    return { run, report: toRunReport(run, plan, violations) }
  }

  async close(): Promise<void> {}
}

function watched(observer: RunObserver, watch: PredicateWatch | undefined): RunObserver {
  if (watch === undefined) return observer
  return {
    ...observer,
    see: (decision, world, session, bodies) => {
      watch.look(world, session.tracker, bodies)
      observer.see?.(decision, world, session, bodies)
    },
  }
}
