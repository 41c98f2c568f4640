import {
  type DurableExecutionHandler,
  type DurableLambdaHandler,
  withDurableExecution,
} from "@aws/durable-execution-sdk-js"
import type { DurableTestRunner, ReceivedCallback } from "durable-test-runner"
import type { InvariantName, Tier } from "durable-test-runner/explore"
import type { Fake } from "./fakes.ts"

type World = Readonly<Record<string, Fake>>

type BugHandler = DurableExecutionHandler<never, unknown>

/** What a scenario says of the outside world before each run: little, so that others can take it. */
export interface Outside extends Pick<DurableTestRunner, "mockFunction"> {
  completeCallback(name: string, value?: string): void
  onCallback(name: string, respond: (callback: OutsideCallback) => Promise<void>): unknown
}

export type OutsideCallback = Pick<
  ReceivedCallback,
  "heartbeat" | "id" | "isPending" | "sleep" | "succeed"
>

/** How a run ends that nothing disturbs, whether the bug is in the handler or not. */
export interface PlainOutcome {
  readonly result: unknown
  readonly observed: unknown
}

/** A handler and the world that it lives in. */
export interface Scenario {
  readonly handler: DurableLambdaHandler
  /** For a handler with module state: a new container. */
  readonly createHandler?: () => DurableLambdaHandler
  readonly input: unknown
  /** Before each schedule: the world begins anew. */
  readonly prepare: (runner: Outside) => void
  /** The state of the outside world, which is part of the outcome. */
  readonly observe: () => unknown
}

interface BugFacts {
  readonly name: string
  /** What goes wrong in production. */
  readonly story: string
  /** What finds it with so many schedules, and with more. */
  readonly tier: Tier
  /** Among how many schedules that tier comes so far that it finds it. */
  readonly maxSchedules: number
  /** What says that a schedule went wrong. */
  readonly invariant: InvariantName
  readonly plain: PlainOutcome
  /** For a bug whose invariant is a predicate: that one. */
  readonly holds?: (outcome: PlainOutcome) => boolean
}

/** A bug of order or of crashes, as a handler that has it and one that does not. */
export interface BugZooEntry extends BugFacts {
  /** Makes the handler and its world anew. */
  readonly broken: (around?: Around, newId?: NewId) => Scenario
  readonly corrected: (around?: Around, newId?: NewId) => Scenario
}

/** The outside world then has each record under an id that is made when it is written. */
type NewId = () => string

/** Changes what a handler returns. */
export type Around = (handler: BugHandler) => BugHandler

interface BugDefinition<W extends World> extends BugFacts {
  readonly input?: unknown
  readonly world: () => W
  readonly outside?: (runner: Outside, world: W) => void
  /** Default: the state of each fake in the world. */
  readonly observe?: (world: W) => unknown
  /** What is outside of the handler, yet inside of these functions, is the state of its module. */
  readonly hasModuleState?: boolean
  readonly broken: (world: W) => BugHandler
  readonly corrected: (world: W) => BugHandler
}

export function bug<W extends World>(definition: BugDefinition<W>): BugZooEntry {
  const { name, story, tier, maxSchedules, invariant, plain, holds } = definition
  return {
    name,
    story,
    tier,
    maxSchedules,
    invariant,
    plain,
    ...(holds !== undefined && { holds }),
    broken: (around = (handler) => handler, newId) =>
      toScenario(definition, (world) => around(definition.broken(world)), newId),
    corrected: (around = (handler) => handler, newId) =>
      toScenario(definition, (world) => around(definition.corrected(world)), newId),
  }
}

function toScenario<W extends World>(
  { input, world: makeWorld, outside, observe, hasModuleState = false }: BugDefinition<W>,
  makeHandler: (world: W) => BugHandler,
  newId?: NewId,
): Scenario {
  const world = makeWorld()
  if (newId !== undefined) for (const fake of Object.values(world)) fake.newId = newId
  const createHandler = (): DurableLambdaHandler => withDurableExecution(makeHandler(world))
  return {
    handler: createHandler(),
    ...(hasModuleState && { createHandler }),
    input,
    prepare: (runner) => {
      for (const fake of Object.values(world)) fake.reset()
      outside?.(runner, world)
    },
    observe: () => (observe === undefined ? stateOf(world) : observe(world)),
  }
}

function stateOf(world: World): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(world).map(([name, { state }]) => [name, state]))
}
