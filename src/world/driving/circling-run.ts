import type { DurableService } from "../../service/durable-service.ts"
import { formatElapsed } from "../../text/elapsed.ts"
import { realNow } from "../clock/real-timers.ts"
import type { VirtualClock } from "../clock/virtual-clock.ts"
import type { OperationCall } from "../globals/patch/durable-operations.ts"
import type { OperationStore } from "../globals/patch/probe.ts"
import { releaseProbes, tryToAcquireProbes } from "../globals/patch/probe-patches.ts"
import type { InvocationLog } from "../invocation/invocation-log.ts"
import type { Invocation } from "../invocation/invocation.ts"
import type { CirclingWorld } from "./loop-report.ts"
import { LoopWatch, type Sighting } from "./loop-watch.ts"
import type { Observers } from "../invocation/observers.ts"
import type { BusyLimit } from "../events/event-loop.ts"
import type { WorldEvent } from "../events/events.ts"
import { BusyTurn } from "../limits/busy-turn.ts"
import { currentSite } from "../limits/current-site.ts"
import { labelOfCall } from "./unawaited-operations.ts"
import { ADVICE_ON_CLOCK, EventLimitError, RunBudgetError } from "./world-errors.ts"

/** For how long the code is watched before the run ends. Real milliseconds. */
const WATCH_MS = 150

/** During how many of the last events that a run may have the code is watched. */
const WATCHED_EVENTS = 200

/** An execution that is as old as this is likely to be ended by the time-out of 366 days only. */
const OLD_MS = 360 * 86_400_000

/** Far more than code reads that computes for long. A loop that waits for the clock needs a second for them. */
const CLOCK_READS = 4_000_000

/** More than one turn of a map makes. */
const OPERATION_CALLS = 1_000

interface CirclingOptions {
  readonly maxEvents: number
  readonly plainEvents?: number | undefined
  readonly runBudgetMs: number
  readonly watchdogMs: number
  readonly realIoTimeoutMs: number
  readonly handlerTimeoutMs: number
}

interface WatchedWorld {
  readonly service: DurableService
  readonly clock: VirtualClock
  readonly log: InvocationLog
  readonly observers: Observers
  readonly invocations: ReadonlySet<Pick<Invocation, "identity" | "openBodies">>
  readonly options: CirclingOptions
  readonly pace: object | undefined
  fail(error: unknown): void
}

/** Ends a run that has used up its real time, once it is known where the code goes round in circles. */
export class CirclingRun implements CirclingWorld {
  readonly #world: WatchedWorld
  #watch: LoopWatch | undefined
  #usesProbes = false
  #endsAt = 0
  #events = 0
  #eventsAtFault = 0
  #faults = 0
  #sightings: readonly Sighting[] = []
  readonly #clockReads = new BusyTurn(CLOCK_READS)
  readonly #operationCalls = new BusyTurn(OPERATION_CALLS)

  constructor(world: WatchedWorld) {
    this.#world = world
  }

  get service(): DurableService {
    return this.#world.service
  }

  get clock(): VirtualClock {
    return this.#world.clock
  }

  get log(): InvocationLog {
    return this.#world.log
  }

  get options(): CirclingOptions {
    return this.#world.options
  }

  get sightings(): readonly Sighting[] {
    return this.#watch?.sightings ?? this.#sightings
  }

  /** How many events there were, without the pages of state that an invocation loads: these do come to an end. */
  get events(): number {
    return this.#events
  }

  /**
   * One more event happens. After a fault a run gets as many as before: it has to do things again.
   *
   * @throws {EventLimitError}
   */
  happens({ request }: Pick<WorldEvent, "request">, faultsStruck: number): void {
    if (request?.kind === "state") return
    this.#events++
    if (faultsStruck > this.#faults) {
      this.#faults = faultsStruck
      this.#eventsAtFault = this.#events
    }
    const { maxEvents } = this.options
    const count = this.#events - this.#eventsAtFault
    if (count > maxEvents) throw new EventLimitError(this, this.#faults)
    // A world that others reach is as old as it is.
    if (this.#world.pace !== undefined) return
    const isNearEnd = count > Math.max(maxEvents - WATCHED_EVENTS, maxEvents / 2)
    if (isNearEnd || this.clock.elapsedMs > OLD_MS) this.#beginWatch()
  }

  /** How long the world may be driven at a time. */
  get limit(): BusyLimit {
    return {
      limitMs: this.options.runBudgetMs,
      exceeded: () => this.#exceeded(),
      turnBegins: () => {
        this.#clockReads.begins()
        this.#operationCalls.begins()
      },
      watched: this,
    }
  }

  get watch(): LoopWatch | undefined {
    return this.#watch
  }

  /** The run has no real time left. @throws {RunBudgetError} */
  #exceeded(): void {
    if (this.#endsAt === 0) {
      this.#beginWatch()
      this.#endsAt = realNow() + WATCH_MS
    } else if (this.#watch?.hasSeenEnough === true || realNow() >= this.#endsAt) {
      throw new RunBudgetError(this)
    }
  }

  /** @throws {RunBudgetError} if the code does nothing else for too long. */
  clockRead(): void {
    const { runBudgetMs } = this.options
    if (!this.#clockReads.callIsTooLate(runBudgetMs)) return
    throw this.#neverYields("a read of the clock", ADVICE_ON_CLOCK)
  }

  /** @throws {RunBudgetError} as {@link clockRead} does. */
  operationCalled(call: OperationCall): void {
    if (!this.#operationCalls.callIsTooLate(this.options.runBudgetMs)) return
    throw this.#neverYields(labelOfCall(call))
  }

  #neverYields(what: string, advice?: string): RunBudgetError {
    const site = currentSite()
    const sighting = site === undefined ? [] : [{ what, site, isOwn: true, count: 1 }]
    this.#sightings = [...sighting, ...this.sightings]
    const error = new RunBudgetError(this, advice)
    this.#world.fail(error)
    return error
  }

  get watchdogMs(): number {
    return this.#world.options.watchdogMs
  }

  /** For the watchdog, which asks while the thread is paused. */
  whereabouts(): string {
    const { clock, invocations } = this.#world
    const at = `at ${formatElapsed(clock.elapsedMs)} virtual time`
    if (invocations.size === 0) return `  no handler runs, ${at}\n`
    return [...invocations]
      .map(({ identity, openBodies }) => {
        const bodies = [...openBodies].map((body) => nameOf(body)).join(" and ")
        const where = bodies === "" ? "" : `, in the body of ${bodies}`
        return `  handler of ${JSON.stringify(identity.functionName)}${where}, ${at}\n`
      })
      .join("")
  }

  driveEnded(): void {
    this.#endsAt = 0
    if (this.#watch === undefined) return
    if (this.#usesProbes) releaseProbes()
    this.#sightings = this.#watch.sightings
    this.#watch = undefined
  }

  #beginWatch(): void {
    if (this.#watch !== undefined) return
    this.#watch = new LoopWatch()
    this.#world.observers.add(this.#watch)
    this.#usesProbes = tryToAcquireProbes()
  }
}

function nameOf({ operationName, contextId, attempt }: OperationStore): string {
  const name =
    operationName === undefined ? `operation ${contextId}` : JSON.stringify(operationName)
  return attempt > 1 ? `${name} (attempt ${attempt})` : name
}
