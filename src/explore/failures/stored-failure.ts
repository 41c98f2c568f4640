import type { StoredDecision } from "../../schedule/decision-log.ts"
import { FailureStoreError } from "./failure-store-error.ts"

/** A failure that was found before: enough to try it again first, and to say what has changed. */
export interface StoredFailure {
  readonly version: 1
  /** As `Schedule` prints it. */
  readonly schedule: string
  readonly signature: string
  readonly message: string
  /** What has found it. */
  readonly foundBy: string
  /** What could happen at each decision, by label, and what did. */
  readonly decisions: readonly StoredDecision[]
}

/** JSON with one line for each decision, the same for the same failures, so that it can be reviewed. */
export function formatFailures(name: string, failures: readonly StoredFailure[]): string {
  const written = failures.map(formatFailure).join(",\n")
  return `{\n  "name": ${JSON.stringify(name)},\n  "failures": [\n${written}\n  ]\n}\n`
}

function formatFailure({ decisions, ...failure }: StoredFailure): string {
  const { version, schedule, signature, message, foundBy } = failure
  const fields = Object.entries({ version, schedule, signature, message, foundBy }).map(
    ([key, value]) => `      ${JSON.stringify(key)}: ${JSON.stringify(value)},\n`,
  )
  const lines = decisions.map(
    ({ options, chosen }) => `\n        ${JSON.stringify({ options, chosen })}`,
  )
  const list = lines.length === 0 ? "[]" : `[${lines.join(",")}\n      ]`
  return `    {\n${fields.join("")}      "decisions": ${list}\n    }`
}

/**
 * Reads what `formatFailures` has written.
 *
 * @throws {FailureStoreError} for anything else.
 */
export function parseFailures(file: string, name: string, text: string): readonly StoredFailure[] {
  const content = parseJson(file, text)
  if (!isRecord(content) || typeof content["name"] !== "string") {
    throw FailureStoreError.unreadable(file, "it has no name, so it is another kind of file")
  }
  if (content["name"] !== name) throw FailureStoreError.otherName(file, content["name"], name)
  const { failures } = content
  if (!Array.isArray(failures)) {
    throw FailureStoreError.unreadable(file, "it has no list `failures`")
  }
  return failures.map((failure: unknown, index) => toFailure(file, failure, index))
}

function parseJson(file: string, text: string): unknown {
  try {
    // Editors of Windows put a byte order mark in front.
    return JSON.parse(text.replace(/^\u{FEFF}/u, ""))
  } catch (error) {
    const isConflict = /^(<{7}|>{7}) /mu.test(text)
    const problem = isConflict ? "it has a merge conflict" : "it is not JSON"
    throw FailureStoreError.unreadable(file, problem, error)
  }
}

const TEXTS = ["schedule", "signature", "message", "foundBy"] as const

function toFailure(file: string, failure: unknown, index: number): StoredFailure {
  const wrong = (problem: string): FailureStoreError =>
    FailureStoreError.unreadable(file, `failure ${index + 1} ${problem}`)
  if (!isRecord(failure)) throw wrong("is not an object")
  if (failure["version"] !== 1) throw FailureStoreError.otherVersion(file, failure["version"])
  const missing = TEXTS.find((key) => typeof failure[key] !== "string")
  if (missing !== undefined) throw wrong(`has no text \`${missing}\``)
  const { decisions } = failure
  if (!Array.isArray(decisions) || !decisions.every(isDecision)) {
    throw wrong("has no list `decisions` of { options, chosen }")
  }
  return failure as unknown as StoredFailure
}

function isDecision(value: unknown): boolean {
  if (!isRecord(value) || !Array.isArray(value["options"])) return false
  const { options, chosen } = value
  const isOption = Number.isInteger(chosen) && options[chosen as number] !== undefined
  return isOption && options.every((option) => typeof option === "string")
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}
