import { existsSync } from "node:fs"
import type { CallbackAction, Scenario, StepAction } from "../scenario/scenario.ts"
import { parseDuration } from "../text/duration-text.ts"
import { quoted } from "./files/quoted.ts"
import { jsonOrText } from "./files/read-values.ts"
import { UsageError } from "./usage-error.ts"

/*
 * What flags say of the world around an execution becomes a scenario, so that a flag means the same as a
 * file.
 */

/** Flags in the order in which they were given, which is that in which callbacks are answered. */
export class WorldFlags {
  readonly #callbacks = byName<CallbackAction[]>()
  readonly #steps = byName<StepAction>()
  readonly #functions = byName<{ readonly return: unknown }>()
  /** Whether steps that cannot run are to be stubbed. */
  stubsFailing = false

  get scenario(): Scenario {
    return { callbacks: this.#callbacks, steps: this.#steps, functions: this.#functions }
  }

  /** Whether any of them says what happens to a callback. */
  get answersCallbacks(): boolean {
    return Object.keys(this.#callbacks).length > 0
  }

  /** What stands in for bodies, by the name of the step. */
  get stubs(): Readonly<Record<string, unknown>> {
    return Object.fromEntries(
      Object.entries(this.#steps).map(([name, { return: value }]) => [name, value]),
    )
  }

  answer(text: string): void {
    const { name, value, after } = parseFlag("--answer", text)
    this.#script(name, { succeed: value ?? null, ...after })
  }

  fail(text: string): void {
    const { name, value, after } = parseFlag("--fail", text)
    const error = value?.startsWith("{") === true ? (jsonOrText(value) as string) : value
    this.#script(name, { fail: error ?? null, ...after })
  }

  heartbeat(text: string): void {
    const { name, value, after } = parseFlag("--heartbeat", text)
    this.#script(name, { heartbeat: value === undefined ? null : { every: value }, ...after })
  }

  timeout(text: string): void {
    const { name, value, after } = parseFlag("--timeout", text)
    if (value !== undefined) {
      throw new UsageError(`--timeout ${text} has a value. Write --timeout ${name}.`)
    }
    this.#script(name, { timeout: true, ...after })
  }

  /** @param text is empty where the flag stands alone. */
  stub(text: string): void {
    if (text === "") {
      this.stubsFailing = true
      return
    }
    const { name, value } = parsePair("--stub", text, "charge='{\"paid\":true}'")
    this.#steps[name] = { return: value }
  }

  function(text: string): void {
    const { name, value } = parsePair("--function", text, "prices=42")
    this.#functions[name] = { return: value }
  }

  #script(name: string, action: CallbackAction): void {
    const actions = this.#callbacks[name] ?? []
    actions.push(action)
    this.#callbacks[name] = actions
  }
}

interface Flag {
  readonly name: string
  /** Exactly as it was typed. */
  readonly value: string | undefined
  readonly after: { readonly after?: string }
}

/** `name=text@5h`: what stands behind the last `@` is a time only if it reads as one. */
function parseFlag(flag: string, text: string): Flag {
  const at = text.lastIndexOf("@")
  const time = text.slice(at + 1)
  const isTime = at > 0 && parseDuration(time) !== undefined
  const rest = isTime ? text.slice(0, at) : text
  const equals = rest.indexOf("=")
  const name = equals === -1 ? rest : rest.slice(0, equals)
  if (name === "") {
    throw new UsageError(`${flag} ${text} names no callback. Write ${flag} approve=text@5h.`)
  }
  return {
    name,
    value: equals === -1 ? undefined : rest.slice(equals + 1),
    after: isTime ? { after: time } : {},
  }
}

function parsePair(
  flag: string,
  text: string,
  example: string,
): { readonly name: string; readonly value: unknown } {
  const equals = text.indexOf("=")
  if (equals === 0) throw new UsageError(`${flag} ${text} has no name. Write ${flag} ${example}.`)
  if (equals < 0) {
    // Alone, the flag takes the next argument for its value.
    const hint = existsSync(text) ? ` Is it the handler? Write the handler before ${flag}.` : ""
    throw new UsageError(
      `${flag} ${text} has no value. Write ${flag} ${quoted(`${text}=null`)} for null, or a value as in ${flag} ${example}.${hint}`,
    )
  }
  return { name: text.slice(0, equals), value: jsonOrText(text.slice(equals + 1)) }
}

/** A name may be that of a member of every object. */
function byName<T>(): Record<string, T> {
  return Object.create(null) as Record<string, T>
}
