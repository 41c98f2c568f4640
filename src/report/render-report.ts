import type { Verdict } from "../explore/report/verdict.ts"
import type { Execution } from "../runner/results/execution.ts"
import { renderPage, type SubjectModel } from "./page/page.ts"
import { modelsOf } from "./subjects.ts"
import { type ReportOptions, readReportOptions } from "./report-options.ts"

/** The possible subjects of a report. */
export type ReportSubject = Execution | Verdict

const CALL = "call renderReport"

/**
 * Returns a page about executions or verdicts: the text of one HTML file without dependencies, for light and
 * dark screens, paper, keyboards and screen readers.
 *
 * @param subject an execution, a verdict of `explore`, or a list of them, one below the other.
 * @example
 * ```ts
 * writeFileSync("order.html", renderReport(await runner.run(handler, { id: "o-1" })))
 * ```
 * @throws {InvalidArgumentError} for anything else, and for a wrong option.
 */
export function renderReport(
  subject: ReportSubject | readonly ReportSubject[],
  options?: ReportOptions,
): string {
  const { title, longestValue } = readReportOptions(CALL, options)
  const models = modelsOf(CALL, subject, longestValue)
  return renderPage(title ?? models.map(titleOf).join("; "), models)
}

function titleOf({ title, status }: SubjectModel): string {
  return `${title}: ${status}`
}
