import { EventQueue, type EventKind } from "../../world/events/events.ts"
import { acquireScopedGlobals, releaseScopedGlobals } from "../../world/globals/scoped-globals.ts"
import type { Probe } from "../../world/globals/patch/probe.ts"
import type { Scope, ScopedRandom } from "../../world/globals/patch/scope.ts"
import { RealIo } from "../../world/globals/outside/real-io.ts"
import { realNow, realSetTimeout } from "../../world/clock/real-timers.ts"
import { takeTurns } from "../../world/clock/turns.ts"
import { VirtualClock } from "../../world/clock/virtual-clock.ts"
import type { Trace } from "../record/trace.ts"

/** How long a replay waits for real I/O of the handler, or for modules being loaded. Real. */
const LONGEST_REAL_WAIT_MS = 2_000

/** A replay that takes more is going round in circles. */
const MOST_EVENTS = 100_000

export interface ReplayScopeParts {
  readonly now: number
  /** When the execution began, for `performance`. */
  readonly startedAt: number
  readonly random: ScopedRandom
  readonly trace: Trace | undefined
}

/**
 * The world of one replayed invocation: virtual time and the handler, and nobody else. It is much less
 * than a `World`, because the recording answers in the service's place.
 */
export class ReplayScope implements Scope {
  probe: Probe | undefined
  frozen = false
  readonly clock: VirtualClock
  readonly #parts: ReplayScopeParts
  readonly #queue = new EventQueue()
  readonly #immediates: (() => void)[] = []
  readonly #io = new RealIo()
  readonly #trace: Trace | undefined
  #sequence = 0
  #holds = 0
  #onCrash: (reason: unknown) => void = () => {}

  constructor(parts: ReplayScopeParts) {
    this.#parts = parts
    this.#trace = parts.trace
    this.clock = new VirtualClock(parts.now)
  }

  get now(): number {
    this.#trace?.read("clock")
    return this.clock.now
  }

  get elapsedMs(): number {
    this.#trace?.read("clock")
    return this.clock.now - this.#parts.startedAt
  }

  get startedAt(): number {
    return this.#parts.startedAt
  }

  get random(): ScopedRandom {
    this.#trace?.read("random")
    return this.#parts.random
  }

  schedule(delayMs: number, callback: () => void): () => void {
    this.#trace?.read("timer")
    return this.later("timer", delayMs, callback)
  }

  /** Schedules something of the replay itself, in the async context of the caller. */
  later(kind: EventKind, delayMs: number, callback: () => void): () => void {
    if (this.frozen) return () => {}
    const at = this.clock.now + delayMs
    const run = this.#inArmingContext(callback)
    const subject = { type: "replay" } as const
    const event = { kind, at, sequence: this.#sequence++, subject, owner: this, run }
    this.#queue.add(event)
    return () => this.#queue.remove(event)
  }

  queueImmediate(callback: () => void): () => void {
    const run = this.#inArmingContext(callback)
    this.#immediates.push(run)
    return () => {
      const index = this.#immediates.indexOf(run)
      if (index >= 0) this.#immediates.splice(index, 1)
    }
  }

  holdTime(): () => void {
    this.#trace?.read("io")
    this.#holds++
    let isHeld = true
    return () => {
      if (isHeld) this.#holds--
      isHeld = false
    }
  }

  exit(code: number): never {
    const error = new Error(`process.exit(${code}) ended this invocation`)
    this.crash(error)
    throw error
  }

  crash(reason: unknown): void {
    this.#onCrash(reason)
  }

  set onCrash(onCrash: (reason: unknown) => void) {
    this.#onCrash = onCrash
  }

  /**
   * Lets the handler run until `isDone`, asked whenever it is at rest, or until nothing more happens
   * before virtual time has moved by `limitMs`. What it does afterwards has no effect.
   *
   * @param mayWait whether something that only real time brings may still come.
   */
  async run(isDone: () => boolean, mayWait: () => boolean, limitMs: number): Promise<void> {
    const end = this.clock.now + limitMs
    let waitedSince: number | undefined
    acquireScopedGlobals()
    try {
      await new Promise<void>((resolve) => {
        const turn = (): boolean => {
          const next = this.#turn(isDone, end)
          if (next === "running") {
            waitedSince = undefined
            return true
          }
          if (next === "idle" && this.#isBusy(mayWait)) {
            waitedSince ??= realNow()
            if (realNow() - waitedSince < LONGEST_REAL_WAIT_MS) {
              realSetTimeout(() => takeTurns(turn), 1)
              return false
            }
          }
          resolve()
          return false
        }
        takeTurns(turn)
      })
    } finally {
      this.frozen = true
      releaseScopedGlobals()
    }
  }

  #turn(isDone: () => boolean, end: number): "running" | "idle" | "done" {
    const immediate = this.#immediates.shift()
    if (immediate !== undefined) {
      immediate()
      return "running"
    }
    const event = this.#queue.first
    const isDue = event !== undefined && event.at <= this.clock.now
    if (!isDue && isDone()) return "done"
    if (this.#sequence > MOST_EVENTS) return "done"
    if (event === undefined || event.at > end || this.#holds > 0) return "idle"
    if (!isDue && this.#hasIo()) return "idle"
    if (event.at > this.clock.now) this.clock.moveTo(event.at)
    this.#queue.remove(event)
    event.run()
    return "running"
  }

  #isBusy(mayWait: () => boolean): boolean {
    return this.#holds > 0 || this.#hasIo() || mayWait()
  }

  #hasIo(): boolean {
    const kinds = this.#io.inFlight()
    return kinds.length > 0 && !RealIo.mayBeIdle(kinds)
  }

  /** As in a `VirtualScope`, and for the same reason. */
  #inArmingContext(callback: () => void): () => void {
    const { promise, resolve } = Promise.withResolvers<undefined>()
    void this.#runAfter(promise, callback)
    return () => resolve(undefined)
  }

  async #runAfter(promise: Promise<undefined>, callback: () => void): Promise<void> {
    try {
      await promise
      if (!this.frozen) callback()
    } catch (error) {
      this.crash(error)
    }
  }
}
