import type { DurableService } from "../service/durable-service.ts"
import type { Instant } from "../service/values/instant.ts"
import { SeededRandom } from "./clock/seeded-random.ts"
import { VirtualClock } from "./clock/virtual-clock.ts"
import { Agenda } from "./events/agenda.ts"
import type { Choice } from "./events/choice.ts"
import { type Chooser, oldestFirst } from "./events/chooser.ts"
import { EventLoop, type NewEvent, type Turn } from "./events/event-loop.ts"
import type { EventQueue, WorldEvent } from "./events/events.ts"
import { REAL_WORK } from "./events/real-work-wait.ts"
import type { ChoiceSpace } from "./choices/choice-space.ts"
import { Containers } from "./invocation/containers.ts"
import type { FunctionTable } from "./invocation/function-table.ts"
import type { Invocation } from "./invocation/invocation.ts"
import { InvocationLog } from "./invocation/invocation-log.ts"
import { LogBook } from "./logs/log-book.ts"
import type { EnvironmentVariables } from "./invocation/lambda-environment.ts"
import { endInvocation, invokePending } from "./driving/invoking.ts"
import { IoWait } from "./driving/io-wait.ts"
import type { LoopWatch } from "./driving/loop-watch.ts"
import { HeldAnswers } from "./events/held-answers.ts"
import { Observers } from "./invocation/observers.ts"
import type { Pace } from "./driving/pace.ts"
import { type DrivenWorld, type Rest, ServiceCalls } from "./driving/service-calls.ts"
import { CirclingRun } from "./driving/circling-run.ts"
import { InvocationStuckError, notAnIndex } from "./driving/world-errors.ts"
import type { WorldObserver } from "./invocation/world-observer.ts"
import type { InvocationWorld, Wake } from "./invocation/world-view.ts"
import { findIdleInvocation, findStuckInvocation, onlyImplicitTimeoutsRemain } from "./why-stuck.ts"
import type { LambdaApi } from "./globals/patch/lambda-api.ts"
import type { DrawnValues } from "./globals/patch/drawn-values.ts"
import { DEFAULT_WORLD_OPTIONS, type WorldOptions } from "./world-options.ts"

export interface WorldParts {
  readonly service: DurableService
  readonly functions: FunctionTable
  readonly seed: string
  readonly startTime: Instant
  readonly chooser?: Chooser
  readonly options?: Partial<WorldOptions>
  readonly environment?: EnvironmentVariables
  readonly lambdaApi?: LambdaApi
}

/**
 * One simulated world: the service, the functions, and the virtual time they share.
 *
 * Its loop waits until the code inside is at rest (no microtask, no immediate left: one turn of the
 * real event loop shows it), then lets exactly one event happen, chosen from those that are enabled
 * at this instant. Only when there is none does the clock move, to the next instant that has one.
 */
export class World implements InvocationWorld, DrivenWorld {
  readonly service: DurableService
  readonly functions: FunctionTable
  readonly clock: VirtualClock
  readonly random: SeededRandom
  readonly options: WorldOptions
  readonly environment: EnvironmentVariables
  readonly lambdaApi: LambdaApi | undefined
  readonly invocations: Set<Invocation> = new Set()
  readonly containers: Containers = new Containers()
  readonly log: InvocationLog = new InvocationLog()
  readonly logs: LogBook = new LogBook()
  readonly calls: ServiceCalls = new ServiceCalls(this)
  /** Invocations that have ended and that the service has not been told about. */
  readonly settled: Invocation[] = []
  /** Executions whose time-out nobody asked for. */
  readonly implicitTimeouts: Set<string> = new Set()
  /** What the chooser may decide besides the order of what can happen; nothing in a plain run. */
  choiceSpace: ChoiceSpace | undefined
  readonly failingBodies: Set<string> = new Set()
  readonly wakes: Wake[] = []
  readonly heldAnswers: HeldAnswers = new HeldAnswers()
  readonly neighbours: Set<string> = new Set()
  keepsNeighboursApart = false
  readonly observers: Observers = new Observers()
  /** Keeps what the code inside draws and reads from its clock; nothing does in a plain run. */
  drawn: DrawnValues | undefined
  /** Counts what happens, and ends a run that comes to no end. */
  readonly circling: CirclingRun = new CirclingRun(this)
  seesBodies = false
  pace: Pace | undefined
  readonly #chooser: Chooser
  readonly #loop: EventLoop
  readonly #ioWait: IoWait
  readonly #agenda: Agenda
  #isDriven = false

  constructor(parts: WorldParts) {
    this.service = parts.service
    this.functions = parts.functions
    this.clock = new VirtualClock(parts.startTime)
    this.random = new SeededRandom(parts.seed)
    this.environment = parts.environment ?? {}
    this.lambdaApi = parts.lambdaApi
    this.options = { ...DEFAULT_WORLD_OPTIONS, ...parts.options }
    this.#chooser = parts.chooser ?? oldestFirst
    this.#loop = new EventLoop(this.clock)
    this.#ioWait = new IoWait(this, this.#loop)
    this.#agenda = new Agenda({
      queue: this.#loop.queue,
      service: this.service,
      running: this.invocations,
      fireDue: () => {
        this.service.fireDue(this.clock.now)
        this.serviceChanged()
      },
      invoke: (pending) => invokePending(this, pending),
    })
  }

  /**
   * Lets somebody watch. It is to be called before the world is driven. An observer has methods: a
   * closure that is assigned to a property would begin its life in V8's old generation, where it keeps
   * the whole world until all of the heap is collected.
   */
  observe(observer: WorldObserver): void {
    this.observers.add(observer)
  }

  get queue(): EventQueue {
    return this.#loop.queue
  }

  schedule(event: NewEvent): WorldEvent {
    return this.#loop.schedule(event)
  }

  /** For a world that others reach while it goes on. What is open by then is nobody's work. */
  goOnAt(pace: Pace): void {
    this.pace = pace
    this.#loop.realWork.begin()
  }

  get isAwokenByRealWork(): boolean {
    return this.#loop.realWakes.isAwake
  }

  /** Whether real work is known to be under way. */
  get expectsRealWork(): boolean {
    return this.#loop.realWakes.isExpected
  }

  /** The real work that has been waited for, for people. */
  get realWorkSeen(): readonly string[] {
    return this.#loop.realWork.seen
  }

  /** Looks on where the code arms timers, once the run has used up its real time. */
  get loopWatch(): LoopWatch | undefined {
    return this.circling.watch
  }

  get isDriven(): boolean {
    return this.#isDriven
  }

  /** A call from outside of the running function to the service; see {@link ServiceCalls}. */
  async call<T>(name: string, answer: () => T): Promise<T> {
    return this.calls.call(name, answer)
  }

  /** Ends the drive under way with `error`. The first failure counts. */
  fail(error: unknown): void {
    this.#loop.fail(error)
  }

  /** Lets nothing happen before `work` has settled; its rejection ends the drive under way. */
  waitFor(work: Promise<void>): void {
    const done = work.catch((error: unknown) => this.fail(error))
    if (this.pace === undefined) this.#loop.pauseFor(done)
    else void done.then(this.holdTime())
  }

  queueImmediate(owner: { readonly frozen: boolean }, run: () => void): () => void {
    return this.#loop.queueImmediate(owner, run)
  }

  /** Nothing can happen before time moves. */
  get isAtRest(): boolean {
    return !this.#loop.hasImmediates && this.#enabled().length === 0
  }

  /** Real work that the world can see from beginning to end; time stands still meanwhile. */
  holdTime(): () => void {
    return this.#loop.realWork.hold()
  }

  /** The service's state has changed: whoever watches it looks again. */
  serviceChanged(): void {
    this.#ioWait.serviceChanged()
    this.observers.serviceChanged()
  }

  /**
   * Lets the world run until `reached` holds, checked whenever the world is at rest, or until nothing
   * more can happen.
   *
   * @throws what {@link fail} was called with, and the errors of a world that cannot continue.
   */
  async drive(reached: () => boolean): Promise<Rest> {
    if (this.isDriven) throw new Error("Failed to drive a world: it is being driven already.")
    this.#isDriven = true
    try {
      const { circling, observers } = this
      return await this.#loop.run(() => this.#turn(reached), observers.probe, circling.limit)
    } finally {
      this.circling.driveEnded()
      this.#isDriven = false
      this.calls.driveEnded()
    }
  }

  #turn(reached: () => boolean): Turn<Rest> {
    for (let over = this.settled.shift(); over !== undefined; over = this.settled.shift()) {
      this.#answerArrives(over)
    }
    this.#loop.throwFailure()
    this.pace?.turnBegins()
    // Code that real I/O wakes between two drives would run without its virtual globals.
    if (reached()) return this.#ioWait.hasToWait() ? "waiting" : "reached"
    if (this.choiceSpace !== undefined && this.#ioWait.isHeldUp()) return "waiting"
    const enabled = this.#enabled()
    if (enabled.length === 0) return this.#advance()
    this.#loop.realWork.reset()
    this.#happen(enabled)
    return "running"
  }

  /** No code of the function runs any more. Without a choice what it has returned arrives at once. */
  #answerArrives(invocation: Invocation): void {
    const arrive = (): void => endInvocation(this, invocation)
    const options = this.choiceSpace?.answerOptions(this, invocation, arrive) ?? []
    if (options.length < 2) arrive()
    else this.#choose(options)
  }

  #happen(enabled: readonly Choice[]): void {
    this.#choose(this.choiceSpace?.optionsAt(this, enabled) ?? enabled)
  }

  #choose(options: readonly Choice[]): void {
    const index = options.length === 1 ? 0 : this.#chooser.choose(options)
    const choice = options[index]
    if (choice === undefined) throw notAnIndex(index, options.length)
    this.circling.happens(choice, this.choiceSpace?.faultsStruck ?? 0)
    if (choice.sequence >= 0) this.queue.remove(choice as WorldEvent)
    this.observers.happens(choice, options)
    choice.run()
  }

  #enabled(): readonly WorldEvent[] {
    const isChosen = this.choiceSpace !== undefined || this.#chooser !== oldestFirst
    return this.#agenda.optionsAt(this.clock.now, isChosen)
  }

  /** What is not due, and may happen all the same if the chooser says so. */
  earlyEvents(): WorldEvent[] {
    return this.#agenda.earlyAt(this.clock.now)
  }

  /** Nothing is enabled: moves the clock to the next instant at which something is. */
  #advance(): Turn<Rest> {
    if (this.#ioWait.hasToWait()) return "waiting"
    const idle = findIdleInvocation(this)
    if (idle !== undefined) {
      idle.becameIdle()
      return "running"
    }
    const stuck = findStuckInvocation(this)
    if (stuck !== undefined) {
      // Something that nobody can see (a thread, another process) may still settle the handler.
      this.observers.waits([REAL_WORK.unseen])
      if (this.#loop.realWork.lasts(this.options.handlerTimeoutMs)) return "waiting"
      throw new InvocationStuckError(this, stuck, this.#loop.realWork.abandoned)
    }
    const next = this.nextInstantBesides(() => false)
    if (next === undefined || onlyImplicitTimeoutsRemain(this)) return "idle"
    if (this.pace?.mayMoveTo(next) === false) return "waiting"
    this.#loop.realWork.reset()
    if (this.choiceSpace === undefined) {
      this.clock.moveTo(next)
      this.#happen(this.#enabled())
    } else {
      this.#happen([this.choiceSpace.timeMovesOn(next, () => this.clock.moveTo(next))])
    }
    return "running"
  }

  /** The next instant at which something other than `ignores` can happen. */
  nextInstantBesides(ignores: (event: WorldEvent) => boolean): Instant | undefined {
    return this.#agenda.nextInstantBesides(ignores, this.clock.now)
  }
}
