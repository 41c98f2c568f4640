import type { Instant } from "../../service/values/instant.ts"
import type { OperationStorage, OperationStore, Probe, RaceName } from "../globals/patch/probe.ts"
import { currentScope, type ScopedRandom } from "../globals/patch/scope.ts"
import { Invocation } from "./invocation.ts"
import { SeededRandom } from "../clock/seeded-random.ts"
import type { InvocationWorld } from "./world-view.ts"

/** One run of the body of a step, a condition or a submitter. */
export interface BodyRun {
  readonly executionArn: string
  readonly requestId: string
  /** The path of the operation, such as `1-2`. */
  readonly path: string
  /** As the handler gave it. */
  readonly name: string | undefined
  readonly attempt: number
  readonly at: Instant
  /** How many events the execution's history had when it began. */
  readonly eventCount: number
  /** Absent while it runs. */
  outcome: "returned" | "threw" | undefined
  /** Whether the SDK has been told of its outcome. */
  isSettled: boolean
}

/**
 * Makes the settling of the bodies of steps an event of the world, so that its chooser decides when and
 * in which order it happens.
 *
 * A body that runs a second time, because the invocation that ran it has died, draws the same random
 * numbers: a crash is to change nothing that chance does not.
 */
export class StepBodies implements Probe {
  readonly runs: BodyRun[] = []
  /** How often `Promise.race` or `Promise.any` was called, by the SDK itself once in each invocation. */
  races = 0
  readonly #world: InvocationWorld
  /** Of the bodies that have begun; most of them never draw, so a generator is made when one does. */
  readonly #random: Map<string, ScopedRandom | undefined> = new Map()
  #storage: OperationStorage | undefined

  constructor(world: InvocationWorld) {
    this.#world = world
  }

  async runBody(
    store: OperationStore,
    body: () => unknown,
    storage: OperationStorage,
  ): Promise<unknown> {
    const invocation = currentScope()
    if (!(invocation instanceof Invocation)) return body()
    this.#storage = storage
    const run = this.#begin(invocation, store)
    try {
      const value = await body()
      run.outcome = "returned"
      await this.#settle(invocation, run)
      return value
    } catch (error) {
      run.outcome ??= "threw"
      await this.#settle(invocation, run)
      throw error
    }
  }

  racing(name: RaceName): void {
    if (name !== "all") this.races++
  }

  randomInBody(): ScopedRandom | undefined {
    const invocation = currentScope()
    const store = this.#storage?.getStore() as Partial<OperationStore> | undefined
    if (store?.attempt === undefined || !(invocation instanceof Invocation)) return undefined
    const key = runKeyOf(invocation, store as OperationStore)
    if (!this.#random.has(key)) return undefined
    const seed = attemptKeyOf(invocation, store as OperationStore)
    const random = this.#random.get(key) ?? new SeededRandom(seed)
    this.#random.set(key, random)
    return random
  }

  #begin(invocation: Invocation, store: OperationStore): BodyRun {
    const { requestId, durableExecutionArn = "" } = invocation.identity
    this.#random.set(runKeyOf(invocation, store), undefined)
    const run: BodyRun = {
      executionArn: durableExecutionArn,
      requestId,
      path: store.contextId,
      name: store.operationName,
      attempt: store.attempt,
      at: this.#world.clock.now,
      eventCount: this.#world.service.eventCount(durableExecutionArn),
      outcome: undefined,
      isSettled: false,
    }
    this.runs.push(run)
    return run
  }

  async #settle(invocation: Invocation, run: BodyRun): Promise<void> {
    await turnToSettle(this.#world, invocation, run)
    run.isSettled = true
  }
}

/** Comes when the chooser of the world lets the body of the operation at `path` settle. */
export function turnToSettle(
  world: InvocationWorld,
  invocation: Invocation,
  { path, attempt }: Pick<BodyRun, "path" | "attempt">,
): Promise<void> {
  // Whoever is frozen or cut off learns nothing any more.
  if (invocation.frozen || invocation.isCutOff) return new Promise(() => {})
  return new Promise((resolve) => {
    world.schedule({
      kind: "settle",
      at: world.clock.now,
      subject: { type: "body", path, attempt },
      owner: invocation,
      run: resolve,
    })
  })
}

/** Names an attempt, whichever invocation runs it. */
function attemptKeyOf({ identity }: Invocation, { contextId, attempt }: OperationStore): string {
  return `${identity.durableExecutionArn} ${contextId} ${attempt}`
}

/** Two invocations may run one attempt side by side, and neither takes the other's numbers away. */
function runKeyOf(invocation: Invocation, store: OperationStore): string {
  return `${invocation.identity.requestId} ${attemptKeyOf(invocation, store)}`
}
