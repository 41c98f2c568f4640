import { createHash } from "node:crypto"
import type { Instant } from "../../service/values/instant.ts"
import type { Choice } from "../../world/events/choice.ts"
import type { AskedUpdate } from "../history/replay-answers.ts"
import { labelOf } from "../../world/events/event-label.ts"

/** One thing that a run did. */
export interface LogEntry {
  /** What happened, or what the service accepted, with all that it says. */
  readonly text: string
  /** Virtual milliseconds since the world began. */
  readonly elapsedMs: number
}

/**
 * Everything that a run did, in order: each event of its world, also where there was nothing to choose,
 * and each update that the service accepted. Two runs with the same seed must not differ in it.
 */
export class RunLog {
  readonly entries: LogEntry[] = []
  readonly #startedAt: Instant

  constructor(startedAt: Instant) {
    this.#startedAt = startedAt
  }

  happened(choice: Choice, now: Instant): void {
    this.entries.push({
      text: `${choice.kind}: ${labelOf(choice)}`,
      elapsedMs: now - this.#startedAt,
    })
  }

  accepted(updates: readonly AskedUpdate[], now: Instant): void {
    for (const update of updates) {
      this.entries.push({ text: describe(update), elapsedMs: now - this.#startedAt })
    }
  }

  /** The same for two runs exactly if they did the same; comparable between machines. */
  get fingerprint(): string {
    const hash = createHash("sha256")
    for (const { text, elapsedMs } of this.entries) hash.update(`${elapsedMs} ${text}\n`)
    return hash.digest("hex").slice(0, 16)
  }
}

function describe({ Id, ParentId, Action, Type, SubType, Name, ...rest }: AskedUpdate): string {
  const { Payload, Error: failure, ...options } = rest
  const what = `${Action} ${SubType ?? Type} ${Name === undefined ? Id : JSON.stringify(Name)}`
  const error = failure && `${failure.ErrorType ?? "Error"}: ${failure.ErrorMessage ?? ""}`
  const others = Object.entries(options).filter(([, value]) => value !== undefined)
  const told = [Payload, error, others.length > 0 ? JSON.stringify(options) : undefined]
  const where = Name === undefined ? "" : ` (${[ParentId, Id].filter(Boolean).join("/")})`
  return `${what}${where} ${told.filter((part) => part !== undefined).join(" ")}`.trimEnd()
}
