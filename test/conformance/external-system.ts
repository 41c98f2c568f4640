import type { ErrorObject } from "@aws-sdk/client-lambda"
import { compileExpression } from "./matcher.ts"
import type { CallbackAction } from "./requirement.ts"

/** A callback as the external system gets it; time is the virtual time of the run. */
export interface OpenCallback {
  /** The name given by the handler, to the callback or to the `waitForCallback` around it. */
  readonly name: string
  readonly sleep: (seconds: number) => Promise<void>
  readonly succeed: (text?: string) => Promise<void>
  readonly fail: (error: ErrorObject) => Promise<void>
  readonly heartbeat: () => Promise<void>
}

/**
 * The external system of the recordings, working serially: it takes the callbacks it has not handled
 * in the order in which they appear, chooses the first unused action whose name fits, sleeps the
 * delay of that action, sends, and only then turns to the next callback. So the delays of callbacks
 * that are seen together add up.
 *
 * The original polls the history. This one is told of each callback, which is the same without the
 * time between two looks.
 */
export class ExternalSystem {
  /** What went wrong: callbacks that no action fits, and answers that were refused. */
  readonly problems: string[] = []
  readonly #unused: CallbackAction[]
  readonly #hasActions: boolean
  readonly #unhandled: Set<OpenCallback> = new Set()
  readonly #kept: Set<OpenCallback> = new Set()
  #isWorking = false

  constructor(actions: readonly CallbackAction[]) {
    this.#unused = [...actions]
    this.#hasActions = actions.length > 0
  }

  /** Takes note of a callback, and deals with all there are unless that is under way already. */
  async receive(callback: OpenCallback): Promise<void> {
    // Without actions callbacks are left open on purpose.
    if (!this.#hasActions) return
    this.#unhandled.add(callback)
    if (this.#isWorking) return
    this.#isWorking = true
    try {
      while (this.#unhandled.size > 0) {
        // The iteration meets what is added meanwhile, as a later look at the history would.
        for (const next of this.#unhandled) await this.#handle(next)
      }
    } finally {
      this.#isWorking = false
    }
  }

  async #handle(callback: OpenCallback): Promise<void> {
    const action = this.#takeAction(callback.name)
    if (!action) {
      this.#unhandled.delete(callback)
      // A callback that got a heartbeat may take a further action, it need not.
      if (!this.#kept.has(callback)) this.problems.push(`no action fits callback ${callback.name}`)
      return
    }
    await callback.sleep(action.delaySeconds)
    try {
      await send(action, callback)
    } catch (error) {
      this.problems.push(`${action.operation} of callback ${callback.name}: ${String(error)}`)
    }
    if (action.operation === "heartbeat") this.#kept.add(callback)
    else this.#unhandled.delete(callback)
  }

  #takeAction(name: string): CallbackAction | undefined {
    const position = this.#unused.findIndex((action) => nameFits(action.callbackName, name))
    return position < 0 ? undefined : this.#unused.splice(position, 1)[0]
  }
}

const nameFits = (pattern: string, name: string): boolean => {
  const expression = /^\$\{\/(.*)\/\}$/s.exec(pattern)?.[1]
  if (expression !== undefined) return compileExpression(expression).test(name)
  return pattern === "*" || pattern === name
}

const send = async (
  { operation, payload }: CallbackAction,
  callback: OpenCallback,
): Promise<void> => {
  if (operation === "heartbeat") return callback.heartbeat()
  if (operation === "failure") return callback.fail(payload ?? {})
  return callback.succeed(payload === undefined ? undefined : jsonText(payload))
}

/**
 * JSON text with a space after each colon and comma. The service stores the text of a callback as it
 * came, and the system that sent the recorded ones writes it this way.
 */
export const jsonText = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(jsonText).join(", ")}]`
  if (typeof value !== "object" || value === null) return JSON.stringify(value)
  const fields = Object.entries(value).map(
    ([key, item]) => `${JSON.stringify(key)}: ${jsonText(item)}`,
  )
  return `{${fields.join(", ")}}`
}
