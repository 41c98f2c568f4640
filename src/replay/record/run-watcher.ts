import type { Chooser, EnabledEvent } from "../../world/events/chooser.ts"
import type { Choice } from "../../world/events/choice.ts"
import type { NativeKind, OperationStore, RaceName } from "../../world/globals/patch/probe.ts"
import { DrawnValues } from "../../world/globals/patch/drawn-values.ts"
import { currentScope } from "../../world/globals/patch/scope.ts"
import { Invocation } from "../../world/invocation/invocation.ts"
import type { WorldObserver } from "../../world/invocation/world-observer.ts"
import { realEpochMs } from "../../world/clock/real-timers.ts"
import { turnToSettle } from "../../world/invocation/step-bodies.ts"
import type { World } from "../../world/world.ts"
import { AskSites } from "./ask-sites.ts"
import type { CallSite } from "../../runner/results/replay-verdict.ts"
import { BodyOutcomes } from "./body-outcomes.ts"
import type { BodyTape } from "./body-tape.ts"
import { CallStack } from "./call-site.ts"
import { RunLog } from "./run-log.ts"
import type { AskedUpdate } from "../history/replay-answers.ts"

/** The order in which things that can happen at the same instant do. */
export type SettlingOrder = "oldest-first" | "newest-first"

export interface NativeUse {
  readonly name: string
  readonly kind: NativeKind
  readonly site: CallSite | undefined
}

/** Watches a run that is recorded for a replay check. */
export class RunWatcher implements WorldObserver {
  readonly sites: AskSites = new AskSites()
  /** What the run did; filled once it is watched. */
  log: RunLog = new RunLog(0)
  /** Real work that the run waited for, by the names of {@link WorldObserver}. */
  readonly realWork: Set<string> = new Set()
  /** Native functions that were used, in a run that watches them. */
  readonly natives: NativeUse[] = []
  readonly outcomes: BodyOutcomes = new BodyOutcomes()
  /** Real epoch milliseconds between which the run took place. */
  readonly realFromMs: number = realEpochMs()
  realUntilMs: number = Infinity
  readonly #inputs: { readonly text: string; readonly value: unknown }[] = []
  readonly #races: CallStack[] = []
  readonly #input: string | undefined
  protected readonly tape: BodyTape | undefined
  readonly order: SettlingOrder
  #world: World | undefined

  /**
   * @param input the event as JSON.
   * @param tape stands in for the bodies of steps.
   */
  constructor(input: string | undefined, order: SettlingOrder, tape?: BodyTape) {
    this.#input = input
    this.tape = tape
    this.order = order
  }

  watch(world: World): void {
    this.#world = world
    this.log = new RunLog(world.clock.startedAt)
    world.drawn ??= new DrawnValues()
    world.observe(this)
  }

  /** Whether the code of the run has drawn anything. */
  get hasDrawn(): boolean {
    return this.#world?.drawn?.isEmpty === false
  }

  /** The run is over. */
  ended(): void {
    this.realUntilMs = realEpochMs()
  }

  happens(event: Choice): void {
    this.log.happened(event, this.#world?.clock.now ?? event.at)
  }

  checkpointed(_invocation: Invocation, request: object): void {
    const { Updates = [] } = request as { Updates?: AskedUpdate[] }
    this.log.accepted(Updates, this.#world?.clock.now ?? 0)
  }

  waits(work: readonly string[]): void {
    for (const kind of work) this.realWork.add(kind)
  }

  usesNative(name: string, kind: NativeKind): void {
    const stack = new CallStack()
    if (stack.caller !== "sdk") this.natives.push({ name, kind, site: stack.user })
  }

  /**
   * In another order than the usual one the settling of a body is an event of the world, so that its
   * chooser decides in which order bodies that are done at the same instant settle.
   */
  async runBody(store: OperationStore, body: () => unknown): Promise<unknown> {
    if (this.tape !== undefined) return this.tape.play(store, body)
    const invocation = currentScope()
    const run = async (): Promise<unknown> => this.outcomes.keep(store, body)
    const isUsual = this.order === "oldest-first" || !(invocation instanceof Invocation)
    if (isUsual) return run().finally(() => this.outcomes.settle(store))
    const [outcome] = await Promise.allSettled([run()])
    if (this.#world !== undefined) {
      const { contextId: path, attempt } = store
      await turnToSettle(this.#world, invocation, { path, attempt })
    }
    this.outcomes.settle(store)
    if (outcome.status === "rejected") throw outcome.reason
    return outcome.value
  }

  serializing(value: unknown): void {
    this.sites.serializing(value)
  }

  parsed(text: string, value: unknown): void {
    if (text !== this.#input || typeof value !== "object" || value === null) return
    this.#inputs.push({ text, value })
  }

  racing(name: RaceName): void {
    if (name !== "all") this.#races.push(new CallStack())
  }

  /** The handler has changed the event that it was given. */
  get hasMutatedEvent(): boolean {
    return this.#inputs.some(
      ({ text, value }) => JSON.stringify(value) !== JSON.stringify(JSON.parse(text)),
    )
  }

  /** Where the handler lets promises race, other than by the SDK. */
  get race(): CallSite | undefined {
    return this.#races.find(({ caller }) => caller !== "sdk")?.user
  }
}

/** Watches a run by a schedule, which decides by itself in which order its bodies settle. */
export class ScheduledRunWatcher extends RunWatcher {
  override async runBody(store: OperationStore, body: () => unknown): Promise<unknown> {
    return this.tape === undefined ? this.outcomes.keep(store, body) : this.tape.play(store, body)
  }
}

/** Last in, first out: of what can happen at one instant, the newest happens first. */
export const newestFirst: Chooser = {
  choose(enabled: readonly EnabledEvent[]) {
    const newest = enabled.findLastIndex(({ kind }) => kind !== "deadline" && kind !== "invoke")
    return Math.max(0, newest)
  },
}
