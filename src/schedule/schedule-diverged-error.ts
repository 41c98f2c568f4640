import type { EnabledEvent } from "../world/events/chooser.ts"
import { labelOf } from "../world/events/event-label.ts"
import { DurableTestRunnerError } from "../text/errors.ts"

const WHY =
  "Either the code has changed since the schedule was printed, or something decides that the runner " +
  "does not control: real I/O, state outside of the handler, another world around it."

/** The possible events of a replayed schedule differ from the recorded ones. */
export class ScheduleDivergedError extends DurableTestRunnerError {
  override readonly name = "ScheduleDivergedError"

  private constructor(what: string) {
    super("SCHEDULE_DIVERGED", `Failed to replay a schedule: ${what} ${WHY}`)
  }

  /** @internal */
  static atDecision(
    position: number,
    recording: {
      readonly choice: number
      readonly count: number | undefined
      readonly options?: readonly string[] | undefined
    },
    enabled: readonly EnabledEvent[],
  ): ScheduleDivergedError {
    const { choice, count, options } = recording
    const of = count === undefined ? "" : ` of ${count}`
    const among = options === undefined ? "" : ` (${options.join(", ")})`
    const recorded = `choice ${choice}${of}${among}`
    const now = enabled.map((event) => labelOf(event)).join(", ")
    return new ScheduleDivergedError(
      `decision ${position + 1} was ${recorded}, and now there are ${enabled.length}: ${now}.`,
    )
  }

  /** @internal */
  static ended(made: number, prescribed: number): ScheduleDivergedError {
    const decisions = made === 1 ? "1 decision" : `${made} decisions`
    return new ScheduleDivergedError(
      `the run ended after ${decisions}, and the schedule has ${prescribed}.`,
    )
  }

  /** @internal */
  static unlike(): ScheduleDivergedError {
    return new ScheduleDivergedError(
      "every choice was possible, but the events differ from the recorded ones.",
    )
  }
}
