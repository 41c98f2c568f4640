import { runMacrotasks } from "../clock/macrotasks.ts"
import type { VirtualClock } from "../clock/virtual-clock.ts"
import type { Probe } from "../globals/patch/probe.ts"
import { acquireProbes, reachOf, releaseProbes } from "../globals/patch/probe-patches.ts"
import { assertNothingWasFrozen } from "../globals/patch/replacements.ts"
import { currentScope, runOutsideScopes } from "../globals/patch/scope.ts"
import { acquireScopedGlobals, releaseScopedGlobals } from "../globals/scoped-globals.ts"
import { BusyTime } from "../limits/busy-time.ts"
import { watch, type WatchedRun } from "../limits/watchdog.ts"
import { EventQueue, type WorldEvent } from "./events.ts"
import { RealWakes } from "./real-wakes.ts"
import { RealWorkWait } from "./real-work-wait.ts"

export interface NewEvent extends Omit<WorldEvent, "sequence" | "owner"> {
  readonly owner?: object | undefined
}

interface QueuedImmediate {
  readonly owner: { readonly frozen: boolean }
  readonly run: () => void
}

/** How long a drive may keep the thread busy, and who decides what happens then. */
export interface BusyLimit {
  readonly limitMs: number
  /** Called in each turn from then on. It throws to end the drive. */
  readonly exceeded: (spentMs: number) => void
  /** The code inside has yielded, and is at rest. */
  readonly turnBegins: () => void
  /** What the watchdog is told of the run. */
  readonly watched: WatchedRun
}

/** What a turn came to: it was one of many, it waits for real work, or it was the last. */
export type Turn<End extends string> = End | "running" | "waiting"

/**
 * The loop under a world, and under one replayed invocation: what is scheduled and the code that it
 * wakes. Its owner decides in each turn what happens. A turn begins when the code inside is at rest: no
 * microtask and no immediate is left, which one macrotask of the real event loop shows.
 */
export class EventLoop {
  readonly clock: VirtualClock
  readonly queue: EventQueue = new EventQueue()
  readonly realWork: RealWorkWait = new RealWorkWait()
  readonly realWakes: RealWakes = new RealWakes()
  readonly #immediates: QueuedImmediate[] = []
  #scheduled = 0
  #failure: { readonly error: unknown } | undefined
  /** What the next turn waits for. */
  #pausedFor: Promise<void> | undefined

  constructor(clock: VirtualClock) {
    this.clock = clock
  }

  schedule(event: NewEvent): WorldEvent {
    const { kind, at, subject, owner, run, earliest, request, caller, body, bodyNumber } = event
    const sequence = this.#scheduled++
    const scheduled: WorldEvent = {
      kind,
      at,
      subject,
      owner,
      run,
      earliest,
      request,
      caller,
      body,
      bodyNumber,
      sequence,
    }
    this.queue.add(scheduled)
    this.realWakes.scheduled(scheduled)
    return scheduled
  }

  /** How many events have been scheduled since the beginning. */
  get scheduled(): number {
    return this.#scheduled
  }

  /** Runs an immediate of `owner` in a turn of its own before anything else happens; the answer cancels it. */
  queueImmediate(owner: { readonly frozen: boolean }, run: () => void): () => void {
    this.realWakes.immediateQueued()
    const immediate = { owner, run }
    this.#immediates.push(immediate)
    return () => {
      const index = this.#immediates.indexOf(immediate)
      if (index >= 0) this.#immediates.splice(index, 1)
    }
  }

  get hasImmediates(): boolean {
    return this.#immediates.length > 0
  }

  /** Takes no turn before `work` is done, and what else it was told so of. It never rejects. */
  pauseFor(work: Promise<void>): void {
    const before = this.#pausedFor
    this.#pausedFor = before === undefined ? work : before.then(() => work)
  }

  /** Ends the run under way with `error`. The first failure counts. */
  fail(error: unknown): void {
    this.#failure ??= { error }
  }

  throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure.error
  }

  /**
   * Takes turns until one of them is the last, with the globals replaced meanwhile.
   *
   * @param probe watches the code inside.
   * @param busy bounds the real time of the drive.
   * @throws what {@link fail} was called with, and what a turn throws.
   */
  async run<End extends string>(
    takeTurn: () => Turn<End>,
    probe?: Probe,
    busy?: BusyLimit,
  ): Promise<End> {
    const { realWakes } = this
    const left = (): void => realWakes.turnsLeft()
    const reach = probe && reachOf(probe)
    acquireScopedGlobals()
    try {
      if (reach !== undefined) acquireProbes(reach)
    } catch (error) {
      releaseScopedGlobals()
      throw error
    }
    const unwatch = busy && runOutsideScopes(() => watch(busy.watched))
    const letOuterWorldGoOn = currentScope()?.holdTime()
    const time = new BusyTime(busy?.limitMs ?? Infinity)
    const resumed = (): void => time.resume()
    try {
      const end = await new Promise<End>((resolve, reject) => {
        const task = (): boolean => {
          realWakes.turnBegins()
          try {
            const work = this.#pausedFor
            if (work !== undefined) {
              time.pause()
              realWakes.loads()
              this.#pausedFor = undefined
              void work.then(() => runMacrotasks(task, resumed, left))
              return false
            }
            time.tick()
            busy?.turnBegins()
            if (time.isOver) busy?.exceeded(time.spentMs)
            const turn = this.#turn(takeTurn)
            if (turn === "running") return true
            time.pause()
            if (turn === "waiting") this.realWork.pause(() => runMacrotasks(task, resumed, left))
            else resolve(turn)
          } catch (error) {
            reject(error)
          }
          return false
        }
        runMacrotasks(task, resumed, left)
      })
      assertNothingWasFrozen()
      return end
    } finally {
      time.end()
      unwatch?.()
      letOuterWorldGoOn?.()
      this.#failure = undefined
      realWakes.over()
      if (reach !== undefined) releaseProbes(reach)
      releaseScopedGlobals()
    }
  }

  #turn<End extends string>(takeTurn: () => Turn<End>): Turn<End> {
    this.throwFailure()
    const immediate = this.#immediates.shift()
    if (immediate === undefined) return takeTurn()
    if (!immediate.owner.frozen) immediate.run()
    return "running"
  }
}
