import type { CheckpointDurableExecutionResponse } from "@aws-sdk/client-lambda"
import type { Choice } from "../events/choice.ts"
import type { WorldEvent } from "../events/events.ts"
import type { OperationStore, Probe } from "../globals/patch/probe.ts"
import { chainProbes, watchesCode } from "../globals/patch/probe-chain.ts"
import type { Invocation } from "./invocation.ts"
import type { WorldObserver } from "./world-observer.ts"

/** All observers of one world, told in the order in which they came. */
export class Observers {
  readonly #all: WorldObserver[] = []
  #probe: Probe | undefined
  #interceptor: WorldObserver | undefined

  add(observer: WorldObserver): void {
    this.#all.push(observer)
    if (watchesCode(observer)) {
      this.#probe = this.#probe === undefined ? observer : chainProbes(this.#probe, observer)
    }
    if (observer.interceptBody !== undefined) this.#interceptor = observer
  }

  /** Those that watch the code inside, as one. A plain run has none, and pays nothing for it. */
  get probe(): Probe | undefined {
    return this.#probe
  }

  happens(event: Choice, options: readonly Choice[]): void {
    for (const observer of this.#all) observer.happens?.(event, options)
  }

  waits(work: readonly string[]): void {
    for (const observer of this.#all) observer.waits?.(work)
  }

  woken(what: string, event: WorldEvent | undefined): void {
    for (const observer of this.#all) observer.woken?.(what, event)
  }

  get isBodyAtWork(): boolean {
    return this.#all.some((observer) => observer.isBodyAtWork?.() === true)
  }

  isAwaited(paths: ReadonlySet<string>): boolean {
    return this.#all.some((observer) => observer.isAwaited?.(paths) === true)
  }

  gaveUpBodies(): void {
    for (const observer of this.#all) observer.gaveUpBodies?.()
  }

  get isBusyOutside(): boolean {
    return this.#all.some((observer) => observer.isBusyOutside?.() === true)
  }

  serviceChanged(): void {
    for (const observer of this.#all) observer.serviceChanged?.()
  }

  invokes(durableExecutionArn: string): void {
    for (const observer of this.#all) observer.invokes?.(durableExecutionArn)
  }

  invocationEnded(invocation: Invocation): void {
    for (const observer of this.#all) observer.invocationEnded?.(invocation)
  }

  sends(invocation: Invocation, request: object): void {
    for (const observer of this.#all) observer.sends?.(invocation, request)
  }

  checkpointed(
    invocation: Invocation,
    request: object,
    response: CheckpointDurableExecutionResponse,
  ): void {
    for (const observer of this.#all) observer.checkpointed?.(invocation, request, response)
  }

  refused(invocation: Invocation, error: unknown): void {
    for (const observer of this.#all) observer.refused?.(invocation, error)
  }

  marked(name: string, condition: boolean): void {
    for (const observer of this.#all) observer.marked?.(name, condition)
  }

  /** Lets the newest observer that wants to stand in for the bodies of steps do so. */
  interceptBody(invocation: Invocation, store: OperationStore, body: () => unknown): unknown {
    const observer = this.#interceptor
    return observer?.interceptBody === undefined
      ? body()
      : observer.interceptBody(invocation, store, body)
  }
}
