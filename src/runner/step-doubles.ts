import type { AttemptInfo } from "../simulation/instrumentation-registry.ts"
import type { Invocation } from "../simulation/invocation.ts"
import type { World } from "../simulation/world.ts"
import { didYouMean, listNames } from "./did-you-mean.ts"
import { DoublesNotInstalledError, UnusedDoubleError } from "./double-errors.ts"
import type { Execution } from "./execution.ts"
import { doubleApplies, type StepAttempt, type StepDouble, toStepAttempt } from "./step-double.ts"

/** The doubles of one run: they stand in for the bodies of steps, through the SDK's plugin. */
export class StepDoubles {
  readonly #world: World
  readonly #doubles: readonly StepDouble[]
  readonly #used: Map<StepDouble, number> = new Map()
  readonly #namesSeen: Set<string> = new Set()
  /** The steps of each name, in the order of their first attempts. */
  readonly #stepsByName: Map<string, string[]> = new Map()

  constructor(world: World, doubles: readonly StepDouble[]) {
    this.#world = world
    this.#doubles = doubles
    if (doubles.length === 0) return
    world.interceptor = (invocation, info, body) => this.#run(invocation, info, body)
  }

  /**
   * Refuses a run whose doubles could not do anything.
   *
   * @throws {DoublesNotInstalledError} if the handler was wrapped without the plugin.
   * @throws {UnusedDoubleError} if no step had the name of a double.
   */
  assertUsed(execution: Execution, wasInstrumented: boolean): void {
    const unused = this.#doubles.filter((double) => !this.#used.has(double))
    if (unused.length === 0) return
    if (!wasInstrumented) throw new DoublesNotInstalledError(execution, unused)
    const names = [...this.#namesSeen]
    const reasons = unused.map(({ call, name }) => {
      const hint = typeof name === "string" ? didYouMean(name, names) : ""
      const known =
        names.length === 0 ? "no step ran" : `the steps that ran are ${listNames(names)}`
      return `${call}: ${known}.${hint}`
    })
    throw new UnusedDoubleError(execution, reasons)
  }

  #run(invocation: Invocation, info: AttemptInfo, body: () => unknown): unknown {
    const attempt = toStepAttempt(invocation, info)
    const occurrence = this.#occurrenceOf(attempt)
    const double = this.#doubles.find((candidate) =>
      doubleApplies(candidate, attempt, occurrence, this.#used.get(candidate) ?? 0),
    )
    if (double === undefined) return body()
    this.#used.set(double, (this.#used.get(double) ?? 0) + 1)
    double.calls.push({ ...attempt, at: new Date(this.#world.clock.now) })
    return this.#act(double, invocation, attempt, body)
  }

  #occurrenceOf({ name, executionArn, operationId }: StepAttempt): number {
    if (name === undefined) return 1
    this.#namesSeen.add(name)
    const steps = this.#stepsByName.get(name) ?? []
    this.#stepsByName.set(name, steps)
    const step = `${executionArn} ${operationId}`
    if (!steps.includes(step)) steps.push(step)
    return steps.indexOf(step) + 1
  }

  /** Asynchronous throughout: the SDK swallows what a plugin throws at once. */
  async #act(
    { action }: StepDouble,
    invocation: Invocation,
    attempt: StepAttempt,
    body: () => unknown,
  ): Promise<unknown> {
    switch (action.kind) {
      case "mock":
        return action.mock(attempt)
      case "fail":
        throw action.error
      case "delay":
        await new Promise<void>((resolve) => void invocation.schedule(action.delayMs, resolve))
        return body()
      case "interrupt":
        return this.#interrupt(invocation)
      default:
        return action satisfies never
    }
  }

  /** The invocation dies once the start of the step is persisted, and the body never answers. */
  async #interrupt(invocation: Invocation): Promise<never> {
    this.#world.schedule({
      kind: "timeout",
      at: this.#world.clock.now + this.#world.options.checkpointLatencyMs,
      label: "the invocation dies inside a step",
      owner: invocation,
      run: () => invocation.die(1),
    })
    return new Promise<never>(() => {})
  }
}
