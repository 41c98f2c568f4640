import { constants } from "node:os"
import { currentScope } from "../patch/scope.ts"
import { wrapper, type Wrapper } from "../patch/wrapper.ts"

type Emit = (event: string | symbol, ...args: unknown[]) => boolean

/**
 * What would end the Lambda runtime's process ends the invocation, never the process of the test:
 * `process.exit` and its kin, and what {@link scopedEmit} watches.
 */
export function processWrappers(): Wrapper[] {
  return [
    wrapper(process, "exit", (original: (code?: number) => never) => (code?: number | string) => {
      const scope = currentScope()
      if (scope === undefined) return original(code as number)
      return scope.exit(Number(code ?? process.exitCode ?? 0))
    }),
    wrapper(process, "reallyExit", (original: (code?: number) => never) => (code?: number) => {
      const scope = currentScope()
      if (scope === undefined) return original.call(process, code)
      return scope.exit(code ?? 0)
    }),
    wrapper(process, "abort", (original: () => never) => () => {
      const scope = currentScope()
      if (scope === undefined) return original.call(process)
      return scope.exit(exitCodeOf("SIGABRT"))
    }),
    wrapper(process, "kill", scopedKill),
    wrapper(process, "emit", scopedEmit),
    wrapper(globalThis, "queueMicrotask", scopedQueueMicrotask),
  ]
}

/** Those that do not end a process that has no listener for them, and 0, which only asks. */
const HARMLESS_SIGNALS: ReadonlySet<unknown> = new Set(
  ([0, "SIGCHLD", "SIGCONT", "SIGURG", "SIGWINCH"] as const).flatMap((signal) => [
    signal,
    typeof signal === "number" ? signal : constants.signals[signal],
  ]),
)

/** What the shell says of a process that a signal has ended. */
function exitCodeOf(signal: unknown): number {
  const number = typeof signal === "string" ? constants.signals[signal as NodeJS.Signals] : signal
  return 128 + Number(number)
}

/** A signal to the own process, or to its group, ends the invocation. Others go to whom they are meant for. */
function scopedKill(original: typeof process.kill): typeof process.kill {
  return (pid, signal = "SIGTERM") => {
    const scope = currentScope()
    const isOwn = pid === process.pid || pid === 0 || pid === -process.pid
    const isKnown = typeof signal === "number" || signal in constants.signals
    if (scope === undefined || !isOwn || !isKnown || HARMLESS_SIGNALS.has(signal)) {
      return original.call(process, pid, signal)
    }
    return scope.exit(exitCodeOf(signal))
  }
}

/**
 * An unhandled rejection and an uncaught error. Node emits these process events in the async context
 * of the code that failed, so they find their scope; the monitor's comes first. Work that a run has left
 * behind may fail long after the run.
 */
function scopedEmit(original: Emit): Emit {
  return (event, ...args) => {
    const scope = isFatal(event) ? currentScope() : undefined
    if (scope === undefined) return original.call(process, event, ...args)
    scope.crash(args[0], isRejection(event, args) ? "unhandled rejection" : "uncaught error")
    return true
  }
}

/** Node 22 has left the async context of a microtask when it emits the error that one throws. */
function scopedQueueMicrotask(original: typeof queueMicrotask): typeof queueMicrotask {
  return (callback) => {
    const scope = currentScope()
    if (scope === undefined || typeof callback !== "function") return original(callback)
    original(() => {
      try {
        callback()
      } catch (error) {
        scope.crash(error)
      }
    })
  }
}

/** With `--unhandled-rejections=strict` Node makes an uncaught exception of it. */
function isRejection(event: string | symbol, [, origin]: readonly unknown[]): boolean {
  return event === "unhandledRejection" || origin === "unhandledRejection"
}

function isFatal(event: string | symbol): boolean {
  return (
    event === "unhandledRejection" ||
    event === "uncaughtException" ||
    event === "uncaughtExceptionMonitor"
  )
}
