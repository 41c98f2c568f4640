import { canonical } from "../text/values/canonical.ts"
import type { Choice } from "../world/events/choice.ts"
import { hashOperationPath } from "../world/events/operation-path.ts"
import { Invocation } from "../world/invocation/invocation.ts"
import type { World } from "../world/world.ts"

/**
 * Watches whether code of the handler that stands outside of steps changes what is observed: what happens
 * while a body is at work is taken for the body's, and what follows an answer from outside for that.
 */
export class OutsideEffects {
  readonly #world: World
  readonly #observe: () => unknown
  #state: string
  #atWork = 0
  #isHandlers = false
  #lastBody: string | undefined
  #after: string | undefined
  #times = 0

  constructor(world: World, observe: () => unknown) {
    this.#world = world
    this.#observe = observe
    this.#state = this.#read()
  }

  /** The operation after which there is such an effect, and how often. Undefined for less than two. */
  get repeated(): { readonly id: string; readonly times: number } | undefined {
    return this.#after === undefined || this.#times < 2
      ? undefined
      : { id: this.#after, times: this.#times }
  }

  /** The run is over. */
  ends(): void {
    this.#look()
  }

  bodyBegins(path: string): void {
    this.#look()
    this.#atWork++
    this.#lastBody = hashOperationPath(path)
  }

  bodyEnds(): void {
    this.#atWork--
    this.#state = this.#read()
  }

  happens({ kind, owner, subject }: Choice): void {
    this.#look()
    const [arn = ""] = this.#world.service.executionArns()
    const isInvoked =
      kind === "invoke" &&
      subject.type === "function" &&
      subject.functionName === this.#world.service.describeExecution(arn).functionName
    this.#isHandlers = isInvoked || (owner instanceof Invocation && kind !== "delivery")
  }

  #look(): void {
    const state = this.#read()
    if (state === this.#state) return
    this.#state = state
    if (this.#atWork > 0 || !this.#isHandlers) return
    this.#after ??= this.#lastBody
    this.#times++
  }

  #read(): string {
    return JSON.stringify(canonical(this.#observe())) ?? ""
  }
}
