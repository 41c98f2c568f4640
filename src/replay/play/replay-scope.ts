import { VirtualClock } from "../../world/clock/virtual-clock.ts"
import { EventLoop, type NewEvent, type Turn } from "../../world/events/event-loop.ts"
import type { EventQueue, WorldEvent } from "../../world/events/events.ts"
import { hashOperationPath } from "../../world/events/operation-path.ts"
import type { ScopedEnvironment } from "../../world/globals/patch/environment.ts"
import type { Probe } from "../../world/globals/patch/probe.ts"
import type { ScopedRandom } from "../../world/globals/patch/scope.ts"
import { EventCopiedError } from "../../world/invocation/invocation-event.ts"
import { Observers } from "../../world/invocation/observers.ts"
import { type ScopeWorld, VirtualScope } from "../../world/invocation/virtual-scope.ts"
import { CallStack } from "../record/call-site.ts"
import type { Perturbation } from "./perturbation.ts"
import type { SourceKind, Trace } from "./trace.ts"

/** How long a replay waits for real I/O of the handler, or for modules being loaded. Real. */
const LONGEST_REAL_WAIT_MS = 2_000

/** A replay that takes more is going round in circles. */
const MOST_EVENTS = 100_000

/** So many timers of a replay fire at once, where they are to. */
const MOST_HURRIED_TIMERS = 100

export interface ReplayScopeParts {
  readonly now: number
  /** When the execution began, for `performance`. */
  readonly startedAt: number
  readonly random: ScopedRandom
  readonly probe: Probe
  readonly trace: Trace | undefined
  readonly environment: Readonly<Record<string, string>> | undefined
  readonly perturbation: Perturbation
}

/**
 * The scope of one replayed invocation. Its world is much less than a `World`: virtual time and the
 * handler, and nobody else, because the history answers in the service's place.
 */
export class ReplayScope extends VirtualScope {
  readonly #replayWorld: ReplayWorld
  readonly #trace: Trace | undefined
  readonly #environment: ScopedEnvironment | undefined
  readonly #perturbation: Perturbation
  /** How far the reads of the code under test have moved its clock. */
  #drawnMs = 0
  #hurried = 0
  /** Whether the SDK has asked the event for its client. */
  clientIsTaken = false
  #crash: { readonly reason: unknown } | undefined
  /** The ids of contexts whose functions run and have not ended. */
  readonly openContexts: Set<string> = new Set()

  constructor({
    startedAt,
    now,
    random,
    probe,
    trace,
    environment,
    perturbation,
  }: ReplayScopeParts) {
    const world = new ReplayWorld(new VirtualClock(startedAt, now), random, probe)
    super(world)
    this.#replayWorld = world
    this.#trace = trace
    this.#environment = environment && new Map(Object.entries(environment))
    this.#perturbation = perturbation
  }

  get clock(): VirtualClock {
    return this.#replayWorld.clock
  }

  /** What ended the invocation other than its answer. */
  get crashed(): { readonly reason: unknown } | undefined {
    return this.#crash
  }

  /** The run that is replayed has written it already. */
  readonly printsLogs = false

  logged(): boolean {
    return this.printsLogs
  }

  override get environment(): ScopedEnvironment | undefined {
    return this.#environment
  }

  /** @throws {EventCopiedError} if the SDK does not have the client of the replay. */
  contextEntered(): void {
    if (this.clientIsTaken) return
    const error = new EventCopiedError("replay")
    this.fail(error)
    throw error
  }

  contextOpened(contextId: string): () => void {
    const id = hashOperationPath(contextId)
    this.openContexts.add(id)
    return () => {
      // What ends once the replay is over has not ended in it.
      if (!this.frozen) this.openContexts.delete(id)
    }
  }

  fail(error: Error): void {
    this.crash(error)
  }

  /** The code under test is about to see something that no step recorded. */
  reads(kind: SourceKind): void {
    this.#trace?.read(kind)
  }

  override get now(): number {
    this.#trace?.read("clock")
    return super.now + this.#drift()
  }

  override get elapsedMs(): number {
    this.#trace?.read("clock")
    return super.elapsedMs + this.#drift()
  }

  /** In a replay next to no time goes by; so a stopwatch shows only if its clock is made to move. */
  #drift(): number {
    const { clockStepMs = 0 } = this.#perturbation
    if (clockStepMs !== 0 && isOfTheCode()) this.#drawnMs += clockStepMs
    return this.#drawnMs
  }

  override get random(): ScopedRandom {
    this.#trace?.read("random")
    return super.random
  }

  override schedule(
    delayMs: number,
    callback: () => void,
    isRepeated: boolean = false,
  ): () => void {
    this.#trace?.read("timer")
    const { timers } = this.#perturbation
    if (timers === undefined || !isOfTheCode()) return super.schedule(delayMs, callback, isRepeated)
    if (timers === "never") return () => {}
    // An interval that fires at once for ever would let nothing else happen.
    if (++this.#hurried > MOST_HURRIED_TIMERS) return super.schedule(delayMs, callback, isRepeated)
    let isCancelled = false
    queueMicrotask(() => {
      if (!isCancelled && !this.frozen) callback()
    })
    return () => {
      isCancelled = true
    }
  }

  override holdTime(): () => void {
    this.#trace?.read("io")
    return super.holdTime()
  }

  /** Not empty where another process is to do the same. */
  get surroundings(): string {
    return this.#perturbation.environmentSuffix
  }

  /** Lets nothing happen before `work` has settled; its rejection ends the replay. */
  pauseFor(work: Promise<void>): void {
    const { loop } = this.#replayWorld
    loop.pauseFor(work.catch((error: unknown) => loop.fail(error)))
  }

  /** Lets the service's answer be the next thing that happens at this instant. */
  reply(run: () => void): void {
    const { clock } = this
    if (this.frozen) return
    this.#replayWorld.schedule({
      kind: "reply",
      at: clock.now,
      subject: { type: "replay" },
      owner: this,
      run,
    })
  }

  override exit(code: number): never {
    const error = new Error(`process.exit(${code}) ended this invocation`)
    this.crash(error)
    throw error
  }

  protected override takeCrash(reason: unknown): void {
    if (!this.frozen) this.#crash ??= { reason }
  }

  /**
   * Lets the handler run until `isDone`, asked whenever it is at rest, or until nothing more happens
   * before virtual time has moved by `limitMs`. What it does afterwards has no effect.
   *
   * @param mayWait whether something that only real time brings may still come.
   */
  async run(isDone: () => boolean, mayWait: () => boolean, limitMs: number): Promise<void> {
    const { loop, clock } = this.#replayWorld
    const end = clock.now + limitMs
    try {
      await loop.run(() => this.#turn(isDone, mayWait, end))
    } finally {
      this.freeze()
    }
  }

  #turn(isDone: () => boolean, mayWait: () => boolean, end: number): Turn<"done"> {
    const { loop, clock, queue } = this.#replayWorld
    const event = queue.first
    const isDue = event !== undefined && event.at <= clock.now
    if (loop.scheduled > MOST_EVENTS || (!isDue && isDone())) return "done"
    if (!isDue && this.#hasToWait()) return "waiting"
    if (event === undefined || event.at > end) {
      return mayWait() && loop.realWork.lasts(LONGEST_REAL_WAIT_MS) ? "waiting" : "done"
    }
    loop.realWork.reset()
    if (event.at > clock.now) clock.moveTo(event.at)
    queue.remove(event)
    event.run()
    return "running"
  }

  #hasToWait(): boolean {
    const { realWork } = this.#replayWorld.loop
    return realWork.underWay(nobodyAwaits, LONGEST_REAL_WAIT_MS) !== undefined
  }
}

function isOfTheCode(): boolean {
  return new CallStack().caller !== "sdk"
}

/** No body runs in a replay, and so nobody waits for what may be an idle connection. */
const nobodyAwaits = (): boolean => false

class ReplayWorld implements ScopeWorld {
  /** What a replay draws is not compared. */
  readonly drawn: undefined
  readonly clock: VirtualClock
  readonly random: ScopedRandom
  readonly loop: EventLoop
  readonly observers: Observers = new Observers()

  constructor(clock: VirtualClock, random: ScopedRandom, probe: Probe) {
    this.clock = clock
    this.random = random
    this.loop = new EventLoop(clock)
    this.observers.add(probe)
  }

  get queue(): EventQueue {
    return this.loop.queue
  }

  schedule(event: NewEvent): WorldEvent {
    return this.loop.schedule(event)
  }

  queueImmediate(owner: { readonly frozen: boolean }, run: () => void): () => void {
    return this.loop.queueImmediate(owner, run)
  }

  holdTime(): () => void {
    return this.loop.realWork.hold()
  }
}
