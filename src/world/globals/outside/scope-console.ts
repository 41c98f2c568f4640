import nodeConsole, { type Console } from "node:console"
import { format } from "node:util"
import type { LoggedLine, LogLevel } from "../patch/logged-line.ts"
import type { Scope } from "../patch/scope.ts"
import { readLine, readStructured } from "./read-line.ts"

const NodeConsole = nodeConsole.Console

/** The methods of a console that write, and how much what they write matters. */
export const CONSOLE_LEVELS: Readonly<Record<ConsoleMethod, LogLevel>> = {
  log: "info",
  info: "info",
  debug: "debug",
  warn: "warn",
  error: "error",
  trace: "trace",
  assert: "error",
  dir: "info",
  dirxml: "info",
  table: "info",
  count: "info",
  group: "info",
  groupCollapsed: "info",
  groupEnd: "info",
  countReset: "warn",
  time: "info",
  timeLog: "info",
  timeEnd: "info",
}

export type ConsoleMethod =
  | "log"
  | "info"
  | "debug"
  | "warn"
  | "error"
  | "trace"
  | "assert"
  | "dir"
  | "dirxml"
  | "table"
  | "count"
  | "countReset"
  | "group"
  | "groupCollapsed"
  | "groupEnd"
  | "time"
  | "timeLog"
  | "timeEnd"

/** What a call of a console has told; undefined where it has written nothing. */
export function lineOf(
  scope: Scope,
  method: ConsoleMethod,
  args: readonly unknown[],
): LoggedLine | undefined {
  const level = CONSOLE_LEVELS[method]
  switch (method) {
    case "log":
    case "info":
    case "debug":
    case "warn":
    case "error":
    case "trace":
      return messageOf(level, args)
    case "time":
    case "timeLog":
    case "timeEnd":
      return timed(scope, method, args)
    default: {
      const text = consoleOf(scope).write(method, args)
      return text === "" ? undefined : { ...readLine(text, level), data: dataOf(args) }
    }
  }
}

function messageOf(level: LogLevel, args: readonly unknown[]): LoggedLine {
  const [first, ...rest] = args
  const structured =
    rest.length === 0 && typeof first === "string" ? readStructured(first) : undefined
  if (structured !== undefined) return structured
  const given = typeof first === "string" ? rest : args
  return { level, message: format(...args), data: dataOf(given) }
}

function dataOf(args: readonly unknown[]): unknown {
  return args.length > 1 ? args.map(snapshotOf) : snapshotOf(args[0])
}

/** The handler may go on to change what it has logged. */
function snapshotOf(value: unknown): unknown {
  if (typeof value !== "object" || value === null || value instanceof Error) return value
  try {
    return structuredClone(value)
  } catch {
    return value
  }
}

/** Node's own stopwatch shows real time, which differs from run to run. */
function timed(
  scope: Scope,
  method: "time" | "timeLog" | "timeEnd",
  [given = "default", ...data]: readonly unknown[],
): LoggedLine | undefined {
  const { timers } = consoleOf(scope)
  const label = String(given)
  if (method === "time") {
    timers.set(label, scope.now)
    return undefined
  }
  const since = timers.get(label)
  if (since === undefined) return undefined
  if (method === "timeEnd") timers.delete(label)
  return {
    level: "info",
    message: format(`${label}: ${scope.now - since}ms`, ...data),
    data: dataOf(data),
  }
}

/** Counts and groups as a console does, for one scope, and keeps what it would print. */
class ScopeConsole {
  readonly timers: Map<string, number> = new Map()
  readonly #console: Console
  #written = ""

  constructor() {
    const stream = {
      write: (text: string) => {
        this.#written += text
        return true
      },
      on: () => stream,
      once: () => stream,
      removeListener: () => stream,
      listenerCount: () => 0,
    }
    this.#console = new NodeConsole(stream as unknown as NodeJS.WritableStream)
  }

  write(
    method: Exclude<ConsoleMethod, "time" | "timeLog" | "timeEnd">,
    args: readonly unknown[],
  ): string {
    this.#written = ""
    const call = this.#console[method] as (...args: readonly unknown[]) => void
    call(...args)
    return this.#written
  }
}

const consoles = new WeakMap<Scope, ScopeConsole>()

function consoleOf(scope: Scope): ScopeConsole {
  const known = consoles.get(scope) ?? new ScopeConsole()
  consoles.set(scope, known)
  return known
}
