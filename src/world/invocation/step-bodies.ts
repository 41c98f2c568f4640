import { canonicalWithBags } from "../../text/values/canonical.ts"
import { showThrown } from "../../text/values/show-value.ts"
import type { Instant } from "../../service/values/instant.ts"
import type {
  OperationStorage,
  OperationStore,
  Probe,
  RaceName,
  TimedBody,
} from "../globals/patch/probe.ts"
import { currentScope, type ScopedRandom } from "../globals/patch/scope.ts"
import { Invocation } from "./invocation.ts"
import { RepeatedRandom } from "../clock/repeated-random.ts"
import { SeededRandom } from "../clock/seeded-random.ts"
import type { InvocationWorld } from "./world-view.ts"

/** How long it may take until a body runs again after a crash, as its clock shows it. */
const LONGEST_CRASH_MS = 47

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
  /** Its invocation had been given up before: the service does not count on what it does. */
  readonly isOfLost: boolean
  /** Absent while it runs. */
  outcome: "returned" | "threw" | undefined
  /** What it has returned, as data that nobody changes any more; absent unless it has. */
  returned?: unknown
  /** Whether the SDK has been told of its outcome. */
  isSettled: boolean
  /** Whether the end of real work has brought it to its end. */
  isWoken?: boolean
  /** The error that it has thrown, where real work has woken it. */
  thrown?: string
}

/**
 * Makes the settling of the bodies of steps an event of the world, so that its chooser decides when and
 * in which order it happens.
 *
 * A body that runs a second time, because the invocation that ran it has died, draws other random
 * numbers than the first time, and its clock is some milliseconds ahead: a crash takes time. Both follow
 * from the seed of the run and from how often the body has run. The service's time stays as it is, so that
 * a crash makes no timer late.
 */
export class StepBodies implements Probe {
  readonly runs: BodyRun[] = []
  /** How often `Promise.race` or `Promise.any` was called, by the SDK itself once in each invocation. */
  races = 0
  /** Whether a body has armed a timer. */
  awaitTimers = false
  readonly #world: InvocationWorld
  /** Of the bodies that have begun; most of them never draw, so a generator is made when one does. */
  readonly #sources: Map<string, () => ScopedRandom> = new Map()
  readonly #random: Map<string, ScopedRandom> = new Map()
  /** How often each attempt has begun before. */
  readonly #times: Map<string, number> = new Map()
  readonly #firstDraws: Readonly<Record<string, number>>
  readonly #timed: Map<string, TimedBody> = new Map()
  /** The bodies that have not ended, with their invocations. */
  readonly #atWork: Map<BodyRun, Invocation> = new Map()
  /** Those of them for which nobody waits any longer. */
  readonly #givenUp: WeakSet<BodyRun> = new WeakSet()
  #latenessMs = 0
  #storage: OperationStorage | undefined

  /**
   * @param firstDraws by operation and attempt, which of the draws of an attempt its first run takes: 0,
   *   or that of a run that is repeated without its faults.
   */
  constructor(world: InvocationWorld, firstDraws: Readonly<Record<string, number>> = {}) {
    this.#world = world
    this.#firstDraws = firstDraws
  }

  /** The attempts that ran more than once, and which of their draws the last run took. */
  get lastDraws(): Readonly<Record<string, number>> {
    const again = [...this.#times].filter(([, times]) => times > 0)
    return Object.fromEntries(again)
  }

  async runBody(
    store: OperationStore,
    body: () => unknown,
    storage: OperationStorage,
  ): Promise<unknown> {
    const invocation = currentScope()
    if (!(invocation instanceof Invocation)) return body()
    this.#storage = storage
    const number = this.runs.length
    const run = this.#begin(invocation, store)
    const timed = this.#newTimed(invocation, store, number)
    this.#atWork.set(run, invocation)
    let outcome: BodyOutcome
    try {
      outcome = { value: await body() }
    } catch (error) {
      outcome = { error }
    }
    this.#atWork.delete(run)
    timed.isOver = true
    if (this.#world.isAwokenByRealWork) {
      run.isWoken = true
      if ("error" in outcome) run.thrown = showThrown(outcome.error)
    }
    run.outcome = "error" in outcome ? "threw" : "returned"
    if ("value" in outcome) run.returned = snapshotOf(outcome.value)
    await turnToSettle(this.#world, invocation, run, number)
    run.isSettled = true
    if (this.#world.failingBodies.has(failingKeyOf(this.#world, invocation, run.path))) {
      run.outcome = "threw"
      throw new InjectedFailure(run)
    }
    if ("error" in outcome) throw outcome.error
    return outcome.value
  }

  /** Whether the body of a step has not ended, which may wait for whatever is open. */
  isBodyAtWork(): boolean {
    for (const { frozen } of this.#atWork.values()) if (!frozen) return true
    return false
  }

  isAwaited(paths: ReadonlySet<string>): boolean {
    return [...this.#atWork].some(
      ([run, { frozen }]) =>
        !frozen && paths.has(run.path) && !this.#givenUp.has(run) && !this.#isSleeping(run),
    )
  }

  gaveUpBodies(): void {
    for (const run of this.#atWork.keys()) this.#givenUp.add(run)
  }

  #isSleeping(run: BodyRun): boolean {
    const number = this.runs.indexOf(run)
    return this.#world.queue.all().some(({ body }) => body?.number === number)
  }

  racing(name: RaceName): void {
    if (name !== "all") this.races++
  }

  randomInBody(): ScopedRandom | undefined {
    const invocation = currentScope()
    const store = this.#storage?.getStore() as Partial<OperationStore> | undefined
    if (store?.attempt === undefined || !(invocation instanceof Invocation)) return undefined
    const key = runKeyOf(invocation, store as OperationStore)
    const source = this.#sources.get(key)
    if (source === undefined) return undefined
    const random = this.#random.get(key) ?? this.#newRandom(source)
    this.#random.set(key, random)
    return random
  }

  latenessInBody(): number {
    if (this.#latenessMs === 0) return 0
    const store = this.#storage?.getStore() as Partial<OperationStore> | undefined
    return store?.attempt === undefined ? 0 : this.#latenessMs
  }

  timedBody(): TimedBody | undefined {
    const invocation = currentScope()
    const store = this.#storage?.getStore() as Partial<OperationStore> | undefined
    if (store?.attempt === undefined || !(invocation instanceof Invocation)) return undefined
    const body = this.#timed.get(runKeyOf(invocation, store as OperationStore))
    this.awaitTimers ||= body !== undefined
    return body
  }

  #newRandom(source: () => ScopedRandom): ScopedRandom {
    const random = source()
    return this.#world.drawn?.keeping(random) ?? random
  }

  /** Counts the run, and says by what it draws. */
  #sourceOf(invocation: Invocation, store: OperationStore): () => ScopedRandom {
    const attempt = attemptKeyOf(invocation, store)
    const name = drawKeyOf(this.#world, invocation, store)
    const before = this.#times.get(name)
    const times = before === undefined ? (this.#firstDraws[name] ?? 0) : before + 1
    this.#times.set(name, times)
    if (times === 0) return () => new SeededRandom(attempt)
    const seed = `${attempt} again ${times}`
    this.#latenessMs += 1 + (new SeededRandom(`${seed} late`).nextUint32() % LONGEST_CRASH_MS)
    // Every second run draws opposite of the first.
    return () => (times % 2 === 1 ? new RepeatedRandom(seed, attempt) : new SeededRandom(seed))
  }

  #begin(invocation: Invocation, store: OperationStore): BodyRun {
    const { requestId, durableExecutionArn = "" } = invocation.identity
    this.#sources.set(runKeyOf(invocation, store), this.#sourceOf(invocation, store))
    const run: BodyRun = {
      executionArn: durableExecutionArn,
      requestId,
      path: store.contextId,
      name: store.operationName,
      attempt: store.attempt,
      at: this.#world.clock.now,
      eventCount: this.#world.service.eventCount(durableExecutionArn),
      isOfLost: invocation.isGivenUp,
      outcome: undefined,
      isSettled: false,
    }
    this.runs.push(run)
    return run
  }

  #newTimed(invocation: Invocation, store: OperationStore, number: number): TimedBody {
    const hurry = (byMs: number): void => {
      this.#latenessMs += byMs
    }
    const { contextId: path, attempt } = store
    const timed = { path, attempt, number, isOver: false, hurry }
    this.#timed.set(runKeyOf(invocation, store), timed)
    return timed
  }
}

/** The handler may go on to change what a body has returned. */
function snapshotOf(value: unknown): unknown {
  try {
    return canonicalWithBags(value)
  } catch {
    // The SDK reads it too, and says what is wrong with it.
    return "(unreadable)"
  }
}

type BodyOutcome = { readonly value: unknown } | { readonly error: unknown }

/** What the body of a step throws where a schedule says that it fails for good. */
class InjectedFailure extends Error {
  constructor({ name, path }: Pick<BodyRun, "name" | "path">) {
    super(`The body of step ${JSON.stringify(name ?? path)} always fails: the schedule says so`)
  }
}

/** Names the body of an operation, whichever attempt runs it, in the same way for each seed. */
export function failingKeyOf(
  { service }: InvocationWorld,
  { identity }: Invocation,
  path: string,
): string {
  return `${service.executionArns().indexOf(identity.durableExecutionArn ?? "")} ${path}`
}

/**
 * Comes when the chooser of the world lets the body of the operation at `path` settle.
 *
 * @param bodyNumber how many runs of bodies have begun before it.
 */
export function turnToSettle(
  world: InvocationWorld,
  invocation: Invocation,
  { path, attempt }: Pick<BodyRun, "path" | "attempt">,
  bodyNumber?: number,
): Promise<void> {
  // Whoever is frozen or cut off learns nothing any more.
  if (invocation.frozen || invocation.isCutOff) return new Promise(() => {})
  return new Promise((resolve) => {
    world.schedule({
      kind: "settle",
      at: world.clock.now,
      subject: { type: "body", path, attempt },
      owner: invocation,
      bodyNumber,
      run: resolve,
    })
  })
}

/** Names an attempt, whichever invocation runs it. */
function attemptKeyOf({ identity }: Invocation, { contextId, attempt }: OperationStore): string {
  return `${identity.durableExecutionArn} ${contextId} ${attempt}`
}

/** The same, without what depends on the seed of the world. */
function drawKeyOf(
  { service }: InvocationWorld,
  { identity }: Invocation,
  { contextId, attempt }: OperationStore,
): string {
  const { durableExecutionArn = "" } = identity
  return `${service.executionArns().indexOf(durableExecutionArn)} ${contextId} ${attempt}`
}

/** Two invocations may run one attempt side by side, and neither takes the other's numbers away. */
function runKeyOf(invocation: Invocation, store: OperationStore): string {
  return `${invocation.identity.requestId} ${attemptKeyOf(invocation, store)}`
}
