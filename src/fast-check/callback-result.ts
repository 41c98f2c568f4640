import * as fc from "fast-check"
import { type ErrorInput, toErrorObject } from "../runner/callbacks/error-object.ts"
import { boolean } from "../text/option-kinds.ts"
import { type OptionSpec, readOptions } from "../text/options.ts"
import { arbitraryKind } from "./arbitrary-kind.ts"
import type { DeliveryOptions } from "../runner/callbacks/script-options.ts"
import type { DurableTestRunner } from "../durable-test-runner.ts"
import { printedAsCode, toCode } from "./code.ts"

/** The methods of a runner that script callbacks. */
export type CallbackScripts = Pick<
  DurableTestRunner,
  "completeCallback" | "failCallback" | "heartbeatCallback" | "timeoutCallback"
>

/** The answer to a callback, as data. */
export type CallbackAnswer =
  | { readonly kind: "ok"; readonly value: unknown }
  | { readonly kind: "error"; readonly error: ErrorInput }
  /** Nobody answers. */
  | { readonly kind: "silence" }

/** Constraints of `durable.callbackResult`. It generates only the kinds of answers that you name. */
export interface CallbackResultConstraints {
  /** The values of successes. */
  readonly ok?: fc.Arbitrary<unknown>
  /** The errors of failures. */
  readonly error?: fc.Arbitrary<ErrorInput>
  /** Whether the callback may remain unanswered; it needs a time-out then. Default false. */
  readonly silence?: boolean
}

const CONSTRAINTS: OptionSpec<CallbackResultConstraints> = {
  ok: arbitraryKind<unknown>(),
  error: arbitraryKind<ErrorInput>(),
  silence: boolean(),
}

/** The answer to one callback. A value. */
export class CallbackResult {
  readonly answer: CallbackAnswer

  constructor(answer: CallbackAnswer) {
    this.answer = answer
  }

  /** Makes the runner answer the callback, as its own methods do. */
  applyTo(runner: CallbackScripts, nameOrId: string | RegExp, options?: DeliveryOptions): void {
    const { answer } = this
    switch (answer.kind) {
      case "ok":
        runner.completeCallback(nameOrId, answer.value, options)
        break
      case "error":
        runner.failCallback(nameOrId, answer.error, options)
        break
      case "silence":
        runner.timeoutCallback(nameOrId, options)
        break
      default:
        answer satisfies never
    }
  }

  toString(): string {
    const { answer } = this
    const start = `durable.callbackResult.${answer.kind}`
    switch (answer.kind) {
      case "ok":
        return `${start}(${answer.value === undefined ? "" : toCode(answer.value)})`
      case "error":
        return `${start}(${toCode(answer.error)})`
      case "silence":
        return `${start}()`
      default:
        return answer satisfies never
    }
  }
}

printedAsCode(CallbackResult)

/** The makers of callback results: random ones, and single ones for `examples`. */
export interface CallbackResultMaker {
  /**
   * Generates the answer to a callback: a success, a failure, or silence. Without constraints: any JSON value, one
   * of a few errors, or silence. It shrinks to a success first.
   *
   * @throws {InvalidArgumentError} for an unknown constraint.
   */
  (constraints?: CallbackResultConstraints): fc.Arbitrary<CallbackResult>
  readonly ok: (value?: unknown) => CallbackResult
  readonly error: (error?: ErrorInput) => CallbackResult
  readonly silence: () => CallbackResult
}

const ok = (value?: unknown): CallbackResult => new CallbackResult({ kind: "ok", value })
const error = (input?: ErrorInput): CallbackResult =>
  new CallbackResult({
    kind: "error",
    error: toErrorObject("call durable.callbackResult.error", input),
  })
const silence = (): CallbackResult => new CallbackResult({ kind: "silence" })

export const callbackResult: CallbackResultMaker = Object.assign(arbitraryResult, {
  ok,
  error,
  silence,
})

const ERRORS: readonly ErrorInput[] = [
  { ErrorType: "Refused", ErrorMessage: "no" },
  { ErrorMessage: "no reason" },
  {},
]

/** By their place, because an error that is pasted is equal to one of these and not the same object. */
const anyError: fc.Arbitrary<ErrorInput> = fc.nat({ max: ERRORS.length - 1 }).map(
  (place) => ERRORS[place] ?? {},
  (value) => ERRORS.findIndex((known) => toCode(known) === toCode(value)),
)

const EVERYTHING: CallbackResultConstraints = {
  ok: fc.jsonValue({ maxDepth: 2 }),
  error: anyError,
  silence: true,
}

function arbitraryResult(constraints?: CallbackResultConstraints): fc.Arbitrary<CallbackResult> {
  const read = readOptions("call durable.callbackResult", constraints, CONSTRAINTS)
  const {
    ok: values,
    error: errors,
    silence: mayBeSilent = false,
  } = constraints === undefined ? EVERYTHING : read
  const kinds: fc.Arbitrary<CallbackResult>[] = []
  if (values !== undefined) kinds.push(values.map(ok, valueOf))
  if (errors !== undefined) kinds.push(errors.map(error, errorOf))
  if (mayBeSilent || kinds.length === 0) kinds.push(fc.constant(null).map(silence, nothingOf))
  return fc.oneof({ withCrossShrink: true }, ...kinds)
}

function answerOf(result: unknown): CallbackAnswer {
  if (result instanceof CallbackResult) return result.answer
  throw new TypeError("This is not a callback result.")
}

function valueOf(result: unknown): unknown {
  const answer = answerOf(result)
  if (answer.kind === "ok") return answer.value
  throw new TypeError("This is not a success.")
}

function errorOf(result: unknown): ErrorInput {
  const answer = answerOf(result)
  if (answer.kind === "error") return answer.error
  throw new TypeError("This is not a failure.")
}

function nothingOf(result: unknown): null {
  if (answerOf(result).kind === "silence") return null
  throw new TypeError("This is not a silence.")
}
