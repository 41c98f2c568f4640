import type { Probe } from "./probe.ts"
import type { Replacement } from "./replacements.ts"
import { currentScope, type Scope } from "./scope.ts"

type Env = NodeJS.ProcessEnv

/** A value, or how to make it: most code reads few variables. One that is undefined is not there. */
export type ScopedVariable = string | (() => string | undefined)

/** The variables that code of a scope finds besides those of the process. */
export type ScopedEnvironment = Map<string, ScopedVariable>

export function valueOf(variable: ScopedVariable | undefined): string | undefined {
  return typeof variable === "function" ? variable() : variable
}

/**
 * Lets `process.env` have the variables of the scope that reads it. The process's own object is never
 * written to on behalf of a scope, except for variables that the scope does not have: those belong to
 * the process, inside of a run too.
 *
 * Plain runs and replays share one patch, so that the property is put back as it was found, whoever
 * ends last.
 */
class EnvironmentPatch implements Replacement {
  readonly target: object = process
  readonly key = "env"
  readonly #get = (): Env => this.#read()
  #installs = 0
  #found: PropertyDescriptor | undefined
  #real: Env = {}
  #views: WeakMap<ScopedEnvironment, Env> = new WeakMap()
  readonly #probed: WeakMap<Env, Env> = new WeakMap()

  get isInstalled(): boolean {
    return Object.getOwnPropertyDescriptor(process, "env")?.get === this.#get
  }

  install(): void {
    if (this.#installs++ > 0 || this.isInstalled) return
    this.#found = Object.getOwnPropertyDescriptor(process, "env")
    this.#real = process.env
    Object.defineProperty(process, "env", {
      configurable: true,
      enumerable: this.#found?.enumerable ?? true,
      get: this.#get,
      // A test may put another object there, between two runs as well as during one.
      set: (value: Env) => {
        this.#replace(value)
      },
    })
  }

  uninstall(): void {
    if (--this.#installs > 0) return
    const { enumerable = true, writable = true } = this.#found ?? {}
    const value = this.#real
    if (this.#found?.get !== undefined) Object.defineProperty(process, "env", this.#found)
    else Object.defineProperty(process, "env", { configurable: true, enumerable, writable, value })
  }

  #replace(value: Env): void {
    this.#real = value
    this.#views = new WeakMap()
  }

  #read(): Env {
    const scope = currentScope()
    if (scope === undefined) return this.#real
    const view = scope.environment === undefined ? this.#real : this.#viewOf(scope.environment)
    return probeOf(scope)?.readVariable === undefined ? view : this.#probedOf(view)
  }

  #viewOf(variables: ScopedEnvironment): Env {
    let view = this.#views.get(variables)
    if (view === undefined) {
      view = new Proxy(this.#real, new Overlay(variables))
      this.#views.set(variables, view)
    }
    return view
  }

  #probedOf(view: Env): Env {
    let probed = this.#probed.get(view)
    if (probed === undefined) {
      probed = new Proxy(view, { get: readProbed })
      this.#probed.set(view, probed)
    }
    return probed
  }
}

export const environmentPatch: EnvironmentPatch = new EnvironmentPatch()

function readProbed(view: Env, name: string | symbol): unknown {
  const value: unknown = Reflect.get(view, name)
  const probe = typeof name === "string" ? probeOf(currentScope()) : undefined
  if (probe?.readVariable === undefined) return value
  return probe.readVariable(name as string, value as string | undefined)
}

function probeOf(scope: Scope | undefined): Probe | undefined {
  return scope?.frozen === false ? scope.probe : undefined
}

/** A class: a run makes one for each invocation, and six closures would take longer. */
class Overlay implements ProxyHandler<Env> {
  readonly #variables: ScopedEnvironment

  constructor(variables: ScopedEnvironment) {
    this.#variables = variables
  }

  get(real: Env, name: PropertyKey): unknown {
    return this.#read(name) ?? (Reflect.get(real, name) as unknown)
  }

  has(real: Env, name: PropertyKey): boolean {
    return this.#read(name) !== undefined || Reflect.has(real, name)
  }

  ownKeys(real: Env): (string | symbol)[] {
    const added = [...this.#variables.keys()].filter((name) => this.#read(name) !== undefined)
    return [...new Set([...Reflect.ownKeys(real), ...added])]
  }

  getOwnPropertyDescriptor(real: Env, name: PropertyKey): PropertyDescriptor | undefined {
    const value = this.#read(name)
    if (value === undefined) return Reflect.getOwnPropertyDescriptor(real, name)
    return { configurable: true, enumerable: true, writable: true, value }
  }

  set(real: Env, name: PropertyKey, value: unknown): boolean {
    if (this.#read(name) === undefined) return Reflect.set(real, name, value)
    this.#variables.set(name as string, String(value))
    return true
  }

  deleteProperty(real: Env, name: PropertyKey): boolean {
    return this.#read(name) === undefined
      ? Reflect.deleteProperty(real, name)
      : this.#variables.delete(name as string)
  }

  #read(name: PropertyKey): string | undefined {
    return typeof name === "string" ? valueOf(this.#variables.get(name)) : undefined
  }
}
