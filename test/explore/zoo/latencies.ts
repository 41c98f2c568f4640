import type { DurableContext } from "@aws/durable-execution-sdk-js"
import type { Around } from "./bug.ts"
import { pause } from "./steps.ts"

type Body = (...given: readonly unknown[]) => unknown
type Wrapped = (...given: unknown[]) => unknown

/** How long a body takes before and after its effect: at most so many milliseconds, drawn in each run. */
export interface Latencies {
  readonly beforeMs: number
  readonly afterMs: number
}

/** The bodies of all steps, submitters and checks of a handler await timers. */
export function withLatencies(latencies: Latencies): Around {
  return (handler) => async (event, context) => handler(event, slowed(context, latencies))
}

const takesBody: ReadonlySet<string> = new Set(["step", "waitForCallback", "waitForCondition"])
const takesBranches: ReadonlySet<string> = new Set(["runInChildContext", "map", "parallel"])

function slowed(context: DurableContext, latencies: Latencies): DurableContext {
  return new Proxy(context, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name)
      if (typeof member !== "function" || typeof name !== "string") return member
      const call = (member as Wrapped).bind(target)
      if (takesBody.has(name)) {
        return (...given: unknown[]) => call(...given.map((each) => slowBody(each, latencies)))
      }
      if (!takesBranches.has(name)) return call
      return (...given: unknown[]) => call(...given.map((each) => slowBranches(each, latencies)))
    },
  })
}

function slowBody(given: unknown, { beforeMs, afterMs }: Latencies): unknown {
  if (typeof given !== "function") return given
  return async (...args: readonly unknown[]) => {
    if (beforeMs > 0) await pause(Math.random() * beforeMs)
    const result = await (given as Body)(...args)
    if (afterMs > 0) await pause(Math.random() * afterMs)
    return result
  }
}

/** Of `runInChildContext` and `map` a function, of `parallel` several in a list, with names or without. */
function slowBranches(given: unknown, latencies: Latencies): unknown {
  if (typeof given === "function") {
    return (...args: unknown[]) =>
      (given as Wrapped)(...args.map((each) => (isContext(each) ? slowed(each, latencies) : each)))
  }
  if (!Array.isArray(given)) return given
  return given.map((each: unknown) => {
    if (typeof each === "function") return slowBranches(each, latencies)
    const { func } = (each ?? {}) as { readonly func?: unknown }
    if (typeof func !== "function") return each
    return { ...(each as object), func: slowBranches(func, latencies) }
  })
}

function isContext(given: unknown): given is DurableContext {
  return typeof given === "object" && given !== null && "runInChildContext" in given
}
