import { InvalidArgumentError } from "../../text/invalid-argument-error.ts"
import { showValue } from "../../text/values/show-value.ts"
import type { SimulatedFunction } from "./function-table.ts"
import type { LambdaHandler } from "./invocation.ts"
import type { LogStream } from "./lambda-environment.ts"

/**
 * The containers that functions run in. Module state lives as long as a container does; it begins anew
 * only where the test says how the handler is made.
 */
export class Containers {
  readonly #handlers: Map<string, LambdaHandler> = new Map()
  readonly #logStreams: Map<string, LogStream> = new Map()

  /**
   * The handler in the container that an invocation begins in; a promise while it is being made.
   *
   * @param apart the name of an execution that has containers of its own.
   */
  handlerOf(
    { functionName, handler, createHandler }: SimulatedFunction,
    apart: string = "",
  ): LambdaHandler | Promise<LambdaHandler> {
    if (createHandler === undefined) return handler
    const container = `${functionName}${apart}`
    const warm = this.#handlers.get(container)
    if (warm !== undefined) return warm
    const created = createHandler()
    return isThenable(created)
      ? Promise.resolve(created).then((made) => this.#keep(functionName, container, made))
      : this.#keep(functionName, container, created)
  }

  /** @throws {InvalidArgumentError} if it is no handler. */
  #keep(functionName: string, container: string, created: LambdaHandler): LambdaHandler {
    if (typeof created !== "function") {
      throw new InvalidArgumentError(
        `make the handler of "${functionName}"`,
        `createHandler has returned ${showValue(created)}`,
        "Let it return the wrapped handler, or a promise of it: " +
          "async () => (await import(`./handler.ts?${count++}`)).handler.",
      )
    }
    this.#handlers.set(container, created)
    return created
  }

  /** A container has one log stream, named by the first invocation in it. */
  logStreamOf(functionName: string, create: () => LogStream): LogStream {
    let stream = this.#logStreams.get(functionName)
    if (stream === undefined) {
      stream = create()
      this.#logStreams.set(functionName, stream)
    }
    return stream
  }

  /** Whether an invocation would find what an earlier one has left behind, and could do without. */
  isWarm(functionName: string): boolean {
    return this.#handlers.has(functionName)
  }

  /** The functions that have a container. */
  warm(): Iterable<string> {
    return this.#handlers.keys()
  }

  /** The container is gone: the next invocation begins in a new one. */
  discard(functionName: string): void {
    this.#handlers.delete(functionName)
    this.#logStreams.delete(functionName)
  }
}

function isThenable(value: unknown): value is PromiseLike<LambdaHandler> {
  return typeof value === "object" && value !== null && "then" in value
}
