import type { RunOverrides } from "../runner/run-options.ts"
import type { ScriptedWorld } from "../runner/scripted-world.ts"
import type { Chooser, EnabledEvent } from "../world/events/chooser.ts"
import { isFaultKind } from "../world/events/fault-kind.ts"
import { ChoiceSpace } from "../world/choices/choice-space.ts"
import type { CreateHandler } from "../world/invocation/function-table.ts"
import type { Invocation } from "../world/invocation/invocation.ts"
import { DrawnValues } from "../world/globals/patch/drawn-values.ts"
import { StepBodies } from "../world/invocation/step-bodies.ts"
import type { World } from "../world/world.ts"
import { DecisionRecorder, type SeenDecision } from "./decision-log.ts"
import { createPolicy } from "./policies/create-policy.ts"
import type { RunLimits } from "./run-limits.ts"
import type { RunPlan } from "./run-plan.ts"
import { Schedule } from "./schedule.ts"

/** A request that the service has refused, though no fault was to make it so. */
export interface Refusal {
  readonly error: unknown
  readonly invocation: Invocation
}

/**
 * A failed invocation is repeated at once: what takes time is a choice of its own, and a crash alone is
 * to make nothing late.
 */
const SERVICE_DEFAULTS = {
  invocationRetry: { immediateRetries: Infinity, initialDelaySeconds: 0 },
} as const

export interface DriverObserver {
  /** Makes what watches the bodies of steps, where more is to be seen than usual. */
  readonly watchBodies?: ((world: World) => StepBodies) | undefined
  readonly see?: ((decision: SeenDecision) => void) | undefined
  readonly check?: ((position: number, options: readonly EnabledEvent[]) => void) | undefined
  /** Bounds the run besides what the runner's options say. */
  readonly limits?: RunLimits | undefined
  /** Chooses when the prefix is used up, instead of the plan's policy. */
  readonly chooser?: Chooser | undefined
}

/** Faults may strike more often than the run has events, and not without end. */
function mostFaults({ plainEvents = Infinity }: RunLimits): number {
  return 2 * plainEvents + 50
}

/** The course of one run that a plan decides. */
export class ScheduleDriver {
  readonly decisions: DecisionRecorder
  readonly space: ChoiceSpace
  readonly refusals: Refusal[] = []
  world: World | undefined
  session: ScriptedWorld | undefined
  bodies: StepBodies | undefined
  readonly #plan: RunPlan
  readonly #limits: RunLimits
  readonly #watchBodies: (world: World) => StepBodies

  constructor(
    plan: RunPlan,
    { see, check, watchBodies, chooser, limits = {} }: DriverObserver = {},
  ) {
    this.#plan = plan
    this.#limits = limits
    this.#watchBodies = watchBodies ?? ((world) => new StepBodies(world, plan.draws))
    this.space = new ChoiceSpace(plan.space, mostFaults(limits))
    this.decisions = new DecisionRecorder({
      prefix: plan.prefix,
      rest: chooser ?? createPolicy(plan.policy),
      isFault: isFaultKind,
      see,
      check,
    })
  }

  /** The choices that were made, as a schedule that replays them strictly. */
  get used(): Schedule {
    const { chosen, counts, fingerprint } = this.decisions
    return new Schedule(this.#plan.space, chosen, { counts, fingerprint })
  }

  variant(createHandler?: CreateHandler): RunOverrides {
    return {
      chooser: this.decisions,
      isLenient: true,
      replaysAlways: false,
      createHandler,
      pageSize: this.#plan.space.pageSize,
      draw: this.#plan.space.draw,
      serviceDefaults: SERVICE_DEFAULTS,
      // How long a reply takes is a choice as well.
      world: { checkpointLatencyMs: 0, holdsOpen: this.#plan.holdsOpen, ...this.#limits },
      prepare: (world, session) => this.#watch(world, session),
    }
  }

  #watch(world: World, session: ScriptedWorld): void {
    this.world = world
    this.session = session
    world.drawn = new DrawnValues()
    this.bodies = this.#watchBodies(world)
    world.observe(this.bodies)
    world.choiceSpace = this.space
    world.keepsNeighboursApart = this.#plan.apart === true
    world.observe({
      refused: (invocation, error) => void this.refusals.push({ invocation, error }),
    })
  }
}
