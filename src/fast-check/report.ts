import * as fc from "fast-check"
import { type ReportedRun, listenToRuns } from "../schedule/run-listener.ts"

/**
 * The shape of a plugin of fast-check 4.10. It is declared here, because older versions of fast-check lack
 * the type.
 */
export type ReportPlugin = () => {
  readonly decorateRun: <Run>(nestedRun: Run) => Run
  readonly onAllRunsComplete: (details: ReportedDetails) => Promise<void> | void
}

/** The part of fast-check's `RunDetails` that the plugin reads. */
export interface ReportedDetails {
  readonly failed: boolean
  readonly counterexamplePath: string | null
  readonly errorInstance: unknown
  readonly runConfiguration: object
}

/** What a property's predicate answers: null where it holds. */
type RunResult = fc.PreconditionFailure | fc.PropertyFailure | null

/**
 * A plugin that appends the last run of the counterexample to the message of a failing `fc.assert`: its timeline,
 * and the call that replays it. For `runSchedule`, `replaySchedule` and `run`.
 *
 * It throws the error of `fc.assert` with more text. With it, `fc.check` also throws instead of returning the
 * failure. With a `reporter` of your own it does nothing. Plugins need fast-check 4.10; older versions ignore the
 * option.
 *
 * @example
 * ```ts
 * await fc.assert(property, { plugins: [durable.report()] })
 * ```
 */
export function report(): ReportPlugin {
  return () => new Reporter()
}

class Reporter {
  #isAsync = false
  /** The last run of the last failure: shrinking goes on from failure to failure. */
  #failed: ReportedRun | undefined

  decorateRun = <Run>(nestedRun: Run): Run => {
    const run = nestedRun as (value: unknown) => Promise<RunResult> | RunResult
    const decorated = (value: unknown): Promise<RunResult> | RunResult => {
      let last: ReportedRun | undefined
      const result = listenToRuns(
        (reported) => (last = reported),
        () => run(value),
      )
      const keep = (outcome: RunResult): RunResult => {
        if (outcome !== null && !fc.PreconditionFailure.isFailure(outcome)) this.#failed = last
        return outcome
      }
      if (!(result instanceof Promise)) return keep(result)
      this.#isAsync = true
      return result.then(keep)
    }
    return decorated as Run
  }

  onAllRunsComplete = (details: ReportedDetails): Promise<void> | void => {
    const isFailure = details.failed && details.counterexamplePath !== null
    if (!isFailure || this.#failed === undefined) return undefined
    if (hasReporter(details.runConfiguration)) return undefined
    const about = describeRun(this.#failed)
    const cause = details.errorInstance
    const all = details as fc.RunDetails<unknown>
    if (!this.#isAsync) throw toError(fc.defaultReportMessage(all), about, cause)
    return fc.asyncDefaultReportMessage(all).then((message) => {
      throw toError(message, about, cause)
    })
  }
}

/** These options are deprecated, and in use. */
function hasReporter(configuration: { reporter?: unknown; asyncReporter?: unknown }): boolean {
  return configuration.reporter !== undefined || configuration.asyncReporter !== undefined
}

function toError(message: string | undefined, about: string, cause: unknown): Error {
  return new Error(`${message ?? "Property failed"}\n\n${about}`, { cause })
}

function describeRun({ execution, schedule }: ReportedRun): string {
  const lines: string[] = []
  if (execution !== undefined) {
    lines.push("The last run of the counterexample:", "", execution.timeline(), "")
  }
  if (schedule !== undefined) {
    const text = JSON.stringify(String(schedule))
    lines.push(`Replay it with  await runner.replaySchedule(${text}, handler, input)`)
  }
  return lines.join("\n").trimEnd()
}
