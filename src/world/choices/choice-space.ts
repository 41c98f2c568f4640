import type { Instant } from "../../service/values/instant.ts"
import type { Choice } from "../events/choice.ts"
import type { ChoiceKind } from "../events/chooser.ts"
import type { EventSubject } from "../events/event-subject.ts"
import type { WorldEvent } from "../events/events.ts"
import { nextDue } from "../events/next-due.ts"
import { FAULT_KINDS, type FaultKind } from "../events/fault-kind.ts"
import { faultsBeforeAnswer, type PossibleFault, possibleFaults } from "./faults.ts"
import { Invocation } from "../invocation/invocation.ts"
import type { InvocationWorld } from "../invocation/world-view.ts"

/** What a choice space sees of its world. */
interface World extends InvocationWorld {
  /** What is not due, and may happen all the same if the chooser says so. */
  earlyEvents(): readonly WorldEvent[]
}

export interface ChoiceSpaceOptions {
  /** Whether events that wait for an invocation to suspend may come before that. */
  readonly early: boolean
  /**
   * Whether a reply, a step body, or an answer from outside may take longer than the next thing that is due.
   */
  readonly slow: boolean
  /** Whether an invocation may start in a new container although a warm one exists. */
  readonly coldStarts: boolean
  /**
   * Whether a fault may strike wherever code of an invocation has run: also between two timers of a body, and
   * between the return of the handler and the arrival of its answer.
   */
  readonly anywhere: boolean
  /**
   * Whether the next timer of a body may fire before it is due. The timers of one body keep their order, and
   * those of different bodies fire in any order.
   */
  readonly latencies: boolean
  readonly faults: readonly FaultKind[]
  /** The largest number of faults in one run. */
  readonly maxFaults: number
}

/** Faults after which an invocation goes on that the service has given up. */
const LEAVES_ALIVE: ReadonlySet<FaultKind> = new Set(["stale-token", "zombie"])

/**
 * How many of these live at once. Each takes part in every order, and two of them do all to one another and
 * to a third invocation that more could do.
 */
const MOST_GIVEN_UP = 2

function livingGivenUp({ invocations }: World): number {
  let count = 0
  for (const { isGivenUp, frozen } of invocations) if (isGivenUp && !frozen) count++
  return count
}

/**
 * What a chooser may decide besides the order in which things happen that can happen now
 * (exploration.md, section 3). What is offered comes behind the events that are enabled, so that
 * choosing 0 forever stays the run without a fault.
 */
export class ChoiceSpace {
  readonly #options: ChoiceSpaceOptions
  readonly #mostFaults: number
  readonly #faults: readonly FaultKind[]
  #faultsLeft: number
  #faultsStruck = 0
  /** The owners of the timers that could fire at the last decision. */
  readonly #timed: Set<object> = new Set()

  /**
   * @param mostFaults after how many faults none strikes any more: a run that goes on without end is to be
   *   known by what it does without them. It is no part of a state, as `maxFaults` is.
   */
  constructor(options: ChoiceSpaceOptions, mostFaults: number = Infinity) {
    this.#options = options
    this.#mostFaults = mostFaults
    this.#faults = FAULT_KINDS.filter((kind) => options.faults.includes(kind))
    this.#faultsLeft = options.maxFaults
  }

  get anywhere(): boolean {
    return this.#options.anywhere
  }

  get slow(): boolean {
    return this.#options.slow
  }

  get faultsLeft(): number {
    return this.#faultsLeft
  }

  /** How many faults have struck so far. */
  get faultsStruck(): number {
    return this.#faultsStruck
  }

  /** Nothing is enabled: what happens is that the clock moves on, unless something comes early. */
  timeMovesOn(next: Instant, run: () => void): Choice {
    return choice("time", next, { type: "clock" }, run)
  }

  /** What may come of an invocation that is over and that the service has not heard of. */
  answerOptions(world: World, invocation: Invocation, arrive: () => void): readonly Choice[] {
    const { functionName } = invocation.identity
    const answer = choice("answer", world.clock.now, { type: "function", functionName }, arrive)
    const options = [answer]
    if (!this.#options.anywhere || this.#faultsLeft <= 0) return options
    // It suspends when the SDK's timer fires, and a fault could strike before that.
    if (this.#timed.has(invocation) && isPending(invocation)) return options
    for (const fault of faultsBeforeAnswer(world, invocation, this.#faults)) {
      options.push(this.#faultChoice(fault, world))
    }
    return options
  }

  /** What takes time in production, and how much nobody knows. */
  readonly #isSlow = ({ kind, owner, body }: WorldEvent): boolean => {
    if (!(owner instanceof Invocation)) return false
    const isOfBody = this.#options.latencies && kind === "timer" && body?.isOver === false
    return kind === "reply" || kind === "settle" || isOfBody
  }

  optionsAt(world: World, enabled: readonly Choice[]): readonly Choice[] {
    const events = enabled as readonly WorldEvent[]
    this.#timed.clear()
    if (this.#options.anywhere) {
      for (const { kind, owner } of events) if (kind === "timer" && owner) this.#timed.add(owner)
    }
    const options = [...enabled]
    if (this.#options.slow) addPostponements(options, world, events, this.#isSlow)
    if (this.#options.early) options.push(...world.earlyEvents())
    if (this.#options.latencies) options.push(...hurries(world, enabled))
    if (this.#options.coldStarts) options.push(...coldStarts(world, events))
    if (this.#faultsLeft > 0) this.#addFaults(options, events, world)
    return options
  }

  #addFaults(options: Choice[], enabled: readonly WorldEvent[], world: World): void {
    const { anywhere } = this.#options
    const isCrowded = livingGivenUp(world) >= MOST_GIVEN_UP
    for (const fault of possibleFaults(world, enabled, { kinds: this.#faults, anywhere })) {
      if (isCrowded && LEAVES_ALIVE.has(fault.kind)) continue
      options.push(this.#faultChoice(fault, world))
    }
  }

  #faultChoice({ kind, subject, strike }: PossibleFault, world: World): Choice {
    const run = (): void => {
      this.#faultsLeft--
      this.#faultsStruck++
      if (this.#faultsStruck >= this.#mostFaults) this.#faultsLeft = 0
      strike()
    }
    return choice(kind, world.clock.now, subject, run)
  }
}

/**
 * All replies and bodies that could come now take until after what is due next. Those that are meant to
 * be quick have come before, at the same instant, so that one choice stands for every subset. So do
 * answers of the outside world for which no test has said when they come.
 */
function addPostponements(
  options: Choice[],
  world: World,
  enabled: readonly WorldEvent[],
  isSlow: (event: WorldEvent) => boolean,
): void {
  if (!enabled.some((event) => isSlow(event) || isUntimed(event))) return
  const { now } = world.clock
  const next = nextOccasion(world, now)
  if (next === undefined) return
  const until = next + 1
  const slow = enabled.filter(isSlow)
  const isInTime = slow.every(({ owner }) => until < (owner as Invocation).deadline)
  if (slow.length > 0 && isInTime) {
    const run = (): void => postpone(world, slow, until)
    options.push(choice("postpone", now, { type: "under-way" }, run))
  }
  for (const event of enabled.filter(isUntimed)) {
    const run = (): void => postpone(world, [event], until)
    options.push(choice("postpone", now, event.subject, run))
  }
}

function isPending({ outcome }: Invocation): boolean {
  if (outcome?.kind !== "returned") return false
  return (outcome.output as { readonly Status?: unknown } | undefined)?.Status === "PENDING"
}

function isUntimed({ kind, earliest }: WorldEvent): boolean {
  return kind === "delivery" && earliest !== undefined
}

function postpone(world: World, events: readonly WorldEvent[], until: Instant): void {
  for (const event of events) world.queue.move(event, until)
}

/** When the service or the outside world does something next; the handler's own timers are its own. */
function nextOccasion(world: World, now: Instant): Instant | undefined {
  const { service, queue } = world
  const outside = queue.firstBesides(
    ({ kind, at, owner }) =>
      at <= now || (kind !== "delivery" && (kind !== "timer" || owner instanceof Invocation)),
  )
  const next = Math.min(outside?.at ?? Infinity, nextDue(service, now))
  return next === Infinity ? undefined : next
}

/**
 * The next timer of each body may fire now, unless it would come next anyway. The clock of the body is
 * then as far as the timer says, so that a body that waits until some instant comes to its end.
 */
function hurries(world: World, enabled: readonly Choice[]): Choice[] {
  const { queue, clock } = world
  const [first] = enabled
  const next = first?.kind === "time" ? first.at : clock.now
  return queue.firstOfBodies().flatMap((event) => {
    const { at, body, owner, run } = event
    if (body === undefined || body.isOver || at <= next || !(owner instanceof Invocation)) return []
    const { path, attempt } = body
    const hurry = (): void => {
      body.hurry(at - clock.now)
      queue.remove(event)
      run()
    }
    const subject = { type: "body", path, attempt } as const
    return [{ ...choice("hurry", clock.now, subject, hurry), owner }]
  })
}

function coldStarts(world: World, enabled: readonly WorldEvent[]): Choice[] {
  return enabled.flatMap(({ kind, subject, at, run }) => {
    if (kind !== "invoke" || subject.type !== "function") return []
    const { functionName } = subject
    if (!world.containers.isWarm(functionName)) return []
    const start = (): void => {
      world.containers.discard(functionName)
      run()
    }
    return [choice("cold-start", at, subject, start)]
  })
}

function choice(kind: ChoiceKind, at: Instant, subject: EventSubject, run: () => void): Choice {
  return { kind, at, subject, run, sequence: -1, owner: undefined }
}
