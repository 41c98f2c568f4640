import type { Instant } from "../../service/values/instant.ts"
import type { Choice } from "../events/choice.ts"
import type { ChoiceKind } from "../events/chooser.ts"
import type { EventSubject } from "../events/event-subject.ts"
import type { WorldEvent } from "../events/events.ts"
import { FAULT_KINDS, type FaultKind } from "../events/fault-kind.ts"
import { possibleFaults } from "./faults.ts"
import { Invocation } from "../invocation/invocation.ts"
import type { InvocationWorld } from "../invocation/world-view.ts"

/** What a choice space sees of its world. */
interface World extends InvocationWorld {
  /** What is not due, and may happen all the same if the chooser says so. */
  earlyEvents(): readonly WorldEvent[]
}

export interface ChoiceSpaceOptions {
  /** Whether what waits for an invocation to suspend may happen before that. */
  readonly early: boolean
  /**
   * Whether a reply, the body of a step, or an answer from outside may take longer than what is due
   * next.
   */
  readonly slow: boolean
  /** Whether an invocation may begin in a new container although a warm one is there. */
  readonly coldStarts: boolean
  readonly faults: readonly FaultKind[]
  /** How many faults may strike in one run. */
  readonly maxFaults: number
}

/**
 * What a chooser may decide besides the order in which things happen that can happen now
 * (exploration.md, section 3). What is offered comes behind the events that are enabled, so that
 * choosing 0 forever stays the run without a fault.
 */
export class ChoiceSpace {
  readonly #options: ChoiceSpaceOptions
  readonly #faults: readonly FaultKind[]
  #faultsLeft: number
  #faultsStruck = 0

  constructor(options: ChoiceSpaceOptions) {
    this.#options = options
    this.#faults = FAULT_KINDS.filter((kind) => options.faults.includes(kind))
    this.#faultsLeft = options.maxFaults
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

  optionsAt(world: World, enabled: readonly Choice[]): readonly Choice[] {
    const events = enabled as readonly WorldEvent[]
    const options = [...enabled]
    if (this.#options.slow) addPostponements(options, world, events)
    if (this.#options.early) options.push(...world.earlyEvents())
    if (this.#options.coldStarts) options.push(...coldStarts(world, events))
    if (this.#faultsLeft > 0) this.#addFaults(options, events, world)
    return options
  }

  #addFaults(options: Choice[], enabled: readonly WorldEvent[], world: World): void {
    for (const { kind, invocation, strike } of possibleFaults(world, enabled, this.#faults)) {
      const run = (): void => {
        this.#faultsLeft--
        this.#faultsStruck++
        strike()
      }
      const { functionName } = invocation.identity
      options.push(choice(kind, world.clock.now, { type: "function", functionName }, run))
    }
  }
}

/**
 * All replies and bodies that could come now take until after what is due next. Those that are meant to
 * be quick have come before, at the same instant, so that one choice stands for every subset. So do
 * answers of the outside world for which no test has said when they come.
 */
function addPostponements(options: Choice[], world: World, enabled: readonly WorldEvent[]): void {
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

function isSlow({ kind, owner }: WorldEvent): boolean {
  return (kind === "reply" || kind === "settle") && owner instanceof Invocation
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
  let next = outside?.at ?? Infinity
  for (const arn of service.executionArns()) {
    for (const { dueAt = Infinity } of service.pendingOperations(arn)) {
      if (dueAt > now && dueAt < next) next = dueAt
    }
  }
  return next === Infinity ? undefined : next
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
