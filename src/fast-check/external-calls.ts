import { printedAsCode, toCode } from "./code.ts"
import type { CallbackScripts } from "./callback-result.ts"

type Method = keyof CallbackScripts

/** One call of a method of a runner. */
export type ExternalCall = {
  readonly [Name in Method]: {
    readonly method: Name
    readonly args: Parameters<CallbackScripts[Name]>
  }
}[Method]

/** The actions of the outside world on callbacks, as calls of a runner. A value. */
export class ExternalEvents {
  readonly calls: readonly ExternalCall[]

  constructor(calls: readonly ExternalCall[]) {
    this.calls = calls
  }

  /** Makes the calls. Each is a script for the runner's next run, or for the current one. */
  applyTo(runner: CallbackScripts): void {
    for (const { method, args } of this.calls) {
      Reflect.apply(runner[method] as (...args: unknown[]) => unknown, runner, args)
    }
  }

  toString(): string {
    if (this.calls.length === 0) return "durable.externalEvents.of(() => {})"
    const lines = this.calls.map(
      ({ method, args }) => `  runner.${method}(${args.map(toCode).join(", ")})\n`,
    )
    return `durable.externalEvents.of((runner) => {\n${lines.join("")}})`
  }
}

printedAsCode(ExternalEvents)

/** Takes down the calls that `record` makes. */
export function takeDown(record: (runner: CallbackScripts) => void): ExternalEvents {
  const recorder = new CallRecorder()
  record(recorder)
  return new ExternalEvents(recorder.calls)
}

class CallRecorder implements CallbackScripts {
  readonly calls: ExternalCall[] = []

  completeCallback(...args: Parameters<CallbackScripts["completeCallback"]>): void {
    this.calls.push({ method: "completeCallback", args: withoutTrailingUndefined(args) })
  }

  failCallback(...args: Parameters<CallbackScripts["failCallback"]>): void {
    this.calls.push({ method: "failCallback", args: withoutTrailingUndefined(args) })
  }

  heartbeatCallback(...args: Parameters<CallbackScripts["heartbeatCallback"]>): void {
    this.calls.push({ method: "heartbeatCallback", args: withoutTrailingUndefined(args) })
  }

  timeoutCallback(...args: Parameters<CallbackScripts["timeoutCallback"]>): void {
    this.calls.push({ method: "timeoutCallback", args: withoutTrailingUndefined(args) })
  }
}

/** So that a call is the same value whether or not it names what it does not give. */
function withoutTrailingUndefined<Args extends readonly unknown[]>(args: Args): Args {
  return args.slice(0, args.findLastIndex((arg) => arg !== undefined) + 1) as unknown as Args
}
