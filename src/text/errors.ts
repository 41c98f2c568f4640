import { captureStack, type CapturedStack } from "./captured-stack.ts"
import { userFrames } from "./user-frames.ts"

/**
 * The base class of all errors of this package, except those of the simulated service. The message says what
 * happened, where, and what to do; `code` is stable and safe to compare. The stack shows the lines of the
 * test and of the code under test, and lines of the package only if it has no others.
 */
export class DurableTestRunnerError extends Error {
  override readonly name: string = "DurableTestRunnerError"
  readonly code: string
  readonly #callers: CapturedStack[] = []

  /** @internal */
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    const own = captureStack()
    const define = (value: string): void => {
      Object.defineProperty(this, "stack", { value, writable: true, configurable: true })
    }
    Object.defineProperty(this, "stack", {
      configurable: true,
      get: () => stackFor(this, own, this.#callers),
      set: define,
    })
  }

  /** @internal Calls of this package that call one another come from the inside to the outside. */
  calledFrom(caller: CapturedStack): void {
    this.#callers.push(caller)
  }
}

/**
 * Leaves a large member of an error out of what test frameworks print beside its message: the message says
 * what matters of it.
 */
export function hideMember<T extends Error>(error: T, member: keyof T & string): void {
  Object.defineProperty(error, member, { enumerable: false })
}

function stackFor(
  { name, message }: Error,
  own: CapturedStack,
  callers: readonly CapturedStack[],
): string {
  // Who awaits a call may stand far from it, so the call comes before the error's own frames.
  const frames = [...callers, own]
    .map((captured) => userFrames(captured.stack))
    .find(({ length }) => length > 0)
  const all = frames ?? (own.stack ?? "").split("\n").slice(1)
  return [`${name}: ${message}`, ...all].join("\n")
}
