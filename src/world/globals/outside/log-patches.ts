import { types } from "node:util"
import { patch, type Patch } from "../patch/patch.ts"
import type { Replacement } from "../patch/replacements.ts"
import { currentScope } from "../patch/scope.ts"
import { readLine } from "./read-line.ts"
import { CONSOLE_LEVELS, type ConsoleMethod, lineOf } from "./scope-console.ts"

/*
 * Whatever a handler logs ends in one of two places: a method of the global console, or the streams of
 * the process, on which the SDK's logger and Powertools have consoles of their own.
 */

/** What is being printed has been told already. */
let isPrinting = false

/** Tells the scope that runs of what its code logs, and keeps it from being printed if the scope says so. */
export function logPatches(): Replacement[] {
  const methods = Object.keys(CONSOLE_LEVELS) as ConsoleMethod[]
  return [
    ...methods.map(
      (method) =>
        new CurrentPatch(
          () => globalThis.console,
          method,
          (original: ConsoleCall) => toldCall(method, original),
        ),
    ),
    new CurrentPatch(
      () => process.stdout,
      "write",
      (original: Write) => toldWrite("stdout", original),
    ),
    new CurrentPatch(
      () => process.stderr,
      "write",
      (original: Write) => toldWrite("stderr", original),
    ),
  ]
}

type ConsoleCall = (this: unknown, ...args: unknown[]) => unknown

function toldCall(method: ConsoleMethod, original: ConsoleCall): ConsoleCall {
  return function told(this: unknown, ...args) {
    const scope = currentScope()
    if (scope?.logged === undefined || isPrinting) return original.apply(this, args)
    const line = lineOf(scope, method, args)
    const isPrinted = line === undefined ? scope.printsLogs !== false : scope.logged(line)
    // What a test has put there instead prints nothing, and wants to be called.
    if (!isPrinted && !("mock" in original)) return undefined
    return printing(() => original.apply(this, args))
  }
}

type Write = (this: unknown, chunk: unknown, ...rest: unknown[]) => boolean

function toldWrite(stream: "stdout" | "stderr", original: Write): Write {
  return function told(this: unknown, chunk, ...rest) {
    const scope = currentScope()
    if (scope?.logged === undefined || isPrinting) return original.call(this, chunk, ...rest)
    const text = textOf(chunk, rest)
    const isLine = text !== undefined && text.trim() !== ""
    const isPrinted = isLine
      ? scope.logged(readLine(text, stream === "stdout" ? "info" : "error"))
      : scope.printsLogs !== false
    if (isPrinted || "mock" in original) {
      return printing(() => original.call(this, chunk, ...rest))
    }
    const written = rest.find((each) => typeof each === "function")
    if (typeof written === "function") {
      queueMicrotask(() => void Reflect.apply(written, undefined, []))
    }
    return true
  }
}

function printing<T>(print: () => T): T {
  isPrinting = true
  try {
    return print()
  } finally {
    isPrinting = false
  }
}

function textOf(chunk: unknown, [encoding]: readonly unknown[]): string | undefined {
  if (typeof chunk === "string") return chunk
  if (!types.isUint8Array(chunk)) return undefined
  const named = typeof encoding === "string" && Buffer.isEncoding(encoding) ? encoding : "utf8"
  return Buffer.from(chunk).toString(named)
}

/**
 * A property of an object that is made when somebody first asks for it, and that test frameworks
 * exchange: it is looked up whenever runs begin.
 */
class CurrentPatch implements Replacement {
  readonly key: PropertyKey
  readonly #find: () => object
  readonly #create: (original: never) => unknown
  #patch: Patch | undefined

  constructor(find: () => object, key: PropertyKey, create: (original: never) => unknown) {
    this.#find = find
    this.key = key
    this.#create = create
  }

  get target(): object {
    return this.#current().target
  }

  get isInstalled(): boolean {
    return this.#patch?.isInstalled === true
  }

  install(): void {
    this.#current().install()
  }

  uninstall(): void {
    this.#patch?.uninstall()
  }

  #current(): Patch {
    const target = this.#find()
    const known = this.#patch
    if (known !== undefined && (known.isInstalled || known.target === target)) return known
    this.#patch = patch(target, this.key, this.#create)
    return this.#patch
  }
}
