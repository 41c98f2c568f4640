import { DurableTestRunner, type Execution } from "durable-test-runner"
import type { FaultKind } from "durable-test-runner/explore"
import { partsOf } from "../../../src/runner/runner-parts.ts"
import type { RunOverrides } from "../../../src/runner/run-options.ts"
import { type ChoiceKind, type Chooser, oldestFirst } from "../../../src/world/events/chooser.ts"
import type { Choice } from "../../../src/world/events/choice.ts"
import { ChoiceSpace, type ChoiceSpaceOptions } from "../../../src/world/choices/choice-space.ts"
import { Invocation, type LambdaHandler } from "../../../src/world/invocation/invocation.ts"
import { type BodyRun, StepBodies } from "../../../src/world/invocation/step-bodies.ts"
import { labelOf } from "../../../src/world/events/event-label.ts"
import type { World } from "../../../src/world/world.ts"
import { exactTimes } from "../../support/exact-times.ts"

/** Something that is chosen once, at the first moment that fits. */
export interface Pick {
  readonly kind: ChoiceKind
  /** A part of what it says, or another option beside it, such as `SUCCEED charge`. */
  readonly at?: string
}

export interface ChosenRun {
  readonly handler: LambdaHandler
  readonly input?: unknown
  readonly createHandler?: () => LambdaHandler
  readonly space?: Partial<ChoiceSpaceOptions>
  /** One after the other; in between, and after them, the plain run. */
  readonly picks?: readonly Pick[]
  /** Chooses instead of the plain run, where nothing is picked. */
  readonly chooser?: Chooser
  /** Sees every decision, and every moment at which there is nothing to choose. */
  readonly see?: (options: readonly Choice[], world: World) => void
  readonly runner?: DurableTestRunner
}

export interface Chosen {
  readonly execution: Execution
  readonly bodies: readonly BodyRun[]
  /** What could be chosen at each decision, and at the rest, where there was nothing to choose. */
  readonly options: readonly (readonly string[])[]
  /** What happened, in order. */
  readonly happened: readonly string[]
  /** What the service refused, though no fault was to make it so. */
  readonly refusals: readonly string[]
  readonly world: World
}

const NO_DEVIATIONS: ChoiceSpaceOptions = {
  early: false,
  slow: false,
  coldStarts: false,
  anywhere: false,
  latencies: false,
  faults: [],
  maxFaults: Infinity,
}

/** What an option says: a reply by what it is to record, a step by its path, all else by its label. */
function describeChoice(choice: Choice): string {
  const { kind, request } = choice
  if (kind !== "reply" || request?.kind !== "checkpoint") return labelOf(choice)
  const updates = request.updates.map(({ Action, Name, Type }) => `${Action} ${Name ?? Type}`)
  return `reply [${updates.join(", ")}]`
}

/** Runs a handler with the bodies of its steps held, and with what `picks` say. */
export async function runByChoice(run: ChosenRun): Promise<Chosen> {
  const { handler, input, createHandler, picks = [], chooser = oldestFirst } = run
  const runner = run.runner ?? new DurableTestRunner(exactTimes)
  const waiting = [...picks]
  const seen: Partial<{ world: World; bodies: StepBodies }> = {}
  const options: (readonly string[])[] = []
  const happened: string[] = []
  const refusals: string[] = []
  const variant: RunOverrides = {
    chooser: {
      choose: (enabled) => {
        const index = indexOf(waiting[0], enabled as readonly Choice[])
        if (index < 0) return chooser.choose(enabled)
        waiting.shift()
        return index
      },
    },
    isLenient: true,
    replaysAlways: false,
    createHandler,
    serviceDefaults: { invocationRetry: { immediateRetries: Infinity, initialDelaySeconds: 0 } },
    world: { maxFailedInvocations: Infinity },
    prepare: (world) => {
      seen.world = world
      seen.bodies = new StepBodies(world)
      world.observe(seen.bodies)
      world.choiceSpace = new ChoiceSpace({ ...NO_DEVIATIONS, ...run.space })
      world.observe({
        happens: (choice, from) => {
          run.see?.(from, world)
          options.push(from.map(describeChoice))
          happened.push(describeChoice(choice))
        },
        refused: (_invocation, error) => void refusals.push(String(error)),
      })
    },
  }
  const execution = await partsOf(runner).runs.run(handler, input, {}, variant)
  if (waiting.length > 0) throw new Error(`There was no ${JSON.stringify(waiting[0])}.`)
  const { world, bodies } = seen
  if (world === undefined || bodies === undefined) throw new Error("The run had no world.")
  return { execution, bodies: bodies.runs, options, happened, refusals, world }
}

/** A run in which one fault strikes. */
export function runWithFault(
  kind: FaultKind,
  at: string,
  handler: LambdaHandler,
  runner?: DurableTestRunner,
): Promise<Chosen> {
  const space = { faults: [kind], maxFaults: 1 }
  return runByChoice({ handler, space, picks: [{ kind, at }], ...(runner && { runner }) })
}

function indexOf(pick: Pick | undefined, options: readonly Choice[]): number {
  if (pick === undefined) return -1
  const { kind, at = "" } = pick
  const fits = (option: Choice): boolean => describeChoice(option).includes(at)
  const itself = options.findIndex((option) => option.kind === kind && fits(option))
  if (itself >= 0 || !options.some(fits)) return itself
  return options.findIndex((option) => option.kind === kind)
}

/** The bodies that ran, as `charge 1` for the first attempt of a step, with `?` where nobody was told. */
export function bodiesOf({ bodies }: Chosen): string[] {
  return bodies.map(({ name, attempt, isSettled }) => `${name} ${attempt}${isSettled ? "" : " ?"}`)
}

/** What is left of invocations that are over: events that could still reach their code. */
export function leftoversOf({ world }: Chosen): string[] {
  const left = world.queue.all().filter(({ owner }) => {
    return owner instanceof Invocation && (owner.frozen || !owner.isGivenUp)
  })
  return [
    ...left.map((event) => labelOf(event)),
    ...[...world.invocations].filter(({ isGivenUp }) => !isGivenUp).map(() => "an invocation"),
    ...world.settled.map(() => "an outcome"),
  ]
}
