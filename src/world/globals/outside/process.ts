import { patch, type Patch } from "../patch/patch.ts"
import { currentScope } from "../patch/scope.ts"
import { wrapper, type Wrapper } from "../patch/wrapper.ts"

type Emit = (event: string | symbol, ...args: unknown[]) => boolean

/**
 * What would end the Lambda runtime's process ends the invocation, never the process of the test:
 * `process.exit`, and what {@link processEmitPatch} watches.
 */
export function processWrappers(): Wrapper[] {
  return [
    wrapper(process, "exit", (original: (code?: number) => never) => (code?: number | string) => {
      const scope = currentScope()
      if (scope === undefined) return original(code as number)
      return scope.exit(Number(code ?? process.exitCode ?? 0))
    }),
    wrapper(globalThis, "queueMicrotask", scopedQueueMicrotask),
  ]
}

/**
 * An unhandled rejection and an uncaught error. Node emits these process events in the async context
 * of the code that failed, so they find their scope; the monitor's comes first.
 */
export function processEmitPatch(): Patch {
  return patch(process, "emit", (original: Emit): Emit => {
    return (event, ...args) => {
      const scope = isFatal(event) ? currentScope() : undefined
      if (scope === undefined) return original.call(process, event, ...args)
      scope.crash(args[0])
      return true
    }
  })
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

function isFatal(event: string | symbol): boolean {
  return (
    event === "unhandledRejection" ||
    event === "uncaughtException" ||
    event === "uncaughtExceptionMonitor"
  )
}
