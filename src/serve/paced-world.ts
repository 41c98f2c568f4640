import type { Instant } from "../service/values/instant.ts"
import { realClearTimeout, realSetTimeout } from "../world/clock/real-timers.ts"
import { acquireScopedGlobals, releaseScopedGlobals } from "../world/globals/scoped-globals.ts"
import type { WorldObserver } from "../world/invocation/world-observer.ts"
import type { World } from "../world/world.ts"
import { invocationsAtFault } from "./at-fault.ts"
import type { ServePace } from "./serve-pace.ts"

/** Node's timers take no more than 24 days, and clocks drift. */
const LONGEST_REST_MS = 3_600_000

interface PacedWorldListener {
  /** @param executionArns those that were stopped for it. */
  failed(error: unknown, executionArns: readonly string[]): void
  /** Nothing happens before a request comes, or some real time has passed. */
  rests(): void
}

class ServerClosed extends Error {}

/** Lets a world go on for as long as it is served, at its pace. */
export class PacedWorld implements WorldObserver {
  readonly #world: World
  readonly #pace: ServePace
  readonly #listener: PacedWorldListener
  /** Who has let time pass, and waits until all that is due has happened. */
  readonly #arrivals: (() => void)[] = []
  #isClosed = false
  #isWoken = false
  #wake: () => void = () => {}

  constructor(world: World, pace: ServePace, listener: PacedWorldListener) {
    this.#world = world
    this.#pace = pace
    this.#listener = listener
    world.observe(this)
  }

  serviceChanged(): void {
    this.#isWoken = true
    this.#wake()
  }

  /** Comes back when the world is closed. */
  async run(): Promise<void> {
    this.#world.goOnAt(this.#pace)
    // Code that real work wakes between two drives keeps its virtual globals.
    acquireScopedGlobals()
    try {
      while (!this.#isClosed) {
        this.#isWoken = false
        if (await this.#drive()) await this.#rest()
      }
    } finally {
      releaseScopedGlobals()
    }
  }

  close(): void {
    this.#isClosed = true
    this.#world.fail(new ServerClosed())
    this.serviceChanged()
  }

  /** Lets so much time pass, and all that is due in it happen. Comes back when it has. */
  async advance(milliseconds: number): Promise<void> {
    const { clock } = this.#world
    const at = clock.now + milliseconds
    const { promise, resolve }: PromiseWithResolvers<void> = Promise.withResolvers()
    const run = (): void => void this.#arrivals.push(resolve)
    this.#world.schedule({ kind: "deadline", at, subject: { type: "advance" }, run })
    this.#pace.allowUntil(at)
    this.serviceChanged()
    await promise
  }

  /** @returns false where it is to be driven on. */
  async #drive(): Promise<boolean> {
    try {
      await this.#world.drive(() => this.#isAtRest())
      for (const arrived of this.#arrivals.splice(0)) arrived()
      return true
    } catch (error) {
      if (this.#isClosed) return false
      return !this.#stopAtFault(error)
    }
  }

  #isAtRest(): boolean {
    const world = this.#world
    if (world.invocations.size > 0 || !world.isAtRest) return false
    const next = this.#nextDue()
    return next === undefined || !this.#pace.mayMoveTo(next)
  }

  #nextDue(): Instant | undefined {
    return this.#world.nextInstantBesides(() => false)
  }

  async #rest(): Promise<void> {
    if (this.#isWoken || this.#isClosed) return
    this.#listener.rests()
    const restMs = this.#pace.restMs(this.#nextDue())
    let timer: NodeJS.Timeout | undefined
    await new Promise<void>((resolve) => {
      this.#wake = resolve
      if (restMs !== undefined) timer = realSetTimeout(resolve, Math.min(restMs, LONGEST_REST_MS))
    })
    realClearTimeout(timer)
    this.#wake = () => {}
  }

  /**
   * What ends the run of a test ends the executions here that it is about: whoever waits for them is answered.
   *
   * @returns whether there were any.
   */
  #stopAtFault(error: unknown): boolean {
    const world = this.#world
    const { executionArns, invocations } = invocationsAtFault(world, error)
    for (const DurableExecutionArn of executionArns) {
      if (world.service.isClosed(DurableExecutionArn)) continue
      const request = { DurableExecutionArn, Error: toErrorObject(error) }
      world.service.stopDurableExecution(request, world.clock.now)
    }
    for (const invocation of invocations) invocation.die(1)
    this.#listener.failed(error, executionArns)
    world.serviceChanged()
    return executionArns.length > 0 || invocations.length > 0
  }
}

function toErrorObject(error: unknown): { ErrorType: string; ErrorMessage: string } {
  return error instanceof Error
    ? { ErrorType: error.name, ErrorMessage: error.message }
    : { ErrorType: "Error", ErrorMessage: String(error) }
}
