import { isExecution } from "../matchers/receivers.ts"
import type { Execution } from "../runner/results/execution.ts"
import { InvalidArgumentError } from "../text/invalid-argument-error.ts"
import { isThenable, showValue } from "../text/values/show-value.ts"
import { modelOfExecution } from "./model/execution-model.ts"
import { renderPage } from "./page/page.ts"
import { type ReportOptions, readReportOptions } from "./report-options.ts"

const CALL = "call renderReport"

/**
 * A page that shows what happened: the text of one HTML file that needs nothing else, for light and dark
 * screens, for paper, for a keyboard and for a screen reader.
 *
 * @example
 * ```ts
 * writeFileSync("order.html", renderReport(await runner.run(handler, { id: "o-1" })))
 * ```
 * @throws {InvalidArgumentError} for anything else than an execution, and for a wrong option.
 */
export function renderReport(execution: Execution, options?: ReportOptions): string {
  const { title, longestValue } = readReportOptions(CALL, options)
  if (!isExecution(execution)) throw noSubject(execution)
  const model = modelOfExecution(execution, 0, longestValue)
  return renderPage(title ?? `${model.title}: ${model.status}`, [model])
}

function noSubject(given: unknown): InvalidArgumentError {
  const problem = `it got ${isThenable(given) ? "a promise" : showValue(given)}`
  const hint = isThenable(given) ? " Is an await missing?" : ""
  const advice = `Pass an execution: what runner.run returns, or Execution.fromHistory.${hint}`
  return new InvalidArgumentError(CALL, problem, advice)
}
