import type {
  NativeKind,
  OperationStore,
  Probe,
  RaceName,
} from "../../world/globals/patch/probe.ts"
import { hashOperationPath } from "../../world/events/operation-path.ts"
import type { AskSites } from "../record/ask-sites.ts"
import type { BodyOutcome } from "../history/body-outcome.ts"
import { CallStack } from "../record/call-site.ts"
import type { Perturbation } from "./perturbation.ts"
import type { Trace } from "./trace.ts"

export type OutcomesOfBodies = (operationId: string, attempt: number) => BodyOutcome | undefined

/** Keeps the bodies of steps from running, and shows the handler another environment. */
export class ReplayProbe implements Probe {
  /** The SDK works: it has called something that the probe sees. */
  hasSeenSdk = false
  /** Contexts whose functions are races: operation ids, each with the name of the race. */
  readonly races: Set<string> = new Set()
  #contextId: string | undefined
  readonly #suffix: string
  readonly #trace: Trace | undefined
  readonly #sites: AskSites | undefined

  readonly #outcomes: OutcomesOfBodies

  /** @param outcomes how the bodies end that are to end. */
  constructor(
    { environmentSuffix }: Perturbation,
    outcomes: OutcomesOfBodies,
    trace: Trace | undefined,
    sites: AskSites | undefined,
  ) {
    this.#suffix = environmentSuffix
    this.#outcomes = outcomes
    this.#trace = trace
    this.#sites = sites
  }

  serializing(value: unknown): void {
    this.#sites?.serializing(value)
  }

  /** Whatever the body would do has been done, or is not for a replay to do. */
  runBody({ contextId, attempt }: OperationStore, _body: () => unknown): unknown {
    const outcome = this.#outcomes(hashOperationPath(contextId), attempt)
    if (outcome === undefined) return new Promise(() => {})
    if (outcome.kind === "returned") return Promise.resolve(outcome.value)
    return Promise.reject(outcome.error)
  }

  runContext(contextId: string, body: () => unknown): unknown {
    const outer = this.#contextId
    this.#contextId = contextId
    try {
      return body()
    } finally {
      this.#contextId = outer
    }
  }

  racing(name: RaceName): void {
    if (this.#contextId === undefined) return
    this.races.add(`${hashOperationPath(this.#contextId)} ${name}`)
  }

  usesNative(_name: string, kind: NativeKind): void {
    if (kind === "file" || kind === "thread") this.#trace?.read("io")
  }

  parsed(): void {
    this.hasSeenSdk = true
  }

  /**
   * Only the code under test sees another environment: libraries and the SDK read how they are
   * configured from it, and Lambda's own variables do not belong to anybody's code.
   */
  readVariable(name: string, value: string | undefined): string | undefined {
    if (this.#suffix === "" || isPlatform(name)) {
      if (this.#trace !== undefined && !isPlatform(name)) this.#trace.read("environment")
      return value
    }
    if (new CallStack().caller !== "user") return value
    this.#trace?.read("environment")
    return (value ?? "") + this.#suffix
  }
}

function isPlatform(name: string): boolean {
  return /^(AWS|LAMBDA|NODE|DURABLE|VITEST|npm)_|^(PATH|HOME|TZ|LANG|TMPDIR|VITEST)$/u.test(name)
}
