import { AskSites } from "../../replay/record/ask-sites.ts"
import { CallStack } from "../../replay/record/call-site.ts"
import type { CallSite } from "../../runner/results/replay-verdict.ts"
import type { OperationStorage, OperationStore, RaceName } from "../../world/globals/patch/probe.ts"
import { StepBodies } from "../../world/invocation/step-bodies.ts"

/** Is told when a body of a step is at work. */
interface BodyWatch {
  bodyBegins(path: string): void
  bodyEnds(): void
}

/** Watches the bodies of a run that is told to people: by their names, and with lines of the handler. */
export class TracedBodies extends StepBodies {
  readonly sites: AskSites = new AskSites()
  /** Watches what the handler does outside of bodies. */
  effects: BodyWatch | undefined
  readonly #names: Map<string, string> = new Map()
  readonly #races: CallStack[] = []

  override async runBody(
    store: OperationStore,
    body: () => unknown,
    storage: OperationStorage,
  ): Promise<unknown> {
    if (store.operationName !== undefined) this.#names.set(store.contextId, store.operationName)
    const { effects } = this
    if (effects === undefined) return super.runBody(store, body, storage)
    const watched = async (): Promise<unknown> => {
      effects.bodyBegins(store.contextId)
      try {
        return await body()
      } finally {
        effects.bodyEnds()
      }
    }
    return super.runBody(store, watched, storage)
  }

  serializing(value: unknown): void {
    this.sites.serializing(value)
  }

  override racing(name: RaceName): void {
    super.racing(name)
    if (name !== "all") this.#races.push(new CallStack())
  }

  nameOfPath(path: string): string | undefined {
    return this.#names.get(path)
  }

  /** Where the handler lets promises race by itself. */
  get race(): CallSite | undefined {
    return this.#races.find(({ caller }) => caller !== "sdk")?.user
  }
}
