import type { DurableService } from "../../service/durable-service.ts"
import { formatElapsed } from "../../text/elapsed.ts"
import { realNow } from "../clock/real-timers.ts"
import type { VirtualClock } from "../clock/virtual-clock.ts"
import type { OperationStore } from "../globals/patch/probe.ts"
import { releaseProbes, tryToAcquireProbes } from "../globals/patch/probe-patches.ts"
import type { InvocationLog } from "./invocation-log.ts"
import type { Invocation } from "./invocation.ts"
import type { CirclingWorld } from "./loop-report.ts"
import { LoopWatch, type Sighting } from "./loop-watch.ts"
import type { Observers } from "./observers.ts"
import { RunBudgetError } from "./world-errors.ts"

/** For how long the code is watched before the run ends. Real milliseconds. */
const WATCH_MS = 150

interface CirclingOptions {
  readonly maxEvents: number
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
}

/** Ends a run that has used up its real time, once it is known where the code goes round in circles. */
export class CirclingRun implements CirclingWorld {
  readonly #world: WatchedWorld
  #watch: LoopWatch | undefined
  #usesProbes = false
  #endsAt = 0

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
    return this.#watch?.sightings ?? []
  }

  get watch(): LoopWatch | undefined {
    return this.#watch
  }

  /** The run has no real time left. @throws {RunBudgetError} */
  exceeded(): void {
    if (this.#watch === undefined) {
      this.#watch = new LoopWatch()
      this.#world.observers.add(this.#watch)
      this.#usesProbes = tryToAcquireProbes()
      this.#endsAt = realNow() + WATCH_MS
    } else if (this.#watch.hasSeenEnough || realNow() >= this.#endsAt) {
      throw new RunBudgetError(this)
    }
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
    if (this.#watch === undefined) return
    if (this.#usesProbes) releaseProbes()
    this.#watch = undefined
  }
}

function nameOf({ operationName, contextId, attempt }: OperationStore): string {
  const name =
    operationName === undefined ? `operation ${contextId}` : JSON.stringify(operationName)
  return attempt > 1 ? `${name} (attempt ${attempt})` : name
}
