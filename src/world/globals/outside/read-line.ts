import { inspect } from "node:util"
import { LOG_LEVELS, type LoggedLine, type LogLevel } from "../patch/logged-line.ts"

/** What other loggers call these levels. */
const OTHER_LEVELS: Readonly<Record<string, LogLevel>> = {
  critical: "fatal",
  warning: "warn",
  log: "info",
  silly: "trace",
  verbose: "debug",
}

/** pino and bunyan number their levels. */
const NUMBERED_LEVELS: Readonly<Record<number, LogLevel>> = {
  10: "trace",
  20: "debug",
  30: "info",
  40: "warn",
  50: "error",
  60: "fatal",
}

/** Members that say where and when a line was written, which an entry has anyway. */
const KNOWN_MEMBERS: ReadonlySet<string> = new Set([
  "level",
  "message",
  "msg",
  "timestamp",
  "time",
  "requestId",
  "executionArn",
  "tenantId",
  "operationId",
  "operationName",
  "attempt",
])

/**
 * Reads what was written as one text. A line of JSON with a level is that of a structured logger: the
 * SDK's own, Powertools and most others write such lines.
 *
 * @param level of a text that does not tell.
 */
export function readLine(text: string, level: LogLevel): LoggedLine {
  const message = text.replace(/\r?\n$/u, "")
  return readStructured(message) ?? { level, message, data: undefined }
}

/** Undefined for a text that is no line of a structured logger. */
export function readStructured(text: string): LoggedLine | undefined {
  const members = parseObject(text)
  if (members === undefined) return undefined
  const level = levelOf(members["level"])
  if (level === undefined) return undefined
  const told = members["message"] ?? members["msg"]
  const { operationId, attempt } = members
  return {
    level,
    message: typeof told === "string" ? told : told === undefined ? "" : inLine(told),
    data: dataOf(members, told),
    ...(typeof operationId === "string" && { operationId }),
    ...(typeof attempt === "number" && { attempt }),
  }
}

function parseObject(text: string): Record<string, unknown> | undefined {
  if (!text.startsWith("{") || !text.endsWith("}")) return undefined
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    return undefined
  }
}

function levelOf(value: unknown): LogLevel | undefined {
  if (typeof value === "number") return NUMBERED_LEVELS[value]
  if (typeof value !== "string") return undefined
  const name = value.toLowerCase()
  return LOG_LEVELS.find((level) => level === name) ?? OTHER_LEVELS[name]
}

/** What else the line tells; an object that was logged without a message is data too. */
function dataOf(members: Record<string, unknown>, told: unknown): unknown {
  const others = Object.entries(members).filter(([name]) => !KNOWN_MEMBERS.has(name))
  if (typeof told !== "object" || told === null) {
    return others.length === 0 ? undefined : Object.fromEntries(others)
  }
  return others.length === 0 ? told : { ...Object.fromEntries(others), message: told }
}

function inLine(value: unknown): string {
  return inspect(value, { breakLength: Infinity })
}
