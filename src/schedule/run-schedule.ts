import { createHash } from "node:crypto"
import type { Execution } from "../runner/results/execution.ts"
import type { RunOverrides } from "../runner/run-options.ts"
import type { ScriptedWorld } from "../runner/scripted-world.ts"
import { partsOf } from "../runner/runner-parts.ts"
import type { ScriptedRunner } from "../runner/scripted-runner.ts"
import type { ChoiceKind, Chooser, EnabledEvent } from "../world/events/chooser.ts"
import { type EventIdentity, keyOf } from "../world/events/event-subject.ts"
import type { WorldEvent } from "../world/events/events.ts"
import { isFaultKind } from "../world/events/fault-kind.ts"
import type { Choice } from "../world/events/choice.ts"
import type { StepBodies } from "../world/invocation/step-bodies.ts"
import type { WorldObserver } from "../world/invocation/world-observer.ts"
import { watching, type WatchedRun } from "../world/limits/watchdog.ts"
import type { World } from "../world/world.ts"
import type { DecisionRecorder, SeenDecision } from "./decision-log.ts"
import { BodyResults, bodyResults, bodyStates } from "./body-results.ts"
import { CoverageCollector, type Coverage } from "./coverage.ts"
import type { RunLimits } from "./run-limits.ts"
import { type RealWake, toRealWake } from "./real-wakes.ts"
import type { RunPlan } from "./run-plan.ts"
import type { MergeableState } from "./state-key.ts"
import type { Scenario } from "./scenario.ts"
import { type Refusal, ScheduleDriver } from "./schedule-driver.ts"
import { stateKeyOf } from "./state-key.ts"

/** How a run ended. */
type RunEnd =
  | { readonly kind: "ended"; readonly execution: Execution }
  /** The run itself could not go on: it blocked, got stuck, or the harness refused something. */
  | { readonly kind: "failed"; readonly error: unknown }
  /** It has come to a state that is known already, and was not led further. */
  | { readonly kind: "merged" }

/** A run by a schedule, with everything that was seen of it. */
export interface ScheduledRun {
  readonly end: RunEnd
  readonly world: World
  readonly session: ScriptedWorld
  readonly executionArn: string
  readonly decisions: DecisionRecorder
  readonly bodies: StepBodies
  readonly refusals: readonly Refusal[]
  readonly states: readonly MergeableState[]
  /** The faults that have struck, in order. */
  readonly faults: readonly ChoiceKind[]
  /** Invocations that began in a new container by choice. */
  readonly coldStarts: number
  /** The timers of bodies that have fired, bodies that have settled, and faults, in their order. */
  readonly course: readonly string[]
  /** What was chosen, in order. */
  readonly events: readonly EventIdentity[]
  readonly kinds: readonly (readonly ChoiceKind[])[]
  readonly coverage: Coverage
  /** What the end of real work has brought about, in its order. */
  readonly wakes: readonly RealWake[]
  /** What the outside world was in the end, as far as it counts. */
  readonly observed: unknown
}

export interface RunObserver {
  readonly see?: (
    decision: SeenDecision,
    world: World,
    session: ScriptedWorld,
    bodies: () => BodyResults,
  ) => void
  readonly check?: (position: number, options: readonly EnabledEvent[]) => void
  readonly happens?: WorldObserver["happens"]
  readonly watchBodies?: (world: World) => StepBodies
  /** Bounds the run besides what the runner's options say. */
  readonly limits?: RunLimits
  /** Chooses when the prefix is used up, instead of the plan's policy. */
  readonly chooser?: Chooser | undefined
  /** Whether a state in which an invocation begins has been seen before; then the run ends there. */
  readonly isKnown?: (key: string) => boolean
}

/** Runs a scenario once, as a plan says. Whatever happens in it is an answer: this does not throw. */
export async function runSchedule<Runner extends ScriptedRunner>(
  scenario: Scenario<Runner>,
  plan: RunPlan,
  observer: RunObserver = {},
): Promise<ScheduledRun> {
  const collector = new Collector(scenario, plan, observer)
  return watching(collector, async () => {
    const runner = scenario.createRunner({ ...scenario.runnerOptions, ...plan.surroundings })
    scenario.prepare(runner)
    const end = await collector.endOf(
      partsOf(runner).runs.run(
        scenario.handler,
        scenario.input,
        scenario.runOptions,
        collector.variant,
      ),
    )
    return collector.finish(end)
  })
}

class Collector<Runner extends ScriptedRunner> implements WatchedRun {
  readonly #scenario: Scenario<Runner>
  readonly #observer: RunObserver
  readonly #driver: ScheduleDriver
  readonly #states: MergeableState[] = []
  readonly #faults: ChoiceKind[] = []
  readonly #events: EventIdentity[] = []
  readonly #course: string[] = []
  readonly #tellsBodies: boolean
  readonly #wakes: RealWake[] = []
  #coldStarts = 0
  readonly #kinds: (readonly ChoiceKind[])[] = []
  readonly #coverage = new CoverageCollector()

  constructor(scenario: Scenario<Runner>, plan: RunPlan, observer: RunObserver) {
    this.#scenario = scenario
    this.#observer = observer
    this.#tellsBodies = plan.tellsBodies === true
    this.#driver = new ScheduleDriver(plan, {
      check: observer.check,
      chooser: observer.chooser,
      limits: observer.limits,
      watchBodies: observer.watchBodies,
      see: (decision) => this.#see(decision, plan.wantsKinds === true),
    })
  }

  get watchdogMs(): number {
    return this.#scenario.runnerOptions.watchdogMs ?? Infinity
  }

  /** What the test gives, such as `prepare` and `observe`, may loop as well as the handler. */
  whereabouts(): string {
    const { used } = this.#driver
    return used.deviations === 0 ? "" : `  in the run of the schedule ${String(used)}\n`
  }

  get variant(): RunOverrides {
    const variant = this.#driver.variant(this.#scenario.createHandler)
    const prepare = (world: World, session: ScriptedWorld): void => {
      variant.prepare?.(world, session)
      world.observe({ marked: (name, condition) => this.#coverage.add(name, condition ? 1 : 0) })
      world.observe({
        happens: (choice) => this.#follow(choice),
        woken: (what, event) => this.#note(what, event),
      })
      const { happens } = this.#observer
      if (happens !== undefined) world.observe({ happens })
      if (this.#observer.isKnown === undefined) return
      world.observe({ invokes: () => this.#noteState(world, session) })
    }
    // Hundreds of runs would print the same lines again and again.
    return { ...variant, prepare, logs: "capture" }
  }

  async endOf(running: Promise<Execution>): Promise<RunEnd> {
    try {
      return { kind: "ended", execution: await running }
    } catch (error) {
      return error === KNOWN_STATE ? { kind: "merged" } : { kind: "failed", error }
    }
  }

  finish(end: RunEnd): ScheduledRun {
    const { world, session, bodies, decisions, refusals } = this.#driver
    // It was refused before there was a world: what the test gave is wrong.
    if (world === undefined || session === undefined || bodies === undefined) {
      throw end.kind === "failed" ? end.error : new Error("A run has ended without a world.")
    }
    return {
      end,
      world,
      session,
      bodies,
      executionArn: world.service.executionArns()[0] ?? "",
      decisions,
      refusals,
      states: this.#states,
      faults: this.#faults,
      coldStarts: this.#coldStarts,
      events: this.#events,
      course: this.#course,
      kinds: this.#kinds,
      coverage: this.#coverage.coverage,
      wakes: this.#wakes,
      observed: (this.#scenario.outcome ?? this.#scenario.observe)(() => this.bodyResults),
    }
  }

  /** What the bodies of steps have returned so far. */
  get bodyResults(): BodyResults {
    const { world, bodies } = this.#driver
    return world === undefined || bodies === undefined
      ? new BodyResults()
      : bodyResults(world, bodies.runs)
  }

  /** What tells states apart: all that is observed, for whatever reason. */
  #observed(): unknown {
    const { observe, outcome } = this.#scenario
    const results = (): BodyResults => this.bodyResults
    const seen = observe(results)
    return outcome === undefined || outcome === observe ? seen : [seen, outcome(results)]
  }

  #noteState(world: World, session: ScriptedWorld): void {
    const { decisions, space } = this.#driver
    if (!decisions.isFresh) return
    const { faultsLeft } = space
    const runs = this.#tellsBodies ? (this.#driver.bodies?.runs ?? []) : []
    const bodies = bodyStates(world, runs)
    const observed = this.#observed()
    const state = stateKeyOf({ world, session, faultsLeft, observed, bodies })
    if (state === undefined) return
    // The text holds all that is persisted, and there may be many of them.
    const key = createHash("md5").update(state).digest("base64")
    this.#states.push({ position: decisions.chosen.length, key })
    if (this.#observer.isKnown?.(key) === true) throw KNOWN_STATE
  }

  #note(what: string, event: WorldEvent | undefined): void {
    const { bodies, world } = this.#driver
    if (bodies === undefined || world === undefined) return
    const { runs } = bodies
    this.#wakes.push(toRealWake(this.#events.length, what, event, { runs, world }))
  }

  /** How long a timer was to take is left out: chance may decide that. */
  #follow(choice: Choice): void {
    const { kind } = choice
    const { body } = choice as WorldEvent
    if (kind === "timer" && body !== undefined) this.#course.push(`timer body ${body.path}`)
    else if (kind === "hurry") this.#course.push(keyOf({ ...choice, kind: "timer" }))
    else if (kind === "settle" || isFaultKind(kind)) this.#course.push(keyOf(choice))
  }

  #see(decision: SeenDecision, wantsKinds: boolean): void {
    const { options, chosen } = decision
    const option = options[chosen]
    if (option === undefined) return
    this.#events.push({ kind: option.kind, subject: option.subject })
    if (isFaultKind(option.kind)) this.#faults.push(option.kind)
    if (option.kind === "cold-start") this.#coldStarts++
    if (wantsKinds) this.#kinds.push(options.map(({ kind }) => kind))
    const { world, session } = this.#driver
    if (world === undefined || session === undefined) return
    this.#coverage.chose(options as readonly Choice[], option as Choice, world)
    this.#observer.see?.(decision, world, session, () => this.bodyResults)
  }
}

/** Whatever can follow from here has been looked at already. Nobody reads its stack, so one will do. */
const KNOWN_STATE = new Error("This state is known.")
