import type { Chooser, EnabledEvent } from "../simulation/chooser.ts"
import type { OperationStorage, OperationStore, Probe } from "../simulation/globals/probe.ts"
import { currentScope } from "../simulation/globals/scope.ts"
import { Invocation } from "../simulation/invocation.ts"
import type { World } from "../simulation/world.ts"
import { AskSites } from "./ask-sites.ts"
import { CallStack, type CallSite } from "./call-site.ts"

/** The order in which things that can happen at the same instant do. */
export type SettlingOrder = "oldest-first" | "newest-first"

/** Watches a run that is recorded for a replay check. */
export class Recorder implements Probe {
  readonly sites: AskSites = new AskSites()
  readonly #inputs: { readonly text: string; readonly value: unknown }[] = []
  readonly #races: CallStack[] = []
  readonly #input: string | undefined
  readonly order: SettlingOrder
  #next: Probe | undefined

  /** @param input the event as JSON. */
  constructor(input: string | undefined, order: SettlingOrder) {
    this.#input = input
    this.order = order
  }

  watch(world: World): void {
    this.#next = world.probe
    world.probe = this
  }

  /**
   * In another order than the usual one the settling of a body is an event of the world, so that its
   * chooser decides in which order bodies that are done at the same instant settle.
   */
  async runBody(
    store: OperationStore,
    body: () => unknown,
    storage: OperationStorage,
  ): Promise<unknown> {
    const invocation = currentScope()
    const next = this.#next
    const run = async (): Promise<unknown> =>
      next?.runBody === undefined ? body() : next.runBody(store, body, storage)
    if (this.order === "oldest-first" || !(invocation instanceof Invocation)) return run()
    const [outcome] = await Promise.allSettled([run()])
    const { world } = invocation
    await new Promise<void>((resolve) => {
      const label = `the step at ${store.contextId} settles`
      const at = world.clock.now
      world.schedule({ kind: "delivery", at, label, owner: invocation, run: resolve })
    })
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

  racing(): void {
    this.#races.push(new CallStack())
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

/** Last in, first out: of what can happen at one instant, the newest happens first. */
export const newestFirst: Chooser = {
  choose(enabled: readonly EnabledEvent[]) {
    const newest = enabled.findLastIndex(({ kind }) => kind !== "deadline" && kind !== "invoke")
    return Math.max(0, newest)
  },
}
